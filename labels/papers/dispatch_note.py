"""The dispatch note on A4: the bags, cartons and loose parcels handed to a carrier, with both signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import kg, moment
from labels.heads import Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.tables import Column

_COLUMNS = (
    Column("No.", 10, to_right=True),
    Column("Unit", 46),
    Column("Kind", 28),
    Column("Seal", 36),
    Column("Parcels", 18, to_right=True),
    Column("Net kg", 26, to_right=True),
    Column("Gross kg", 26, to_right=True),
)


@dataclass(frozen=True, slots=True)
class DispatchedUnit:
    """A bag or carton by its SSCC, or all loose parcels together, which have no code, seal or tare."""

    code: str
    kind: str
    seal: str
    parcels: int
    net_weight_g: int
    tare_g: int


@dataclass(frozen=True, slots=True)
class DispatchNote:
    """What a departure takes, as it is now; `state` says whether more may still come on it."""

    departure: str
    carrier: str
    transport: str
    hub: str
    hub_name: str
    gateway: str
    cutoff_at: datetime
    departs_at: datetime
    state: str
    manifest: str
    units: Sequence[DispatchedUnit]
    origin: Origin


def render(note: DispatchNote) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title="Dispatch note",
        number=note.departure,
        subtitle=f"{note.carrier}, {note.hub} – {note.gateway}",
        foot=data_lines(note.origin, note),
    )
    paper = Paper(head)
    paper.facts(_facts(note), 4)
    rows = [_row(*one) for one in enumerate(note.units, start=1)]
    paper.table(_COLUMNS, rows, _total(note), size_pt=8, empty="Nothing is on it.")
    paper.space(4)
    paper.blanks(("Vehicle or ULD", "Driver", "Remarks of the carrier"), 16)
    paper.signatures(("Handed over by the hub", "Taken over by the carrier"))
    return bound([paper])


def _facts(note: DispatchNote) -> list[tuple[str, str]]:
    return [
        ("HUB", f"{note.hub} {note.hub_name}"),
        ("CARRIER", note.carrier),
        ("TRANSPORT", note.transport),
        ("GATEWAY", note.gateway),
        ("CUT-OFF", moment(note.cutoff_at)),
        ("DEPARTS", moment(note.departs_at)),
        ("STATE", note.state),
        ("MANIFEST", note.manifest or "not issued yet"),
    ]


def _row(place: int, unit: DispatchedUnit) -> tuple[str, ...]:
    net, gross = kg(unit.net_weight_g), kg(unit.net_weight_g + unit.tare_g)
    return (f"{place}", unit.code, unit.kind, unit.seal, f"{unit.parcels:,}", net, gross)


def _total(note: DispatchNote) -> tuple[str, ...]:
    net_g = sum(one.net_weight_g for one in note.units)
    gross_g = net_g + sum(one.tare_g for one in note.units)
    parcels = sum(one.parcels for one in note.units)
    return ("", f"{len(note.units):,} in all", "", "", f"{parcels:,}", kg(net_g), kg(gross_g))
