"""The sheet of commands, A4: what a handheld is told by a scan instead of a touch, each a Code 128 under its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.symbols import QUIET_MODULES, bars, code128
from labels.text import BOLD, MONO, REGULAR, CannotPrint

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
COLUMNS = 2
# Read from half a metre; a code too long for its room at this size is printed finer, and read from nearer.
MODULE_DOTS = (3, 2)
_LEFT, _TOP, _FOOT = 8.0, 28.0, 287.0
_CELL_MM, _ROW_MM, _HEAD_MM, _GAP_MM = 97.0, 29.5, 7.0, 3.0
_BARS_MM = 11.5
_INSET_MM = QUIET_MODULES * max(MODULE_DOTS) * DOT_MM


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


def render(groups: Sequence[CommandGroup], title: str, hint: tuple[str, ...]) -> bytes:
    """A PDF; a group stays on one page where it can. Raises CannotPrint, naming the code that does not fit."""
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, title)
    pages = _paged(groups)
    for number, page in enumerate(pages, 1):
        _head(sheet, title, hint, f"{number} / {len(pages)}")
        y_mm = _TOP
        for group in page:
            y_mm = _group(sheet, y_mm, group)
        sheet.next_page()
    return sheet.pdf()


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


def _head(sheet: Sheet, title: str, hint: tuple[str, ...], number: str) -> None:
    sheet.text(_LEFT, 15, title, 22, BOLD, room_mm=170)
    sheet.text(WIDTH_MM - _LEFT, 15, number, 12, BOLD, align="right")
    sheet.text(_LEFT, 22.5, " · ".join(hint), 10, REGULAR, room_mm=WIDTH_MM - 2 * _LEFT)


def _group(sheet: Sheet, y_mm: float, group: CommandGroup) -> float:
    """Draws it from here down, and gives the height at which the next one begins."""
    sheet.panel(_LEFT, y_mm, COLUMNS * _CELL_MM, _HEAD_MM)
    sheet.ink(1)
    sheet.text(_LEFT + _INSET_MM, y_mm + 5.1, " · ".join(group.words), 13, BOLD, room_mm=180)
    sheet.ink(0)
    for place, command in enumerate(group.commands):
        row, column = divmod(place, COLUMNS)
        _cell(sheet, _LEFT + column * _CELL_MM, y_mm + _HEAD_MM + row * _ROW_MM, command)
    return y_mm + _height(group)


def _cell(sheet: Sheet, x_mm: float, y_mm: float, command: Command) -> None:
    first, *others = command.words
    widths = bars(code128(command.code))
    left_mm, room_mm = x_mm + _INSET_MM, _CELL_MM - 2 * _INSET_MM
    _box(sheet, x_mm, y_mm)
    sheet.text(left_mm, y_mm + 6.4, first, 17, BOLD, room_mm=room_mm)
    sheet.text(left_mm, y_mm + 11.6, " · ".join(others), 12, REGULAR, room_mm=room_mm)
    sheet.linear(left_mm, y_mm + 14, widths, _BARS_MM, _dots(command.code, widths))
    sheet.text(left_mm, y_mm + 28, command.code, 6, MONO)


def _box(sheet: Sheet, x_mm: float, y_mm: float) -> None:
    for down in (0.0, _ROW_MM):
        sheet.panel(x_mm, y_mm + down, _CELL_MM)
    for along in (0.0, _CELL_MM):
        sheet.panel(x_mm + along, y_mm, 0.25, _ROW_MM)


def _dots(code: str, widths: Sequence[int]) -> int:
    """The coarsest module at which the bars and their quiet zones stay in their cell."""
    quiet = 2 * QUIET_MODULES
    for dots in MODULE_DOTS:
        if linear_mm(widths, dots) + quiet * dots * DOT_MM <= _CELL_MM:
            return dots
    raise CannotPrint(f"command {code} makes bars wider than {_CELL_MM:g} mm: shorten it")
