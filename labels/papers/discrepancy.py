"""The discrepancy report on A4 landscape: what an inbound load should have brought against what it brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import kg, moment
from labels.heads import Head, Origin, data_lines
from labels.paper import A4_LANDSCAPE, Paper, bound
from labels.tables import Column

_COLUMNS = (
    Column("No.", 9, to_right=True),
    Column("Piece", 40),
    Column("Discrepancy", 24),
    Column("Expected", 30),
    Column("Received", 30),
    Column("What was seen", 72),
    Column("Photos", 14, to_right=True),
    Column("Outcome", 58),
)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One piece that did not match. A weight is None where none was announced, or taken.

    `outcome` says how its case ended, and is empty while it is open.
    """

    code: str
    kind: str
    announced: bool
    arrived: bool
    announced_g: int | None
    received_g: int | None
    seen: str
    photos: int
    outcome: str


@dataclass(frozen=True, slots=True)
class DiscrepancyReport:
    """One inbound load; counts are of parcels."""

    load: str
    vehicle: str
    hub: str
    hub_name: str
    opened_at: datetime
    closed_at: datetime | None
    expected: int
    received: int
    lines: Sequence[Discrepancy]
    origin: Origin


def render(report: DiscrepancyReport) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title="Discrepancy report",
        number=report.load,
        subtitle=f"Inbound load of {report.vehicle}" if report.vehicle else "Inbound load",
        foot=data_lines(report.origin, report),
    )
    paper = Paper(head, A4_LANDSCAPE)
    paper.facts(_facts(report), 5)
    rows = [_row(*one) for one in enumerate(report.lines, start=1)]
    photos = sum(one.photos for one in report.lines)
    total = ("", f"{len(report.lines):,} discrepancies", "", "", "", "", f"{photos:,}", "")
    paper.table(_COLUMNS, rows, total, empty="What came is what was announced.")
    paper.space(4)
    paper.signatures(("For the hub", "For the deliverer", "Witness"))
    return bound([paper])


def _facts(report: DiscrepancyReport) -> list[tuple[str, str]]:
    kinds: dict[str, int] = {}
    for line in report.lines:
        kinds[line.kind] = kinds.get(line.kind, 0) + 1
    return [
        ("HUB", f"{report.hub} {report.hub_name}"),
        ("VEHICLE", report.vehicle or "not stated"),
        ("OPENED", moment(report.opened_at)),
        ("CLOSED", moment(report.closed_at) if report.closed_at else "still open"),
        ("STATE", "final" if report.closed_at else "more may still come"),
        ("PARCELS EXPECTED", f"{report.expected:,}"),
        ("PARCELS RECEIVED", f"{report.received:,}"),
        *((f"{kind.upper()}", f"{count:,}") for kind, count in sorted(kinds.items())),
    ]


def _row(place: int, line: Discrepancy) -> tuple[str, ...]:
    return (
        f"{place}", line.code, line.kind, _expected(line), _received(line), line.seen, f"{line.photos}",
        line.outcome or "open",
    )  # fmt: skip


def _expected(line: Discrepancy) -> str:
    if not line.announced:
        return "not announced"
    return "announced" if line.announced_g is None else f"announced, {kg(line.announced_g)} kg"


def _received(line: Discrepancy) -> str:
    if not line.arrived:
        return "did not arrive"
    return "arrived, not weighed" if line.received_g is None else f"arrived, {kg(line.received_g)} kg"
