"""Our Code 128 beside others': as short as zint's on random data, and no digit lost where ReportLab's loses one."""

import os
import random
import string

import pytest
import zint
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode.code128 import Code128

from labels.symbols import GS, bars, code128, element_string, gs1_128

COUNT = 10_000 if os.environ.get("ENTREPOT_SOAK") == "1" else 400
_ALPHABETS = (
    string.digits,
    string.digits + "ABCDEFGH",
    string.ascii_uppercase + string.digits,
    string.ascii_letters + string.digits + "-/. ",
    "".join(map(chr, range(32))) + "abc12",
    "".join(map(chr, range(128))),
)
_VARIABLE = {"10": 20, "21": 20, "37": 8, "240": 30, "400": 30, "403": 30}


def modules(codewords):
    return sum(bars(codewords))


def of_zint(symbology, text, mode):
    symbol = zint.Symbol()
    symbol.symbology = symbology
    symbol.input_mode = mode
    symbol.encode(text)
    return symbol.width


def plain_text(rng):
    parts = (
        "".join(rng.choices(rng.choice(_ALPHABETS), k=rng.randint(1, 12))) for _ in range(rng.randint(1, 3))
    )
    return "".join(parts)


def element_strings(rng):
    chosen = rng.sample(sorted(_VARIABLE), rng.randint(1, 2))
    found = [("01", "09556000000010")] if rng.random() < 0.5 else []
    for ai in chosen:
        alphabet = string.digits if ai == "37" or rng.random() < 0.5 else string.ascii_letters + string.digits
        longest = min(_VARIABLE[ai], (46 - 16 * len(found)) // len(chosen) - len(ai))
        found.append((ai, "".join(rng.choices(alphabet, k=rng.randint(1, longest)))))
    return found


def test_no_symbol_of_zint_is_shorter():
    rng = random.Random(7)
    for text in (plain_text(rng) for _ in range(COUNT)):
        assert modules(code128(text)) == of_zint(zint.Symbology.CODE128, text, zint.InputMode.UNICODE), repr(
            text
        )


def test_no_gs1_symbol_of_zint_is_shorter():
    rng = random.Random(8)
    for elements in (element_strings(rng) for _ in range(COUNT)):
        text = "".join(f"[{ai}]{value}" for ai, value in elements)
        assert modules(gs1_128(elements)) == of_zint(zint.Symbology.GS1_128, text, zint.InputMode.GS1), text


def drawn(widths):
    row = b"\xff" * 10 + b"".join(b"\0\xff"[place % 2 :][:1] * width for place, width in enumerate(widths))
    row += b"\xff" * 10
    whole = Image.frombytes("L", (len(row), 30), row * 30)
    return whole.resize((len(row) * 3, 90), Image.Resampling.NEAREST)


def read(picture):
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128, is_pure=True)
    return found.symbology_identifier, found.bytes.decode()


def test_random_gs1_symbols_are_read_back_whole_by_another_reader():
    rng = random.Random(9)
    for elements in (element_strings(rng) for _ in range(COUNT)):
        assert read(drawn(bars(gs1_128(elements)))) == ("]C1", element_string(elements))


STOCK = Code128("\xf110LOT7X\xf121987654321", barWidth=1, quiet=0)


def of_reportlab(symbol):
    """Its row of bars: capital letters are bars, the others spaces, as wide as their place in the alphabet tells."""
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    return [ord(one.lower()) - ord("a") + 1 for one in symbol.decomposed]


def test_the_stock_encoder_loses_a_digit_behind_an_inner_fnc1_and_ours_does_not():
    elements = [("10", "LOT7X"), ("21", "987654321")]
    whole = f"10LOT7X{GS}21987654321"
    assert element_string(elements) == whole
    assert read(drawn(bars(gs1_128(elements)))) == ("]C1", whole)
    assert read(drawn(of_reportlab(STOCK))) == ("]C1", f"10LOT7X{GS}1987654321")


@pytest.mark.parametrize("length", range(1, 12))
def test_every_length_of_digits_behind_an_inner_fnc1_is_whole(length):
    elements = [("10", "LOT7X"), ("21", "98765432109"[:length])]
    assert read(drawn(bars(gs1_128(elements)))) == ("]C1", element_string(elements))
