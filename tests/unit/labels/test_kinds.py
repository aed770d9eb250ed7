"""Every kind of label on every size and printer, as PDF and ZPL: its codes read at once, its bars keep the standard."""

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pdfplumber
import pytest

from labels.elements import Linear, Square, Text
from labels.examples import EXAMPLES
from labels.kinds.air_cargo import piece_code
from labels.kinds.battery import BATTERY, BatteryMark
from labels.kinds.bin import BIN
from labels.kinds.postal import spoken
from labels.printing import Format
from labels.printing import printed as print_labels
from labels.stock import SIZES, stock
from labels.symbols import CannotEncode, bars
from labels.text import CannotPrint
from tests.unit.labels.pictures import printed
from tests.unit.labels.readers import told

BY_NAME = {one.name: one for one in EXAMPLES}
ALL = [(one, size, dpi) for one in EXAMPLES for size in one.kind.sizes for dpi in (203, 300)]
ALONE = [one for one in ALL if SIZES[one[1]].tiles is None]
NAMES = [f"{one.name}-{size}-{dpi}" for one, size, dpi in ALL]
NAMES_ALONE = [f"{one.name}-{size}-{dpi}" for one, size, dpi in ALONE]


def of_pdf(example, size, dpi):
    on = stock(size, dpi)
    return printed(print_labels(example.kind, [example.label], Format.PDF, size, dpi), on.dots_per_mm * 25.4)[
        0
    ]


def of_zpl(example, size, dpi, zebra):
    zpl = print_labels(example.kind, [example.label], Format.ZPL, size, dpi).decode()
    [picture] = zebra.render(zpl, stock(size, dpi))
    return picture


@pytest.mark.parametrize(("example", "size", "dpi"), ALL, ids=NAMES)
def test_both_readers_read_every_code_of_the_pdf(example, size, dpi):
    picture = of_pdf(example, size, dpi)
    assert {reader: reader(picture) for reader in told(example.codes)} == told(example.codes)


@pytest.mark.parametrize(("example", "size", "dpi"), ALONE, ids=NAMES_ALONE)
def test_both_readers_read_every_code_of_the_zpl(example, size, dpi, zebra):
    picture = of_zpl(example, size, dpi, zebra)
    assert {reader: reader(picture) for reader in told(example.codes)} == told(example.codes)


def linears(example, on):
    return [one for one in example.kind.face(example.label, on) if isinstance(one, Linear)]


def dots_with_quiet_zones(one):
    quiet = np.zeros(10 * one.module_dots, dtype=bool)
    widths = np.multiply(bars(one.codewords), one.module_dots)
    return np.concatenate([quiet, np.repeat(np.arange(len(widths)) % 2 == 0, widths), quiet])


@pytest.mark.parametrize(("example", "size", "dpi"), ALONE, ids=NAMES_ALONE)
def test_bars_of_the_zpl_are_whole_dots_with_ten_modules_of_white_on_both_sides(example, size, dpi, zebra):
    on = stock(size, dpi)
    dark = np.asarray(of_zpl(example, size, dpi, zebra)) < 128
    for one in linears(example, on):
        wanted = dots_with_quiet_zones(one)
        left = on.dots(one.x_mm) - 10 * one.module_dots
        for part in (0.05, 0.5, 0.95):
            row = dark[on.dots(one.y_mm + part * one.height_mm), left : left + len(wanted)]
            assert (row == wanted).all()


@pytest.mark.parametrize(("example", "size", "dpi"), ALONE, ids=NAMES_ALONE)
def test_bars_of_the_pdf_are_whole_dots_with_ten_modules_of_white_on_both_sides(example, size, dpi):
    on = stock(size, dpi)
    dots = on.dots_per_mm * 25.4 / 72
    pdf = print_labels(example.kind, [example.label], Format.PDF, size, dpi)
    with pdfplumber.open(BytesIO(pdf)) as document:
        drawn = [*document.pages[0].rects, *document.pages[0].chars, *document.pages[0].curves]
    for one in linears(example, on):
        wanted = dots_with_quiet_zones(one)
        left = on.dots(one.x_mm) - 10 * one.module_dots
        row = np.zeros(len(wanted), dtype=bool)
        middle = (one.y_mm + one.height_mm / 2) * 72 / 25.4
        for mark in drawn:
            start, end = mark["x0"] * dots - left, mark["x1"] * dots - left
            if mark["top"] < middle < mark["bottom"] and end > 0 and start < len(wanted):
                assert abs(start - round(start)) < 0.02
                assert abs(end - round(end)) < 0.02
                row[max(round(start), 0) : round(end)] = True
        assert (row == wanted).all()


@pytest.mark.parametrize(("example", "size", "dpi"), ALL, ids=NAMES)
def test_a_unit_symbol_keeps_its_module_and_height(example, size, dpi):
    on = stock(size, dpi)
    for one in example.kind.face(example.label, on):
        if isinstance(one, Linear):
            gs1 = one.codewords[1] == 102
            module_mm = one.module_dots * on.dot_mm
            assert (0.495 if gs1 else 0.25) - 1e-6 <= module_mm <= 0.94
            assert one.height_mm >= (31.75 if gs1 else 10)


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.name for one in EXAMPLES])
def test_every_text_of_the_description_stands_on_the_pdf(example):
    on = stock(example.kind.sizes[0], 203)
    pdf = print_labels(example.kind, [example.label])
    with pdfplumber.open(BytesIO(pdf)) as document:
        found = "".join(one["text"] for one in document.pages[0].chars).replace(" ", "")
    for one in (*example.kind.frame(on), *example.kind.face(example.label, on)):
        texts = [one.text] if isinstance(one, Text) else getattr(one, "texts", [])
        assert all(text.replace(" ", "") in found for text in texts), texts


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.name for one in EXAMPLES])
def test_every_western_text_of_the_description_stands_in_the_zpl(example):
    on = stock(next(one for one in example.kind.sizes if SIZES[one].tiles is None), 203)
    size = next(one for one in example.kind.sizes if SIZES[one].tiles is None)
    zpl = print_labels(example.kind, [example.label], Format.ZPL, size).decode()
    found = "".join(re.findall(r"\^FD(.*?)\^FS", zpl)).replace(" ", "")
    for one in (*example.kind.frame(on), *example.kind.face(example.label, on)):
        texts = [one.text] if isinstance(one, Text) else getattr(one, "texts", [])
        for text in texts:
            if text.isascii():
                assert text.replace(" ", "").replace("_", "_5F") in found


