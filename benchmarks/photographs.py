"""Photographed-like pictures of codes, the same for the same seed: every code of the hub under every condition."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product

import numpy as np
from numpy.random import Generator
from PIL import Image

from benchmarks.cameras import CONDITIONS, MORE_CONDITIONS, Condition, taken
from benchmarks.prints import CODES, MORE_CODES, Drawn, label

FULL_SET = 2 * len(CODES) * len(CONDITIONS)


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture with one code; `text` has FNC1 inside as GS (0x1D), and none in front."""

    name: str
    condition: str
    symbology: str
    text: str
    png: bytes


def photographs(count: int = FULL_SET, seed: int = 1) -> Iterator[Photograph]:
    """The first `count` pictures of a seed: conditions in turn, so that any beginning of the set holds all kinds."""
    for number in range(count):
        rounds, place = divmod(number, len(CONDITIONS))
        draw = CODES[(place + 9 * rounds) % len(CODES)]
        yield _photograph(number, draw, CONDITIONS[place], np.random.default_rng((seed, number)))


def hard_photographs(seed: int = 1) -> Iterator[Photograph]:
    """Three labels of each of nine symbologies, those of freight from elsewhere too, under 23 conditions."""
    kinds = product(range(3), MORE_CONDITIONS, MORE_CODES)
    for number, (_, condition, draw) in enumerate(kinds):
        yield _photograph(number, draw, condition, np.random.default_rng((seed, 1, number)))


def _photograph(
    number: int, draw: Callable[[Generator], Drawn], condition: Condition, rng: Generator
) -> Photograph:
    made = label(draw(rng), rng)
    picture = taken(made.picture, condition, rng)
    return Photograph(f"{number:04d}", condition.name, made.symbology, made.text, _png(picture))


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
