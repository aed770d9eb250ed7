"""The manifest on A4 landscape: what a departure carries, line by line, with the hashes that prove its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm

from labels.drawing import Sheet, linear_mm
from labels.symbols import bars, code128
from labels.text import (
    BOLD,
    LEADING,
    MONO,
    REGULAR,
    CannotPrint,
    block,
    in_latin,
    printable,
    shortened,
    width_mm,
)

WIDTH_MM, HEIGHT_MM = 297.0, 210.0
FOOTNOTE = "… a consignee or description is shortened to its column; the data, which is hashed, has it whole."
_LEFT, _RIGHT = 10.0, 287.0
_ROOM_MM = _RIGHT - _LEFT
_FIRST_TABLE_MM, _NEXT_TABLE_MM = 63.0, 21.0
_HEAD_MM, _TABLE_FOOT_MM, _PAD_MM = 6.0, 193.0, 1.3
_SIZE_PT = 7.0
_LINE_MM: float = _SIZE_PT * LEADING / mm
_MODULE_DOTS = 3
_SHORTENED = frozenset({"Consignee", "Description"})
# heading, width in mm, aligned to the right
_COLUMNS = (
    ("No.", 11.0, True),
    ("Tracking", 31.0, False),
    ("Unit", 32.0, False),
    ("Seller", 36.0, False),
    ("Consignee", 38.0, False),
    ("To", 9.0, False),
    ("HS codes", 26.0, False),
    ("Description", 50.0, False),
    ("Weight kg", 17.0, True),
    ("Value", 27.0, True),
)
Row = tuple[list[str], ...]


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
    """One version of a manifest; `supersedes` is the version that it replaces, hashes are in hexadecimal."""

    number: str
    version: int
    supersedes: int | None
    hub: str
    hub_name: str
    carrier: str
    departure: str
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


@dataclass(frozen=True, slots=True)
class _Page:
    top_mm: float
    rows: list[Row]


def render(paper: ManifestPaper) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, f"Manifest {paper.number} version {paper.version}")
    pages = _pages(paper.lines)
    for number, page in enumerate(pages, start=1):
        if number == 1:
            _front(sheet, paper)
        else:
            _running_head(sheet, paper)
        _table(sheet, page)
        _footer(sheet, paper, f"page {number} of {len(pages)}")
        sheet.next_page()
    return sheet.pdf()


def _pages(lines: Sequence[ManifestPaperLine]) -> list[_Page]:
    page = _Page(_FIRST_TABLE_MM, [])
    pages = [page]
    left_mm = _TABLE_FOOT_MM - page.top_mm - _HEAD_MM
    for number, line in enumerate(lines, start=1):
        row = _row(number, line)
        height_mm = _height_mm(row)
        if height_mm > left_mm:
            page = _Page(_NEXT_TABLE_MM, [])
            pages.append(page)
            left_mm = _TABLE_FOOT_MM - page.top_mm - _HEAD_MM
            if height_mm > left_mm:
                raise CannotPrint(f"line {number} ({line.tracking}) is higher than a page: shorten its texts")
        page.rows.append(row)
        left_mm -= height_mm
    return pages


def _row(number: int, line: ManifestPaperLine) -> Row:
    values = (
        f"{number}", line.tracking, line.unit, line.seller, line.consignee, line.country,
        ", ".join(line.hs_codes), line.description, f"{line.weight_g / 1000:,.3f}", line.value,
    )  # fmt: skip
    return tuple(_cell(in_latin(text), *column) for text, column in zip(values, _COLUMNS, strict=True))


def _cell(text: str, heading: str, width: float, _to_right: bool) -> list[str]:
    room_mm = width - 2
    if width_mm(text, REGULAR, _SIZE_PT) <= room_mm:
        return [text]
    if heading in _SHORTENED:
        return [shortened(text, REGULAR, _SIZE_PT, room_mm)]
    return _unbroken(text, room_mm)


def _unbroken(text: str, room_mm: float) -> list[str]:
    """Folded at its spaces; a word wider than the column goes on in the next line, so that nothing is lost."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width_mm(longer, REGULAR, _SIZE_PT) <= room_mm:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if width_mm(lines[-1] + character, REGULAR, _SIZE_PT) > room_mm:
                lines.append("")
            lines[-1] += character
    return lines


def _height_mm(row: Row) -> float:
    return max(len(lines) for lines in row) * _LINE_MM + _PAD_MM


