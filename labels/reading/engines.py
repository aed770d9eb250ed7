"""The two readers, made to speak alike: what each finds in a grey picture, with symbology, FNC1 and corners."""

from collections.abc import Callable, Iterator
from ctypes import POINTER, c_char_p, c_uint, c_void_p, cast, string_at
from dataclasses import dataclass
from functools import cache

import zxingcpp
from PIL import Image

try:
    from pyzbar import pyzbar, wrapper
except ImportError:  # it needs the system's libzbar, which no wheel brings along
    pyzbar = None

ZXING, ZBAR = "zxing-cpp", "pyzbar"
Corners = tuple[tuple[float, float], ...]

# What a hub meets. Each further kind costs time and finds codes where there are none: UPC-E does in half an EAN-13.
_ZXING_KINDS = zxingcpp.barcode_formats_from_str(
    "Code128,Code39,ITF,EAN13,EAN8,UPCA,QRCode,DataMatrix,PDF417,Aztec"
)
# libzbar calls most other kinds experimental; they make false reads out of text. Of a blurred EAN-13 it tells wrong
# digits.
_ZBAR_KINDS = {
    "QRCODE": "QRCode",
    "CODE128": "Code128",
    "CODE39": "Code39",
    "I25": "ITF",
}
_GREY = int.from_bytes(b"Y800", "little")
_GS1_MODIFIER = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One symbol as a reader tells it; `aim` is its AIM identifier without the bracket, None when unknown."""

    text: str
    symbology: str
    aim: str | None
    corners: Corners
    reader: str


def readers() -> tuple[str, ...]:
    """The readers at hand, the first one always."""
    return (ZXING,) if pyzbar is None else (ZXING, ZBAR)


def by_zxing(picture: Image.Image) -> list[Found]:
    found = zxingcpp.read_barcodes(picture, formats=_ZXING_KINDS, text_mode=zxingcpp.TextMode.Plain)
    return [_from_zxing(one) for one in found]


def _from_zxing(one: zxingcpp.Barcode) -> Found:
    place = one.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return Found(
        text=_text(one.bytes),
        symbology=one.format.name,
        aim=one.symbology_identifier.removeprefix("]") or None,
        corners=tuple((point.x, point.y) for point in corners),
        reader=ZXING,
    )


def by_zbar(picture: Image.Image) -> list[Found]:
    """What libzbar finds; nothing when it is not installed."""
    if pyzbar is None:
        return []
    # pyzbar's own function leaves out the modifiers, which alone tell GS1-128 from Code 128.
    with pyzbar._image_scanner() as scanner, pyzbar._image() as image:
        for kind in pyzbar.ZBarSymbol:
            wanted = kind.name in _ZBAR_KINDS
            wrapper.zbar_image_scanner_set_config(scanner, kind, wrapper.ZBarConfig.CFG_ENABLE, int(wanted))
        pixels = picture.tobytes()
        wrapper.zbar_image_set_format(image, _GREY)
        wrapper.zbar_image_set_size(image, *picture.size)
        wrapper.zbar_image_set_data(image, cast(c_char_p(pixels), c_void_p), len(pixels), None)
        wrapper.zbar_scan_image(scanner, image)
        return list(_from_zbar(image))


def _from_zbar(image: object) -> Iterator[Found]:
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        name = pyzbar.ZBarSymbol(symbol.contents.type).name
        data = string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))
        points = [
            (wrapper.zbar_symbol_get_loc_x(symbol, place), wrapper.zbar_symbol_get_loc_y(symbol, place))
            for place in range(wrapper.zbar_symbol_get_loc_size(symbol))
        ]
        if name in _ZBAR_KINDS:
            yield Found(_text(data), _ZBAR_KINDS[name], _zbar_aim(name, symbol), _box(points), ZBAR)
        symbol = wrapper.zbar_symbol_next(symbol)


def _zbar_aim(name: str, symbol: object) -> str | None:
    """Only of Code 128, and None when this libzbar is too old to tell whether FNC1 stood in front."""
    modifiers = _modifiers()
    if name != "CODE128" or modifiers is None:
        return None
    return "C1" if modifiers(symbol) & _GS1_MODIFIER else "C0"


@cache
def _modifiers() -> Callable[[object], int] | None:
    try:
        found: Callable[[object], int] = wrapper.zbar_function(
            "zbar_symbol_get_modifiers", c_uint, POINTER(wrapper.zbar_symbol)
        )
    except AttributeError:
        return None
    return found


def _box(points: list[tuple[int, int]]) -> Corners:
    """The four points of the upright box around where libzbar saw the symbol."""
    across, down = [x for x, _ in points] or [0], [y for _, y in points] or [0]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
