"""Opens a picture that somebody sent: grey, upright, within limits, and an error that says what is wrong with it."""

import warnings
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 8_000_000
LARGEST_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")


class CannotRead(ValueError):
    """The picture is too large or no picture; `code` tells which: too_large, too_many_pixels, no_picture."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def opened(image: bytes, formats: Sequence[str] = FORMATS) -> Image.Image:
    """The picture in grey, turned as its camera says, what is clear in it before white. Raises CannotRead."""
    if len(image) > LARGEST_BYTES:
        raise CannotRead("too_large", f"the picture has {len(image)} bytes, at most {LARGEST_BYTES} are read")
    try:
        # The limit below is stricter than the one that Pillow only warns of.
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            picture = Image.open(BytesIO(image), formats=tuple(formats))
        _check_pixels(picture)
        picture.draft("L", picture.size)  # of a JPEG, only the brightness need be decoded
        return _grey(picture)
    except Image.DecompressionBombError as error:
        raise CannotRead("too_many_pixels", f"the picture is far too large: {error}") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, CannotRead):
            raise
        named = ", ".join(formats)
        raise CannotRead("no_picture", f"{len(image)} bytes are no readable picture ({named})") from error


def _check_pixels(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > LARGEST_PIXELS:
        raise CannotRead(
            "too_many_pixels", f"the picture has {width} × {height} pixels, at most {LARGEST_PIXELS} are read"
        )


def _grey(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        seen = upright.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("L")
    return upright.convert("L")
