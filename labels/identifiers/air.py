"""Numbers of air cargo: air waybills, pieces (IATA resolution 606), house air waybills, ULDs."""

import re
from dataclasses import dataclass
from typing import Self

from labels.identifiers.check_digits import awb_check_digit
from labels.identifiers.faults import check, letters_of, matched, whole_within

_AWB = re.compile(r"(?P<prefix>\d{3})-?(?P<serial>\d{7})(?P<check>\d)", re.ASCII)
_PIECE = re.compile(r"(?P<waybill>\d{11})(?P<piece>\d{5})", re.ASCII)
_HOUSE = re.compile(r"[A-Z0-9]{1,12}", re.ASCII)
_ULD = re.compile(r"(?P<type>[A-Z][A-Z0-9]{2})(?P<serial>\d{4,5})(?P<owner>[A-Z0-9]{2,3})", re.ASCII)
_PREFIX = re.compile(r"\d{3}", re.ASCII)
_OWN_HOUSE = re.compile(r"(?P<hub>[A-Z]{3})H(?P<serial>\d{8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class AirWaybill:
    """A master air waybill: the airline's three-digit prefix and a serial 0 to 9,999,999 (IATA resolution 600a)."""

    prefix: str
    serial: int

    def __post_init__(self) -> None:
        letters_of(_PREFIX, self.prefix, "airline prefix", "three digits")
        whole_within(self.serial, 9_999_999, "serial")

    @classmethod
    def parse(cls, text: str) -> Self:
        """11 digits, with or without hyphen and spaces. Raises NotValid."""
        found = matched(_AWB, text, "an air waybill", "232-1234 5675: prefix, seven digits, check digit")
        check(found["check"], awb_check_digit(found["serial"]), found[0], "AWB")
        return cls(found["prefix"], int(found["serial"]))

    @property
    def check_digit(self) -> int:
        return awb_check_digit(f"{self.serial:07d}")

    @property
    def printed(self) -> str:
        """As it stands on papers: `232-12345675`."""
        return f"{self.prefix}-{self.serial:07d}{self.check_digit}"

    def __str__(self) -> str:
        return self.printed.replace("-", "")


@dataclass(frozen=True, slots=True)
class AirCargoPiece:
    """The bars of a cargo label: air waybill and piece 1 to 99,999; 0 is a label for any piece (resolution 606)."""

    waybill: AirWaybill
    piece: int

    def __post_init__(self) -> None:
        whole_within(self.piece, 99_999, "piece")

    @classmethod
    def parse(cls, text: str) -> Self:
        """16 digits. Raises NotValid."""
        found = matched(
            _PIECE, text, "a piece of air cargo", "16 digits: air waybill and five digits of piece"
        )
        return cls(AirWaybill.parse(found["waybill"]), int(found["piece"]))

    @property
    def printed(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.waybill}{self.piece:05d}"


@dataclass(frozen=True, slots=True)
class HouseWaybill:
    """A house air waybill of any forwarder: 1 to 12 letters and digits, without a check digit (Cargo-IMP)."""

    number: str

    def __post_init__(self) -> None:
        letters_of(_HOUSE, self.number, "house air waybill", "1 to 12 capital letters and digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Capitals or not, with or without spaces. Raises NotValid."""
        return cls(matched(_HOUSE, text, "a house air waybill", "1 to 12 letters and digits")[0])

    @classmethod
    def issue(cls, hub: str, serial: int) -> Self:
        """The hub's own: its code, H, eight digits. No other of the hub's codes looks like it."""
        letters_of(re.compile("[A-Z]{3}"), hub, "hub code", "three capital letters")
        whole_within(serial, 99_999_999, "serial")
        return cls(f"{hub}H{serial:08d}")

    @property
    def is_own(self) -> bool:
        """Whether a hub of this kind issued it."""
        return _OWN_HOUSE.fullmatch(self.number) is not None

    @property
    def printed(self) -> str:
        return self.number

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class Uld:
    """A unit load device: type of three letters, serial of 4 or 5 digits (kept as text), owner of 2 or 3."""

    type: str
    serial: str
    owner: str

    def __post_init__(self) -> None:
        letters_of(_ULD, str(self), "ULD", "type, 4 or 5 digits and owner, as AKE12345MH")

    @classmethod
    def parse(cls, text: str) -> Self:
        """With or without spaces. Raises NotValid."""
        found = matched(_ULD, text, "a ULD", "type, serial and owner: AKE 12345 MH")
        return cls(*found.group("type", "serial", "owner"))

    @property
    def printed(self) -> str:
        """Its parts apart: `AKE 12345 MH`."""
        return f"{self.type} {self.serial} {self.owner}"

    def __str__(self) -> str:
        return f"{self.type}{self.serial}{self.owner}"
