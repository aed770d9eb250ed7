"""What papers of flowing text share: A4 pages with heads, an own code, page x of y, tables, and the data behind them."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.units import mm

from labels.amounts import moment
from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.symbols import bars, code128, qr
from labels.tables import Column, Grid, Row, unbroken
from labels.text import BOLD, LEADING, MONO, REGULAR, CannotPrint, block, in_latin

LEFT_MM = 10.0
_FIRST_BODY_MM, _NEXT_BODY_MM, _FOOT_MM = 35.0, 21.0, 17.0
_CODE_TOP_MM, _CODE_MM, _MODULE_DOTS, _QR_DOTS = 10.0, 16.0, 3, 5
_FACT_MM = 14.0
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Origin:
    """What a paper was made from: the data and its version in a few words, and when it was printed."""

    data: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page: title and number, under it a line; at the foot lines, and a note above them.

    `code` is printed once, on the first page: as a QR code, or as Code 128.
    """

    title: str
    number: str
    foot: tuple[str, ...]
    subtitle: str = ""
    running: str = ""
    note: str = ""
    code: str = ""
    as_qr: bool = False


def worded(text: str) -> str:
    """The text as a paper can show it, in Latin letters where no face has it; refuses what is no text at all."""
    strange = sorted({one for one in text if unicodedata.category(one) in _NO_TEXT})
    if strange:
        named = ", ".join(f"U+{ord(one):04X}" for one in strange[:8])
        raise CannotPrint(f"{text!r} holds {named}, which is no letter: write it without")
    return in_latin(text)


