"""What lies between a flat print and its photograph: where the camera stands, light, blur, noise, compression."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Grey = NDArray[np.float64]
Spoil = Callable[[Grey, Generator], Grey]
_TABLE_GREY = 150
_BORDER_PX = 30
_INK_GREY, _PAPER_GREY = 28, 232


@dataclass(frozen=True, slots=True)
class Condition:
    """How a picture is taken. `degrees` is a range, `tilt` how much shorter the far side is, `scale` of the print."""

    name: str
    degrees: tuple[float, float] = (-2, 2)
    tilt: float = 0.0
    scale: float = 0.75
    spoils: tuple[Spoil, ...] = ()
    jpeg_quality: int | None = None


def taken(print_: Image.Image, how: Condition, rng: Generator) -> Image.Image:
    """The photograph of a print, grey, on a table a little larger than it."""
    flat = Image.eval(print_, lambda grey: _INK_GREY + grey * (_PAPER_GREY - _INK_GREY) // 255)
    size = round(flat.width * how.scale), round(flat.height * how.scale)
    seen = _placed(flat.resize(size, Image.Resampling.LANCZOS), how, rng)
    pixels: Grey = np.asarray(seen, dtype=np.float64)
    for spoil in how.spoils:
        pixels = spoil(pixels, rng)
    picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return picture if how.jpeg_quality is None else _compressed(picture, how.jpeg_quality)


def _placed(flat: Image.Image, how: Condition, rng: Generator) -> Image.Image:
    """Turned and tilted; four points of the print go to four points of the picture (a plane homography)."""
    corners = np.array([(0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)], dtype=float)
    to = _turned(_tilted(corners, how.tilt, int(rng.integers(4))), rng.uniform(*how.degrees))
    to += _BORDER_PX - to.min(axis=0)
    width, height = (int(one) for one in np.ceil(to.max(axis=0)) + _BORDER_PX)
    picture = flat.transform(
        (width, height), Image.Transform.PERSPECTIVE, homography(to, corners), Image.Resampling.BICUBIC
    )
    mask = Image.new("L", flat.size, 255).transform(
        (width, height), Image.Transform.PERSPECTIVE, homography(to, corners)
    )
    table = np.full((height, width), _TABLE_GREY, dtype=np.uint8)
    return Image.composite(picture, Image.fromarray(table), mask)


def homography(source: Grey, target: Grey) -> tuple[float, ...]:
    """The eight coefficients that take four source points to four target points, in Pillow's order."""
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        right += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(right)).tolist())


def _tilted(corners: Grey, tilt: float, side: int) -> Grey:
    """The side that is farther away is shorter, and the whole is foreshortened towards it."""
    to = corners.copy()
    one, other = side, (side + 1) % 4
    middle = (corners[one] + corners[other]) / 2
    inward = (corners.mean(axis=0) - middle) * tilt * 0.5
    for corner in (one, other):
        to[corner] = middle + (corners[corner] - middle) * (1 - tilt) + inward
    return to


def _turned(points: Grey, degrees: float) -> Grey:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned: Grey = points @ np.array([[cosine, sine], [-sine, cosine]])
    return turned


def _compressed(picture: Image.Image, quality: int) -> Image.Image:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(BytesIO(out.getvalue())).convert("L")


def blurred(sigma_px: float) -> Spoil:
    def spoil(pixels: Grey, rng: Generator) -> Grey:
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        return np.asarray(picture.filter(ImageFilter.GaussianBlur(sigma_px)), dtype=np.float64)

    return spoil


def noisy(sigma_grey: float) -> Spoil:
    def spoil(pixels: Grey, rng: Generator) -> Grey:
        return pixels + rng.normal(0, sigma_grey, pixels.shape)

    return spoil


def flattened(levels: int, middle: int = 128) -> Spoil:
    """Only so many grey levels between ink and paper."""

    def spoil(pixels: Grey, rng: Generator) -> Grey:
        step = levels / (_PAPER_GREY - _INK_GREY)
        return middle + (pixels - 127.5) * step

    return spoil


