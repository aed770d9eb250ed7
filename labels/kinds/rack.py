"""The sign at the end of a rack: its aisle in letters read from across the hall, its bays, and which way they run."""

from dataclasses import dataclass
from enum import StrEnum

from labels.elements import Elements, Ink, Panel, Shape, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, square_in
from labels.stock import Stock
from labels.text import BOLD


class Runs(StrEnum):
    """Which way the bays count, seen from the sign."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class RackSign:
    """One end of an aisle; `code` is what a scan of it means."""

    code: str
    aisle: str
    first_bay: str
    last_bay: str
    hub: str
    runs: Runs


def _frame(on: Stock) -> Elements:
    yield Panel(MARGIN_MM, on.height_mm * 0.66, on.width_mm - 2 * MARGIN_MM, on.height_mm * 0.34 - MARGIN_MM)


def _face(sign: RackSign, on: Stock) -> Elements:
    right, head = on.width_mm - MARGIN_MM, on.height_mm * 0.66
    square_mm = min(head - 2 * MARGIN_MM, on.width_mm * 0.32)
    letters_mm = right - square_mm - 2 * MARGIN_MM
    size = (head - 2 * MARGIN_MM) / 0.3528 / 0.72
    yield Text(MARGIN_MM, head - MARGIN_MM, sign.aisle, size, BOLD, room_mm=letters_mm)
    yield from square_in(on, qr_code(sign.code), right - square_mm, MARGIN_MM, square_mm)
    yield Text(right - 1, head - 2, f"{sign.hub} {sign.code}", 9, BOLD, room_mm=square_mm + 6, align="right")
    band = on.height_mm - MARGIN_MM - head
    middle, baseline = on.width_mm / 2, head + band / 2 + band * 0.19
    bays = f"{sign.first_bay} – {sign.last_bay}"
    size = band * 0.53 / 0.3528 / 0.72
    yield Text(middle, baseline, bays, size, BOLD, room_mm=on.width_mm * 0.54, align="center", ink=Ink.WHITE)
    yield from _arrow(sign.runs, on, head + band / 2, band * 0.3)


def _arrow(runs: Runs, on: Stock, y_mm: float, half_mm: float) -> Elements:
    way = 1 if runs is Runs.RIGHT else -1
    middle = on.width_mm / 2 + way * (on.width_mm / 2 - MARGIN_MM - 10)
    shaft = half_mm * 0.4
    points = (
        (8, 0), (0, -half_mm), (0, -shaft), (-8, -shaft), (-8, shaft), (0, shaft), (0, half_mm)
    )  # fmt: skip
    yield Shape((tuple((middle + way * x, y_mm + y) for x, y in points),), Ink.WHITE)


RACK = Kind("Rack signs", ("A4x8", "A5 landscape", "A4 landscape", "100x50"), _frame, _face)
