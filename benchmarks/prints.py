"""Draws flat labels to be photographed: one code amid the text and rules that labels carry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from labels.identifiers import awb_check_digit, format_sscc, format_tracking, gs1_check_digit, s10_check_digit
from labels.symbols import FNC1, QUIET_MODULES, Function, bars, code128, gs1_128, qr

GS = "\x1d"
LINEAR_PX, FINE_PX, MATRIX_PX = 4, 3, 6
_BAR_HEIGHT_PX = 150
_MATRIX_QUIET = 4
_MARGIN_PX = 36
_WORDS = (
    "FROM Batik House, 12 Jalan Ampang, 50450 Kuala Lumpur",
    "TO Tan Wei Ming, 8 Orchid Road, Singapore 018956",
    "Kopi Trading Sdn Bhd · Reference 2026/0147",
    "WEIGHT 1.240 kg   CONTENTS cotton shirts",
    "no dangerous goods   Printed 2026-11-24 09:12",
    "GATEWAY SIN   SERVICE EXPRESS   Tel. +65 6123 4567",
)


@dataclass(frozen=True, slots=True)
class Print:
    """A grey picture of a label, dark on white, and what its one code says."""

    symbology: str
    text: str
    picture: Image.Image


Drawn = tuple[str, str, Image.Image]


def linear(codewords: Sequence[int], module_px: int = LINEAR_PX) -> Image.Image:
    """Code 128 codewords as bars with their quiet zones."""
    widths = np.array(bars(codewords))
    dark = np.repeat(np.arange(len(widths)) % 2, widths) * 255
    row = np.pad(dark, QUIET_MODULES, constant_values=255).repeat(module_px)
    return Image.fromarray(np.tile(row.astype(np.uint8), (_BAR_HEIGHT_PX, 1)))


def linear_of(modules: NDArray[np.bool_], module_px: int = LINEAR_PX) -> Image.Image:
    """The first row of modules of any linear symbol as bars with their quiet zones."""
    row = np.pad(np.where(modules[0], 0, 255), QUIET_MODULES, constant_values=255).repeat(module_px)
    return Image.fromarray(np.tile(row.astype(np.uint8), (_BAR_HEIGHT_PX, 1)))


def matrix(rows: Sequence[Sequence[bool]], module_px: int = MATRIX_PX) -> Image.Image:
    """A two-dimensional symbol with its quiet zone; True is dark."""
    cells = np.pad(np.array(rows, dtype=bool), _MATRIX_QUIET)
    return Image.fromarray(np.where(cells, 0, 255).astype(np.uint8).repeat(module_px, 0).repeat(module_px, 1))


def written(text: str, kind: zxingcpp.BarcodeFormat, **options: object) -> NDArray[np.bool_]:
    """The modules that zxing-cpp writes for a text, without quiet zones: True is dark."""
    symbol = zxingcpp.create_barcode(text, kind, **options)
    dots: NDArray[np.uint8] = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return np.equal(dots, 0)


def data_matrix(text: str, *, gs1: bool = False) -> Image.Image:
    """A DataMatrix of a text, or of GS1 element strings with their identifiers in brackets."""
    return matrix(written(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=gs1).tolist())


def tracking(rng: Generator) -> str:
    return format_tracking(int(rng.integers(10**9)), "KUL")


def s10(rng: Generator) -> str:
    serial = f"{rng.integers(10**8):08d}"
    return f"RR{serial}{s10_check_digit(serial)}MY"


def location(rng: Generator) -> str:
    aisle, bay, level = rng.integers((1, 1, 1), (30, 60, 6))
    return f"KUL-{'ABCD'[bay % 4]}{aisle:02d}-{bay:02d}-{level}"


def uld(rng: Generator) -> str:
    return f"{('AKE', 'PMC', 'AAY', 'PLA')[rng.integers(4)]}{rng.integers(10_000, 100_000)}MH"


def awb(rng: Generator) -> str:
    serial = f"{rng.integers(10**7):07d}"
    return f"618-{serial}{awb_check_digit(serial)}"


def sscc(rng: Generator) -> str:
    return format_sscc("9556000", 1, int(rng.integers(10**9)))


def _plain_bars(make: Callable[[Generator], str]) -> Callable[[Generator], Drawn]:
    def draw(rng: Generator) -> Drawn:
        text = make(rng)
        return "code128", text, linear(code128(text))

    return draw


def _sscc_bars(rng: Generator) -> Drawn:
    value = sscc(rng)
    return "gs1-128", f"00{value}", linear(gs1_128([("00", value)]))


def _carton_bars(rng: Generator) -> Drawn:
    """An SSCC, then a lot of no fixed length: FNC1 stands before the count."""
    value, lot, count = sscc(rng), f"LT{rng.integers(10**4)}X", str(rng.integers(1, 99))
    data: list[str | Function] = [FNC1, f"00{value}10{lot}", FNC1, f"37{count}"]
    return "gs1-128", f"00{value}10{lot}{GS}37{count}", linear(code128(data))


def _qr(make: Callable[[Generator], str]) -> Callable[[Generator], Drawn]:
    def draw(rng: Generator) -> Drawn:
        text = make(rng)
        return "qr", text, matrix(qr(text))

    return draw


def _data_matrix(rng: Generator) -> Drawn:
    text = tracking(rng)
    return "datamatrix", text, data_matrix(text)


def _carton_matrix(rng: Generator) -> Drawn:
    value, lot, count = sscc(rng), f"LT{rng.integers(10**4)}X", str(rng.integers(1, 99))
    picture = data_matrix(f"(00){value}(10){lot}(37){count}", gs1=True)
    return "gs1-datamatrix", f"00{value}10{lot}{GS}37{count}", picture


# What a hub reads most, in the symbologies that it prints or meets.
CODES: tuple[Callable[[Generator], Drawn], ...] = (
    _plain_bars(tracking),
    _sscc_bars,
    _qr(tracking),
    _data_matrix,
    _plain_bars(s10),
    _carton_bars,
    _plain_bars(location),
    _qr(awb),
    _carton_matrix,
    _plain_bars(uld),
)


def _itf(rng: Generator) -> Drawn:
    body = f"1955600{rng.integers(10**6):06d}"
    text = f"{body}{gs1_check_digit(body)}"
    return "itf-14", text, linear_of(written(text, zxingcpp.BarcodeFormat.ITF))


def _ean(rng: Generator) -> Drawn:
    body = f"9556000{rng.integers(10**5):05d}"
    text = f"{body}{gs1_check_digit(body)}"
    return "ean-13", text, linear_of(written(text, zxingcpp.BarcodeFormat.EAN13))


def _pdf417(rng: Generator) -> Drawn:
    text = tracking(rng)
    return "pdf417", text, matrix(written(text, zxingcpp.BarcodeFormat.PDF417).tolist(), LINEAR_PX)


def _air_waybill_piece(rng: Generator) -> Drawn:
    """As IATA resolution 606 has it on a box: air waybill, then the number of the piece, all digits."""
    text = f"{awb(rng).replace('-', '')}{rng.integers(1, 10**5):05d}"
    return "iata-606", text, linear(code128(text))


def _fine_sscc_bars(rng: Generator) -> Drawn:
    """Modules of three quarters of the usual width."""
    value = sscc(rng)
    return "gs1-128 fine", f"00{value}", linear(gs1_128([("00", value)]), FINE_PX)


# The other symbologies that arrive at a hub on freight from elsewhere, beside its own.
MORE_CODES: tuple[Callable[[Generator], Drawn], ...] = (
    _qr(tracking),
    _data_matrix,
    _itf,
    _pdf417,
    _ean,
    _plain_bars(tracking),
    _sscc_bars,
    _air_waybill_piece,
    _fine_sscc_bars,
)


def label(drawn: Drawn, rng: Generator) -> Print:
    """The code between lines of text and rules, somewhere on a label that is wider than it."""
    symbology, text, code = drawn
    width = max(code.width, 560) + 2 * _MARGIN_PX
    paper = Image.new("L", (width, code.height + 270), 255)
    pen = ImageDraw.Draw(paper)
    lines = [str(one) for one in rng.permutation(_WORDS)]
    _lines(pen, 14, lines[:3], width)
    top = 140
    left = int(rng.integers(_MARGIN_PX, width - code.width - _MARGIN_PX + 1))
    paper.paste(code, (left, top))
    shown = text.split(GS)[0]
    pen.text((width / 2, top + code.height + 6), shown, 0, ImageFont.load_default(24), anchor="ma")
    _lines(pen, top + code.height + 46, lines[3:5], width)
    return Print(symbology, text, paper)


def _lines(pen: ImageDraw.ImageDraw, top: int, lines: Sequence[str], width: int) -> None:
    for place, line in enumerate(lines):
        pen.text((16, top + 30 * place), line, 0, ImageFont.load_default(18))
    foot = top + 30 * len(lines) + 4
    pen.rectangle((12, foot, width - 12, foot + 3), 0)
