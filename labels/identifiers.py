"""Codes that are printed and scanned: told apart by what they are, their check digits verified, new ones formatted."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 120
_AIM = re.compile(r"^\](?P<symbology>[A-Za-z][0-9A-Za-z])")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class Scheme(StrEnum):
    """What kind of code it is."""

    TRACKING = "tracking"
    S10 = "s10"
    SSCC = "sscc"
    AWB = "awb"
    S9 = "s9"
    ULD = "uld"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code as the hub knows it; `symbology` is the AIM identifier when the scanner sent one (`C1`, `Q1` …)."""

    scheme: Scheme
    value: str
    symbology: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a scan is no code."""

    code: str
    message: str


def gs1_check_digit(digits: str) -> int:
    """GS1 mod-10 over all digits but the check digit: weights 3, 1, 3 … from the right (General Specifications 7.9)."""
    total = sum(int(one) * (3 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits)))
    return -total % 10


def s10_check_digit(serial: str) -> int:
    """UPU S10 check digit of an eight-digit serial: weights 8 6 4 2 3 5 9 7, 11 minus the sum modulo 11."""
    rest = 11 - sum(int(one) * weight for one, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def awb_check_digit(serial: str) -> int:
    """Check digit of an air waybill's seven-digit serial: the serial modulo 7."""
    return int(serial) % 7


def format_tracking(serial: int, hub: str) -> str:
    """The hub's own parcel number: `EN`, nine digits, a GS1 check digit, the hub's code."""
    digits = f"{serial:09d}"
    return f"EN{digits}{gs1_check_digit(digits)}{hub}"


def format_sscc(company_prefix: str, extension: int, serial: int) -> str:
    """An SSCC of 18 digits: extension digit, company prefix, serial reference, check digit."""
    room = 16 - len(company_prefix)
    if len(str(serial)) > room:
        raise ValueError(f"serial {serial} does not fit behind company prefix {company_prefix}")
    digits = f"{extension}{company_prefix}{serial:0{room}d}"
    return f"{digits}{gs1_check_digit(digits)}"


def classify(raw: str) -> Identifier | Unreadable:
    """What a scanned text is. A code whose check digit is wrong is unreadable, never something else."""
    text = raw.strip()
    aim = _AIM.match(text)
    symbology = aim["symbology"] if aim else None
    value = (text[3:] if aim else text).strip().upper()
    if not value:
        return Unreadable("empty_code", "the scan is empty")
    if len(value) > LONGEST or not value.isprintable():
        return Unreadable("bad_code", "the scan holds control characters or is over 120 characters long")
    for pattern, read in _KINDS:
        if found := pattern.fullmatch(value):
            return read(found, symbology)
    return Identifier(Scheme.OTHER, value, symbology)


def _checked(scheme: Scheme, value: str, found: int, right: int, symbology: str | None) -> Identifier | Unreadable:
    if found == right:
        return Identifier(scheme, value, symbology)
    return Unreadable("check_digit", f"{value} has check digit {found}, a {scheme} like this needs {right}")


def _sscc(match: re.Match[str], symbology: str | None) -> Identifier | Unreadable:
    value = match["sscc"]
    return _checked(Scheme.SSCC, value, int(value[-1]), gs1_check_digit(value[:-1]), symbology)


def _tracking(match: re.Match[str], symbology: str | None) -> Identifier | Unreadable:
    digits = match["digits"]
    right = gs1_check_digit(digits[:-1])
    return _checked(Scheme.TRACKING, match[0], int(digits[-1]), right, symbology)


def _s10(match: re.Match[str], symbology: str | None) -> Identifier | Unreadable:
    serial = match["serial"]
    right = s10_check_digit(serial[:-1])
    return _checked(Scheme.S10, re.sub(r"\s", "", match[0]), int(serial[-1]), right, symbology)


def _plain(scheme: Scheme):  # type: ignore[no-untyped-def]
    def read(match: re.Match[str], symbology: str | None) -> Identifier:
        return Identifier(scheme, match[0], symbology)

    return read


_KINDS = (
    (re.compile(r"(?:\(00\)|00)?(?P<sscc>\d{18})"), _sscc),
    (re.compile(r"EN(?P<digits>\d{10})[A-Z]{3}"), _tracking),
    (re.compile(r"[A-Z]{2}(?P<serial>\d{9})[A-Z]{2}"), _s10),
    (re.compile(r"[A-Z]{15}\d{14}"), _plain(Scheme.S9)),
    (re.compile(r"[A-Z]{3}-[A-Z0-9]+(?:-[A-Z0-9]+)*"), _plain(Scheme.LOCATION)),
    (re.compile(r"[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}"), _plain(Scheme.ULD)),
)
