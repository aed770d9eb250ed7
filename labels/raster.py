"""Pictures in a printer's dots, for what its own font and commands cannot draw: shaped text and filled outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from labels.shaping import Run, runs
from labels.text import is_bold

_DARK = 112  # a little under half covered is a dot: thin strokes must not vanish
_FINER = 4


Dots = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, 1 is dark; `left` and `baseline` place their top left corner from the origin of the line."""

    dots: Dots
    left: int
    baseline: int
    width: float


@lru_cache(maxsize=2048)
def picture_of_text(text: str, font: str, size_dots: float) -> Picture:
    """A shaped line; `width` is how far it advances, in dots."""
    pen, drawn = 0.0, []
    for run in runs(text, bold=is_bold(font)):
        drawn.extend(_glyphs(run, pen, size_dots))
        pen += run.width_em * size_dots
    if not drawn:
        return Picture(np.zeros((1, 1), dtype=np.uint8), 0, 1, pen)
    left, right = min(at for at, _, _ in drawn), max(at + dots.shape[1] for at, _, dots in drawn)
    top, foot = max(up for _, up, _ in drawn), min(up - dots.shape[0] for _, up, dots in drawn)
    whole = np.zeros((top - foot, right - left), dtype=np.uint8)
    for at, up, dots in drawn:
        part = whole[top - up : top - up + dots.shape[0], at - left : at - left + dots.shape[1]]
        np.maximum(part, dots, out=part)
    return Picture((whole >= _DARK).astype(np.uint8), left, top, pen)


Stamp = tuple[int, int, Dots]


def _glyphs(run: Run, pen: float, size: float) -> list[Stamp]:
    """Of each glyph its left edge and top edge in dots from the origin of the line, and its dots."""
    stamps: list[Stamp] = []
    draw = hb.RasterDraw()
    scale = size / 1000
    for one in run.glyphs:
        draw.transform = (scale, 0, 0, scale, pen + one.right * scale, one.up * scale)
        draw.draw_glyph(run.face.font, one.number)
        image = draw.render()
        draw.clear()
        box = image.extents
        pen += one.advance * scale
        if box.width and box.height:
            dots = np.frombuffer(image.buffer, dtype=np.uint8).reshape(box.height, box.stride)[
                ::-1, : box.width
            ]
            stamps.append((box.x_origin, box.y_origin + box.height, dots))
    return stamps


Contours = Sequence[Sequence[tuple[float, float]]]


def picture_of_shape(contours: Contours, dots_per_mm: float) -> tuple[int, int, Dots]:
    """Left and top, and the dots of a filled outline in mm; holes are what a second contour cuts out."""
    scale = dots_per_mm * _FINER
    points = [[(x * scale, y * scale) for x, y in contour] for contour in contours]
    left = int(min(x for contour in points for x, _ in contour) // _FINER)
    top = int(min(y for contour in points for _, y in contour) // _FINER)
    width = int(max(x for contour in points for x, _ in contour) // _FINER) + 1 - left
    height = int(max(y for contour in points for _, y in contour) // _FINER) + 1 - top
    filled = np.zeros((height * _FINER, width * _FINER), dtype=bool)
    for contour in points:
        layer = Image.new("1", (width * _FINER, height * _FINER))
        moved = [(x - left * _FINER, y - top * _FINER) for x, y in contour]
        ImageDraw.Draw(layer).polygon(moved, fill=1)
        filled ^= np.asarray(layer)
    covered = filled.reshape(height, _FINER, width, _FINER).mean(axis=(1, 3))
    return left, top, (covered >= 0.5).astype(np.uint8)
