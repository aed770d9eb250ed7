"""The spelling of single ZPL fields: data with its escapes, Code 128 in chosen code sets, pictures in hexadecimal."""

import zlib
from base64 import b64encode
from binascii import crc_hqx
from collections.abc import Sequence

import numpy as np

from labels.raster import Dots

_ESCAPED = {ord(one): f"_{ord(one):02X}" for one in "^~_"}
_START_C, _FNC1 = 105, 102


def data(text: str) -> str:
    """`^FH^FD…^FS`: what would be a command or an escape is written by its code."""
    return f"^FH^FD{text.translate(_ESCAPED)}^FS"


def code128_field(codewords: Sequence[int]) -> str | None:
    """The field of mode N that makes these codewords, for a symbol that stays in set C; none for others.

    What follows a change of the set (`>5`, `>6`) is read differently by emulations of the language, some of which
    lose a last digit without a word; so such bars are sent as a picture.
    """
    start, *body = codewords[:-2]
    if start != _START_C or not all(one < 100 or one == _FNC1 for one in body):
        return None
    return ">;" + "".join(">8" if one == _FNC1 else f"{one:02d}" for one in body)


def picture_of_bars(widths: Sequence[int], module_dots: int, height_dots: int) -> Dots:
    """The dots of a linear symbol."""
    row = np.repeat(1 - np.arange(len(widths)) % 2, np.multiply(widths, module_dots)).astype(np.uint8)
    return np.broadcast_to(row, (height_dots, len(row)))


def graphic(x: int, y: int, dots: Dots, reverse: str = "") -> str:
    """A `^GFA` picture, compressed (`Z64`); what lies left of or above the label is cut off."""
    bits = np.packbits(dots[max(-y, 0) :, max(-x, 0) :], axis=1)
    coded = b64encode(zlib.compress(bits.tobytes(), 9)).decode()
    check = crc_hqx(coded.encode(), 0)
    place = f"^FO{max(x, 0)},{max(y, 0)}{reverse}"
    return f"{place}^GFA,{bits.size},{bits.size},{bits.shape[1]},:Z64:{coded}:{check:04X}^FS\n"
