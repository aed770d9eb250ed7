"""Code 128, GS1-128 and QR: what is encoded comes back, and nothing shorter would do."""

import re

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labels.symbols import FNC1, CannotEncode, bars, check_codeword, code128, gs1_128, hri, qr

ASCII = st.characters(min_codepoint=0, max_codepoint=127)
DATA = st.lists(
    st.one_of(
        st.text(ASCII, min_size=1, max_size=9), st.from_regex(r"[0-9]{1,9}", fullmatch=True), st.just(FNC1)
    ),
    min_size=1,
    max_size=5,
)


def decoded(codewords):
    """The plainest reader of ISO/IEC 15417, written apart from the encoder: text with FNC1 as its own item."""
    start, *body, check, stop = codewords
    assert stop == 106
    assert check == (start + sum(place * one for place, one in enumerate(body, start=1))) % 103
    now, shifted, out = {103: "A", 104: "B", 105: "C"}[start], None, []
    for one in body:
        here, shifted = shifted or now, None
        if one == 102:
            out.append(FNC1)
        elif here == "C" and one < 100:
            out.append(f"{one:02d}")
        elif here != "C" and one < 96:
            out.append(chr(one - 64) if here == "A" and one >= 64 else chr(one + 32))
        elif here != "C" and one == 98:
            shifted = "B" if here == "A" else "A"
        else:
            now = {("B", 101): "A", ("C", 101): "A", ("A", 100): "B", ("C", 100): "B"}.get((here, one), "C")
            assert now != "C" or one == 99
    return units(out)


def units(data):
    return [one for part in data for one in ([part] if part is FNC1 else part)]


@given(DATA)
def test_what_is_encoded_is_decoded(data):
    assert decoded(code128(data)) == units(data)


@given(DATA)
def test_no_shorter_symbol_exists(data):
    assert len(code128(data)) == shortest_by_relaxation(units(data))


def shortest_by_relaxation(whole):
    """Cheapest codeword count by relaxing until nothing changes; a shift costs two, a switch one."""
    cost = {(at, now): 0 if at == 0 else 10**6 for at in range(len(whole) + 1) for now in "ABC"}
    for at in range(len(whole) + 1):
        for now in "ABC":
            cost[at, now] = min(cost[at, now], min(cost[at, one] for one in "ABC") + 1)
        if at == len(whole):
            break
        one = whole[at]
        pair = whole[at : at + 2]
        for now in "ABC":
            if one is FNC1 or (now == "A" and ord(one) < 96) or (now == "B" and ord(one) >= 32):
                lower(cost, (at + 1, now), cost[at, now] + 1)
            elif now != "C":
                lower(cost, (at + 1, now), cost[at, now] + 2)
            if (
                now == "C"
                and one is not FNC1
                and len(pair) == 2
                and FNC1 not in pair
                and "".join(pair).isdigit()
            ):
                lower(cost, (at + 2, now), cost[at, now] + 1)
    return min(cost[len(whole), now] for now in "ABC") + 3


def lower(cost, key, value):
    cost[key] = min(cost[key], value)


@pytest.mark.parametrize(
    ("data", "length"),
    [("RR473124829MY", 14), ("A-01-02-03", 13), ("2321234567500001", 11), ("EN0000000018KUL", 15), ("9", 4)],
)
def test_known_lengths(data, length):
    assert len(code128(data)) == length


@pytest.mark.parametrize(
    ("elements", "length"),
    [
        ([("00", "195560000000000017")], 14),
        ([("00", "195560000000000017"), ("02", "09556000000010"), ("37", "12")], 24),
        ([("10", "LOT7X"), ("21", "987654321")], 19),
    ],
)
def test_known_lengths_of_gs1_symbols(elements, length):
    assert len(gs1_128(elements)) == length


def test_an_fnc1_inside_before_an_odd_number_of_digits_loses_no_digit():
    assert decoded(gs1_128([("10", "LOT7X"), ("21", "987654321")])) == units(
        [FNC1, "10LOT7X", FNC1, "21987654321"]
    )


def test_an_element_of_fixed_length_is_followed_by_no_fnc1():
    sscc = ("00", "195560000000000017")
    assert decoded(gs1_128([sscc, ("37", "12")])) == units([FNC1, "00" + sscc[1] + "3712"])


def test_bars_are_eleven_modules_a_codeword_and_thirteen_for_the_stop():
    codewords = code128("RR473124829MY")
    assert sum(bars(codewords)) == 11 * (len(codewords) - 1) + 13
    assert bars([106]) == (2, 3, 3, 1, 1, 1, 2)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12))
def test_another_reader_reads_the_bars(text):
    picture = drawn(bars(code128(text)))
    assert [one.bytes for one in zxingcpp.read_barcodes(picture, is_pure=True)] == [text.encode()]


def drawn(widths):
    modules = "0" * 10 + "".join(width * "10"[place % 2] for place, width in enumerate(widths)) + "0" * 10
    row = bytes(0 if one == "1" else 255 for one in modules)
    return Image.frombytes("L", (len(row), 30), row * 30).resize((len(row) * 3, 90), Image.Resampling.NEAREST)


@pytest.mark.parametrize("text", ["ABC中文", "Zoë", "\xf110LOT"])
def test_what_is_not_ascii_is_refused_by_name(text):
    with pytest.raises(CannotEncode, match=re.escape(repr(text))):
        code128(text)
    with pytest.raises(CannotEncode, match="ASCII"):
        qr(text)


@pytest.mark.parametrize("data", ["", [], [""]])
def test_nothing_is_no_symbol(data):
    with pytest.raises(CannotEncode, match="nothing to encode"):
        code128(data)


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ([], "at least one"),
        ([("00", "195560000000000018")], "check digit 8, it should be 7"),
        ([("00", "19556000000000001")], "should be 18 digits"),
        ([("0", "1")], "two to four digits"),
        ([("10", "LÖT")], "character set 82"),
        ([("10", "")], "character set 82"),
        ([("10", "A" * 30), ("21", "B" * 30)], "holds 48 characters, these elements need 65"),
    ],
)
def test_a_wrong_element_string_is_refused_with_its_reason(elements, said):
    with pytest.raises(CannotEncode, match=re.escape(said)):
        gs1_128(elements)


def test_people_read_the_sscc_in_groups():
    assert hri([("00", "195560000000000017")]) == "(00) 1 95560000 00000001 7"
    assert hri([("10", "LOT7X"), ("37", "12")]) == "(10) LOT7X (37) 12"


def test_a_qr_code_is_a_square_of_modules_with_its_finders():
    rows = qr("EN0000000018KUL")
    assert {len(row) for row in rows} == {len(rows)} == {21}
    assert rows[0][:8] == (True,) * 7 + (False,)


def test_a_text_too_long_for_a_qr_code_is_refused():
    with pytest.raises(CannotEncode, match="do not fit"):
        qr("x" * 4000)


def test_the_check_codeword_of_a_symbol_is_its_last_but_one():
    codewords = code128("KUL-A-01")
    assert check_codeword(codewords[:-2]) == codewords[-2]
