"""Reads codes from pictures: one reader after the other until something is found, within stated limits."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

try:
    from pyzbar import pyzbar
except ImportError:  # it needs the system's libzbar, which no wheel brings along
    pyzbar = None

LARGEST_BYTES = 8_000_000
LARGEST_PIXELS = 25_000_000
# Twice the size helps small pictures; above this it only costs time.
_ENLARGED_UP_TO = 6_000_000
_PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
_ZXING, _ZBAR = "zxing-cpp", "pyzbar"
_ITF_DIGITS = 14
# libzbar calls its other kinds experimental; they make false reads out of text.
_ZBAR_KINDS = ("QRCODE", "CODE128", "CODE39", "EAN13", "EAN8", "UPCA", "I25")


class CannotRead(ValueError):
    """The picture is too large or no picture; `code` tells which: too_large, too_many_pixels, no_picture."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reading:
    """One code: its text (FNC1 inside as GS, 0x1D), its symbology in the reader's words, and which reader it was."""

    text: str
    symbology: str
    reader: str


def readers() -> tuple[str, ...]:
    """The readers at hand, the first one always."""
    return (_ZXING,) if pyzbar is None else (_ZXING, _ZBAR)


def read(image: bytes) -> tuple[Reading, ...]:
    """All codes of a picture by the first reader that finds any; none when nobody does. Raises CannotRead."""
    picture = _opened(image)
    for attempt in _LADDER:
        if found := attempt(picture):
            return tuple(dict.fromkeys(found))
    return ()


def _opened(image: bytes) -> Image.Image:
    if len(image) > LARGEST_BYTES:
        raise CannotRead("too_large", f"the picture has {len(image)} bytes, at most {LARGEST_BYTES} are read")
    try:
        # The limit below is stricter than the one that Pillow only warns of.
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            picture = Image.open(BytesIO(image), formats=_PICTURE_FORMATS)
        _check_pixels(picture)
        return _grey(picture)
    except Image.DecompressionBombError as error:
        raise CannotRead("too_many_pixels", f"the picture is far too large: {error}") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, CannotRead):
            raise
        named = ", ".join(_PICTURE_FORMATS)
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


def _zxing(picture: Image.Image) -> list[Reading]:
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    readings = [Reading(_text(one.bytes), one.format.name, _ZXING) for one in found]
    return [one for one in readings if _is_whole(one)]


def _zxing_enlarged(picture: Image.Image) -> list[Reading]:
    width, height = picture.size
    if width * height > _ENLARGED_UP_TO:
        return []
    return _zxing(picture.resize((width * 2, height * 2), Image.Resampling.BICUBIC))


def _zbar(picture: Image.Image) -> list[Reading]:
    if pyzbar is None:
        return []
    found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol[kind] for kind in _ZBAR_KINDS])
    readings = [Reading(_text(one.data), one.type, _ZBAR) for one in found]
    return [one for one in readings if _is_whole(one)]


def _is_whole(reading: Reading) -> bool:
    """ITF may be read in part on a slanted picture: only its full fourteen digits count."""
    kind = reading.symbology.upper()
    is_itf = kind.startswith("ITF") or kind == "I25"
    return bool(reading.text) and not (is_itf and len(reading.text) != _ITF_DIGITS)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


_LADDER: tuple[Callable[[Image.Image], list[Reading]], ...] = (_zxing, _zxing_enlarged, _zbar)
