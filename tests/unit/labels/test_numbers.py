"""Each kind of number: read, written and refused, against examples that its standard or its keeper publishes."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labels.identifiers import (
    HEAVIER,
    S10,
    AirCargoPiece,
    AirWaybill,
    DepartureCode,
    Dispatch,
    ElementStrings,
    HouseWaybill,
    LocationCode,
    NotValid,
    Receptacle,
    Scheme,
    Sscc,
    Tracking,
    Uld,
    classify,
    gs1_check_digit,
    hectograms,
    s10_check_digit,
    split_aim,
    sscc_count,
)

GS = "\x1d"


def text_of(letters: str, shortest: int, longest: int | None = None) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=shortest, max_size=longest or shortest)


AZ, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
items = st.builds(S10, text_of(AZ, 2), st.integers(0, 99_999_999), text_of(AZ, 2))
waybills = st.builds(AirWaybill, text_of(DIGITS, 3), st.integers(0, 9_999_999))
units = st.builds(Sscc, text_of(DIGITS, 17))
parcels = st.builds(Tracking, st.integers(0, 999_999_999), text_of(AZ, 3))
dispatches = st.builds(
    Dispatch,
    text_of(AZ, 6),
    text_of(AZ, 6),
    text_of(AZ, 1),
    text_of(AZ, 2),
    st.integers(0, 9),
    st.integers(0, 9_999),
)
flags = st.sampled_from([None, False, True])
receptacles = st.builds(Receptacle, dispatches, st.integers(0, 999), flags, flags, st.integers(0, HEAVIER))
pieces = st.builds(AirCargoPiece, waybills, st.integers(0, 99_999))
ulds = st.builds(Uld, text_of(AZ, 3), text_of(DIGITS, 4, 5), text_of(AZ, 2, 3))
houses = st.builds(HouseWaybill, text_of(AZ + DIGITS, 1, 12))
places = st.builds(
    LocationCode, text_of(AZ, 3), st.from_regex(r"[A-Z0-9]{1,4}(-[A-Z0-9]{1,3}){0,3}", fullmatch=True)
)
departures = st.builds(
    DepartureCode, text_of(AZ + DIGITS, 3, 15), st.dates(date(2000, 1, 1), date(2099, 12, 31))
)
ANY = st.one_of(
    items, waybills, units, parcels, dispatches, receptacles, pieces, ulds, houses, places, departures
)


@given(ANY)
def test_what_is_written_is_read_again_from_bars_and_from_paper(number) -> None:
    assert type(number).parse(str(number)) == number
    assert type(number).parse(number.printed) == number


@pytest.mark.parametrize(
    ("strategy", "scheme"),
    [
        (items, Scheme.S10),
        (units, Scheme.SSCC),
        (parcels, Scheme.TRACKING),
        (waybills, Scheme.AWB),
        (pieces, Scheme.PIECE),
        (receptacles, Scheme.S9),
        (dispatches, Scheme.S8),
        (places, Scheme.LOCATION),
        (departures, Scheme.DEPARTURE),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_scan_is_told_apart_as_what_it_was_written_as(strategy, scheme) -> None:
    @given(strategy)
    def told(number) -> None:
        found = classify(str(number))
        assert (found.scheme, found.value) == (scheme, str(number))

    told()


@given(units, st.integers(0, 17), st.integers(1, 9))
def test_gs1_notices_each_changed_digit(unit, place, off) -> None:
    with pytest.raises(NotValid, match="check digit"):
        Sscc.parse(changed(str(unit), place, off))


@given(items, st.integers(2, 9), st.integers(1, 9))
def test_the_post_notices_each_changed_digit_unless_both_have_check_digit_five(item, place, off) -> None:
    wrong = changed(str(item), place, off)
    assume(not s10_check_digit(wrong[2:10]) == item.check_digit == 5)
    with pytest.raises(NotValid, match="check digit"):
        S10.parse(wrong)


@given(waybills, st.integers(3, 9), st.integers(1, 9))
def test_an_air_waybill_notices_each_changed_digit_unless_it_differs_by_seven(waybill, place, off) -> None:
    wrong = changed(str(waybill), place, off)
    assume(abs(int(wrong[place]) - int(str(waybill)[place])) != 7)
    with pytest.raises(NotValid, match="check digit"):
        AirWaybill.parse(wrong)


def changed(text: str, place: int, off: int) -> str:
    return text[:place] + str((int(text[place]) + off) % 10) + text[place + 1 :]


# The serial 47312482 has sum 200 and check digit 9: the worked example of UPU S10, in every edition.
@pytest.mark.parametrize("country", ["GB", "MY", "CN"])
def test_the_example_of_the_postal_union(country: str) -> None:
    item = S10.parse(f"RR 47312482 9 {country}")
    assert item == S10("RR", 47_312_482, country)
    assert (item.check_digit, item.service_name) == (9, "registered letter post")


# 8 times the last weight is 56, 1 modulo 11: 10 becomes 0. A sum of 0 gives 11, which becomes 5 (UPU S10).
@pytest.mark.parametrize(("serial", "digit"), [("00000008", 0), ("00000000", 5)])
def test_the_two_results_that_are_no_digit(serial: str, digit: int) -> None:
    assert s10_check_digit(serial) == digit


# Worked examples: the Australian Border Force's note on air waybills (V1.1, 16 June 2002); an airline's glossary.
@pytest.mark.parametrize(("text", "digit"), [("232-12345675", 5), ("020-81140743", 3), ("176 1234 5675", 5)])
def test_published_air_waybills(text: str, digit: int) -> None:
    assert AirWaybill.parse(text).check_digit == digit


# GS1's own calculator page (629104150021 → 3); its worked SSCC (37610425002123456 → 9); EPC Tag Data Standard.
@pytest.mark.parametrize(
    ("digits", "digit"), [("629104150021", 3), ("37610425002123456", 9), ("10614141234567890", 8)]
)
def test_published_gs1_check_digits(digits: str, digit: int) -> None:
    assert gs1_check_digit(digits) == digit


def test_sscc_serials_run_on_into_the_next_extension_digit() -> None:
    assert str(Sscc.issue("9556000", 1)) == "195560000000000017"
    last, first = Sscc.issue("9556000", 10**9 - 1), Sscc.issue("9556000", 10**9)
    assert (last.body, first.body) == ("19556000999999999", "29556000000000000")
    assert Sscc.issue("9556000", sscc_count("9556000") - 1).body == "99556000999999999"
    with pytest.raises(NotValid):
        Sscc.issue("9556000", sscc_count("9556000"))


def test_a_receptacle_has_its_parts() -> None:
    bag = Receptacle.parse("MYKULASGSINAAUN60001012190123")
    assert bag.dispatch == Dispatch("MYKULA", "SGSINA", "A", "UN", 6, 1)
    assert (bag.number, bag.highest, bag.registered, bag.weight_hg) == (12, True, None, 123)
    assert bag.printed == "MYKULA SGSINA A UN 6 0001 012 1 9 0123"


@pytest.mark.parametrize(
    ("grams", "units"), [(0, 0), (1, 1), (100, 1), (999_800, 9_998), (999_900, HEAVIER), (2_000_000, HEAVIER)]
)
def test_a_receptacle_tells_its_weight_in_units_of_100_g(grams: int, units: int) -> None:
    assert hectograms(grams) == units


def test_a_piece_of_air_cargo_names_its_air_waybill() -> None:
    piece = AirCargoPiece.parse("2321234567500003")
    assert (piece.waybill.printed, piece.piece) == ("232-12345675", 3)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (S10, "RR473124829", "bad_form"),
        (S10, "RR473124828MY", "check_digit"),
        (AirWaybill, "232-12345676", "check_digit"),
        (AirWaybill, "232-12345679", "check_digit"),
        (AirWaybill, "MH-12345675", "bad_form"),
        (AirCargoPiece, "23212345676 00001", "check_digit"),
        (Receptacle, "MYKULASGSINAAUN60001001200123", "bad_form"),
        (HouseWaybill, "KULH000000017", "bad_form"),
        (Uld, "AKE123MH", "bad_form"),
        (DepartureCode, "MH0603/20260230", "no_such_day"),
    ],
)
def test_what_is_no_such_number_is_refused_with_a_remedy(kind, text: str, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        kind.parse(text)
    assert refused.value.code == code
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: S10("RR", 100_000_000, "MY"), "out_of_range"),
        (lambda: AirWaybill("23", 1), "bad_form"),
        (lambda: HouseWaybill.issue("KUL", 10**8), "out_of_range"),
        (lambda: Uld("AKE", "123", "MH"), "bad_form"),
    ],
)
def test_a_number_that_cannot_be_is_not_made(make, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        make()
    assert refused.value.code == code


# Element strings of the GS1 General Specifications' kind, and a link of the Digital Link standard (URI Syntax).
@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0", "]J1", ""])
@pytest.mark.parametrize("separator", [GS, "{GS}", "<GS>", "^]", "~1", "\u241d"])
def test_element_strings_are_read_whatever_the_wedge_makes_of_the_separator(aim: str, separator: str) -> None:
    found = ElementStrings.parse(f"{aim}0010614141234567890810LOT7{separator}37100")
    assert found.pairs == (("00", "106141412345678908"), ("10", "LOT7"), ("37", "100"))
    assert str(found.sscc) == "106141412345678908"
    assert found.printed == "(00)106141412345678908(10)LOT7(37)100"


def test_values_of_a_fixed_length_need_no_separator() -> None:
    found = ElementStrings.parse("]C1010952012345678817260131330200001210A")
    assert found.pairs == (("01", "09520123456788"), ("17", "260131"), ("3302", "000012"), ("10", "A"))
    assert str(found) == "010952012345678817260131330200001210A"


@pytest.mark.parametrize("aim", ["", "]Q1", "]d1"])
def test_a_digital_link_says_the_same_as_its_element_strings(aim: str) -> None:
    link = "https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426"
    found = ElementStrings.parse(aim + link)
    assert found.printed == "(01)09520123456788(10)ABC1(21)12345(17)180426"
    assert found.link() == link
    assert found.link("hub.example.org").startswith("https://hub.example.org/01/")


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("]C100106141412345678907", "check_digit"),
        ("https://id.gs1.org/00/106141412345678907", "check_digit"),
        ("(01)09520123456787", "check_digit"),
        ("]C0AB", "bad_element_string"),
        ("]C1", "bad_element_string"),
        ("]C1010952012345678817269931", "bad_element_string"),
        ("https://example.org/", "bad_element_string"),
        ("(7)A", "bad_element_string"),
    ],
)
def test_element_strings_that_are_wrong_are_refused(scan: str, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        ElementStrings.parse(scan)
    assert refused.value.code == code


def test_a_link_needs_a_key() -> None:
    with pytest.raises(NotValid):
        ElementStrings.parse("]C110LOT7").link()


lots = st.text("ABCdef019-/.", min_size=1, max_size=20)


@given(units, lots, st.integers(0, 99_999_999))
def test_element_strings_written_are_read_again(unit, lot, count) -> None:
    made = ElementStrings((("00", str(unit)), ("10", lot), ("37", str(count))))
    assert ElementStrings.parse(str(made)) == made
    assert ElementStrings.parse(made.printed) == made
    assert ElementStrings.parse(made.link()) == made


def test_the_reader_names_the_symbol() -> None:
    assert split_aim("]C0RR473124829MY") == ("C0", "RR473124829MY")
    assert split_aim("RR473124829MY") == (None, "RR473124829MY")
