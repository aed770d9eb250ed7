"""What a label is laid out of: a few elements at places in millimetres from its top left corner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from labels.matrices import MatrixCode
from labels.text import REGULAR, SMALLEST_PT


class Ink(Enum):
    """What an element is drawn with; a printer with one ribbon prints red as black."""

    BLACK = (0.0, 0.0, 0.0)
    WHITE = (1.0, 1.0, 1.0)
    RED = (0.85, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Text:
    """One line, its baseline at y; made smaller, down to `least_pt`, until it fits its room.

    `narrow` is the width of its letters against their usual one: a long number stays as high as a rule wants it.
    """

    x_mm: float
    y_mm: float
    text: str
    size_pt: float
    font: str = REGULAR
    room_mm: float | None = None
    align: str = "left"
    ink: Ink = Ink.BLACK
    least_pt: float = SMALLEST_PT
    narrow: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs folded into a room whose top left corner is given, at the largest size that fits."""

    x_mm: float
    y_mm: float
    texts: Sequence[str]
    size_pt: float
    room_mm: tuple[float, float]
    font: str = REGULAR
    ink: Ink = Ink.BLACK


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled rectangle: a rule when it is thin."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float = 0.25
    ink: Ink = Ink.BLACK


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline; a second contour inside the first one is a hole. Points are in mm on the label."""

    contours: tuple[tuple[tuple[float, float], ...], ...]
    ink: Ink = Ink.BLACK


@dataclass(frozen=True, slots=True)
class Linear:
    """A Code 128 symbol by its codewords; x is where its first bar begins, behind the quiet zone."""

    x_mm: float
    y_mm: float
    codewords: tuple[int, ...]
    height_mm: float
    module_dots: int


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code or DataMatrix; x and y are where its first module begins, behind the quiet zone."""

    x_mm: float
    y_mm: float
    code: MatrixCode
    module_dots: int


Element = Text | Block | Panel | Shape | Linear | Square
Elements = Iterator[Element]
