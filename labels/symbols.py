"""Turns data into the modules of a printed symbol: Code 128 and GS1-128 with the fewest codewords, QR as a matrix."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from itertools import chain

import numpy as np
import zxingcpp

from labels.identifiers import gs1_check_digit


class CannotEncode(ValueError):
    """The data does not fit the symbol; the message names what was found and what would do."""


class Function(Enum):
    """Code 128 characters that stand for no text."""

    FNC1 = "FNC1"


FNC1 = Function.FNC1
GS = "\x1d"
Data = Sequence[str | Function]
Matrix = tuple[tuple[bool, ...], ...]

QUIET_MODULES = 10
# General Specifications 5.12.3, table 5: a logistic unit's symbol for scanning in transport.
SSCC_MODULE_MM = (0.495, 0.94)
SSCC_HEIGHT_MM = 32.0
QR_QUIET_MODULES = 4
_A, _B, _C = _SETS = "ABC"
_PREFERRED = "CBA"  # of rows equally short
_START = {_A: 103, _B: 104, _C: 105}
_SWITCH = {_A: 101, _B: 100, _C: 99}
_SHIFT, _FNC1, _STOP = 98, 102, 106
_OTHER = {_A: _B, _B: _A}
_IMPOSSIBLE = 1 << 30
# ISO/IEC 15417, table 1: widths of bar, space, bar … of the codewords 0–105; the stop character has a seventh.
_WIDTHS = [
    [int(width) for width in widths]
    for widths in (
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
        "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
        "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
        "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
        "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
        "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
        "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
        "211232 2331112"
    ).split()
]
# General Specifications 7.8.5: element strings of these first two digits have a fixed length and need no FNC1 after.
_FIXED = {
    "00": 20,
    **dict.fromkeys(("01", "02", "03", "41"), 16),
    "04": 18,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 8),
    "20": 4,
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
}
_CHECKED = re.compile(r"00|01|02|03|41[0-7]")
_GS1_VALUE = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,90}""")
_GS1_LONGEST = 48

Step = tuple[int, str, tuple[int, ...]]


def code128(data: Data) -> tuple[int, ...]:
    """The shortest row of codewords for ASCII text and FNC1, with start, check and stop characters."""
    units = _units(data)
    rest = _fewest(units)
    code_set = min(_PREFERRED, key=lambda one: rest[0][_SETS.index(one)])
    codewords = [_START[code_set]]
    at = 0
    while at < len(units):
        taken, code_set, written = _best_step(units, at, code_set, rest)
        codewords.extend(written)
        at += taken
    return (*codewords, check_codeword(codewords), _STOP)


def check_codeword(codewords: Sequence[int]) -> int:
    """The check character of a start character and what follows it: weights 1, 1, 2, 3 …, modulo 103."""
    return sum(max(place, 1) * one for place, one in enumerate(codewords)) % 103


def bars(codewords: Sequence[int]) -> tuple[int, ...]:
    """Widths in modules: bar, space, bar … from the first bar to the last, without quiet zones."""
    return tuple(chain.from_iterable(_WIDTHS[one] for one in codewords))


def gs1_128(elements: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """Codewords of GS1 element strings `(ai, value)` in the given order, FNC1 set where the standard wants it."""
    data = _gs1_data(elements)
    _check_length(data)
    return code128(data)


def element_string(elements: Sequence[tuple[str, str]]) -> str:
    """The element strings as a reader gives them: GS (0x1D) where FNC1 separates two, none in front."""
    return "".join(GS if isinstance(part, Function) else part for part in _gs1_data(elements)[1:])


def hri(elements: Sequence[tuple[str, str]]) -> str:
    """What people read under a GS1-128 symbol: application identifiers in brackets; an SSCC in groups."""
    return " ".join(
        f"({ai}) {_grouped(value)}" if ai == "00" else f"({ai}) {value}" for ai, value in elements
    )


@lru_cache(maxsize=4096)
def qr(text: str, correction: str = "M") -> Matrix:
    """Rows of a QR code without quiet zone, True is dark. ASCII only: some readers garble everything else."""
    if not text or not text.isascii():
        raise CannotEncode(f"a QR code here takes ASCII text, found {text!r}")
    try:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=correction)
    except ValueError as error:
        raise CannotEncode(
            f"{len(text)} characters do not fit a QR code of level {correction}: {error}"
        ) from None
    dots = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return tuple(tuple(row) for row in (dots == 0).tolist())


