"""The GS1 logistic label of a pallet or carton: who and where, the data with its titles, the SSCC's bars lowest of all.

After the General Specifications 6.6.4 and the GS1 Logistic Label Guideline: three blocks, bars upright, text under
each symbol, modules of 0.495 to 0.94 mm, bars at least 31.75 mm high.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.elements import Block, Elements, Text
from labels.kind import Kind
from labels.matrices import gs1_data_matrix
from labels.parts import MARGIN_MM, bars_in, captions, rules, square_in
from labels.stock import Stock
from labels.symbols import SSCC_HEIGHT_MM, SSCC_MODULE_MM, gs1_128, hri
from labels.text import BOLD, REGULAR, CannotPrint

Elementary = tuple[str, str]
# General Specifications 3.2: data titles in English, as they stand on labels.
TITLES = {
    "00": "SSCC", "01": "GTIN", "02": "CONTENT", "10": "BATCH/LOT", "11": "PROD DATE", "15": "BEST BEFORE",
    "17": "EXPIRY", "21": "SERIAL", "37": "COUNT", "400": "ORDER NUMBER", "401": "GINC", "402": "GSIN",
    "403": "ROUTE", "410": "SHIP TO LOC", "420": "SHIP TO POST", "421": "SHIP TO POST",
}  # fmt: skip
_DATES = frozenset({"11", "13", "15", "16", "17"})
_MOST_FACTS = 4
_MATRIX_MM = 22.0
# Digits of 0.71 em: 7.1 mm high, as data should be at least 7 mm; on 100 mm they fit a little narrowed.
_SSCC_PT, _SSCC_NARROW = 28.3, 0.92


@dataclass(frozen=True, slots=True)
class LogisticLabel:
    """What stands on one unit: `elements` are element strings `(ai, value)` for the bars over those of the SSCC.

    `more` are such as do not fit those bars: they stand in words, and in the square code, which holds everything.
    """

    sscc: str
    ship_from: tuple[str, ...]
    ship_to: tuple[str, ...]
    carrier: str
    elements: tuple[Elementary, ...] = ()
    more: tuple[Elementary, ...] = ()


def _frame(on: Stock) -> Elements:
    middle = on.width_mm / 2
    yield from captions((MARGIN_MM, 6.5, "FROM"), (middle, 6.5, "TO"))
    yield from rules(on, 29, on.height_mm - 82)


def _face(label: LogisticLabel, on: Stock) -> Elements:
    further = len(label.elements) + len(label.more)
    if further > _MOST_FACTS:
        raise CannotPrint(f"{label.sscc} has {further} further data, {_MOST_FACTS} fit the label")
    middle, room_mm = on.width_mm / 2, on.width_mm / 2 - MARGIN_MM - 1
    yield Block(MARGIN_MM, 7, label.ship_from, 9, (room_mm, 21.5), REGULAR)
    yield Block(middle, 7, label.ship_to, 11, (room_mm, 17), BOLD)
    yield Text(middle, 27.6, label.carrier, 8, room_mm=room_mm)
    yield from _facts(label, on)
    sscc = ("00", label.sscc)
    if label.elements:
        yield from _symbol(on, label.elements, on.height_mm - 80.5)
    yield from _symbol(on, (sscc,), on.height_mm - 40.5)


def _facts(label: LogisticLabel, on: Stock) -> Elements:
    """The data that the bars hold, with its titles, and all of it as one square beside."""
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    yield from captions((left, 32.5, "SSCC"))
    yield Text(left, 40.8, label.sscc, _SSCC_PT, BOLD, room_mm=right - left, narrow=_SSCC_NARROW)
    whole = gs1_data_matrix((("00", label.sscc), *label.elements, *label.more))
    foot = on.height_mm - 82.5
    yield from square_in(on, whole, right - _MATRIX_MM, foot - _MATRIX_MM, _MATRIX_MM)
    for place, (ai, value) in enumerate((*label.elements, *label.more)):
        x_mm = left + place % 2 * 40
        y_mm = 46 + place // 2 * 11
        yield from captions((x_mm, y_mm, _title(ai)))
        room_mm = right - left - _MATRIX_MM - 42 if place % 2 else 37
        yield Text(x_mm, y_mm + 7, _shown(ai, value), 18, BOLD, room_mm=room_mm)


def _title(ai: str) -> str:
    if ai.startswith("330"):
        return "GROSS WEIGHT (kg)"
    return TITLES.get(ai, f"({ai})")


def _shown(ai: str, value: str) -> str:
    if ai.startswith("330"):
        places = int(ai[3])
        return f"{int(value) / 10**places:.{places}f}"
    if ai in _DATES and len(value) == 6:
        return f"20{value[:2]}-{value[2:4]}-{value[4:]}"
    return value


def _symbol(on: Stock, elements: Sequence[Elementary], y_mm: float) -> Elements:
    text = hri(elements)
    room = (0.0, on.width_mm)
    yield from bars_in(on, gs1_128(elements), room, y_mm, SSCC_HEIGHT_MM, text, SSCC_MODULE_MM)
    wide = on.width_mm - 2 * MARGIN_MM
    yield Text(on.width_mm / 2, y_mm + SSCC_HEIGHT_MM + 5.4, text, 14, BOLD, room_mm=wide, align="center")


LOGISTIC = Kind("GS1 logistic labels", ("100x150", "A6", "A4x4"), _frame, _face)
