"""Check digits and scanned codes, against vectors from their standards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.identifiers import (
    Identifier,
    Scheme,
    Unreadable,
    awb_check_digit,
    classify,
    format_sscc,
    format_tracking,
    gs1_check_digit,
    s10_check_digit,
)


@pytest.mark.parametrize(
    ("digits", "check"),
    [("955600000001", 0), ("19556000000000001", 7), ("9556000000000012", 6)],
)
def test_gs1_check_digits(digits, check):
    assert gs1_check_digit(digits) == check


def test_the_check_digits_of_post_and_air_waybill():
    assert s10_check_digit("47312482") == 9
    assert awb_check_digit("1234567") == 5


@pytest.mark.parametrize(
    ("raw", "scheme", "value"),
    [
        ("EN0000000017KUL", Scheme.TRACKING, "EN0000000017KUL"),
        ("]C0RR473124829MY", Scheme.S10, "RR473124829MY"),
        ("]C100195560000000000017", Scheme.SSCC, "195560000000000017"),
        ("(00)195560000000000017", Scheme.SSCC, "195560000000000017"),
        ("232-12345675", Scheme.AWB, "23212345675"),
        ("AKE12345MH", Scheme.ULD, "AKE12345MH"),
        ("kul-a-01-02", Scheme.LOCATION, "KUL-A-01-02"),
    ],
)
def test_a_scan_is_known_by_its_form(raw, scheme, value):
    found = classify(raw)
    assert isinstance(found, Identifier)
    assert (found.scheme, found.value) == (scheme, value)


@pytest.mark.parametrize("raw", ["RR473124828MY", "195560000000000018", "EN0000000018KUL", "232-12345676"])
def test_a_wrong_check_digit_is_unreadable(raw):
    found = classify(raw)
    assert isinstance(found, Unreadable)
    assert found.code == "check_digit"


@given(st.integers(0, 10**9 - 1))
def test_every_tracking_number_is_known_again(serial):
    value = format_tracking(serial, "KUL")
    assert classify(value) == Identifier(Scheme.TRACKING, value)


@given(st.integers(0, 9), st.integers(0, 10**9 - 1))
def test_every_sscc_is_known_again(extension, serial):
    value = format_sscc("9556000", extension, serial)
    assert classify(value) == Identifier(Scheme.SSCC, value)


@given(st.integers(0, 10**9 - 1), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_tracking_number_is_noticed(serial, place, off):
    value = format_tracking(serial, "KUL")
    at = place + 2
    wrong = value[:at] + str((int(value[at]) + off) % 10) + value[at + 1 :]
    assert isinstance(classify(wrong), Unreadable)
