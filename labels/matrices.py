"""Two-dimensional symbols by their modules: QR code, DataMatrix and GS1 DataMatrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import zxingcpp

from labels.symbols import CannotEncode, Matrix, element_string, qr


class Symbology(StrEnum):
    """Which family of squares it is; GS1 DataMatrix begins with FNC1."""

    QR = "QR"
    DATA_MATRIX = "DataMatrix"
    GS1_DATA_MATRIX = "GS1 DataMatrix"


@dataclass(frozen=True, slots=True)
class MatrixCode:
    """What is encoded, and the rows of modules without quiet zone: True is dark. `text` holds GS (0x1D) for FNC1."""

    symbology: Symbology
    text: str
    rows: Matrix

    @property
    def quiet_modules(self) -> int:
        return 4 if self.symbology is Symbology.QR else 1


def qr_code(text: str) -> MatrixCode:
    """A QR code of ASCII text, correction level M."""
    return MatrixCode(Symbology.QR, text, qr(text))


@lru_cache(maxsize=4096)
def data_matrix(text: str) -> MatrixCode:
    """A square DataMatrix (ECC 200) of ASCII text."""
    if not text or not text.isascii():
        raise CannotEncode(f"a DataMatrix here takes ASCII text, found {text!r}")
    return MatrixCode(Symbology.DATA_MATRIX, text, _rows(text, gs1=False))


def gs1_data_matrix(elements: Sequence[tuple[str, str]]) -> MatrixCode:
    """A GS1 DataMatrix of element strings `(ai, value)`, checked as those of GS1-128 are."""
    text = element_string(elements)
    bracketed = "".join(f"({ai}){value}" for ai, value in elements)
    if bracketed.count("(") > len(elements):
        raise CannotEncode(f"{bracketed!r} has a bracket in a value, which this symbol cannot hold")
    return MatrixCode(Symbology.GS1_DATA_MATRIX, text, _rows(bracketed, gs1=True))


def _rows(text: str, *, gs1: bool) -> Matrix:
    try:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=gs1, force_square=True)
    except ValueError as error:
        raise CannotEncode(f"{len(text)} characters do not fit a DataMatrix: {error}") from None
    dots = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return tuple(tuple(row) for row in (dots == 0).tolist())
