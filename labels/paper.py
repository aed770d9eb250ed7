"""Flowing text on A4: blocks one under the other, tables that go on over pages with their heads, signatures."""

from collections.abc import Callable, Sequence
from functools import partial

from reportlab.lib.units import mm

from labels.boxes import Place, box
from labels.drawing import Sheet
from labels.heads import LEFT_MM, Head, foot, front_head, running_head, worded
from labels.tables import Column, Grid, unbroken
from labels.text import BOLD, LEADING, REGULAR, CannotPrint, block

A4, A4_LANDSCAPE, A5_LANDSCAPE = (210.0, 297.0), (297.0, 210.0), (210.0, 148.0)
_FIRST_BODY_MM, _NEXT_BODY_MM, _FOOT_MM = 35.0, 21.0, 17.0
_FACT_MM, _EMPTY_MM, _GAP_MM = 14.5, 8.0, 3.0


class Paper:
    """Blocks placed one under the other; what does not fit goes on the next page, tables with their heads.

    With a `front`, the whole first page is a form that it draws, and blocks begin on the second.
    """

    def __init__(
        self,
        head: Head,
        size_mm: tuple[float, float] = A4,
        front: Callable[[Sheet], object] | None = None,
    ) -> None:
        self.head, self.front = head, front
        self.width_mm, self.height_mm = size_mm
        self.right_mm = self.width_mm - LEFT_MM
        self.room_mm = self.right_mm - LEFT_MM
        self._pages: list[list[Callable[[Sheet], object]]] = [[]]
        self._y_mm = self.height_mm if front else _FIRST_BODY_MM

    @property
    def left_over_mm(self) -> float:
        """What is still free on this page."""
        return self.height_mm - _FOOT_MM - self._y_mm

    def next_page(self) -> None:
        self._pages.append([])
        self._y_mm = _NEXT_BODY_MM

    def place(self, height_mm: float, draw: Callable[[Sheet, float], object], name: str = "a part") -> None:
        """Room of this height, on the next page when this one has it no more."""
        if height_mm > self.left_over_mm:
            self.next_page()
            if height_mm > self.left_over_mm:
                raise CannotPrint(f"{name} is higher than a page: shorten its texts")
        y_mm = self._y_mm
        self._pages[-1].append(lambda sheet: draw(sheet, y_mm))
        self._y_mm += height_mm

    def space(self, height_mm: float) -> None:
        self._y_mm += max(0.0, min(height_mm, self.left_over_mm))

    def facts(self, facts: Sequence[tuple[str, str]], columns: int) -> None:
        """Values under small captions, so many in a row."""
        step_mm = (self.room_mm + _GAP_MM) / columns
        for first in range(0, len(facts), columns):
            row = [(caption, worded(value)) for caption, value in facts[first : first + columns]]
            self.place(_FACT_MM, partial(_facts, row=row, step_mm=step_mm))

    def heading(self, text: str) -> None:
        """Kept together with at least two centimetres of what follows."""
        if self.left_over_mm < 28:
            self.next_page()
        self.place(8, lambda sheet, y_mm: sheet.text(LEFT_MM, y_mm + 5.8, text, 11, BOLD))

    def boxes(self, boxes: Sequence[tuple[str, Sequence[str]]], size_pt: float = 9.5) -> None:
        """Boxes side by side, as high as the longest text needs."""
        step_mm = (self.room_mm + _GAP_MM) / len(boxes)
        line_mm = size_pt * LEADING / mm
        folded = [
            (caption, [line for text in texts if text for line in self._lines(text, size_pt, step_mm - 6)])
            for caption, texts in boxes
        ]
        height_mm = max(len(lines) for _, lines in folded) * line_mm + 7

        def draw(sheet: Sheet, y_mm: float) -> None:
            for place, (caption, lines) in enumerate(folded):
                x_mm = LEFT_MM + place * step_mm
                sheet.panel(x_mm, y_mm, step_mm - _GAP_MM)
                sheet.text(x_mm, y_mm + 3.5, caption, 6, BOLD, room_mm=step_mm - _GAP_MM)
                for down, line in enumerate(lines, start=1):
                    sheet.text(
                        x_mm, y_mm + 3.6 + down * line_mm, line, size_pt, BOLD if down == 1 else REGULAR
                    )

        self.place(height_mm, draw, boxes[0][0])

    def prose(self, text: str, size_pt: float = 8.5) -> None:
        """A paragraph; it may go over pages, line by line."""
        line_mm = size_pt * LEADING / mm
        for line in self._lines(text, size_pt, self.room_mm):
            self.place(line_mm, partial(_line, text=line, size_pt=size_pt))

    def _lines(self, text: str, size_pt: float, room_mm: float) -> tuple[str, ...]:
        return unbroken(worded(text), REGULAR, size_pt, room_mm)

    def table(
        self,
        columns: tuple[Column, ...],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] | None = None,
        *,
        size_pt: float = 7.0,
        least_mm: float = 0.0,
        empty: str = "There is nothing to list.",
    ) -> None:
        """Rows under their headings, which are repeated on every page; a total in bold.

        Rows of at least `least_mm` are ruled, for what is written by hand.
        """
        grid = Grid(LEFT_MM, columns, size_pt, least_mm)
        made = [grid.row([worded(text) for text in texts]) for texts in rows]
        first_mm = grid.height_mm(made[0]) if made else _EMPTY_MM
        if grid.head_mm + first_mm > self.left_over_mm:
            self.next_page()
        self.place(grid.head_mm, grid.draw_head)
        for place, row in enumerate(made):
            draw = partial(grid.draw_row, row=row, striped=place % 2 == 1)
            self._under_head(grid, grid.height_mm(row), draw, f"line {place + 1} ({rows[place][1]})")
        if not rows:
            self.place(_EMPTY_MM, lambda sheet, y_mm: sheet.text(LEFT_MM + 1, y_mm + 5, empty, 9))
        if total is None:
            self.place(0.25, lambda sheet, y_mm: sheet.panel(LEFT_MM, y_mm, grid.width_mm))
        else:
            last = grid.row([worded(text) for text in total], BOLD)
            self._under_head(grid, grid.text_mm(last) + 1, partial(grid.draw_total, row=last), "the total")

    def _under_head(
        self, grid: Grid, height_mm: float, draw: Callable[[Sheet, float], object], name: str
    ) -> None:
        """A row; where it begins a page, the head of its table stands over it."""
        if height_mm > self.left_over_mm:
            self.next_page()
            self.place(grid.head_mm, grid.draw_head)
            if height_mm > self.left_over_mm:
                raise CannotPrint(f"{name} is higher than a page: shorten its texts")
        self.place(height_mm, draw)

    def blanks(self, captions: Sequence[str], height_mm: float) -> None:
        """Empty boxes side by side, to be filled in by hand."""
        step_mm = (self.room_mm + _GAP_MM) / len(captions)

        def draw(sheet: Sheet, y_mm: float) -> None:
            for place, caption in enumerate(captions):
                x_mm = LEFT_MM + place * step_mm
                box(sheet, Place(x_mm, y_mm, step_mm - _GAP_MM, height_mm), caption)

        self.place(height_mm + 2, draw)

    def signatures(self, who: Sequence[str]) -> None:
        """A line for the name, the signature, and the date and time of each who signs; never torn apart."""
        step_mm = (self.room_mm + _GAP_MM) / max(len(who), 2)

        def draw(sheet: Sheet, y_mm: float) -> None:
            for place, caption in enumerate(who):
                x_mm, wide_mm = LEFT_MM + place * step_mm, step_mm - _GAP_MM
                sheet.text(x_mm, y_mm + 6, caption, 8, BOLD, room_mm=wide_mm)
                for down, words in enumerate(("Name in capitals", "Signature", "Date and time")):
                    at_mm = y_mm + 16 + down * 9.5
                    sheet.panel(x_mm, at_mm, wide_mm, 0.2)
                    sheet.text(x_mm, at_mm + 2.6, words, 6)

        self.place(39, draw)

    def draw(self, sheet: Sheet) -> None:
        """All pages, each with its head, its foot and its number of how many."""
        for number, blocks in enumerate(self._pages, start=1):
            if number > 1:
                running_head(sheet, self.head)
            else:
                (self.front or partial(front_head, head=self.head))(sheet)
            for draw in blocks:
                draw(sheet)
            foot(sheet, self.head, f"page {number} of {len(self._pages)}")
            sheet.next_page()


def bound(papers: Sequence[Paper]) -> bytes:
    """One PDF of papers of the same size, each with its own page numbers."""
    if not papers:
        raise CannotPrint("there is no paper to print")
    first = papers[0]
    sheet = Sheet(first.width_mm, first.height_mm, f"{first.head.title} {first.head.number}")
    for paper in papers:
        paper.draw(sheet)
    return sheet.pdf()


def _line(sheet: Sheet, y_mm: float, text: str, size_pt: float) -> None:
    sheet.text(LEFT_MM, y_mm + size_pt * LEADING * 0.8 / mm, text, size_pt)


def _facts(sheet: Sheet, y_mm: float, row: Sequence[tuple[str, str]], step_mm: float) -> None:
    for place, (caption, value) in enumerate(row):
        x_mm = LEFT_MM + place * step_mm
        sheet.panel(x_mm, y_mm, step_mm - _GAP_MM)
        sheet.text(x_mm, y_mm + 3.5, caption, 6, BOLD, room_mm=step_mm - _GAP_MM)
        size, lines = block([value], REGULAR, 10.5, (step_mm - 4, 8.8))
        for down, line in enumerate(lines, start=1):
            sheet.text(x_mm, y_mm + 3.6 + down * size * LEADING / mm, line, size)