def shaded(darkest: float) -> Spoil:
    """Full light on one side, this much on the other, falling steeply between."""

    def spoil(pixels: Grey, rng: Generator) -> Grey:
        angle = rng.uniform(0, 2 * np.pi)
        fall = 1 / (1 + np.exp(-6 * _along(pixels.shape, angle)))
        light: Grey = darkest + (1 - darkest) * fall
        return pixels * light

    return spoil


def _along(shape: tuple[int, ...], angle: float) -> Grey:
    """How far each pixel lies along a direction, from -1 to 1 over the picture."""
    down, across = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    along = across * np.cos(angle) + down * np.sin(angle)
    share: Grey = along / np.abs(along).max()
    return share


def glared(radius: float) -> Spoil:
    """A lamp's reflection near the middle, as wide as this share of the shorter side."""

    def spoil(pixels: Grey, rng: Generator) -> Grey:
        height, width = pixels.shape
        down, across = np.mgrid[:height, :width]
        y, x = rng.uniform(0.35, 0.65) * height, rng.uniform(0.3, 0.7) * width
        squared = ((down - y) ** 2 + (across - x) ** 2) / (radius * min(height, width)) ** 2
        light: Grey = 250 * np.exp(-squared)
        return pixels + light

    return spoil


def moved(length_px: int) -> Spoil:
    """Smeared along a line of this length in any direction while the shutter was open."""

    def spoil(pixels: Grey, rng: Generator) -> Grey:
        angle = rng.uniform(0, np.pi)
        steps = np.linspace(-(length_px - 1) / 2, (length_px - 1) / 2, length_px)
        shifts = np.round(np.stack([steps * np.sin(angle), steps * np.cos(angle)], axis=1)).astype(int)
        smeared = [np.roll(pixels, (int(down), int(across)), axis=(0, 1)) for down, across in shifts]
        mean: Grey = np.mean(smeared, axis=0, dtype=np.float64)
        return mean

    return spoil


def scratched(count: int) -> Spoil:
    """Thin light and dark strokes over the whole."""

    def spoil(pixels: Grey, rng: Generator) -> Grey:
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        pen = ImageDraw.Draw(picture)
        for _ in range(count):
            ends = rng.uniform(0, 1, (2, 2)) * picture.size
            grey, width = (240, 40)[int(rng.integers(2))], int(rng.integers(1, 4))
            pen.line([tuple(end) for end in ends.tolist()], grey, width)
        return np.asarray(picture, dtype=np.float64)

    return spoil


CLEAN = Condition("clean")
TILTED = replace(CLEAN, name="perspective", tilt=0.28)
CONDITIONS = (
    CLEAN,
    Condition("turned a little", degrees=(5, 14)),
    Condition("turned 45°", degrees=(40, 50)),
    Condition("turned 90°", degrees=(88, 92)),
    Condition("blurred", spoils=(blurred(1.5),)),
    Condition("blurred more", spoils=(blurred(2.2),)),
    Condition("noisy", spoils=(noisy(20),)),
    Condition("noisier", spoils=(noisy(42),)),
    Condition("low contrast", spoils=(flattened(35), noisy(1.5))),
    Condition("shaded", spoils=(shaded(0.12), noisy(2))),
    Condition("glare", spoils=(glared(0.16),)),
    TILTED,
    replace(TILTED, name="perspective, turned", degrees=(18, 32)),
    Condition("jpeg 15", jpeg_quality=15),
    Condition("small", scale=0.36),
    Condition("moved", spoils=(moved(8), noisy(3))),
    Condition("scratched", spoils=(scratched(14),)),
    Condition(
        "bad phone",
        degrees=(-12, 12),
        tilt=0.15,
        scale=0.62,
        spoils=(blurred(1.1), shaded(0.4), noisy(10)),
        jpeg_quality=40,
    ),
)
MORE_CONDITIONS = (
    *CONDITIONS,
    Condition("300 dpi", scale=1.1),
    Condition("from nearer", scale=0.94),
    Condition("from farther", scale=0.56),
    Condition("turned 180°", degrees=(177, 183)),
    Condition("turned 20°", degrees=(15, 30)),
)
