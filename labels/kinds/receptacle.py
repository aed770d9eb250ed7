"""The tag of a receptacle of airmail, as the form CN35: its 29-character number (UPU S9) and what that says."""

from dataclasses import dataclass
from datetime import date

from labels.elements import Elements, Ink, Panel, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, rules, square_in
from labels.stock import Stock
from labels.symbols import CannotEncode, code128
from labels.text import BOLD, MONO

_CATEGORIES = {"A": "AIRMAIL", "B": "S.A.L.", "C": "SURFACE", "D": "PRIORITY BY SURFACE"}
_CLASSES = {"U": "LETTERS", "C": "PARCELS", "E": "EMS", "T": "EMPTY BAGS"}
_OVER = "9999"  # a receptacle of more than 999.8 kg


@dataclass(frozen=True, slots=True)
class ReceptacleTag:
    """What stands on one receptacle; `receptacle` is its 29 characters, the rest is not in them."""

    receptacle: str
    origin_name: str
    destination_name: str
    airport: str
    flight: str
    departs_on: date
    items: int


def _frame(on: Stock) -> Elements:
    left, right, middle = MARGIN_MM, on.width_mm - MARGIN_MM, on.width_mm / 2
    yield Panel(left, 4, right - left, 13)
    yield Text(right - 3, 8.6, "CN 35", 8, BOLD, align="right", ink=Ink.WHITE)
    yield from rules(on, 33, 74, 88, on.height_mm - 48)
    yield Panel(middle, 74, 0.25, on.height_mm - 122)
    yield from captions(
        (left, 20.5, "FROM"), (left, 36.5, "TO"), (left, 77.3, "DISPATCH"), (middle + 2, 77.3, "RECEPTACLE"),
        (left, 91.3, "WEIGHT"), (middle + 2, 91.3, "FLIGHT"),
    )  # fmt: skip


def _face(tag: ReceptacleTag, on: Stock) -> Elements:
    number = tag.receptacle
    if len(number) != 29 or not number.isascii() or not number.isalnum():
        raise CannotEncode(f"receptacle number {number!r} should be 29 letters and digits")
    left, right, middle = MARGIN_MM, on.width_mm - MARGIN_MM, on.width_mm / 2
    kind = f"{_CATEGORIES.get(number[12], number[12])}   {_CLASSES.get(number[13], number[13:15])}"
    yield Text(left + 3, 14.3, kind, 22, BOLD, room_mm=68, ink=Ink.WHITE)
    yield Text(right - 3, 14.6, number[13:15], 12, BOLD, align="right", ink=Ink.WHITE)
    yield Text(left, 28.5, number[:6], 18, BOLD)
    yield Text(left + 32, 28.5, tag.origin_name, 12, room_mm=right - left - 32)
    yield Text(left, 65.5, tag.airport, 80, BOLD, room_mm=right - left - 30)
    yield Text(left, 72, f"{number[6:12]}   {tag.destination_name}", 12, BOLD, room_mm=right - left)
    yield from square_in(on, qr_code(number), right - 26, 38, 28)
    yield Text(left, 86, number[16:20], 24, BOLD)
    yield Text(middle + 2, 86, number[20:23], 24, BOLD)
    if number[23] == "1":
        yield Text(right, 86, "last", 12, BOLD, align="right")
    weight = "over 999.8 kg" if number[25:] == _OVER else f"{int(number[25:]) / 10:,.1f} kg"
    yield Text(left, 99.5, weight, 20, BOLD, room_mm=middle - left - 2)
    yield Text(middle + 2, 96.5, tag.flight, 14, BOLD, room_mm=right - middle - 2)
    content = f"{tag.departs_on.isoformat()}   {tag.items:,} items"
    yield Text(middle + 2, 101, content, 9, room_mm=right - middle - 2)
    if number[24] == "1":
        yield Text(left + 62, 14.3, "R", 22, BOLD, ink=Ink.WHITE)
    top = on.height_mm - 45
    yield from bars_in(on, code128(number), (0, on.width_mm), top, 32, number)
    yield Text(
        on.width_mm / 2, on.height_mm - 6.5, _grouped(number), 12, MONO, room_mm=right - left, align="center"
    )


def _grouped(number: str) -> str:
    parts = (number[:6], number[6:12], number[12:15], number[15], number[16:20], number[20:23], number[23:])
    return " ".join(parts)


RECEPTACLE = Kind("Receptacle tags CN35", ("100x150", "A6", "A4x4"), _frame, _face)
