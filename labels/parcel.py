"""The parcel's own label, 100 × 150 mm: its way in letters read from metres away, its number as bars, QR and text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm

from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.symbols import QUIET_MODULES, bars, code128, qr
from labels.text import BOLD, LEADING, REGULAR, CannotPrint, block, printable

WIDTH_MM, HEIGHT_MM = 100.0, 150.0
MODULE_DOTS = 3
QR_DOTS = 6
_LEFT, _RIGHT = 4.0, 96.0
_BAR_FOOT_MM = 136.5
_QR_LEFT, _QR_TOP, _QR_ROOM_MM = 77.0, 69.0, 19.0


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """What stands on one parcel; `address` is its lines as they are to be printed, `country` ISO 3166 alpha-2."""

    tracking: str
    hub: str
    hub_name: str
    seller: str
    consignee_name: str
    address: tuple[str, ...]
    country: str
    phone: str
    service: str
    gateway: str
    weight_g: int
    reference: str
    contents: str
    dangerous: bool
    printed_at: datetime


def render(labels: Iterable[ParcelLabel]) -> bytes:
    """A PDF with one label a page. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, "Parcel labels")
    printed = 0
    for label in labels:
        sheet.static("parcel", lambda: _frame(sheet))
        _route(sheet, label)
        _sender(sheet, label)
        _consignee(sheet, label)
        _codes(sheet, label)
        _facts(sheet, label)
        _symbol(sheet, label)
        sheet.next_page()
        printed += 1
    if not printed:
        raise CannotPrint("there is no label to print")
    return sheet.pdf()


def _frame(sheet: Sheet) -> None:
    sheet.panel(_LEFT, 4, 92, 31)
    for y_mm in (45.5, 91.5, 105.5):
        sheet.panel(_LEFT, y_mm, 92)
    for x_mm in (27.0, 62.0):
        sheet.panel(x_mm, 91.5, 0.25, 14)
    sheet.panel(73.5, 45.5, 0.25, 46)
    for x_mm, y_mm, caption in (
        (4, 39, "FROM"), (4, 49.5, "TO"), (75.5, 49.5, "COUNTRY"),
        (4, 95, "WEIGHT"), (29, 95, "REFERENCE"), (64, 95, "CONTENTS"),
    ):  # fmt: skip
        sheet.text(x_mm, y_mm, caption, 6, BOLD)
    sheet.ink(1)
    sheet.text(7, 9, "GATEWAY", 7, BOLD)
    sheet.text(61, 9, "SERVICE", 7, BOLD)
    sheet.ink(0)


def _route(sheet: Sheet, label: ParcelLabel) -> None:
    sheet.ink(1)
    sheet.text(6.5, 31, label.gateway, 76, BOLD, room_mm=50, least_pt=24)
    size, lines = block([printable(label.service.upper())], BOLD, 34, (33, 21))
    for up, line in enumerate(reversed(lines)):
        sheet.text(61, 31 - up * size * LEADING / mm, line, size, BOLD)
    sheet.ink(0)


def _sender(sheet: Sheet, label: ParcelLabel) -> None:
    sheet.text(_LEFT, 43.5, label.seller, 10, BOLD, room_mm=55)
    sheet.text(_RIGHT, 39, label.hub_name, 7, room_mm=60, align="right")
    sheet.text(_RIGHT, 43.5, label.hub, 11, BOLD, room_mm=32, align="right")


def _consignee(sheet: Sheet, label: ParcelLabel) -> None:
    room_mm = 67.0
    below = sheet.block(_LEFT, 50.5, [label.consignee_name], 14, (room_mm, 11), BOLD)
    sheet.block(_LEFT, below + 0.5, label.address, 12, (room_mm, 84.5 - below), REGULAR)
    if label.phone:
        sheet.text(_LEFT, 89.5, f"Tel. {label.phone}", 10, room_mm=room_mm)


def _codes(sheet: Sheet, label: ParcelLabel) -> None:
    sheet.text(86, 64, label.country, 42, BOLD, room_mm=20, align="center", least_pt=20)
    rows = qr(label.tracking)
    dots = min(QR_DOTS, int(_QR_ROOM_MM / DOT_MM / len(rows)))
    inset = (_QR_ROOM_MM - len(rows) * dots * DOT_MM) / 2
    sheet.matrix(_QR_LEFT + inset, _QR_TOP + inset, rows, dots)


def _facts(sheet: Sheet, label: ParcelLabel) -> None:
    sheet.block(_LEFT, 95.5, [f"{label.weight_g / 1000:.3f} kg"], 10, (21, 9.5), BOLD)
    sheet.block(29, 95.5, [label.reference], 10, (32, 9.5), BOLD)
    sheet.block(64, 95.5, [label.contents], 8, (32, 9.5), REGULAR)
    if label.dangerous:
        sheet.panel(_LEFT, 106.5, 92, 5.5)
        sheet.ink(1)
        sheet.text(50, 110.6, "DANGEROUS GOODS: see the declaration", 11, BOLD, align="center")
        sheet.ink(0)


def _symbol(sheet: Sheet, label: ParcelLabel) -> None:
    widths = bars(code128(label.tracking))
    width_mm = linear_mm(widths, MODULE_DOTS)
    quiet_mm = QUIET_MODULES * MODULE_DOTS * DOT_MM
    if width_mm + 2 * quiet_mm > WIDTH_MM:
        raise CannotPrint(f"tracking number {label.tracking!r} makes bars of {width_mm:.0f} mm, 92 mm fit")
    top_mm = 114.0 if label.dangerous else 109.0
    sheet.linear((WIDTH_MM - width_mm) / 2, top_mm, widths, _BAR_FOOT_MM - top_mm, MODULE_DOTS)
    sheet.text(50, 142, label.tracking, 16, BOLD, room_mm=92, align="center")
    printed_at = label.printed_at.isoformat(sep=" ", timespec="minutes")
    sheet.text(_LEFT, 147.5, f"Printed {printed_at}", 6)
    sheet.text(
        _RIGHT,
        147.5,
        "contains dangerous goods" if label.dangerous else "no dangerous goods",
        6,
        align="right",
    )
