"""Photographed-like pictures of codes, the same for the same seed: every code of the hub under every condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from benchmarks.cameras import CONDITIONS, taken
from benchmarks.prints import CODES, label

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
        yield _photograph(number, seed)


def _photograph(number: int, seed: int) -> Photograph:
    rng = np.random.default_rng((seed, number))
    rounds, place = divmod(number, len(CONDITIONS))
    condition = CONDITIONS[place]
    made = label(CODES[(place + 9 * rounds) % len(CODES)](rng), rng)
    picture = taken(made.picture, condition, rng)
    return Photograph(f"{number:04d}", condition.name, made.symbology, made.text, _png(picture))


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