def data_lines(origin: Origin, paper: Any) -> tuple[str, str]:
    """Two lines for the foot: what made the paper, and the SHA-256 of all that it says but the time of printing."""
    said = asdict(paper)
    said["origin"] = origin.data
    text = json.dumps(said, default=_said, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"made from {origin.data}, printed {moment(origin.printed_at)}", f"sha-256 {digest}"


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


class Paper:
    """Blocks placed one under the other; what does not fit goes on the next page, tables with their heads."""

    def __init__(self, head: Head, *, landscape: bool = False) -> None:
        self.head = head
        self.width_mm, self.height_mm = (297.0, 210.0) if landscape else (210.0, 297.0)
        self.right_mm = self.width_mm - LEFT_MM
        self.room_mm = self.right_mm - LEFT_MM
        self._pages: list[list[Callable[[Sheet], object]]] = [[]]
        self._y_mm = _FIRST_BODY_MM

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
        self._y_mm += min(height_mm, self.left_over_mm)

    def facts(self, facts: Sequence[tuple[str, str]], columns: int) -> None:
        """Values under small captions, so many in a row."""
        step_mm = self.room_mm / columns
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
        step_mm = self.room_mm / len(boxes)
        line_mm = size_pt * LEADING / mm
        folded = [
            (caption, [line for text in texts if text for line in self._lines(text, size_pt, step_mm - 6)])
            for caption, texts in boxes
        ]
        height_mm = max(len(lines) for _, lines in folded) * line_mm + 7

        def draw(sheet: Sheet, y_mm: float) -> None:
            for place, (caption, lines) in enumerate(folded):
                x_mm = LEFT_MM + place * step_mm
                sheet.panel(x_mm, y_mm, step_mm - 3)
                sheet.text(x_mm, y_mm + 3.5, caption, 6, BOLD, room_mm=step_mm - 3)
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
        empty: str = "There is nothing to list.",
    ) -> None:
        """Rows under their headings, which are repeated on every page; a total in bold."""
        grid = Grid(LEFT_MM, columns, size_pt)
        head_mm = grid.height_mm(grid.headings())
        self.place(head_mm, grid.draw_head)
        for count, texts in enumerate(rows):
            row = grid.row([worded(text) for text in texts])
            self._row(grid, head_mm, row, f"line {count + 1} ({texts[1]})", striped=count % 2 == 1)
        if not rows:
            self.place(8, lambda sheet, y_mm: sheet.text(LEFT_MM + 1, y_mm + 5, empty, 9))
        if total is None:
            self.place(0.25, lambda sheet, y_mm: sheet.panel(LEFT_MM, y_mm, grid.width_mm))
        else:
            last = grid.row([worded(text) for text in total], BOLD)
            self.place(grid.height_mm(last) + 1, lambda sheet, y_mm: grid.draw_total(sheet, y_mm, last))

    def _row(self, grid: Grid, head_mm: float, row: Row, name: str, *, striped: bool) -> None:
        height_mm = grid.height_mm(row)
        if height_mm > self.left_over_mm:
            self.next_page()
            self.place(head_mm, grid.draw_head)
            if height_mm > self.left_over_mm:
                raise CannotPrint(f"{name} is higher than a page: shorten its texts")
        self.place(height_mm, lambda sheet, y_mm: grid.draw_row(sheet, y_mm, row, striped=striped))

    def signatures(self, who: Sequence[str]) -> None:
        """A line for the name, the signature, and the date and time of each who signs; never torn apart."""
        step_mm = self.room_mm / len(who)

        def draw(sheet: Sheet, y_mm: float) -> None:
            for place, caption in enumerate(who):
                x_mm, wide_mm = LEFT_MM + place * step_mm, step_mm - 5
                sheet.text(x_mm, y_mm + 6, caption, 8, BOLD, room_mm=wide_mm)
                for down, words in enumerate(("Name in capitals", "Signature", "Date and time")):
                    at_mm = y_mm + 16 + down * 9.5
                    sheet.panel(x_mm, at_mm, wide_mm, 0.2)
                    sheet.text(x_mm, at_mm + 2.6, words, 6)

        self.place(39, draw)

    def pdf(self) -> bytes:
        """All pages, each with its head, its foot and its number of how many."""
        sheet = Sheet(self.width_mm, self.height_mm, f"{self.head.title} {self.head.number}")
        for number, blocks in enumerate(self._pages, start=1):
            if number == 1:
                self._front(sheet)
            else:
                self._running_head(sheet)
            for draw in blocks:
                draw(sheet)
            self._foot(sheet, f"page {number} of {len(self._pages)}")
            sheet.next_page()
        return sheet.pdf()

    def _front(self, sheet: Sheet) -> None:
        head = self.head
        room_mm = self.room_mm - self._code(sheet) - 4
        sheet.text(LEFT_MM, 14, head.title.upper(), 9, BOLD)
        sheet.text(LEFT_MM, 24, worded(head.number), 26, BOLD, room_mm=room_mm)
        sheet.text(LEFT_MM, 30.5, worded(head.subtitle), 11, BOLD, room_mm=room_mm)

    def _code(self, sheet: Sheet) -> float:
        """Draws the paper's own code in the corner; gives the room that it takes."""
        code = self.head.code or self.head.number
        if self.head.as_qr:
            rows = qr(code)
            width_mm = len(rows) * _QR_DOTS * DOT_MM
            sheet.matrix(self.right_mm - 2 - width_mm, _CODE_TOP_MM - 2, rows, _QR_DOTS)
            return width_mm + 6
        widths = bars(code128(code))
        width_mm, most_mm = linear_mm(widths, _MODULE_DOTS), self.room_mm * 0.42
        if width_mm > most_mm:
            raise CannotPrint(f"{code!r} makes bars of {width_mm:.0f} mm, {most_mm:.0f} mm fit")
        sheet.linear(self.right_mm - 4 - width_mm, _CODE_TOP_MM, widths, _CODE_MM, _MODULE_DOTS)
        sheet.text(self.right_mm - 4 - width_mm / 2, 30.5, code, 10, MONO, align="center")
        return width_mm + 8

    def _running_head(self, sheet: Sheet) -> None:
        sheet.text(
            LEFT_MM,
            15,
            worded(f"{self.head.title} {self.head.number}"),
            12,
            BOLD,
            room_mm=self.room_mm * 0.54,
        )
        running = worded(self.head.running or self.head.subtitle)
        sheet.text(self.right_mm, 15, running, 9, room_mm=self.room_mm * 0.43, align="right")

    def _foot(self, sheet: Sheet, page: str) -> None:
        foot_mm, room_mm = self.height_mm, self.room_mm - 32
        sheet.text(LEFT_MM, foot_mm - 13.5, self.head.note, 6.5, room_mm=self.room_mm)
        sheet.panel(LEFT_MM, foot_mm - 12, self.room_mm)
        for down, line in enumerate(self.head.foot):
            sheet.text(LEFT_MM, foot_mm - 8.5 + down * 3.5, worded(line), 7.5, MONO, room_mm=room_mm)
        sheet.text(self.right_mm, foot_mm - 5, page, 9, BOLD, align="right")


def _line(sheet: Sheet, y_mm: float, text: str, size_pt: float) -> None:
    sheet.text(LEFT_MM, y_mm + size_pt * LEADING * 0.8 / mm, text, size_pt)


def _facts(sheet: Sheet, y_mm: float, row: Sequence[tuple[str, str]], step_mm: float) -> None:
    for place, (caption, value) in enumerate(row):
        x_mm = LEFT_MM + place * step_mm
        sheet.panel(x_mm, y_mm, step_mm - 3)
        sheet.text(x_mm, y_mm + 3.5, caption, 6, BOLD, room_mm=step_mm - 3)
        size, lines = block([value], REGULAR, 11, (step_mm - 4, 9))
        for down, line in enumerate(lines, start=1):
            sheet.text(x_mm, y_mm + 3.6 + down * size * LEADING / mm, line, size)
