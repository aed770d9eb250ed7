"""Decides how a line of text is printed: with which face, how large, where it is folded or cut."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources

from anyascii import anyascii
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD, MONO = "Helvetica", "Helvetica-Bold", "Courier"
WIDE = "WenQuanYiMicroHei"
SMALLEST_PT = 5.0
LEADING = 1.18
ELLIPSIS = "…"
_PIECE = re.compile(r"[\u2e80-\ufaff]|[^ \u2e80-\ufaff]* |[^ \u2e80-\ufaff]+")


class CannotPrint(ValueError):
    """A text that this paper cannot show; the message names the text and what would do."""


def printable(text: str) -> str:
    """The text with accents composed and hard spaces made plain."""
    return unicodedata.normalize("NFC", text).replace("\xa0", " ")


@lru_cache(maxsize=65536)
def face_for(text: str, font: str = REGULAR) -> str:
    """The wanted face where it has all characters, else the wide one, which is embedded; refuses what neither has."""
    if _is_western(text):
        return font
    known = _wide_characters()
    missing = sorted({one for one in text if not (_stands_alone(one) and ord(one) in known)})
    if missing:
        named = ", ".join(f"{one!r} (U+{ord(one):04X})" for one in missing[:8])
        raise CannotPrint(f"{text!r} holds {named}, which no face here has: write it in Latin letters")
    return WIDE


def in_latin(text: str) -> str:
    """The text in Latin letters, letter by letter: for lists, where one name must not stop the whole paper."""
    plain = printable(text)
    try:
        face_for(plain)
    except CannotPrint:
        return anyascii(plain).strip() or "?"
    return plain


def width_mm(text: str, font: str, size_pt: float) -> float:
    """How wide the line is."""
    return _width_of_one_pt(text, font) * size_pt


@lru_cache(maxsize=65536)
def _width_of_one_pt(text: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(text, face_for(text, font), 1) / mm)


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
    """Lines no wider than the room, broken at spaces and between ideographs; one long word stays whole."""
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
    """What a line may be broken between: words, each with the space behind it, and single ideographs."""
    return (match[0] for match in _PIECE.finditer(text))


def _stands_alone(character: str) -> bool:
    """Whether it can be set without shaping: no combining mark, no letter of a right-to-left script."""
    joins = unicodedata.category(character).startswith("M")
    return character.isprintable() and not joins and unicodedata.bidirectional(character) not in ("R", "AL")


@lru_cache(maxsize=1)
def _wide_characters() -> frozenset[int]:
    """What the wide face has: Latin, Cyrillic and Greek beyond the West, Chinese, Japanese, Korean."""
    font = TTFont(WIDE, str(resources.files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc"))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def _is_western(text: str) -> bool:
    return text.isprintable() and _encodes(text, "cp1252")


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
