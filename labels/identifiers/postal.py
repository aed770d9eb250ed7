"""The post's numbers: items (UPU S10), dispatches (S8) and receptacles (S9)."""

import re
from dataclasses import dataclass
from typing import Self

from labels.identifiers.check_digits import s10_check_digit
from labels.identifiers.faults import check, letters_of, matched, whole_within

_S10 = re.compile(r"(?P<service>[A-Z]{2})(?P<serial>\d{8})(?P<check>\d)(?P<country>[A-Z]{2})", re.ASCII)
_S8 = (
    r"(?P<origin>[A-Z]{6})(?P<destination>[A-Z]{6})(?P<category>[A-Z])(?P<subclass>[A-Z]{2})"
    r"(?P<year>\d)(?P<number>\d{4})"
)
_S9 = _S8 + r"(?P<receptacle>\d{3})(?P<highest>\d)(?P<registered>\d)(?P<weight>\d{4})"
_DISPATCH, _RECEPTACLE = re.compile(_S8, re.ASCII), re.compile(_S9, re.ASCII)
_TWO, _SIX, _ONE = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z]{6}"), re.compile(r"[A-Z]")

_FLAGS = {None: "9", False: "0", True: "1"}
_OF_FLAG = {text: flag for flag, text in _FLAGS.items()}
HEAVIER = 9_999  # stands for everything above 999.8 kg
_SERVICES = {
    "A": "letter post, tracked", "C": "parcel post", "E": "EMS", "H": "e-commerce parcel", "J": "reserved",
    "K": "reserved", "L": "letter post, express or tracked", "M": "M bag", "Q": "reply service",
    "R": "registered letter post", "U": "letter post under customs control", "V": "insured letter post",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class S10:
    """A postal item: service indicator, serial 0 to 99,999,999, country of the post that issues it (UPU S10-12)."""

    service: str
    serial: int
    country: str

    def __post_init__(self) -> None:
        letters_of(_TWO, self.service, "service indicator", "two capital letters")
        letters_of(_TWO, self.country, "country", "two capital letters")
        whole_within(self.serial, 99_999_999, "serial")

    @classmethod
    def parse(cls, text: str) -> Self:
        """With or without spaces. Raises NotValid."""
        found = matched(_S10, text, "a postal item number", "RR 47312482 9 MY")
        check(found["check"], s10_check_digit(found["serial"]), found[0], "S10")
        return cls(found["service"], int(found["serial"]), found["country"])

    @property
    def check_digit(self) -> int:
        return s10_check_digit(f"{self.serial:08d}")

    @property
    def service_name(self) -> str:
        """What the first letter of the service indicator stands for, between all posts."""
        return _SERVICES.get(self.service[0], "by agreement between posts")

    @property
    def printed(self) -> str:
        """As it is read out: `RR 47312482 9 MY`."""
        return f"{self.service} {self.serial:08d} {self.check_digit} {self.country}"

    def __str__(self) -> str:
        return self.printed.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A dispatch (UPU S8): offices of exchange by their IMPC codes, mail category and sub-class, year, number.

    `year_digit` is the last digit of the year in which the dispatch is made; `number` 1 to 9,999 counts per year.
    """

    origin: str
    destination: str
    category: str
    subclass: str
    year_digit: int
    number: int

    def __post_init__(self) -> None:
        letters_of(_SIX, self.origin, "origin office of exchange", "six capital letters")
        letters_of(_SIX, self.destination, "destination office of exchange", "six capital letters")
        letters_of(_ONE, self.category, "mail category", "one capital letter")
        letters_of(_TWO, self.subclass, "mail sub-class", "two capital letters")
        whole_within(self.year_digit, 9, "year digit")
        whole_within(self.number, 9_999, "dispatch number")

    @classmethod
    def parse(cls, text: str) -> Self:
        """20 characters. Raises NotValid."""
        found = matched(_DISPATCH, text, "a dispatch", "20 characters: MYKULASGSINAAUN60001")
        ends = found["origin"], found["destination"]
        return cls(*ends, found["category"], found["subclass"], int(found["year"]), int(found["number"]))

    @property
    def printed(self) -> str:
        """Its parts apart: `MYKULA SGSINA A UN 6 0001`."""
        ends = f"{self.origin} {self.destination} {self.category} {self.subclass}"
        return f"{ends} {self.year_digit} {self.number:04d}"

    def __str__(self) -> str:
        return self.printed.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Receptacle:
    """A bag or tray of a dispatch (UPU S9, 29 characters); flags are None where the post does not say.

    `highest` marks the last receptacle of its dispatch, `registered` one with registered or insured items;
    `weight_hg` is in units of 100 g, and HEAVIER stands for more than 999.8 kg.
    """

    dispatch: Dispatch
    number: int
    highest: bool | None
    registered: bool | None
    weight_hg: int

    def __post_init__(self) -> None:
        whole_within(self.number, 999, "receptacle number")
        whole_within(self.weight_hg, HEAVIER, "weight in units of 100 g")

    @classmethod
    def parse(cls, text: str) -> Self:
        """29 characters, with or without spaces. Raises NotValid."""
        example = "29 characters: MYKULASGSINAAUN60001001100123"
        found = matched(_RECEPTACLE, text, "a receptacle", example)
        for flag in ("highest", "registered"):
            letters_of(re.compile("[019]"), found[flag], f"{flag} flag", "0, 1 or 9 (not stated)")
        return cls(
            Dispatch.parse(found[0][:20]),
            int(found["receptacle"]),
            _OF_FLAG[found["highest"]],
            _OF_FLAG[found["registered"]],
            int(found["weight"]),
        )

    @property
    def printed(self) -> str:
        """Its parts apart: `MYKULA SGSINA A UN 6 0001 001 1 0 0123`."""
        flags = f"{_FLAGS[self.highest]} {_FLAGS[self.registered]}"
        return f"{self.dispatch.printed} {self.number:03d} {flags} {self.weight_hg:04d}"

    def __str__(self) -> str:
        return self.printed.replace(" ", "")


def hectograms(weight_g: int) -> int:
    """A weight in units of 100 g as a receptacle's code bears it: rounded up, HEAVIER above 999.8 kg."""
    return min(-(-weight_g // 100), HEAVIER)
