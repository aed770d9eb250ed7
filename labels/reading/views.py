"""Other looks at a picture that a reader may do better on, each with the way back to the picture's own pixels."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Affine = tuple[float, float, float, float, float, float]
Point = tuple[int, int]
Grey = NDArray[np.float32]

SAME: Affine = (1, 0, 0, 0, 1, 0)
_CUBIC = Image.Resampling.BICUBIC
# A reader looks at most at this, once at more; filters, which cost more, work on less; directions are seen on the last.
_SEEN_PX = 3_000_000
_ENLARGED_PX = 6_000_000
_WORKED_ON_PX = 1_500_000
_ANGLE_PX = 400_000
_TILE_PX = 16
_DIRECTIONS = 72
_OUTSIDE = 0.03


@dataclass(frozen=True, slots=True)
class View:
    """A grey picture; `back` takes its pixels (x, y) to those of the picture it was made of, in Pillow's order."""

    picture: Image.Image
    back: Affine = SAME

    def origin_of(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.back
        return round(a * x + b * y + c), round(d * x + e * y + f)


class Looks:
    """One picture and what several looks at it share, made when first asked for."""

    def __init__(self, picture: Image.Image) -> None:
        self.picture = picture

    @cached_property
    def seen(self) -> View:
        """The picture itself, or smaller when it is very large."""
        if _pixels(self.picture) <= _SEEN_PX:
            return View(self.picture)
        return _sized(self.picture, _SEEN_PX, 1.0)

    @cached_property
    def worked_on(self) -> View:
        """Small enough for filters to be quick; up to twice the size where that still is."""
        return _sized(self.picture, _WORKED_ON_PX, 2.0)

    @cached_property
    def upright(self) -> View:
        """Turned so that the strongest parallel edges, which are a linear code's, stand upright."""
        thumb = _sized(self.picture, _ANGLE_PX, 1.0)
        bars = strongest_bars(thumb.picture)
        if _pixels(self.picture) <= _WORKED_ON_PX:
            return _turned(self.worked_on, bars.degrees)
        # Of a large picture, only where the bars are, so that it need not be made smaller.
        left, top, right, bottom = bars.box
        (x0, y0), (x1, y1) = thumb.origin_of(left, top), thumb.origin_of(right, bottom)
        near = _sized(self.picture.crop((x0, y0, x1, y1)), _WORKED_ON_PX, 2.0)
        there = View(near.picture, _after((1, 0, x0, 0, 1, y0), near.back))
        return _turned(there, bars.degrees)


def as_it_is(looks: Looks) -> View:
    return looks.seen


def enlarged(looks: Looks) -> View:
    """Twice the size by cubic interpolation: modules of one or two pixels become three or four.

    A very large picture is not enlarged, but seen with more of its pixels than otherwise.
    """
    return _sized(looks.picture, _ENLARGED_PX, 2.0)


def bars_upright(looks: Looks) -> View:
    return looks.upright


def turned_45(looks: Looks) -> View:
    return _turned(looks.seen, 45)


def levelled(looks: Looks) -> View:
    return _levelled(looks.seen)


def levelled_enlarged(looks: Looks) -> View:
    return _levelled(looks.worked_on)


def smoothed_levelled(looks: Looks) -> View:
    """Noise taken off, then levelled."""
    view = looks.worked_on
    return _levelled(View(view.picture.filter(ImageFilter.GaussianBlur(2.5)), view.back))


def sharpened(looks: Looks) -> View:
    view = looks.worked_on
    return View(view.picture.filter(ImageFilter.UnsharpMask(4, 300, 0)), view.back)


def smoothed_along_bars(looks: Looks) -> View:
    """Smoothed along upright bars, which takes off noise and scratches and leaves the bars as wide as they are."""
    view = looks.upright
    return View(view.picture.filter(ImageFilter.BoxBlur((0, 6))), view.back)


def along_bars(looks: Looks) -> View:
    """The same, then sharpened strongly across the bars: against blur."""
    return _sharpened_across(smoothed_along_bars(looks), 4)


def far_along_bars(looks: Looks) -> View:
    """Smoothed over twice the length, sharpened less: against a shaking hand."""
    view = looks.upright
    return _sharpened_across(View(view.picture.filter(ImageFilter.BoxBlur((0, 12))), view.back), 2)


def _sharpened_across(view: View, strength: float) -> View:
    pixels = np.asarray(view.picture, dtype=np.float32)
    soft = np.asarray(view.picture.filter(ImageFilter.GaussianBlur((4, 0))), dtype=np.float32)
    return View(_image(pixels + strength * (pixels - soft)), view.back)


@dataclass(frozen=True, slots=True)
class Bars:
    """Degrees to turn by until bars stand upright, and the box (left, top, right, bottom) that most of them are in."""

    degrees: float
    box: tuple[int, int, int, int]


def strongest_bars(picture: Image.Image) -> Bars:
    """Where the gradients are strongest that agree on a direction.

    The structure tensor of each tile gives a direction and how far its gradients agree on it (Bigün and Granlund,
    "Optimal orientation detection of linear symmetry", 1987). Tiles of text agree little, tiles of bars almost fully.
    """
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.5)), dtype=np.float32)
    if min(pixels.shape) < _TILE_PX:
        return Bars(0.0, (0, 0, *picture.size))
    down, across = (np.gradient(pixels, axis=axis) for axis in (0, 1))
    xx, yy, xy = (_tiled(one) for one in (across * across, down * down, across * down))
    energy = xx + yy
    weight = energy * (np.hypot(xx - yy, 2 * xy) / (energy + 1e-3)) ** 4
    doubled, near = _strongest(np.arctan2(2 * xy, xx - yy), weight)
    return Bars(float(-np.degrees(doubled) / 2), _box(near, picture.size))


