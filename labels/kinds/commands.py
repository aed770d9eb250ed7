"""The sheet of commands, A4: what a handheld is told by a scan instead of a touch, each a Code 128 under its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.elements import Elements, Ink, Linear, Panel, Text
from labels.kind import Kind
from labels.parts import frame
from labels.printing import printed
from labels.stock import Stock, module_dots
from labels.symbols import QUIET_MODULES, bars, code128
from labels.text import BOLD, MONO, REGULAR, CannotPrint

COLUMNS = 2
# Read from half a metre; a code too long for its room at this size is printed finer, and read from nearer.
MODULE_MM = (0.25, 0.38)
_LEFT, _TOP, _FOOT = 8.0, 28.0, 287.0
_CELL_MM, _ROW_MM, _HEAD_MM, _GAP_MM = 97.0, 29.5, 7.0, 3.0
_BARS_MM = 11.5
_INSET_MM = QUIET_MODULES * MODULE_MM[1]


@dataclass(frozen=True, slots=True)
class Command:
    """One code, and what it does in each language: the first largest."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Commands that belong together; `words` name the group in each language."""

    words: tuple[str, ...]
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class CommandPage:
    """One page of the sheet, number `number` of `pages`."""

    title: str
    hint: tuple[str, ...]
    groups: tuple[CommandGroup, ...]
    number: int
    pages: int


def render(groups: Sequence[CommandGroup], title: str, hint: tuple[str, ...]) -> bytes:
    """A PDF; a group stays on one page where it can. Raises CannotPrint, naming the code that does not fit."""
    paged = _paged(groups)
    return printed(
        COMMANDS,
        [CommandPage(title, hint, tuple(page), number, len(paged)) for number, page in enumerate(paged, 1)],
    )


def _paged(groups: Sequence[CommandGroup]) -> list[list[CommandGroup]]:
    pages: list[list[CommandGroup]] = [[]]
    for group in groups:
        if _height(group) > _FOOT - _TOP:
            raise CannotPrint(f"{len(group.commands)} commands in one group do not fit a page: split it")
        if sum(map(_height, [*pages[-1], group])) > _FOOT - _TOP:
            pages.append([])
        pages[-1].append(group)
    if not pages[0]:
        raise CannotPrint("there is no command to print")
    return pages


def _height(group: CommandGroup) -> float:
    return _GAP_MM + _HEAD_MM + -(-len(group.commands) // COLUMNS) * _ROW_MM


def _nothing(_on: Stock) -> Elements:
    yield from ()


def _page(page: CommandPage, on: Stock) -> Elements:
    right = on.width_mm - _LEFT
    yield Text(_LEFT, 15, page.title, 22, BOLD, room_mm=170)
    yield Text(right, 15, f"{page.number} / {page.pages}", 12, BOLD, align="right")
    yield Text(_LEFT, 22.5, " · ".join(page.hint), 10, REGULAR, room_mm=right - _LEFT)
    y_mm = _TOP
    for group in page.groups:
        yield from _group(group, y_mm, on)
        y_mm += _height(group)


def _group(group: CommandGroup, y_mm: float, on: Stock) -> Elements:
    yield Panel(_LEFT, y_mm, COLUMNS * _CELL_MM, _HEAD_MM)
    words = " · ".join(group.words)
    yield Text(_LEFT + _INSET_MM, y_mm + 5.1, words, 13, BOLD, room_mm=180, ink=Ink.WHITE)
    for place, command in enumerate(group.commands):
        row, column = divmod(place, COLUMNS)
        yield from _cell(command, _LEFT + column * _CELL_MM, y_mm + _HEAD_MM + row * _ROW_MM, on)


def _cell(command: Command, x_mm: float, y_mm: float, on: Stock) -> Elements:
    first, *others = command.words
    codewords = code128(command.code)
    left_mm, room_mm = x_mm + _INSET_MM, _CELL_MM - 2 * _INSET_MM
    yield from frame(x_mm, y_mm, _CELL_MM + 0.25, _ROW_MM + 0.25)
    yield Text(left_mm, y_mm + 6.4, first, 17, BOLD, room_mm=room_mm)
    yield Text(left_mm, y_mm + 11.6, " · ".join(others), 12, REGULAR, room_mm=room_mm)
    dots = module_dots(on, sum(bars(codewords)), _CELL_MM, MODULE_MM, command.code)
    yield Linear(left_mm, y_mm + 14, codewords, _BARS_MM, dots)
    yield Text(left_mm, y_mm + 28, command.code, 6, MONO)


COMMANDS = Kind("Commands", ("A4",), _nothing, _page)
