"""Codes that are printed and scanned: told apart by their form, their check digits verified, new ones made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 64  # as long as the longest reference that a seller may give

_AIM = re.compile(r"\](?P<symbology>[A-Za-z][0-9A-Za-z])")
_GS1_SYMBOLOGIES = frozenset({"C1", "d2", "e0", "Q3", "J1"})
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
    DEPARTURE = "departure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code as the hub knows it; `symbology` is the AIM identifier when the reader sent one (`C1`, `Q1` …)."""

    scheme: Scheme
    value: str
    symbology: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a scan is no code."""

    code: str
    message: str


def gs1_check_digit(digits: str) -> int:
    """GS1 modulo 10 of all digits but the last: weights 3, 1, 3 … from the right (General Specifications 7.9)."""
    _only_digits(digits, range(1, 101))
    total = sum(int(one) * (1 if place % 2 else 3) for place, one in enumerate(reversed(digits)))
    return -total % 10


def s10_check_digit(serial: str) -> int:
    """UPU S10 check digit of an eight-digit serial: weights 8 6 4 2 3 5 9 7, 11 minus the sum modulo 11."""
    _only_digits(serial, range(8, 9))
    total = sum(int(one) * weight for one, weight in zip(serial, _S10_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: 0, 11: 5}.get(rest, rest)


def awb_check_digit(serial: str) -> int:
    """Check digit of an air waybill's seven-digit serial: the serial modulo 7 (IATA resolution 600a)."""
    _only_digits(serial, range(7, 8))
    return int(serial) % 7


def format_tracking(serial: int, hub: str) -> str:
    """The hub's own parcel number: `EN`, nine digits, a GS1 check digit, the hub's code."""
    if not 0 <= serial < 10**9:
        raise ValueError(f"serial {serial} is not between 0 and 999999999")
    if not re.fullmatch(r"[A-Z]{3}", hub):
        raise ValueError(f"hub code {hub!r} is not three capital letters")
    digits = f"{serial:09d}"
    return f"EN{digits}{gs1_check_digit(digits)}{hub}"


def format_sscc(company_prefix: str, extension: int, serial: int) -> str:
    """An SSCC of 18 digits: extension digit, company prefix, serial reference, check digit."""
    _only_digits(company_prefix, range(4, 13))
    if not 0 <= extension <= 9:
        raise ValueError(f"extension digit {extension} is not between 0 and 9")
    room = 16 - len(company_prefix)
    if not 0 <= serial < 10**room:
        raise ValueError(f"serial {serial} does not fit in {room} digits behind prefix {company_prefix}")
    digits = f"{extension}{company_prefix}{serial:0{room}d}"
    return f"{digits}{gs1_check_digit(digits)}"


def classify(raw: str) -> Identifier | Unreadable:
    """What a scanned or typed text is. A code whose check digit is wrong is unreadable, never something else."""
    text = raw.strip()
    aim = _AIM.match(text)
    symbology = aim["symbology"] if aim else None
    value = (text[3:] if aim else text).strip().upper()
    if symbology in _GS1_SYMBOLOGIES and value.startswith("00"):
        value = value[:20]  # an SSCC has a fixed length and stands first; what follows tells about the unit
    if not value:
        return Unreadable("empty_code", "the scan is empty")
    if len(value) > LONGEST or not value.isprintable():
        return Unreadable("bad_code", f"the scan holds control characters or more than {LONGEST} characters")
    return _checked(value, symbology) or Identifier(_plain(value), value, symbology)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A scheme with a check digit. `form` matches without spaces; its groups are `body`, `check` and `value`."""

    scheme: Scheme
    form: re.Pattern[str]
    check_digit: Callable[[str], int]


_CHECKED = (
    _Checked(
        Scheme.SSCC,
        re.compile(r"(?:\(00\)|00)?(?P<value>(?P<body>\d{17})(?P<check>\d))", re.ASCII),
        gs1_check_digit,
    ),
    _Checked(
        Scheme.TRACKING,
        re.compile(r"(?P<value>EN(?P<body>\d{9})(?P<check>\d)[A-Z]{3})", re.ASCII),
        gs1_check_digit,
    ),
    _Checked(
        Scheme.S10,
        re.compile(r"(?P<value>[A-Z]{2}(?P<body>\d{8})(?P<check>\d)[A-Z]{2})", re.ASCII),
        s10_check_digit,
    ),
    _Checked(
        Scheme.AWB,
        re.compile(r"(?P<value>\d{3}-?(?P<body>\d{7})(?P<check>\d))", re.ASCII),
        awb_check_digit,
    ),
)
_PLAIN = {
    Scheme.S9: re.compile(r"[A-Z]{15}\d{14}", re.ASCII),
    Scheme.LOCATION: re.compile(r"[A-Z]{3}-[A-Z0-9]+(?:-[A-Z0-9]+)*"),
    Scheme.DEPARTURE: re.compile(r"[A-Z0-9]{3,15}/20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII),
    Scheme.ULD: re.compile(r"[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}", re.ASCII),
}


def _checked(value: str, symbology: str | None) -> Identifier | Unreadable | None:
    compact = value.replace(" ", "")
    for kind in _CHECKED:
        match = kind.form.fullmatch(compact)
        if match is None:
            continue
        right = kind.check_digit(match["body"])
        if int(match["check"]) == right:
            return Identifier(kind.scheme, match["value"].replace("-", ""), symbology)
        if kind.scheme is Scheme.AWB and "-" not in compact:
            return None  # eleven bare digits are just as well some carrier's own number
        name = "parcel number" if kind.scheme is Scheme.TRACKING else kind.scheme.upper()
        return Unreadable(
            "check_digit",
            f"{match['value']} is not a valid {name}: its check digit is {match['check']}, expected {right}",
        )
    return None


def _plain(value: str) -> Scheme:
    return next((scheme for scheme, form in _PLAIN.items() if form.fullmatch(value)), Scheme.OTHER)


def _only_digits(text: str, lengths: range) -> None:
    if not (text.isascii() and text.isdigit() and len(text) in lengths):
        expected = f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 1 else f"{lengths[0]}"
        raise ValueError(f"{text!r} is not {expected} digits")