def _strongest(angles: Grey, weight: Grey) -> tuple[float, Grey]:
    """The weighted mean of the angles around the direction that has most weight, and what weight lies there."""
    places = np.floor((angles + np.pi) / (2 * np.pi) * _DIRECTIONS).astype(int) % _DIRECTIONS
    votes = np.bincount(places.ravel(), weight.ravel(), _DIRECTIONS)
    best = int((votes + np.roll(votes, 1) + np.roll(votes, -1)).argmax())
    near: Grey = weight * np.isin((places - best + 1) % _DIRECTIONS, (0, 1, 2))
    return float(np.arctan2((near * np.sin(angles)).sum(), (near * np.cos(angles)).sum())), near


def _box(weight: Grey, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Around the tiles that hold nearly all of the weight, with room for quiet zones and for what lies slanted."""
    sides = []
    for axis, length in ((0, size[0]), (1, size[1])):
        share = np.cumsum(weight.sum(axis=axis)) / max(float(weight.sum()), 1e-6)
        first, last = (int(np.searchsorted(share, one)) for one in (_OUTSIDE, 1 - _OUTSIDE))
        room = 2 + (last - first) // 4
        sides.append((max(0, (first - room) * _TILE_PX), min(length, (last + 1 + room) * _TILE_PX)))
    (left, right), (top, bottom) = sides
    return left, top, right, bottom


def _tiled(values: Grey) -> Grey:
    rows, columns = (one // _TILE_PX for one in values.shape)
    cut = values[: rows * _TILE_PX, : columns * _TILE_PX]
    sums: Grey = cut.reshape(rows, _TILE_PX, columns, _TILE_PX).sum(axis=(1, 3))
    return sums


def _sized(picture: Image.Image, most_px: int, most_times: float) -> View:
    """Made as large as both limits allow."""
    times = min(most_times, (most_px / _pixels(picture)) ** 0.5)
    width, height = (max(1, int(side * times)) for side in picture.size)
    back = (picture.width / width, 0, 0, 0, picture.height / height, 0)
    reduced = picture.reduce(int(1 / times)) if times < 0.5 else picture
    return View(reduced.resize((width, height), _CUBIC), back)


def _turned(view: View, degrees: float) -> View:
    """Turned about its middle, on a canvas that holds all of it."""
    cosine, sine = (float(one) for one in (np.cos(np.radians(degrees)), np.sin(np.radians(degrees))))
    width, height = view.picture.size
    new_width = round(width * abs(cosine) + height * abs(sine))
    new_height = round(width * abs(sine) + height * abs(cosine))
    here: Affine = (
        cosine, sine, (width - cosine * new_width - sine * new_height) / 2,
        -sine, cosine, (height + sine * new_width - cosine * new_height) / 2,
    )  # fmt: skip
    size = new_width, new_height
    picture = view.picture.transform(size, Image.Transform.AFFINE, here, _CUBIC, fillcolor=255)
    return View(picture, _after(view.back, here))


def _levelled(view: View) -> View:
    """Each pixel placed between the darkest and the lightest of its surroundings: shade and weak contrast are gone."""
    picture = view.picture
    small = picture.reduce(8)
    dark, light = (
        np.asarray(
            small.filter(extreme)
            .filter(ImageFilter.BoxBlur(3))
            .resize(picture.size, Image.Resampling.BILINEAR),
            dtype=np.float32,
        )
        for extreme in (ImageFilter.MinFilter(7), ImageFilter.MaxFilter(7))
    )
    span = np.maximum(light - dark, 12)
    return View(_image((np.asarray(picture, dtype=np.float32) - dark) / span * 255), view.back)


def _image(pixels: Grey) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _after(first: Affine, second: Affine) -> Affine:
    """The way back through both: what `second` gives goes into `first`."""
    (a, b, c, d, e, f), (g, h, i, j, k, m) = first, second
    return a * g + b * j, a * h + b * k, a * i + b * m + c, d * g + e * j, d * h + e * k, d * i + e * m + f