def test_codes_of_the_logistic_label_are_gs1_symbols_and_the_sscc_lies_lowest():
    example, on = BY_NAME["logistic"], stock("100x150", 203)
    placed = [one for one in example.kind.face(example.label, on) if isinstance(one, Linear | Square)]
    lowest = max(placed, key=lambda one: one.y_mm)
    assert isinstance(lowest, Linear)
    assert lowest.codewords[:3] == (105, 102, 0)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", ["100x150", "A6"])
def test_the_sscc_in_words_is_seven_millimetres_high_and_stays_between_the_margins(size, dpi, zebra):
    """General Specifications 6.6.4: data in the text block is at least 7 mm high."""
    example, on = BY_NAME["logistic"], stock(size, dpi)
    for picture in (of_pdf(example, size, dpi), of_zpl(example, size, dpi, zebra)):
        dark = np.asarray(picture)[on.dots(33.2) : on.dots(42)] < 128
        down, across = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
        assert (down[-1] - down[0] + 1) * on.dot_mm >= 7.0
        assert across[0] * on.dot_mm >= 3.5
        assert across[-1] * on.dot_mm <= on.width_mm - 3.5


def test_labels_fill_a_sheet_and_go_on_on_the_next():
    example = BY_NAME["bin"]
    labels = [replace(example.label, code=f"KUL-A03-{bay:02d}-1") for bay in range(15)]
    pages = printed(print_labels(BIN, labels, Format.PDF, "A4x14"), 300)
    found = [
        sorted(text for kind, text in reader(page) if kind == "Code128")
        for page in pages
        for reader in told(())
    ]
    first, last = [one.code for one in labels[:14]], [labels[14].code]
    assert found == [first, first, last, last]


@pytest.mark.parametrize("numbers", [("UN3480",), ("UN3481", "UN3091")])
@pytest.mark.parametrize("size", BATTERY.sizes)
def test_the_battery_mark_has_numbers_of_twelve_millimetres_and_a_red_edge(numbers, size):
    pdf = print_labels(BATTERY, [BatteryMark(numbers)], Format.PDF, size)
    with pdfplumber.open(BytesIO(pdf)) as document:
        [page] = document.pages
        assert page.extract_text().split("\n") == [f"{one[:2]} {one[2:]}" for one in numbers]
        capitals_mm = {round(one["size"] * 0.718 * 25.4 / 72, 1) for one in page.chars}
    assert capitals_mm == {12.6}


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        (
            "postal",
            {"items": BY_NAME["postal"].label.items * 3},
            "declares 6 kinds of goods, a CN22 takes 1 to 4",
        ),
        ("carton", {"lines": BY_NAME["carton"].label.lines * 9}, "holds 36 articles, 1 to"),
        ("receptacle", {"receptacle": "MYKULASGSINA"}, "should be 29 letters and digits"),
        ("air_cargo", {"awb": "23212345676"}, "its check digit is 6, expected 5"),
        ("air_cargo", {"piece": 100_000}, "not between 0 and 99999"),
        ("logistic", {"sscc": "195560000000000018"}, "check digit 8, it should be 7"),
        ("logistic", {"more": BY_NAME["logistic"].label.more * 3}, "8 further data, 4 fit"),
        ("battery", {"numbers": ("UN1203",)}, "'UN1203' should be one or two of UN3480"),
        ("bin", {"shown": "A03-" * 40}, "does not fit"),
        ("uld", {"contents": "loose parcels " * 60}, "does not fit"),
        ("rack", {"aisle": "😀"}, r"U\+1F600"),
    ],
)
def test_what_does_not_go_on_a_label_is_refused_by_name(name, changes, said):
    example = BY_NAME[name]
    for written in Format:
        size = next(one for one in example.kind.sizes if SIZES[one].tiles is None)
        with pytest.raises((CannotPrint, CannotEncode), match=said):
            print_labels(example.kind, [replace(example.label, **changes)], written, size)


def test_numbers_are_written_as_people_and_machines_want_them():
    assert spoken("RR473124829MY") == "RR 473 124 829 MY"
    assert piece_code("23212345675", 7) == "2321234567500007"
    assert piece_code("23212345675", 0) == "2321234567500000"


@pytest.mark.parametrize(
    ("size", "dpi", "said"),
    [
        ("A4x4", 203, "choose a size of a single label"),
        ("A9", 203, "have no size 'A9'"),
        ("A6", 600, "203 or 300"),
    ],
)
def test_paper_that_no_printer_holds_is_refused(size, dpi, said):
    example = BY_NAME["parcel"]
    with pytest.raises(CannotPrint, match=said):
        print_labels(example.kind, [example.label], Format.ZPL, size, dpi)
