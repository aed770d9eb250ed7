"""Decides how a line of text is printed: with which face, how large, where it is folded or cut."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from anyascii import anyascii
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics

REGULAR, BOLD, MONO = "Helvetica", "Helvetica-Bold", "Courier"
SMALLEST_PT = 5.0
LEADING = 1.18
ELLIPSIS = "…"


class CannotPrint(ValueError):
    """A text that this paper cannot show; the message names the text and what would do."""


@lru_cache(maxsize=65536)
def printable(text: str) -> str:
    """The text in letters that every viewer has: accents composed, other scripts in Latin letters.

    Fonts for other scripts are not embedded: a viewer without them would print nothing where the name should be.
    Carriers want Latin letters in any case. Raises CannotPrint where nothing is left of a piece of text.
    """
    plain = unicodedata.normalize("NFC", text).replace("\xa0", " ")
    if _is_western(plain):
        return plain
    pieces = [(western, "".join(piece)) for western, piece in groupby(plain, key=_is_western)]
    latin = " ".join(piece.strip() if western else _romanised(piece) for western, piece in pieces)
    return " ".join(latin.split())


def _romanised(piece: str) -> str:
    latin = anyascii(piece).strip()
    if not latin or not _is_western(latin):
        named = ", ".join(f"{one!r} (U+{ord(one):04X})" for one in sorted(set(piece))[:8])
        raise CannotPrint(f"{piece!r} holds {named}: write it in Latin letters")
    return latin


def width_mm(text: str, font: str, size_pt: float) -> float:
    """How wide the line is."""
    return _width_of_one_pt(text, font) * size_pt


@lru_cache(maxsize=65536)
def _width_of_one_pt(text: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(text, font, 1) / mm)


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


def block(
    texts: Sequence[str], font: str, size_pt: float, room: tuple[float, float]
) -> tuple[float, list[str]]:
    """The largest size at which the paragraphs, folded, fit a room of (width, height) mm, and the lines."""
    size = size_pt
    while size >= SMALLEST_PT:
        lines = [line for text in texts for line in folded(text, font, size, room[0])]
        fits = all(width_mm(line, font, size) <= room[0] for line in lines)
        if fits and len(lines) * size * LEADING <= room[1] * mm:
            return size, lines
        size -= 0.5
    whole = " / ".join(texts)
    raise CannotPrint(
        f"{whole!r} does not fit {room[0]:g} × {room[1]:g} mm at {SMALLEST_PT:g} pt: shorten it"
    )


def folded(text: str, font: str, size_pt: float, room_mm: float) -> Iterator[str]:
    """Lines no wider than the room, broken at spaces; one long word stays whole."""
    line = ""
    for piece in _pieces(text):
        longer = line + piece
        if line and width_mm(longer.rstrip(), font, size_pt) > room_mm:
            yield line.rstrip()
            line = piece
        else:
            line = longer
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Words, each with the space behind it."""
    return (match[0] for match in re.finditer(r"[^ ]* |[^ ]+", text))


def _is_western(text: str) -> bool:
    return text.isprintable() and _encodes(text, "cp1252")


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
