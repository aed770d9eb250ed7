"""What several kinds of labels are made of: frames, captions over fields, bars in the middle, a square code."""

from labels.elements import Elements, Ink, Linear, Panel, Square, Text
from labels.matrices import MatrixCode
from labels.stock import Stock, module_dots
from labels.symbols import bars
from labels.text import BOLD, CannotPrint

MARGIN_MM = 4.0
CAPTION_PT = 6.0
# Wide enough for a scanner at arm's length, fine enough for a long number on 100 mm.
ARM_MODULE_MM = (0.25, 0.51)
MATRIX_MODULE_MM = 0.38


def frame(x_mm: float, y_mm: float, width_mm: float, height_mm: float, line_mm: float = 0.25) -> Elements:
    """Four rules around a rectangle, inside it."""
    yield Panel(x_mm, y_mm, width_mm, line_mm)
    yield Panel(x_mm, y_mm + height_mm - line_mm, width_mm, line_mm)
    yield Panel(x_mm, y_mm, line_mm, height_mm)
    yield Panel(x_mm + width_mm - line_mm, y_mm, line_mm, height_mm)


def captions(*places: tuple[float, float, str], ink: Ink = Ink.BLACK) -> Elements:
    """Small words with their baseline at (x, y): what the field under them is."""
    for x_mm, y_mm, words in places:
        yield Text(x_mm, y_mm, words, CAPTION_PT, BOLD, ink=ink)


def rules(on: Stock, *down_mm: float) -> Elements:
    """Lines from margin to margin."""
    for y_mm in down_mm:
        yield Panel(MARGIN_MM, y_mm, on.width_mm - 2 * MARGIN_MM)


def bars_in(
    on: Stock,
    codewords: tuple[int, ...],
    room_mm: tuple[float, float],
    y_mm: float,
    height_mm: float,
    what: str,
    within_mm: tuple[float, float] = ARM_MODULE_MM,
) -> Elements:
    """Bars in the middle between two places across, with the widest module that leaves their quiet zones in between."""
    left, right = room_mm
    modules = sum(bars(codewords))
    dots = module_dots(on, modules, right - left, within_mm, what)
    x_mm = left + (right - left - modules * dots * on.dot_mm) / 2
    yield Linear(x_mm, y_mm, codewords, height_mm, dots)


def square_in(on: Stock, code: MatrixCode, x_mm: float, y_mm: float, room_mm: float) -> Elements:
    """A square code in the middle of a square room, as large as it fits there with its quiet zone."""
    side = len(code.rows)
    dots = int(room_mm * on.dots_per_mm / (side + 2 * code.quiet_modules))
    if dots * on.dot_mm < MATRIX_MODULE_MM - on.dot_mm:
        raise CannotPrint(
            f"{code.text!r} makes a {code.symbology} of {side} modules, too fine for {room_mm:g} mm"
        )
    inset = (room_mm - side * dots * on.dot_mm) / 2
    yield Square(x_mm + inset, y_mm + inset, code, dots)


def kilograms(grams: int, places: int = 3) -> str:
    return f"{grams / 1000:,.{places}f} kg"
