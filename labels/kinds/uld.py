"""The tag of a unit load device: its number, where it goes and by which flight, and its weights."""

from dataclasses import dataclass
from datetime import date

from labels.elements import Block, Elements, Ink, Panel, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, rules, square_in
from labels.stock import Stock
from labels.symbols import code128
from labels.text import BOLD


@dataclass(frozen=True, slots=True)
class UldTag:
    """What stands on one ULD; `position` is its place on board when that is known, gross is net with tare."""

    uld: str
    carrier: str
    origin: str
    destination: str
    flight: str
    departs_on: date
    position: str
    pieces: int
    net_g: int
    tare_g: int
    contents: str
    handling: tuple[str, ...]
    seal: str


def _frame(on: Stock) -> Elements:
    left, right, middle = MARGIN_MM, on.width_mm - MARGIN_MM, on.width_mm / 2
    third = (right - left) / 3
    yield Panel(left, 4, right - left, 12)
    yield from rules(on, 36, 74, 88, 102, on.height_mm - 34)
    yield from captions(
        (left, 19.5, "ULD"), (left, 39.5, "DESTINATION"), (right - 30, 39.5, "FROM"), (left, 77.3, "FLIGHT"),
        (middle + 2, 77.3, "DATE"), (right - 18, 77.3, "POSITION"), (left, 91.3, "NET kg"),
        (left + third + 2, 91.3, "TARE kg"), (left + 2 * third + 2, 91.3, "GROSS kg"), (left, 105.3, "CONTENTS"),
        (right - 28, 105.3, "SEAL"),
    )  # fmt: skip
    for x_mm in (left + third, left + 2 * third):
        yield Panel(x_mm, 88, 0.25, 14)


def _face(tag: UldTag, on: Stock) -> Elements:
    left, right, middle = MARGIN_MM, on.width_mm - MARGIN_MM, on.width_mm / 2
    third = (right - left) / 3
    yield Text(left + 3, 12.8, tag.carrier, 19, BOLD, room_mm=right - left - 6, ink=Ink.WHITE)
    yield Text(left, 33.5, tag.uld, 42, BOLD, room_mm=right - left)
    yield Text(left, 71, tag.destination, 88, BOLD, room_mm=right - left - 34)
    yield Text(right - 30, 48, tag.origin, 22, BOLD, room_mm=30)
    yield from square_in(on, qr_code(tag.uld), right - 24, 49.5, 24)
    yield Text(left, 86, tag.flight, 22, BOLD, room_mm=middle - left - 2)
    yield Text(middle + 2, 86, tag.departs_on.strftime("%d %b").upper(), 20, BOLD, room_mm=23)
    yield Text(right - 18, 86, tag.position or "–", 18, BOLD, room_mm=18)
    for place, grams in enumerate((tag.net_g, tag.tare_g, tag.net_g + tag.tare_g)):
        x_mm = left + place * third + (2 if place else 0)
        yield Text(x_mm, 100, f"{grams / 1000:,.1f}", 20, BOLD, room_mm=third - 3)
    content = f"{tag.pieces:,} pieces: {tag.contents}"
    yield Block(
        left, 105.8, [content, " ".join(tag.handling)], 9, (right - left - 30, on.height_mm - 140.5), BOLD
    )
    yield Text(right - 28, 112, tag.seal or "–", 12, BOLD, room_mm=28)
    top = on.height_mm - 31.5
    yield from bars_in(on, code128(tag.uld), (0, on.width_mm), top, 27.5, tag.uld)


ULD = Kind("ULD tags", ("100x150", "A6", "A4x4"), _frame, _face)
