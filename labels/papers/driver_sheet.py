"""The driver's sheet on A4 landscape: the stops of a round with their times, and room for what was taken and signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.amounts import kg
from labels.heads import Head, Origin, data_lines
from labels.paper import A4_LANDSCAPE, Paper, bound
from labels.tables import Column

_HAND_MM = 13.0
_COLUMNS = (
    Column("No.", 9, to_right=True),
    Column("Stop", 46),
    Column("Address", 62),
    Column("Arrives", 16, to_right=True),
    Column("Leaves", 16, to_right=True),
    Column("Parcels", 16, to_right=True),
    Column("On board kg", 22, to_right=True),
    Column("Taken", 18),
    Column("Time", 18),
    Column("Signature of the seller", 54),
)


@dataclass(frozen=True, slots=True)
class DriverStop:
    """A visit; times are seconds of the day, `load_g` is what is on board after it."""

    code: str
    name: str
    address: str
    arrives_s: int
    leaves_s: int
    parcels: int
    load_g: int


@dataclass(frozen=True, slots=True)
class DriverSheet:
    """One round of one vehicle; `number` is the inbound load by which the dock receives it."""

    number: str
    vehicle: str
    hub: str
    hub_name: str
    leaves_s: int
    back_s: int
    metres: int
    stops: Sequence[DriverStop]
    origin: Origin


def render(sheets: Sequence[DriverSheet]) -> bytes:
    """A PDF, each sheet with its own page numbers. Raises CannotPrint, naming the text that does not go on."""
    return bound([_paper(sheet) for sheet in sheets])


def _paper(sheet: DriverSheet) -> Paper:
    head = Head(
        title="Driver’s sheet",
        number=sheet.vehicle,
        code=sheet.number,
        as_qr=True,
        subtitle=f"Load {sheet.number}",
        foot=data_lines(sheet.origin, sheet),
    )
    paper = Paper(head, A4_LANDSCAPE)
    paper.facts(_facts(sheet), 6)
    rows = [_row(*one) for one in enumerate(sheet.stops, start=1)]
    parcels = sum(one.parcels for one in sheet.stops)
    total = ("", f"{len(sheet.stops):,} stops", "", "", "", f"{parcels:,}", "", "", "", "")
    paper.table(_COLUMNS, rows, total, size_pt=8.5, least_mm=_HAND_MM, empty="There is no stop.")
    paper.space(2)
    paper.signatures(("Driver", "Handed out by the hub", "Received at the dock"))
    return paper


def _facts(sheet: DriverSheet) -> list[tuple[str, str]]:
    return [
        ("HUB", f"{sheet.hub} {sheet.hub_name}"),
        ("LEAVES THE HUB", clock(sheet.leaves_s)),
        ("BACK AT THE HUB", clock(sheet.back_s)),
        ("DISTANCE", f"{kg(sheet.metres)} km"),
        ("STOPS", f"{len(sheet.stops):,}"),
        ("PARCELS", f"{sum(one.parcels for one in sheet.stops):,}"),
    ]


def clock(second: int) -> str:
    """Hours and minutes of a second of the day."""
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _row(place: int, stop: DriverStop) -> tuple[str, ...]:
    named = f"{stop.name} ({stop.code})" if stop.name else stop.code
    times = (clock(stop.arrives_s), clock(stop.leaves_s))
    return (f"{place}", named, stop.address, *times, f"{stop.parcels:,}", kg(stop.load_g), "", "", "")
