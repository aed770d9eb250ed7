"""Draws on a ReportLab canvas what all papers share: bars and codes on whole printer dots, text fitted to its room."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import accumulate
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase.ttfonts import shapeStr
from reportlab.pdfgen.canvas import Canvas

from labels.faces import EMBEDDING
from labels.shaping import Run
from labels.symbols import Matrix
from labels.text import (
    REGULAR,
    SMALLEST_PT,
    block,
    fitted,
    is_western,
    leading,
    lines_up,
    printable,
    width_mm,
)

# ASCII85 only makes the file a quarter larger and a third slower; every reader takes binary streams.
rl_config.useA85 = 0

DOT_MM = 0.125
_DARK = re.compile(rb"\x01+")
_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


class Sheet:
    """A canvas measured in millimetres from the top left corner of the page; symbols stand on printer dots."""

    def __init__(self, width_mm: float, height_mm: float, title: str, dot_mm: float = DOT_MM) -> None:
        self.width_mm, self.height_mm, self.dot_mm = width_mm, height_mm, dot_mm
        self._out = BytesIO()
        self.canvas = Canvas(
            self._out, pagesize=(width_mm * mm, height_mm * mm), pageCompression=1, invariant=1
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("Entrepot")
        self._forms: set[str] = set()

    def text(
        self,
        x_mm: float,
        y_mm: float,
        text: str,
        size_pt: float,
        font: str = REGULAR,
        *,
        room_mm: float | None = None,
        align: str = "left",
        least_pt: float = SMALLEST_PT,
        narrow: float = 1.0,
    ) -> float:
        """Writes one line, its baseline at y, made smaller until it fits the room; gives the size used."""
        text = printable(text)
        size = size_pt if room_mm is None else fitted(text, font, size_pt, room_mm / narrow, least_pt)
        if align != "left":
            width = width_mm(text, font, size) * narrow
            x_mm -= width if align == "right" else width / 2
        if narrow == 1:
            self._show(x_mm, y_mm, text, font, size)
            return size
        self.canvas._code.append(f"q {narrow:g} 0 0 1 {x_mm * mm:.3f} 0 cm")
        self._show(0, y_mm, text, font, size)
        self.canvas._code.append("Q")
        return size

    def block(
        self,
        x_mm: float,
        y_mm: float,
        texts: Sequence[str],
        size_pt: float,
        room: tuple[float, float],
        font: str,
    ) -> float:
        """Writes paragraphs folded into a room of (width, height) mm whose top is y; gives the y under them."""
        size, lines = block([printable(text) for text in texts], font, size_pt, room)
        step_mm = size * leading(texts) / mm
        for line in lines:
            y_mm += step_mm
            self.text(x_mm, y_mm - size * 0.22 / mm, line, size, font)
        return y_mm

    def panel(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float = 0.25) -> None:
        """A filled rectangle: a rule when it is thin."""
        self.canvas.rect(x_mm * mm, self._up(y_mm + height_mm), width_mm * mm, height_mm * mm, 0, 1)

    def ink(self, grey: float) -> None:
        """0 is black, 1 is the paper."""
        self.canvas.setFillGray(grey)

    def colour(self, red: float, green: float, blue: float) -> None:
        """What the next texts and panels are filled with; parts from 0 to 1."""
        if red == green == blue:
            self.ink(red)
        else:
            self.canvas.setFillColorRGB(red, green, blue)

    def shape(self, contours: Sequence[Sequence[tuple[float, float]]]) -> None:
        """A filled outline of points in mm; a second contour inside the first is a hole."""
        path = self.canvas.beginPath()
        for (x_mm, y_mm), *others in contours:
            path.moveTo(x_mm * mm, self._up(y_mm))
            for x_mm, y_mm in others:
                path.lineTo(x_mm * mm, self._up(y_mm))
            path.close()
        self.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)

    @contextmanager
    def cell(self, left_mm: float, top_mm: float, height_mm: float) -> Iterator[None]:
        """A label on a page of several: inside, places are measured from its own top left corner."""
        page_mm, self.height_mm = self.height_mm, height_mm
        right = round(left_mm / self.dot_mm) * self.dot_mm * mm
        up = round((page_mm - top_mm - height_mm) / self.dot_mm) * self.dot_mm * mm
        self.canvas._code.append(f"q 1 0 0 1 {right:.4f} {up:.4f} cm")
        yield
        self.canvas._code.append("Q")
        self.height_mm = page_mm

    def linear(
        self, x_mm: float, y_mm: float, widths: Sequence[int], height_mm: float, module_dots: int
    ) -> None:
        """The bars of a linear symbol as one path, from the nearest whole dot on."""
        unit = (module_dots, round(height_mm / self.dot_mm))
        self._modules(x_mm, y_mm + height_mm, unit, _bars(widths))

    def matrix(self, x_mm: float, y_mm: float, rows: Matrix, module_dots: int) -> None:
        """A two-dimensional symbol as one path; dark modules that touch in a row are one rectangle."""
        bottom_mm = y_mm + len(rows) * module_dots * self.dot_mm
        self._modules(x_mm, bottom_mm, (module_dots, module_dots), _cells(rows))

    def static(self, name: str, draw: Callable[[], None]) -> None:
        """Draws what is the same on all pages; it is written into the file once."""
        if name not in self._forms:
            self._forms.add(name)
            self.canvas.beginForm(name, 0, 0, self.width_mm * mm, self.height_mm * mm)
            draw()
            self.canvas.endForm()
        self.canvas.doForm(name)

    def next_page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()

    def _up(self, y_mm: float) -> float:
        return float((self.height_mm - y_mm) * mm)

    def _show(self, x_mm: float, y_mm: float, text: str, face: str, size_pt: float) -> None:
        if not is_western(text):
            self._shaped(x_mm * mm, self._up(y_mm), text, face, size_pt)
            return
        # ReportLab's text object takes three times as long to come to the same operators.
        name = self.canvas._doc.getInternalFontName(face)
        place = f"{x_mm * mm:.3f} {self._up(y_mm):.3f}"
        self.canvas._code.append(f"BT {name} {size_pt:.3f} Tf {place} Td ({_escaped(text)}) Tj ET")

    def _shaped(self, x_pt: float, y_pt: float, text: str, face: str, size_pt: float) -> None:
        """A line in runs of embedded faces; what it says is kept beside its glyphs, to be searched and copied."""
        self.canvas._code.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC")
        for run in lines_up(text, face):
            line = self.canvas.beginText(x_pt, y_pt)
            line.setFont(run.face.in_pdf, size_pt)
            line.textOut(run.text if run.plain else _joined(run, size_pt))
            self.canvas.drawText(line)
            x_pt += run.width_em * size_pt
        self.canvas._code.append("EMC")

    def _modules(self, x_mm: float, bottom_mm: float, unit: tuple[int, int], path: str) -> None:
        """A path in modules of so many dots across and up, from the nearest whole dot on."""
        # ReportLab's path object costs several times more than these operators, which it has no other way to write.
        dot_pt = self.dot_mm * mm
        left, up = (
            round(x_mm / self.dot_mm) * dot_pt,
            round((self.height_mm - bottom_mm) / self.dot_mm) * dot_pt,
        )
        across, high = unit
        scale = f"{across * dot_pt:.8f} 0 0 {high * dot_pt:.8f}"
        self.canvas._code.append(f"q 0 g {scale} {left:.6f} {up:.6f} cm {path}f Q")


def _joined(run: Run, size_pt: float) -> Any:
    """ReportLab's own string, which carries the places of its glyphs."""
    with EMBEDDING:
        return shapeStr(run.text, run.face.in_pdf, size_pt, force=True)


def linear_mm(widths: Sequence[int], module_dots: int, dot_mm: float = DOT_MM) -> float:
    """How wide a linear symbol is without its quiet zones."""
    return sum(widths) * module_dots * dot_mm


def _bars(widths: Sequence[int]) -> str:
    ends = list(accumulate(widths))
    return "".join(
        [f"{end - width} 0 {width} 1 re " for width, end in zip(widths[::2], ends[::2], strict=True)]
    )


def _cells(rows: Matrix) -> str:
    return "".join(
        [
            f"{run.start()} {up} {run.end() - run.start()} 1 re "
            for up, row in enumerate(reversed(rows))
            for run in _DARK.finditer(bytes(row))
        ]
    )


def _escaped(text: str) -> str:
    """A PDF string of WinAnsi text: brackets and backslashes escaped, what is not ASCII in octal."""
    text = text.translate(_ESCAPES)
    if text.isascii():
        return text
    return "".join(chr(one) if one < 128 else f"\\{one:03o}" for one in text.encode("cp1252"))
