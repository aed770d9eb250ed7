"""Boxes of a form: a frame with a small caption on top and what is filled in below, made smaller until it fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from labels.drawing import Sheet
from labels.tables import RULE_MM
from labels.text import BOLD, LEADING, REGULAR, block, folded

CAPTION_PT = 5.5
_INSET_MM = 1.2
_TICK_MM = 2.6


@dataclass(frozen=True, slots=True)
class Place:
    """Left, top, width and height of a box in mm."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


def frame(sheet: Sheet, at: Place) -> None:
    """The four sides; neighbours share the line between them."""
    for y_mm in (at.y_mm, at.y_mm + at.height_mm):
        sheet.panel(at.x_mm, y_mm, at.width_mm + RULE_MM, RULE_MM)
    for x_mm in (at.x_mm, at.x_mm + at.width_mm):
        sheet.panel(x_mm, at.y_mm, RULE_MM, at.height_mm)


def box(
    sheet: Sheet,
    at: Place,
    caption: str,
    texts: Sequence[str] = (),
    size_pt: float = 9.0,
    font: str = REGULAR,
) -> None:
    """A framed field. The caption is folded where it must be; raises CannotPrint where the texts do not fit."""
    frame(sheet, at)
    below = captioned(sheet, at, caption)
    filled(sheet, at, below, texts, size_pt, font)


def captioned(sheet: Sheet, at: Place, caption: str) -> float:
    """Writes the caption; gives the y under it."""
    if not caption:
        return at.y_mm + 0.6
    room = (at.width_mm - 2 * _INSET_MM, at.height_mm)
    return sheet.block(at.x_mm + _INSET_MM, at.y_mm + 0.6, [caption], CAPTION_PT, room, REGULAR)


def filled(
    sheet: Sheet, at: Place, below: float, texts: Sequence[str], size_pt: float, font: str = REGULAR
) -> None:
    """What is filled in, under the caption."""
    shown = [text for text in texts if text]
    if shown:
        room = (at.width_mm - 2 * _INSET_MM, at.y_mm + at.height_mm - below - 0.4)
        sheet.block(at.x_mm + _INSET_MM, below + 0.1, shown, size_pt, room, font)


def ticks(
    sheet: Sheet, at: Place, choices: Sequence[tuple[str, bool]], columns: int, size_pt: float = 6.5
) -> None:
    """Small squares, crossed where true, row by row with their words beside, all of one size."""
    step_mm, down_mm = at.width_mm / columns, at.height_mm / -(-len(choices) // columns)
    room = (step_mm - _TICK_MM - 1.6, down_mm)
    size = min(block([words], REGULAR, size_pt, room)[0] for words, _ in choices)
    line_mm = size * LEADING / mm
    for place, (words, chosen) in enumerate(choices):
        row, column = divmod(place, columns)
        x_mm, middle_mm = at.x_mm + column * step_mm, at.y_mm + (row + 0.5) * down_mm
        top_mm = middle_mm - _TICK_MM / 2
        frame(sheet, Place(x_mm, top_mm, _TICK_MM, _TICK_MM))
        if chosen:
            sheet.text(x_mm + _TICK_MM / 2 + 0.1, top_mm + _TICK_MM - 0.45, "X", 8, BOLD, align="center")
        lines = list(folded(words, REGULAR, size, room[0]))
        for down, line in enumerate(lines, start=1):
            at_mm = middle_mm + (down - 0.22 - len(lines) / 2) * line_mm
            sheet.text(x_mm + _TICK_MM + 1, at_mm, line, size)
