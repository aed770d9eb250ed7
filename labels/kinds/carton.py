"""The label on a carton that tells what is in it: line by line, with its SSCC as GS1-128."""

from dataclasses import dataclass

from labels.elements import Block, Elements, Ink, Panel, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, kilograms, rules, square_in
from labels.stock import Stock
from labels.symbols import SSCC_HEIGHT_MM, SSCC_MODULE_MM, gs1_128, hri
from labels.text import BOLD, CannotPrint

_LINE_MM = 5.2
_TABLE_MM = 45.5


@dataclass(frozen=True, slots=True)
class CartonLine:
    """So many pieces of one article."""

    sku: str
    description: str
    quantity: int


@dataclass(frozen=True, slots=True)
class CartonLabel:
    """What stands on one carton, number `carton` of `cartons`; its pieces are summed from its lines."""

    sscc: str
    order: str
    seller: str
    ship_to: str
    gateway: str
    carton: int
    cartons: int
    gross_g: int
    lines: tuple[CartonLine, ...]


def _frame(on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    yield Panel(left, 4, right - left, 11)
    yield Text(left + 3, 12.2, "CARTON CONTENTS", 17, BOLD, ink=Ink.WHITE)
    yield from captions(
        (left, 18.5, "FROM"), (left, 30, "TO"), (right - 42, 18.5, "ORDER"), (right - 42, 30, "GROSS WEIGHT")
    )
    yield from rules(on, 38.5, 44.5, on.height_mm - 44)
    yield Text(left, 42.8, "Article", 8, BOLD)
    yield Text(left + 27, 42.8, "Description", 8, BOLD)
    yield Text(right, 42.8, "Pieces", 8, BOLD, align="right")


def _face(label: CartonLabel, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    number = f"{label.carton} of {label.cartons}"
    yield Text(right - 3, 12.2, number, 17, BOLD, room_mm=28, align="right", ink=Ink.WHITE)
    yield Block(left, 19, [label.seller], 10, (right - left - 44, 7.6), BOLD)
    yield Block(left, 30.5, [label.ship_to], 9, (right - left - 44, 7.5))
    yield Text(right - 42, 23.5, label.order, 11, BOLD, room_mm=24)
    yield Text(right - 42, 35.8, kilograms(label.gross_g), 13, BOLD, room_mm=24)
    yield from square_in(on, qr_code(label.sscc), right - 17, 16.5, 20)
    yield from _lines(label, on)
    elements = (("00", label.sscc),)
    y_mm = on.height_mm - 41.5
    room = (0.0, on.width_mm)
    yield from bars_in(on, gs1_128(elements), room, y_mm, SSCC_HEIGHT_MM, label.sscc, SSCC_MODULE_MM)
    foot = y_mm + SSCC_HEIGHT_MM + 5.4
    yield Text(on.width_mm / 2, foot, hri(elements), 14, BOLD, room_mm=right - left, align="center")


def _lines(label: CartonLabel, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    room = int((on.height_mm - 44 - _TABLE_MM - 7) / _LINE_MM)
    if not 1 <= len(label.lines) <= room:
        raise CannotPrint(
            f"{label.sscc} holds {len(label.lines)} articles, 1 to {room} fit: print a packing list"
        )
    y_mm = _TABLE_MM
    for line in label.lines:
        yield Text(left, y_mm + 3.4, line.sku, 8, room_mm=25.5)
        yield Block(left + 27, y_mm + 0.7, [line.description], 8, (right - left - 42, _LINE_MM - 0.8))
        yield Text(right, y_mm + 3.4, f"{line.quantity:,}", 8, BOLD, align="right")
        y_mm += _LINE_MM
        yield Panel(left, y_mm - 0.2, right - left, 0.125)
    total = f"{sum(line.quantity for line in label.lines):,} pieces"
    yield Text(right, on.height_mm - 46, f"{total}, {label.gateway}", 10, BOLD, align="right")


CARTON = Kind("Carton contents", ("100x150", "A6", "A4x4"), _frame, _face)
