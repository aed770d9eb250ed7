"""Decides how a line of text is printed: with which face, how large, where it is folded or cut."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from anyascii import anyascii
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics

from labels.shaping import Run, missing, runs

REGULAR, BOLD, MONO = "Helvetica", "Helvetica-Bold", "Courier"
SMALLEST_PT = 5.0
LEADING, TALL_LEADING = 1.18, 1.4
ELLIPSIS = "…"
_PIECE = re.compile(r"[\u2e80-\ufaff]|[^ \u2e80-\ufaff]* |[^ \u2e80-\ufaff]+")


class CannotPrint(ValueError):
    """A text that this paper cannot show; the message names the text and what would do."""


def printable(text: str) -> str:
    """The text with accents composed and hard spaces made plain."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).replace("\xa0", " ")


def is_western(text: str) -> bool:
    """Whether the faces that every PDF reader and printer brings along have all of it."""
    return text.isprintable() and (text.isascii() or _encodes(text, "cp1252"))


def is_bold(font: str) -> bool:
    return font.endswith("-Bold")


@lru_cache(maxsize=65536)
def lines_up(text: str, font: str = REGULAR) -> tuple[Run, ...]:
    """A text that is not Western in shaped runs, from left to right. Raises CannotPrint, naming what no face has."""
    strange = missing(text)
    if strange:
        named = ", ".join(f"{one!r} (U+{ord(one):04X})" for one in strange[:8])
        raise CannotPrint(f"{text!r} holds {named}, which no face here has: write it in Latin letters")
    return runs(text, bold=is_bold(font))


def in_latin(text: str) -> str:
    """The text in Latin letters, letter by letter: for lists, where one name must not stop the whole paper."""
    plain = printable(text)
    if is_western(plain) or not missing(plain):
        return plain
    return anyascii(plain).strip() or "?"


def width_mm(text: str, font: str, size_pt: float) -> float:
    """How wide the line is."""
    return _width_of_one_pt(text, font) * size_pt


def _width_of_one_pt(text: str, font: str) -> float:
    return _western_width(text, font) if is_western(text) else _shaped_width(text, font)


@lru_cache(maxsize=65536)
def _western_width(text: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(text, font, 1) / mm)


@lru_cache(maxsize=65536)
def _shaped_width(text: str, font: str) -> float:
    return float(sum(one.width_em for one in lines_up(text, font)) / mm)


def fitted(text: str, font: str, size_pt: float, room_mm: float, least_pt: float = SMALLEST_PT) -> float:
    """The size, at most the wanted one, at which the line fits its room."""
    width = width_mm(text, font, size_pt)
    if width <= room_mm:
        return size_pt
    size = size_pt * room_mm / width
    if size < least_pt:
        raise CannotPrint(f"{text!r} does not fit {room_mm:g} mm even at {least_pt:g} pt: shorten it")
    return size


def shortened(text: str, font: str, size_pt: float, room_mm: float) -> str:
    """The text, or as much of it as fits with an ellipsis behind."""
    if width_mm(text, font, size_pt) <= room_mm:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if width_mm(text[:middle] + ELLIPSIS, font, size_pt) <= room_mm:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + ELLIPSIS


def leading(texts: Sequence[str]) -> float:
    """From line to line, in sizes: letters with marks over and under them want more."""
    return LEADING if all(map(is_western, texts)) else TALL_LEADING


def block(
    texts: Sequence[str], font: str, size_pt: float, room: tuple[float, float]
) -> tuple[float, list[str]]:
    """The largest size at which the paragraphs, folded, fit a room of (width, height) mm, and the lines."""
    measured = [_measured(text, font) for text in texts]
    size = size_pt
    while size >= SMALLEST_PT:
        room_mm = room[0] / size
        lines = [line for pieces in measured for line in _folds(pieces, room_mm)]
        if len(lines) * size * leading(texts) <= room[1] * mm and all(width <= room_mm for _, width in lines):
            return size, [text for text, _ in lines]
        size -= 0.5
    whole = " / ".join(texts)
    raise CannotPrint(
        f"{whole!r} does not fit {room[0]:g} × {room[1]:g} mm at {SMALLEST_PT:g} pt: shorten it"
    )


def folded(text: str, font: str, size_pt: float, room_mm: float) -> Iterator[str]:
    """Lines no wider than the room, broken at spaces and between ideographs; one long word stays whole."""
    return (line for line, _ in _folds(_measured(text, font), room_mm / size_pt))


def _measured(text: str, font: str) -> list[tuple[str, float, float]]:
    """What a line may be broken between (words with the space behind them, single ideographs): each with its width at
    1 pt, and its width without that space."""
    width = _western_width if is_western(text) else _shaped_width
    pieces = (match[0] for match in _PIECE.finditer(text))
    return [(one, width(one, font), width(one.rstrip(), font)) for one in pieces]


def _folds(pieces: Sequence[tuple[str, float, float]], room_mm: float) -> Iterator[tuple[str, float]]:
    """Lines and their widths at 1 pt."""
    line, before, width = "", 0.0, 0.0
    for piece, whole, bare in pieces:
        if line and before + bare > room_mm:
            yield line.rstrip(), width
            line, before = "", 0.0
        line += piece
        width = before + bare
        before += whole
    yield line.rstrip(), width


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
