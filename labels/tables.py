"""A table on paper: cells folded into columns, rows as high as their highest cell, nothing cut that may not be."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from labels.drawing import Sheet
from labels.text import BOLD, LEADING, REGULAR, shortened, width_mm

PAD_MM = 1.3
RULE_MM = 0.2
_INSET_MM = 1.0
_STRIPE = 0.93


@dataclass(frozen=True, slots=True)
class Column:
    """A heading over cells; only what is whole elsewhere may be `shortened` to its column."""

    heading: str
    width_mm: float
    to_right: bool = False
    shortened: bool = False


Row = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of one table, where they begin and how large they are written."""

    left_mm: float
    columns: tuple[Column, ...]
    size_pt: float = 7.0
    least_mm: float = 0.0

    @property
    def line_mm(self) -> float:
        return float(self.size_pt * LEADING / mm)

    @property
    def width_mm(self) -> float:
        return sum(column.width_mm for column in self.columns)

    def row(self, texts: Sequence[str], font: str = REGULAR) -> Row:
        """One cell a column, each folded into the lines that it needs."""
        return tuple(self._cell(text, column, font) for text, column in zip(texts, self.columns, strict=True))

    def _cell(self, text: str, column: Column, font: str) -> tuple[str, ...]:
        room_mm = column.width_mm - 2 * _INSET_MM
        if width_mm(text, font, self.size_pt) <= room_mm:
            return (text,)
        if column.shortened:
            return (shortened(text, font, self.size_pt, room_mm),)
        return unbroken(text, font, self.size_pt, room_mm)

    def headings(self) -> Row:
        return self.row([column.heading for column in self.columns], BOLD)

    def height_mm(self, row: Row) -> float:
        """Of a row of the table."""
        return max(self.text_mm(row), self.least_mm)

    @property
    def head_mm(self) -> float:
        return self.text_mm(self.headings())

    def text_mm(self, row: Row) -> float:
        """Of a head or a total: as high as its highest cell."""
        return max(len(lines) for lines in row) * self.line_mm + PAD_MM

    def draw_head(self, sheet: Sheet, y_mm: float) -> float:
        """White on black; gives the y under it."""
        sheet.panel(self.left_mm, y_mm, self.width_mm, self.head_mm)
        sheet.ink(1)
        self._cells(sheet, y_mm, self.headings(), BOLD)
        sheet.ink(0)
        return y_mm + self.head_mm

    def draw_form(self, sheet: Sheet, y_mm: float, foot_mm: float, rows: Sequence[Row]) -> None:
        """A table of a form: captions, rows, and the rules between its columns down to its foot."""
        for at_mm in (y_mm, y_mm + self.head_mm, foot_mm):
            sheet.panel(self.left_mm, at_mm, self.width_mm, RULE_MM)
        x_mm = self.left_mm
        for column in (*self.columns, None):
            sheet.panel(x_mm, y_mm, RULE_MM, foot_mm - y_mm)
            x_mm += column.width_mm if column else 0
        self._cells(sheet, y_mm, self.headings(), BOLD)
        y_mm += self.head_mm
        for row in rows:
            y_mm = self.draw_row(sheet, y_mm, row, striped=False)

    def draw_row(self, sheet: Sheet, y_mm: float, row: Row, *, striped: bool) -> float:
        height_mm = self.height_mm(row)
        if self.least_mm:
            self._rule(sheet, y_mm, height_mm)
        elif striped:
            sheet.ink(_STRIPE)
            sheet.panel(self.left_mm, y_mm, self.width_mm, height_mm)
            sheet.ink(0)
        self._cells(sheet, y_mm, row, REGULAR)
        return y_mm + height_mm

    def _rule(self, sheet: Sheet, y_mm: float, height_mm: float) -> None:
        """A line under the row and between its cells."""
        sheet.panel(self.left_mm, y_mm + height_mm, self.width_mm, RULE_MM)
        x_mm = self.left_mm
        for column in (*self.columns, None):
            sheet.panel(x_mm, y_mm, RULE_MM, height_mm)
            x_mm += column.width_mm if column else 0

    def draw_total(self, sheet: Sheet, y_mm: float, row: Row) -> float:
        """Bold between two rules."""
        height_mm = self.text_mm(row)
        self._cells(sheet, y_mm, row, BOLD)
        for at_mm in (y_mm, y_mm + height_mm):
            sheet.panel(self.left_mm, at_mm, self.width_mm)
        return y_mm + height_mm

    def _cells(self, sheet: Sheet, y_mm: float, row: Row, font: str) -> None:
        x_mm = self.left_mm
        for lines, column in zip(row, self.columns, strict=True):
            for down, line in enumerate(lines, start=1):
                at_mm = y_mm + PAD_MM / 2 + down * self.line_mm - 0.6
                if column.to_right:
                    right_mm = x_mm + column.width_mm - _INSET_MM
                    sheet.text(right_mm, at_mm, line, self.size_pt, font, align="right")
                else:
                    sheet.text(x_mm + _INSET_MM, at_mm, line, self.size_pt, font)
            x_mm += column.width_mm


def unbroken(text: str, font: str, size_pt: float, room_mm: float) -> tuple[str, ...]:
    """Folded at its spaces; a word wider than the room goes on in the next line, so that nothing is lost."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width_mm(longer, font, size_pt) <= room_mm:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in _letters(word):
            if lines[-1] and width_mm(lines[-1] + letter, font, size_pt) > room_mm:
                lines.append("")
            lines[-1] += letter
    return tuple(lines)


def _letters(word: str) -> list[str]:
    """Its characters, each with the marks that stand on it: a vowel or a tone never begins a line."""
    letters: list[str] = []
    for character in word:
        if letters and (unicodedata.category(character).startswith("M") or letters[-1].endswith("\u200d")):
            letters[-1] += character
        else:
            letters.append(character)
    return letters
