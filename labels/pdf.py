"""Writes labels as PDF: one a page, or several on a sheet; what they share is in the file once."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from labels.drawing import Sheet
from labels.elements import Block, Element, Elements, Ink, Linear, Panel, Shape, Square, Text
from labels.kind import Data, Kind
from labels.stock import Stock, Tiles
from labels.symbols import bars
from labels.text import CannotPrint


def pdf(kind: Kind[Data], labels: Iterable[Data], on: Stock) -> bytes:
    """The labels in order. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    one = Tiles(1, 1, 0, 0, (0, 0), (on.width_mm, on.height_mm))
    tiles = on.tiles or one
    sheet = Sheet(*tiles.page_mm, kind.title, on.dot_mm)
    remaining = iter(labels)
    pages = 0
    while page := list(islice(remaining, tiles.columns * tiles.rows)):
        for (left_mm, top_mm), label in zip(_places(tiles), page, strict=False):
            if tiles is one:
                _label(sheet, kind, label, on)
                continue
            with sheet.cell(left_mm, top_mm, on.height_mm):
                _label(sheet, kind, label, on)
        sheet.next_page()
        pages += 1
    if not pages:
        raise CannotPrint("there is no label to print")
    return sheet.pdf()


def _places(tiles: Tiles) -> Iterator[tuple[float, float]]:
    across, down = tiles.pitch_mm
    for row in range(tiles.rows):
        for column in range(tiles.columns):
            yield tiles.left_mm + column * across, tiles.top_mm + row * down


def _label(sheet: Sheet, kind: Kind[Data], label: Data, on: Stock) -> None:
    sheet.static("frame", lambda: _draw(sheet, kind.frame(on)))
    _draw(sheet, kind.face(label, on))


def _draw(sheet: Sheet, elements: Elements) -> None:
    ink = Ink.BLACK
    for one in elements:
        wanted = getattr(one, "ink", Ink.BLACK)
        if wanted is not ink:
            sheet.colour(*wanted.value)
            ink = wanted
        _DRAW[type(one)](sheet, one)
    if ink is not Ink.BLACK:
        sheet.colour(*Ink.BLACK.value)


def _text(sheet: Sheet, one: Text) -> None:
    room = one.room_mm
    sheet.text(
        one.x_mm,
        one.y_mm,
        one.text,
        one.size_pt,
        one.font,
        room_mm=room,
        align=one.align,
        least_pt=one.least_pt,
        narrow=one.narrow,
    )


def _block(sheet: Sheet, one: Block) -> None:
    sheet.block(one.x_mm, one.y_mm, one.texts, one.size_pt, one.room_mm, one.font)


def _panel(sheet: Sheet, one: Panel) -> None:
    sheet.panel(one.x_mm, one.y_mm, one.width_mm, one.height_mm)


def _shape(sheet: Sheet, one: Shape) -> None:
    sheet.shape(one.contours)


def _linear(sheet: Sheet, one: Linear) -> None:
    sheet.linear(one.x_mm, one.y_mm, bars(one.codewords), one.height_mm, one.module_dots)


def _square(sheet: Sheet, one: Square) -> None:
    sheet.matrix(one.x_mm, one.y_mm, one.code.rows, one.module_dots)


_DRAW: dict[type[Element], Callable[..., None]] = {
    Text: _text,
    Block: _block,
    Panel: _panel,
    Shape: _shape,
    Linear: _linear,
    Square: _square,
}
