"""The battery mark of packages with lithium or sodium-ion cells: hatched red edge, the symbol, the UN number.

As in the ICAO Technical Instructions and the IATA Dangerous Goods Regulations 7.1.5.5: at least 100 × 100 mm, or
100 × 70 mm on a small package; hatching at least 5 mm wide, UN number at least 12 mm high. No telephone number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from labels.elements import Elements, Ink, Panel, Shape, Text
from labels.kind import Kind
from labels.kinds.battery_symbol import symbol
from labels.stock import Stock
from labels.text import BOLD, CannotPrint

KNOWN = {
    "UN3480": "lithium ion batteries",
    "UN3481": "lithium ion batteries with or in equipment",
    "UN3090": "lithium metal batteries",
    "UN3091": "lithium metal batteries with or in equipment",
    "UN3551": "sodium ion batteries",
    "UN3552": "sodium ion batteries with or in equipment",
}
_MARGIN_MM = 2.0
_EDGE_MM = 6.0
_STRIPE_MM, _PITCH_MM = 5.0, 10.0
_DIGITS_MM, _LINE_MM = 12.6, 14.8
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class BatteryMark:
    """The UN numbers of what is in the package, such as `UN3481`; two at most."""

    numbers: tuple[str, ...]


def _frame(on: Stock) -> Elements:
    wide, high = on.width_mm - 2 * _MARGIN_MM, on.height_mm - 2 * _MARGIN_MM
    yield Shape(tuple(_stripes(wide, high)), Ink.RED)
    inner = (wide - 2 * _EDGE_MM, high - 2 * _EDGE_MM)
    yield Panel(_MARGIN_MM + _EDGE_MM, _MARGIN_MM + _EDGE_MM, *inner, Ink.WHITE)


def _face(mark: BatteryMark, on: Stock) -> Elements:
    strange = [one for one in mark.numbers if one not in KNOWN]
    if strange or not 1 <= len(mark.numbers) <= 2:
        raise CannotPrint(f"{' '.join(mark.numbers)!r} should be one or two of {', '.join(KNOWN)}")
    top, foot = _MARGIN_MM + _EDGE_MM, on.height_mm - _MARGIN_MM - _EDGE_MM - 2.5
    size = _DIGITS_MM / 0.3528 / 0.718
    for up, number in enumerate(reversed(mark.numbers)):
        words = f"{number[:2]} {number[2:]}"
        yield Text(on.width_mm / 2, foot - up * _LINE_MM, words, size, BOLD, align="center")
    room_mm = foot - len(mark.numbers) * _LINE_MM - top - 2
    height_mm = min(room_mm, (on.width_mm - 2 * top) * 0.54)
    yield from symbol(on.width_mm / 2, top + 2 + (room_mm - height_mm) / 2, height_mm)


def _stripes(wide: float, high: float) -> Iterator[tuple[Point, ...]]:
    """Diagonal stripes over a rectangle, cut at its edges."""
    corners = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
    for place in range(int((wide + high) / _PITCH_MM) + 1):
        start = place * _PITCH_MM
        stripe = _cut(_cut(corners, start, 1), start + _STRIPE_MM, -1)
        if len(stripe) > 2:
            yield tuple((x + _MARGIN_MM, y + _MARGIN_MM) for x, y in stripe)


def _cut(corners: tuple[Point, ...], at: float, side: int) -> tuple[Point, ...]:
    """What of an outline lies where x + y is beyond `at` (side 1) or before it (side -1)."""
    kept: list[Point] = []
    for (x, y), (then_x, then_y) in zip(corners, (*corners[1:], corners[0]), strict=True):
        here, there = side * (x + y - at), side * (then_x + then_y - at)
        if here >= 0:
            kept.append((x, y))
        if here * there < 0:
            part = here / (here - there)
            kept.append((x + part * (then_x - x), y + part * (then_y - y)))
    return tuple(kept)


BATTERY = Kind("Battery marks", ("120x110", "105x74"), _frame, _face)
