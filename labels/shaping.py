"""Puts a line of any script into the order in which it is seen, in runs of one face, shaped by HarfBuzz.

The order follows the Unicode bidirectional algorithm (UAX 9) as far as names and addresses need it: no explicit
embeddings, numbers by the word before them, neutral characters by their neighbours.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import uharfbuzz as hb

from labels.faces import BOLD_WEIGHT, REGULAR_WEIGHT, Face, face, order_for

_LEFT, _RIGHT, _NUMBER, _NEUTRAL = "LRN-"
_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = frozenset({"NotoSansThai", "NotoSansArabic", "NotoSansTamil"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn shape; advance and offsets in thousandths of an em."""

    number: int
    advance: int
    right: int
    up: int


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face and direction, and their glyphs from left to right.

    In a plain run every letter is one glyph of its own, whatever stands beside it.
    """

    text: str
    face: Face
    glyphs: tuple[Glyph, ...]
    plain: bool

    @property
    def width_em(self) -> float:
        return sum(one.advance for one in self.glyphs) / 1000


@lru_cache(maxsize=16384)
def runs(text: str, *, bold: bool) -> tuple[Run, ...]:
    """The line from left to right as it is seen."""
    weight = BOLD_WEIGHT if bold else REGULAR_WEIGHT
    keys = zip(levels(text), _faces(text), strict=True)
    pieces = [
        (level, name, "".join(letter for _, letter in letters))
        for (level, name), letters in groupby(zip(keys, text, strict=True), lambda one: one[0])
    ]
    return tuple(_shaped(letters, face(name, weight), level) for level, name, letters in _as_seen(pieces))


@lru_cache(maxsize=16384)
def missing(text: str) -> tuple[str, ...]:
    """The characters that no face has, or that are no letters at all."""
    known = [face(name, REGULAR_WEIGHT).letters for name in order_for(text)]
    return tuple(
        one
        for one in sorted(set(text))
        if one not in _JOINERS and not (one.isprintable() and any(ord(one) in letters for letters in known))
    )


def levels(text: str) -> list[int]:
    """Of each character its embedding level: even ones run to the right, odd ones to the left."""
    kinds = _kinds(text)
    base = next((int(kind == _RIGHT) for kind in kinds if kind in (_LEFT, _RIGHT)), 0)
    to_right = 2 * base
    found, last = [-1] * len(text), _RIGHT if base else _LEFT
    for place, kind in enumerate(kinds):
        if kind in (_LEFT, _RIGHT):
            last = kind
            found[place] = 1 if kind == _RIGHT else to_right
        elif kind == _NUMBER:
            found[place] = 2 if last == _RIGHT else to_right
    return list(_neutrals_filled(found, kinds, base))


def _neutrals_filled(found: Sequence[int], kinds: Sequence[str], base: int) -> Iterator[int]:
    """A neutral between two neighbours of one direction goes with them, else with the line."""
    for place, level in enumerate(found):
        if level >= 0:
            yield level
            continue
        before = next((one for one in range(place - 1, -1, -1) if found[one] >= 0), None)
        behind = next((one for one in range(place + 1, len(found)) if found[one] >= 0), None)
        sides = {base if one is None else _side(found[one], kinds[one], base) for one in (before, behind)}
        yield _inner(sides.pop(), base) if len(sides) == 1 else base


def _side(level: int, kind: str, base: int) -> int:
    """Which way a neighbour pulls: a number behind letters of the right-to-left kind counts as one of them."""
    if kind == _NUMBER:
        return 1 if level == 2 else base
    return level % 2


def _inner(side: int, base: int) -> int:
    return 1 if side else 2 * base


def _kinds(text: str) -> list[str]:
    kinds = [_kind(one) for one in text]
    for place, one in enumerate(text):
        if one not in "+-−.,:/#" or place + 1 == len(text) or kinds[place + 1] != _NUMBER:
            continue
        if one in "+#" or (place and kinds[place - 1] == _NUMBER):
            kinds[place] = _NUMBER
    for place, one in enumerate(text):
        if place and (one in _JOINERS or unicodedata.bidirectional(one) == "NSM"):
            kinds[place] = kinds[place - 1]
    return kinds


def _kind(one: str) -> str:
    told = unicodedata.bidirectional(one)
    if told in ("R", "AL"):
        return _RIGHT
    if told in ("EN", "AN"):
        return _NUMBER
    return _LEFT if told == "L" else _NEUTRAL


def _faces(text: str) -> list[str]:
    """Of each character its face: the one of the character before it where that has both."""
    names = order_for(text)
    chosen: list[str] = []
    for one in text:
        before = chosen[-1] if chosen else names[0]
        stays = one in _JOINERS or ord(one) in face(before, REGULAR_WEIGHT).letters
        mixes = one.isascii() and one.isalnum() and before != names[0]
        if stays and not mixes:
            chosen.append(before)
        else:
            chosen.append(next(name for name in names if ord(one) in face(name, REGULAR_WEIGHT).letters))
    return chosen


def _as_seen(pieces: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Rule L2: from the highest level down to 1, every stretch at or above it is turned around."""
    for level in range(max((one[0] for one in pieces), default=0), 0, -1):
        turned: list[tuple[int, str, str]] = []
        stretch: list[tuple[int, str, str]] = []
        for one in pieces:
            if one[0] >= level:
                stretch.insert(0, one)
                continue
            turned += [*stretch, one]
            stretch = []
        pieces = turned + stretch
    return pieces


def _shaped(letters: str, by: Face, level: int) -> Run:
    if by.name not in _JOINED_SCRIPTS and not any(map(unicodedata.combining, letters)):
        return Run(letters, by, tuple(_alone(one, by.font) for one in letters), plain=True)
    buffer = hb.Buffer()
    buffer.add_str(letters)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    hb.shape(by.font, buffer, {"kern": True, "liga": True})
    glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    found = tuple(Glyph(one.codepoint, at.x_advance, at.x_offset, at.y_offset) for one, at in glyphs)
    return Run(letters, by, found, plain=False)


def _alone(letter: str, font: hb.Font) -> Glyph:
    number = font.get_nominal_glyph(ord(letter)) or 0
    return Glyph(number, font.get_glyph_h_advance(number), 0, 0)
