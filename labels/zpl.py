"""Writes labels as ZPL II: native codes and text where every printer draws the same, pictures made here where not."""

from collections.abc import Callable, Iterable

from labels.elements import Block, Element, Elements, Ink, Linear, Panel, Shape, Square, Text
from labels.kind import Data, Kind
from labels.matrices import Symbology
from labels.raster import picture_of_shape, picture_of_text
from labels.stock import Stock
from labels.symbols import GS, bars
from labels.text import BOLD, CannotPrint, block, fitted, is_western, leading, printable
from labels.zpl_fields import code128_field, data, graphic, picture_of_bars

MM_PER_PT = 25.4 / 72
# The printer's scalable font 0: its capitals are 0.75 of the height that is asked for; Helvetica's are 0.718 em.
_FONT_HEIGHT = 0.718 / 0.75
_CAPITALS = 0.75
_MOST_COPIES = 99_999_999


def zpl(kind: Kind[Data], labels: Iterable[Data], on: Stock, copies: int = 1) -> str:
    """The labels in order, each a format of its own. Raises CannotPrint or CannotEncode, naming the text."""
    if on.tiles is not None:
        raise CannotPrint("a label printer takes one label after the other: choose a size of a single label")
    if not 1 <= copies <= _MOST_COPIES:
        raise CannotPrint(f"{copies} copies cannot be printed: ask for 1 to {_MOST_COPIES}")
    start = f"^XA^CI28^PW{on.dots(on.width_mm)}^LL{on.dots(on.height_mm)}^LH0,0\n"
    frame = "".join(_fields(kind.frame(on), on))
    printed = [
        f"{start}{frame}{''.join(_fields(kind.face(one, on), on))}^PQ{copies}\n^XZ\n" for one in labels
    ]
    if not printed:
        raise CannotPrint("there is no label to print")
    return "".join(printed)


def _fields(elements: Elements, on: Stock) -> Iterable[str]:
    for one in elements:
        yield _FIELD[type(one)](one, on)


def _text(one: Text, on: Stock) -> str:
    text = printable(one.text)
    size, narrow = one.size_pt, one.narrow if _in_printers_font(text) else 1.0
    if one.room_mm is not None:
        # Some emulations of the printer's font have a hyphen as wide as a capital.
        size = fitted(text.replace("-", "E"), BOLD, size, one.room_mm / narrow, one.least_pt)
    return _line(on, one.x_mm, one.y_mm, text, size, one.font, one.align, one.ink, narrow)


def _block(one: Block, on: Stock) -> str:
    size, lines = block([printable(text) for text in one.texts], BOLD, one.size_pt, one.room_mm)
    step = size * leading(one.texts) * MM_PER_PT
    first = one.y_mm + step - size * 0.22 * MM_PER_PT
    return "".join(
        _line(on, one.x_mm, first + down * step, line, size, one.font, "left", one.ink)
        for down, line in enumerate(lines)
    )


def _line(
    on: Stock,
    x_mm: float,
    y_mm: float,
    text: str,
    size: float,
    font: str,
    align: str,
    ink: Ink,
    narrow: float = 1.0,
) -> str:
    """One line, its baseline at y: in the printer's font, or as a picture where that lacks the letters."""
    if not text:
        return ""
    reverse = "^FR" if ink is Ink.WHITE else ""
    if not _in_printers_font(text):
        picture = picture_of_text(text, font, size * on.dots_per_mm * MM_PER_PT)
        left = {"left": 0.0, "right": picture.width, "center": picture.width / 2}[align]
        x, y = round(on.dots(x_mm) - left), on.dots(y_mm) - picture.baseline
        return graphic(x + picture.left, y, picture.dots, reverse)
    height = max(round(size * MM_PER_PT * on.dots_per_mm * _FONT_HEIGHT), 10)
    y, face = on.dots(y_mm) - round(height * _CAPITALS), f"^A0N,{height},{round(height * narrow)}"
    if align == "left":
        return f"^FO{on.dots(x_mm)},{y}{face}{reverse}{data(text)}\n"
    room = on.dots(on.width_mm)
    middle = on.dots(x_mm)
    room = middle if align == "right" else 2 * min(middle, room - middle)
    x = 0 if align == "right" else middle - room // 2
    letter = "R" if align == "right" else "C"
    return f"^FO{x},{y}{face}^FB{room},1,0,{letter}{reverse}{data(text)}\n"


def _in_printers_font(text: str) -> bool:
    """A backslash begins a command inside ^FB."""
    return is_western(text) and "\\" not in text


def _panel(one: Panel, on: Stock) -> str:
    x, y = on.dots(one.x_mm), on.dots(one.y_mm)
    width = max(on.dots(one.x_mm + one.width_mm) - x, 1)
    height = max(on.dots(one.y_mm + one.height_mm) - y, 1)
    colour = "W" if one.ink is Ink.WHITE else "B"
    return f"^FO{x},{y}^GB{width},{height},{min(width, height)},{colour}^FS\n"


def _shape(one: Shape, on: Stock) -> str:
    x, y, dots = picture_of_shape(one.contours, on.dots_per_mm)
    return graphic(x, y, dots, "^FR" if one.ink is Ink.WHITE else "")


def _linear(one: Linear, on: Stock) -> str:
    x, y, height = on.dots(one.x_mm), on.dots(one.y_mm), on.dots(one.height_mm)
    native = code128_field(one.codewords)
    if native is not None:
        return f"^FO{x},{y}^BY{one.module_dots},2,{height}^BCN,{height},N,N,N,N^FD{native}^FS\n"
    return graphic(x, y, picture_of_bars(bars(one.codewords), one.module_dots, height))


def _square(one: Square, on: Stock) -> str:
    x, y, dots = on.dots(one.x_mm), on.dots(one.y_mm), one.module_dots
    if one.code.symbology is Symbology.QR:
        # Firmware moves a QR code down by the height of the last bars (`^BY`), at first ten dots.
        return f"^FO{x},{y - 1}^BY1,2,1^BQN,2,{dots}{data('MA,' + one.code.text)}\n"
    side = len(one.code.rows)
    if one.code.symbology is Symbology.DATA_MATRIX:
        return f"^FO{x},{y}^BXN,{dots},200,{side},{side}{data(one.code.text)}\n"
    text = one.code.text.replace(GS, "#1")  # FNC1; a number sign is no character of a GS1 value
    return f"^FO{x},{y}^BXN,{dots},200,{side},{side},,#^FH^FD#1{text.replace('_', '_5F')}^FS\n"


_FIELD: dict[type[Element], Callable[..., str]] = {
    Text: _text,
    Block: _block,
    Panel: _panel,
    Shape: _shape,
    Linear: _linear,
    Square: _square,
}
