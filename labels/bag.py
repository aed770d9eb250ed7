"""The tag of a closed bag or carton, 100 × 150 mm: its gateway, what is in it, its SSCC as GS1-128 lowest of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.symbols import bars, gs1_128, hri, qr
from labels.text import BOLD, CannotPrint

WIDTH_MM, HEIGHT_MM = 100.0, 150.0
# General Specifications: 31.75 mm high at least, modules of 0.495 mm and more; four dots make 0.5 mm.
BAR_HEIGHT_MM = 32.0
MODULE_DOTS = 4
_QR_DOTS = 6
_LEFT, _RIGHT = 4.0, 96.0


@dataclass(frozen=True, slots=True)
class BagTag:
    """What stands on one unit; `sscc` is its 18 digits, `kind` bag, carton or whatever the hub calls it."""

    sscc: str
    kind: str
    hub: str
    gateway: str
    service: str
    parcels: int
    weight_g: int
    seal: str
    closed_at: datetime | None


def render(tags: Iterable[BagTag]) -> bytes:
    """A PDF with one tag a page. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, "Bag tags")
    printed = 0
    for tag in tags:
        sheet.static("bag", lambda: _frame(sheet))
        _route(sheet, tag)
        _facts(sheet, tag)
        _symbol(sheet, tag)
        sheet.next_page()
        printed += 1
    if not printed:
        raise CannotPrint("there is no tag to print")
    return sheet.pdf()


def _frame(sheet: Sheet) -> None:
    sheet.panel(_LEFT, 4, 92, 12)
    for y_mm in (54.0, 68.0, 82.0, 102.0):
        sheet.panel(_LEFT, y_mm, 92)
    sheet.panel(50, 54, 0.25, 28)
    for x_mm, y_mm, caption in (
        (4, 21, "GATEWAY"), (4, 57.5, "SERVICE"), (52, 57.5, "SEAL"), (4, 71.5, "PARCELS"),
        (52, 71.5, "GROSS WEIGHT"), (4, 85.5, "CLOSED"), (4, 95, "SSCC"),
    ):  # fmt: skip
        sheet.text(x_mm, y_mm, caption, 6, BOLD)


def _route(sheet: Sheet, tag: BagTag) -> None:
    sheet.ink(1)
    sheet.text(7, 13, tag.kind.upper(), 24, BOLD, room_mm=52, least_pt=10)
    sheet.text(93, 13, f"from {tag.hub}", 18, BOLD, room_mm=32, align="right", least_pt=8)
    sheet.ink(0)
    sheet.text(_LEFT, 50, tag.gateway, 104, BOLD, room_mm=92, least_pt=30)


def _facts(sheet: Sheet, tag: BagTag) -> None:
    sheet.text(_LEFT, 65.5, tag.service.upper(), 20, BOLD, room_mm=44)
    sheet.text(52, 65.5, tag.seal, 20, BOLD, room_mm=43)
    sheet.text(_LEFT, 79.5, f"{tag.parcels:,}", 20, BOLD, room_mm=44)
    sheet.text(52, 79.5, f"{tag.weight_g / 1000:,.2f} kg", 20, BOLD, room_mm=44)
    closed = tag.closed_at.isoformat(sep=" ", timespec="minutes") if tag.closed_at else "not closed yet"
    sheet.text(_LEFT, 90.5, closed, 10, room_mm=68)
    sheet.text(_LEFT, 100, tag.sscc, 14, BOLD, room_mm=68)
    rows = qr(tag.sscc)
    sheet.matrix(_RIGHT - len(rows) * _QR_DOTS * DOT_MM, 84.25, rows, _QR_DOTS)


def _symbol(sheet: Sheet, tag: BagTag) -> None:
    elements = (("00", tag.sscc),)
    widths = bars(gs1_128(elements))
    width_mm = linear_mm(widths, MODULE_DOTS)
    sheet.linear((WIDTH_MM - width_mm) / 2, 105, widths, BAR_HEIGHT_MM, MODULE_DOTS)
    sheet.text(50, 143.5, hri(elements), 15, BOLD, room_mm=92, align="center")