def _front(sheet: Sheet, paper: ManifestPaper) -> None:
    sheet.text(_LEFT, 14, "MANIFEST", 9, BOLD)
    sheet.text(_LEFT, 24, paper.number, 26, BOLD, room_mm=150)
    replaced = "" if paper.supersedes is None else f", supersedes version {paper.supersedes}"
    sheet.text(_LEFT, 30.5, f"Version {paper.version}{replaced}", 11, BOLD)
    widths = bars(code128(paper.number))
    width = linear_mm(widths, _MODULE_DOTS)
    if width > 110:
        raise CannotPrint(f"manifest number {paper.number!r} makes bars of {width:.0f} mm, 110 mm fit")
    sheet.linear(_RIGHT - 4 - width, 10, widths, 16, _MODULE_DOTS)
    sheet.text(_RIGHT - 4 - width / 2, 30.5, paper.number, 10, MONO, align="center")
    for place, (caption, value) in enumerate(_facts(paper)):
        x_mm, y_mm = _LEFT + place % 5 * _ROOM_MM / 5, 35.0 + place // 5 * 14
        sheet.panel(x_mm, y_mm, _ROOM_MM / 5 - 3)
        sheet.text(x_mm, y_mm + 3.5, caption, 6, BOLD)
        size, lines = block([printable(value)], REGULAR, 11, (_ROOM_MM / 5 - 4, 9))
        for down, line in enumerate(lines, start=1):
            sheet.text(x_mm, y_mm + 3.6 + down * size * LEADING / mm, line, size)


def _facts(paper: ManifestPaper) -> Iterator[tuple[str, str]]:
    yield "HUB", f"{paper.hub} {paper.hub_name}"
    yield "CARRIER", paper.carrier
    yield "DEPARTURE", paper.departure
    yield "ORIGIN – GATEWAY", f"{paper.origin} – {paper.gateway}"
    yield "DEPARTS", _moment(paper.departs_at)
    yield "ISSUED", _moment(paper.issued_at)
    yield "PIECES", f"{paper.pieces:,}"
    yield "UNITS", f"{paper.units:,}"
    yield "GROSS WEIGHT", f"{paper.weight_g / 1000:,.3f} kg"
    yield "LINES", f"{len(paper.lines):,}"


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")


def _running_head(sheet: Sheet, paper: ManifestPaper) -> None:
    sheet.text(_LEFT, 15, f"Manifest {paper.number}, version {paper.version}", 12, BOLD, room_mm=150)
    way = f"{paper.carrier} {paper.departure}, {paper.origin} – {paper.gateway}, {_moment(paper.departs_at)}"
    sheet.text(_RIGHT, 15, way, 9, room_mm=120, align="right")


def _table(sheet: Sheet, page: _Page) -> None:
    sheet.panel(_LEFT, page.top_mm, _ROOM_MM, _HEAD_MM - 1)
    sheet.ink(1)
    _cells(sheet, page.top_mm - 0.1, [[heading] for heading, _, _ in _COLUMNS], BOLD)
    sheet.ink(0)
    y_mm = page.top_mm + _HEAD_MM - 1
    for count, row in enumerate(page.rows):
        height_mm = _height_mm(row)
        if count % 2:
            sheet.ink(0.93)
            sheet.panel(_LEFT, y_mm, _ROOM_MM, height_mm)
            sheet.ink(0)
        _cells(sheet, y_mm, row, REGULAR)
        y_mm += height_mm
    sheet.panel(_LEFT, y_mm, _ROOM_MM)
    if not page.rows:
        sheet.text(_LEFT + 1, y_mm + 5, "This manifest has no lines.", 9)


def _cells(sheet: Sheet, y_mm: float, row: Sequence[list[str]], font: str) -> None:
    x_mm = _LEFT
    for lines, (_, width, to_right) in zip(row, _COLUMNS, strict=True):
        for down, line in enumerate(lines, start=1):
            at_mm = y_mm + _PAD_MM / 2 + down * _LINE_MM - 0.6
            if to_right:
                sheet.text(x_mm + width - 1, at_mm, line, _SIZE_PT, font, align="right")
            else:
                sheet.text(x_mm + 1, at_mm, line, _SIZE_PT, font)
        x_mm += width


def _footer(sheet: Sheet, paper: ManifestPaper, page: str) -> None:
    sheet.text(_LEFT, 196.5, FOOTNOTE, 6.5)
    sheet.panel(_LEFT, 198, _ROOM_MM)
    sheet.text(_LEFT, 201.5, f"sha-256 {paper.sha256}", 7.5, MONO, room_mm=220)
    sheet.text(_LEFT, 205, f"ledger seal {paper.seal_number} {paper.seal_hash}", 7.5, MONO, room_mm=220)
    sheet.text(_RIGHT, 205, page, 9, BOLD, align="right")
