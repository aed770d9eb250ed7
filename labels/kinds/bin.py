"""The label of a bin on its shelf: the place in large letters, what to scan, a check number, and an arrow to it."""

from dataclasses import dataclass
from enum import StrEnum

from labels.elements import Elements, Ink, Panel, Shape, Text
from labels.kind import Kind
from labels.matrices import data_matrix
from labels.parts import bars_in, square_in
from labels.stock import Stock
from labels.symbols import code128
from labels.text import BOLD, REGULAR

_MARGIN_MM = 2.5


class Points(StrEnum):
    """Where the bin is, seen from its label on the beam."""

    UP = "up"
    DOWN = "down"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class BinLabel:
    """What stands on one bin; `code` as it is scanned, `shown` as people call it within the hub (`A03-12-2`).

    `check` is what a picker reads aloud or types to prove being there; it does not follow from the code.
    """

    code: str
    shown: str
    hub: str
    check: str
    points: Points


def check_number(code: str) -> str:
    """Two digits that differ for neighbouring bins: a sum of the characters weighted by their places, modulo 97."""
    return f"{sum((place + 7) * ord(one) for place, one in enumerate(code, start=1)) * 31 % 97:02d}"


def _frame(on: Stock) -> Elements:
    yield Panel(_MARGIN_MM, _MARGIN_MM, 16, on.height_mm - 2 * _MARGIN_MM)


def _face(label: BinLabel, on: Stock) -> Elements:
    left, right, foot = _MARGIN_MM + 16, on.width_mm - _MARGIN_MM, on.height_mm - _MARGIN_MM
    matrix_mm = min(foot - _MARGIN_MM, 24)
    yield from _arrow(label.points, on)
    yield Text(_MARGIN_MM + 8, foot - 2, label.check, 26, BOLD, room_mm=14, align="center", ink=Ink.WHITE)
    head = _MARGIN_MM + (foot - _MARGIN_MM) * 0.42
    size = (head - _MARGIN_MM) / 0.3528 / 0.74
    yield Text(left + 3, head, label.shown, size, BOLD, room_mm=right - matrix_mm - left - 5)
    yield from square_in(on, data_matrix(label.code), right - matrix_mm, _MARGIN_MM, matrix_mm)
    room = (left, right - matrix_mm)
    yield from bars_in(on, code128(label.code), room, head + 2.5, foot - head - 7, label.code)
    yield Text(left + 4, foot - 0.4, label.code, 9, BOLD, room_mm=right - matrix_mm - left - 6)
    yield Text(right, foot - 0.4, label.hub, 9, REGULAR, align="right")


def _arrow(points: Points, on: Stock) -> Elements:
    middle, top = _MARGIN_MM + 8, _MARGIN_MM + 2
    tip, base = (top, top + 14) if points is Points.UP else (top + 14, top)
    if points is Points.HERE:
        ring = ((middle - 5, top + 2), (middle + 5, top + 2), (middle + 5, top + 12), (middle - 5, top + 12))
        yield Shape((ring,), Ink.WHITE)
        return
    neck = (tip + base) / 2
    yield Shape(
        (
            (
                (middle, tip), (middle + 6, neck), (middle + 2.2, neck), (middle + 2.2, base),
                (middle - 2.2, base), (middle - 2.2, neck), (middle - 6, neck),
            ),
        ),
        Ink.WHITE,
    )  # fmt: skip


BIN = Kind("Bin labels", ("A4x14", "100x50", "A4x8"), _frame, _face)
