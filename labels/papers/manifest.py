"""The manifest on A4 landscape: what a departure carries, line by line, with the hashes that prove its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import kg, moment
from labels.heads import Head
from labels.paper import A4_LANDSCAPE, Paper, bound
from labels.tables import Column

FOOTNOTE = "… a consignee or description is shortened to its column; the data, which is hashed, has it whole."
_COLUMNS = (
    Column("No.", 11.0, to_right=True),
    Column("Tracking", 31.0),
    Column("Unit", 32.0),
    Column("Seller", 36.0),
    Column("Consignee", 38.0, shortened=True),
    Column("To", 9.0),
    Column("HS codes", 26.0),
    Column("Description", 50.0, shortened=True),
    Column("Weight kg", 17.0, to_right=True),
    Column("Value", 27.0, to_right=True),
)


@dataclass(frozen=True, slots=True)
class ManifestPaperLine:
    """One parcel; `unit` is the bag or carton it lies in, `value` an amount with its currency."""

    tracking: str
    unit: str
    seller: str
    consignee: str
    country: str
    hs_codes: tuple[str, ...]
    description: str
    weight_g: int
    value: str


@dataclass(frozen=True, slots=True)
class ManifestPaper:
    """One version of a manifest; `supersedes` is the version that it replaces, hashes are in hexadecimal.

    `air_waybill` is the master's number as it is printed, empty where there is none.
    """

    number: str
    version: int
    supersedes: int | None
    hub: str
    hub_name: str
    carrier: str
    departure: str
    air_waybill: str
    origin: str
    gateway: str
    departs_at: datetime
    issued_at: datetime
    pieces: int
    units: int
    weight_g: int
    sha256: str
    seal_number: int
    seal_hash: str
    lines: Sequence[ManifestPaperLine]


def render(paper: ManifestPaper) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    pages = Paper(_head(paper), A4_LANDSCAPE)
    pages.facts(list(_facts(paper)), 5)
    rows = [_row(number, line) for number, line in enumerate(paper.lines, start=1)]
    pages.table(_COLUMNS, rows, empty="This manifest has no lines.")
    return bound([pages])


def _head(paper: ManifestPaper) -> Head:
    replaced = "" if paper.supersedes is None else f", supersedes version {paper.supersedes}"
    way = f"{paper.carrier} {paper.departure}, {paper.origin} – {paper.gateway}, {moment(paper.departs_at)}"
    return Head(
        title="Manifest",
        number=paper.number,
        subtitle=f"Version {paper.version}{replaced}",
        running=f"Version {paper.version}, {way}",
        note=FOOTNOTE,
        foot=(f"sha-256 {paper.sha256}", f"ledger seal {paper.seal_number} {paper.seal_hash}"),
    )


def _row(number: int, line: ManifestPaperLine) -> tuple[str, ...]:
    return (
        f"{number}", line.tracking, line.unit, line.seller, line.consignee, line.country,
        ", ".join(line.hs_codes), line.description, kg(line.weight_g), line.value,
    )  # fmt: skip


def _facts(paper: ManifestPaper) -> Iterator[tuple[str, str]]:
    yield "HUB", f"{paper.hub} {paper.hub_name}"
    yield "CARRIER", paper.carrier
    yield "DEPARTURE", paper.departure
    yield "AIR WAYBILL", paper.air_waybill or "–"
    yield "ORIGIN – GATEWAY", f"{paper.origin} – {paper.gateway}"
    yield "DEPARTS", moment(paper.departs_at)
    yield "ISSUED", moment(paper.issued_at)
    yield "PIECES", f"{paper.pieces:,}"
    yield "UNITS", f"{paper.units:,}"
    yield "GROSS WEIGHT", f"{kg(paper.weight_g)} kg"
