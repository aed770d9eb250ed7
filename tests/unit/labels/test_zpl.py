"""How labels are spelled for a printer: what is escaped, what is native, what goes as a picture, where it lands."""

import re
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from labels.elements import Ink, Linear, Panel, Shape, Square, Text
from labels.examples import PARCEL_LABEL
from labels.kind import Kind
from labels.kinds.parcel import PARCEL
from labels.matrices import data_matrix, gs1_data_matrix, qr_code
from labels.stock import stock
from labels.symbols import GS, code128, gs1_128
from labels.text import CannotPrint
from labels.zpl import zpl
from labels.zpl_fields import code128_field

ON = stock("100x50", 203)


def of(*elements, copies=1):
    kind = Kind("Test", ("100x50",), lambda on: iter(()), lambda label, on: iter(label))
    return zpl(kind, [elements], ON, copies)


def test_a_format_says_its_size_its_encoding_and_its_copies():
    told = of(Panel(1, 2, 3, 4), copies=7)
    assert told == "^XA^CI28^PW800^LL400^LH0,0\n^FO8,16^GB24,32,24,B^FS\n^PQ7\n^XZ\n"


@pytest.mark.parametrize("copies", [0, -1, 10**8])
def test_a_senseless_count_of_copies_is_refused(copies):
    with pytest.raises(CannotPrint, match=f"{copies} copies cannot be printed"):
        of(Panel(1, 2, 3, 4), copies=copies)


def test_what_would_be_a_command_is_escaped_and_cannot_end_the_field():
    told = of(Text(5, 10, "a^XZ~DG_5E Zoë", 10))
    assert "^FH^FDa_5EXZ_7EDG_5F5E Zoë^FS" in told
    assert told.count("^XZ") == 1


@pytest.mark.parametrize("text", ["王小明", "สมชาย", "محمد", "a\\&b"])
def test_letters_that_the_printer_lacks_go_as_a_picture(text):
    told = of(Text(5, 10, text, 10))
    assert "^FD" not in told
    assert re.search(r"\^FO\d+,\d+\^GFA,\d+,\d+,\d+,:Z64:[A-Za-z0-9+/=]+:[0-9A-F]{4}\^FS", told)


@pytest.mark.parametrize(
    ("codewords", "field"),
    [
        (gs1_128([("00", "195560000000000017")]), ">;>800195560000000000017"),
        (gs1_128([("10", "123456"), ("37", "12")]), ">;>810123456>83712"),
        (code128("2321234567500003"), ">;2321234567500003"),
        (gs1_128([("02", "18731915877065"), ("37", "1")]), None),
        (code128("123456AB"), None),
        (code128("EN0000000017KUL"), None),
        (code128("abc"), None),
        (code128("123456~"), None),
    ],
)
def test_bars_of_digits_alone_are_native_in_our_own_code_sets(codewords, field):
    assert code128_field(codewords) == field


@pytest.mark.parametrize(
    "text", ["EN0000000017KUL", "123456AB", "1234567", "2321234567500003", "a\x01b", "~^_>"]
)
def test_bars_land_where_they_should_and_read_back(text, zebra):
    [picture] = zebra.render(of(Linear(10, 10, code128(text), 15, 2)), ON)
    [found] = zxingcpp.read_barcodes(picture)
    assert found.bytes == text.encode()
    rows, columns = np.where(np.asarray(picture) < 128)
    assert (columns.min(), rows.min(), rows.max()) == (80, 80, 80 + 120 - 1)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (qr_code("EN0000000017KUL"), "EN0000000017KUL"),
        (qr_code("~^_\\ >"), "~^_\\ >"),
        (data_matrix("KUL-A03-12-2"), "KUL-A03-12-2"),
        (data_matrix("a_1b^~"), "a_1b^~"),
        (gs1_data_matrix([("10", "LOT_7X"), ("21", "98")]), f"10LOT_7X{GS}2198"),
    ],
)
def test_squares_land_where_they_should_even_after_bars(code, text, zebra):
    bars = Linear(10, 30, gs1_128([("00", "195560000000000017")]), 15, 2)
    [picture] = zebra.render(of(bars, Square(60, 5, code, 5)), ON)
    found = [one for one in zxingcpp.read_barcodes(picture) if one.format.name != "Code128"]
    assert [one.bytes.decode() for one in found] == [text]
    upper = np.asarray(picture)[:200] < 128
    rows, columns = np.where(upper)
    side = len(code.rows) * 5
    assert (columns.min(), columns.max()) == (480, 480 + side - 1)
    assert abs(rows.min() - 40) <= 1
    assert (rows.max() - rows.min()) == side - 1


def test_white_text_and_shapes_are_cut_out_of_a_panel(zebra):
    ring = Shape((((10, 5), (20, 5), (20, 15), (10, 15)), ((12, 7), (18, 7), (18, 13), (12, 13))), Ink.WHITE)
    [picture] = zebra.render(of(Panel(5, 3, 60, 20), ring, Text(30, 15, "AB", 24, ink=Ink.WHITE)), ON)
    dark = np.asarray(picture) < 128
    assert dark[80, 60]
    assert not dark[48, 120]
    assert dark[80, 120], "the hole of the ring shows the panel"
    assert not dark[64:120, 240:320].all()


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("text", ["KUL", "王小明"])
def test_a_text_stands_on_its_baseline_and_at_its_place(text, align, zebra):
    [picture] = zebra.render(of(Text(50, 20, text, 20, align=align)), ON)
    rows, columns = np.where(np.asarray(picture) < 128)
    place = {"left": columns.min(), "center": (columns.min() + columns.max()) / 2, "right": columns.max()}[
        align
    ]
    assert abs(place - 400) <= 6
    assert abs(rows.max() - 160) <= 8


def test_the_same_label_twice_is_two_formats():
    other = replace(PARCEL_LABEL, tracking="RR473124829MY")
    told = zpl(PARCEL, [PARCEL_LABEL, other], stock("100x150", 203))
    assert told.count("^XA") == told.count("^XZ") == 2
