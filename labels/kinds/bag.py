"""The tag of a closed bag or carton: its gateway, what is in it, its SSCC as GS1-128 lowest of all."""

from dataclasses import dataclass
from datetime import datetime

from labels.elements import Elements, Ink, Panel, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, kilograms, rules, square_in
from labels.stock import Stock
from labels.symbols import SSCC_HEIGHT_MM, SSCC_MODULE_MM, gs1_128, hri
from labels.text import BOLD

_QR_MM = 20.5


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


def _frame(on: Stock) -> Elements:
    left, wide, foot = MARGIN_MM, on.width_mm - 2 * MARGIN_MM, on.height_mm
    yield Panel(left, 4, wide, 12)
    yield from rules(on, 54, 68, 82, foot - 48)
    yield Panel(50, 54, 0.25, 28)
    yield from captions(
        (left, 21, "GATEWAY"), (left, 57.5, "SERVICE"), (52, 57.5, "SEAL"), (left, 71.5, "PARCELS"),
        (52, 71.5, "GROSS WEIGHT"), (left, 85.5, "CLOSED"), (left, 95, "SSCC"),
    )  # fmt: skip


def _face(tag: BagTag, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    yield Text(left + 3, 13, tag.kind.upper(), 24, BOLD, room_mm=52, ink=Ink.WHITE, least_pt=10)
    origin = f"from {tag.hub}"
    yield Text(right - 3, 13, origin, 18, BOLD, room_mm=32, align="right", ink=Ink.WHITE, least_pt=8)
    yield Text(left, 50, tag.gateway, 104, BOLD, room_mm=right - left, least_pt=30)
    yield Text(left, 65.5, tag.service.upper(), 20, BOLD, room_mm=44)
    yield Text(52, 65.5, tag.seal, 20, BOLD, room_mm=right - 53)
    yield Text(left, 79.5, f"{tag.parcels:,}", 20, BOLD, room_mm=44)
    yield Text(52, 79.5, kilograms(tag.weight_g, 2), 20, BOLD, room_mm=right - 53)
    closed = tag.closed_at.isoformat(sep=" ", timespec="minutes") if tag.closed_at else "not closed yet"
    yield Text(left, 90.5, closed, 10, room_mm=68)
    yield Text(left, 99.5, tag.sscc, 14, BOLD, room_mm=68)
    yield from _codes(tag, on)


def _codes(tag: BagTag, on: Stock) -> Elements:
    yield from square_in(on, qr_code(tag.sscc), on.width_mm - MARGIN_MM - _QR_MM + 2, 82, _QR_MM)
    elements = (("00", tag.sscc),)
    top, foot = on.height_mm - 45.5, on.height_mm - 6.5
    room = (0.0, on.width_mm)
    yield from bars_in(on, gs1_128(elements), room, top, SSCC_HEIGHT_MM, tag.sscc, SSCC_MODULE_MM)
    wide = on.width_mm - 2 * MARGIN_MM
    yield Text(on.width_mm / 2, foot, hri(elements), 15, BOLD, room_mm=wide, align="center")


BAG = Kind("Bag tags", ("100x150", "A6", "A4x4"), _frame, _face)