def _gs1_data(elements: Sequence[tuple[str, str]]) -> list[str | Function]:
    if not elements:
        raise CannotEncode("a GS1 symbol needs at least one element string")
    data: list[str | Function] = [FNC1]
    for ai, value in elements:
        _check_element(ai, value)
        data.append(ai + value)
        if ai[:2] not in _FIXED:
            data.append(FNC1)
    if data[-1] is FNC1:
        data.pop()
    return data


def _units(data: Data) -> list[str | Function]:
    units: list[str | Function] = []
    for part in [data] if isinstance(data, str) else data:
        if isinstance(part, Function):
            units.append(part)
        elif part.isascii():
            units.extend(part)
        else:
            strange = "".join(sorted({one for one in part if not one.isascii()}))
            raise CannotEncode(f"Code 128 takes ASCII only, {part!r} holds {strange!r}")
    if not units:
        raise CannotEncode("there is nothing to encode")
    return units


def _fewest(units: Sequence[str | Function]) -> list[tuple[int, int, int]]:
    """For each place, and the sets A, B and C: how many codewords the rest needs."""
    rest = [(0, 0, 0)] * (len(units) + 1)
    pairs = 0  # whether a digit stands behind this place
    for at in range(len(units) - 1, -1, -1):
        unit = units[at]
        in_a, in_b, in_c = rest[at + 1]
        if isinstance(unit, Function):
            in_a, in_b, in_c, digit = in_a + 1, in_b + 1, in_c + 1, 0
        else:
            digit = int(unit.isdigit())
            in_a += 1 if unit < "`" else 2
            in_b += 1 if unit >= " " else 2
            in_c = rest[at + 2][2] + 1 if digit and pairs else _IMPOSSIBLE
        # A switch leads to a set that writes something here, so one relaxation over the three sets is enough.
        cheapest = min(in_a, in_b, in_c) + 1
        rest[at] = (min(in_a, cheapest), min(in_b, cheapest), min(in_c, cheapest))
        pairs = digit
    return rest


def _best_step(
    units: Sequence[str | Function], at: int, code_set: str, rest: Sequence[tuple[int, int, int]]
) -> Step:
    """What comes next in a shortest row: something written, or written after a change of the code set."""
    fewest = rest[at][_SETS.index(code_set)]
    for one in (code_set, *_PREFERRED.replace(code_set, "")):
        switch = () if one == code_set else (_SWITCH[one],)
        for taken, then, out in _written(units, at, one):
            if len(switch) + len(out) + rest[at + taken][_SETS.index(then)] == fewest:
                return taken, then, (*switch, *out)
    raise AssertionError("the shortest row of codewords has no first step")


def _written(units: Sequence[str | Function], at: int, code_set: str) -> list[Step]:
    """What the code set can write at this place without being changed."""
    unit = units[at]
    if isinstance(unit, Function):
        return [(1, code_set, (_FNC1,))]
    if code_set == _C:
        pair = units[at + 1] if at + 1 < len(units) else ""
        if unit.isdigit() and isinstance(pair, str) and pair.isdigit():
            return [(2, _C, (int(unit + pair),))]
        return []
    own = _codeword(unit, code_set)
    if own is not None:
        return [(1, code_set, (own,))]
    shifted = _codeword(unit, _OTHER[code_set])
    return [(1, code_set, (_SHIFT, shifted))] if shifted is not None else []


def _codeword(character: str, code_set: str) -> int | None:
    code = ord(character)
    if code_set == _B:
        return code - 32 if code >= 32 else None
    if code < 32:
        return code + 64
    return code - 32 if code < 96 else None


def _check_element(ai: str, value: str) -> None:
    if not re.fullmatch(r"\d{2,4}", ai):
        raise CannotEncode(f"application identifier {ai!r} should be two to four digits")
    if not _GS1_VALUE.fullmatch(value):
        raise CannotEncode(f"({ai}) {value!r} should be 1 to 90 characters of the GS1 character set 82")
    length = _FIXED.get(ai[:2])
    if length is not None and not (len(ai + value) == length and value.isdigit()):
        raise CannotEncode(f"({ai}) {value!r} should be {length - len(ai)} digits")
    if _CHECKED.fullmatch(ai) and int(value[-1]) != (right := gs1_check_digit(value[:-1])):
        raise CannotEncode(f"({ai}) {value} has check digit {value[-1]}, it should be {right}")


def _check_length(data: Data) -> None:
    length = sum(1 if isinstance(part, Function) else len(part) for part in data[1:])
    if length > _GS1_LONGEST:
        raise CannotEncode(f"a GS1-128 symbol holds {_GS1_LONGEST} characters, these elements need {length}")


def _grouped(sscc: str) -> str:
    return f"{sscc[0]} {sscc[1:9]} {sscc[9:17]} {sscc[17:]}"
