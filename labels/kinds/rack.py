"""The sign at the end of a rack: its aisle in letters read from across the hall, its bays, and which way they run."""

from dataclasses import dataclass
from enum import StrEnum

from labels.elements import Elements, Ink, Panel, Shape, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, square_in
from labels.stock import Stock
from labels.text import BOLD, fitted

_MM_PER_PT, _CAPITAL_EM = 25.4 / 72, 0.72


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
    size = fitted(sign.aisle, BOLD, _points(head - 2 * MARGIN_MM), letters_mm)
    baseline = head / 2 + size * _CAPITAL_EM * _MM_PER_PT / 2
    yield Text(MARGIN_MM, baseline, sign.aisle, size, BOLD, room_mm=letters_mm)
    yield from square_in(on, qr_code(sign.code), right - square_mm, (head - square_mm) / 2 - 1, square_mm)
    yield Text(right - square_mm / 2, head - 1.6, sign.code, 9, BOLD, room_mm=square_mm, align="center")
    band = on.height_mm - MARGIN_MM - head
    middle, baseline = on.width_mm / 2, head + band / 2 + band * 0.19
    bays, size = f"{sign.first_bay} – {sign.last_bay}", _points(band * 0.53)
    yield Text(middle, baseline, bays, size, BOLD, room_mm=on.width_mm * 0.54, align="center", ink=Ink.WHITE)
    yield from _arrow(sign.runs, on, head + band / 2, band * 0.27)


def _points(capital_mm: float) -> float:
    return capital_mm / _MM_PER_PT / _CAPITAL_EM


def _arrow(runs: Runs, on: Stock, y_mm: float, half_mm: float) -> Elements:
    way = 1 if runs is Runs.RIGHT else -1
    middle = on.width_mm / 2 + way * (on.width_mm / 2 - MARGIN_MM - 1.5 * half_mm)
    points = ((1.1, 0), (0, -1), (0, -0.4), (-1.1, -0.4), (-1.1, 0.4), (0, 0.4), (0, 1))
    yield Shape((tuple((middle + way * x * half_mm, y_mm + y * half_mm) for x, y in points),), Ink.WHITE)


RACK = Kind("Rack signs", ("A4x8", "A5-landscape", "A4-landscape", "100x50"), _frame, _face)
