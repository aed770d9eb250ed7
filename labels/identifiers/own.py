"""The hub's own codes: parcel numbers, places on the floor, departures."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from labels.identifiers.check_digits import gs1_check_digit
from labels.identifiers.faults import NotValid, check, letters_of, matched, whole_within

_TRACKING = re.compile(r"EN(?P<serial>\d{9})(?P<check>\d)(?P<hub>[A-Z]{3})", re.ASCII)
_LOCATION = re.compile(r"(?P<hub>[A-Z]{3})-(?P<place>[A-Z0-9]+(?:-[A-Z0-9]+)*)")
_DEPARTURE = re.compile(r"(?P<flight>[A-Z0-9]{3,15})/(?P<day>20\d{6})", re.ASCII)
_HUB, _FLIGHT = re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z0-9]{3,15}")
_PLACE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Tracking:
    """A parcel number: `EN`, serial 0 to 999,999,999, a GS1 check digit, the hub's code."""

    serial: int
    hub: str

    def __post_init__(self) -> None:
        whole_within(self.serial, 999_999_999, "serial")
        letters_of(_HUB, self.hub, "hub code", "three capital letters")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotValid."""
        found = matched(_TRACKING, text, "a parcel number", "EN, ten digits and the hub: EN0000000017KUL")
        check(found["check"], gs1_check_digit(found["serial"]), found[0], "parcel number")
        return cls(int(found["serial"]), found["hub"])

    @property
    def check_digit(self) -> int:
        return gs1_check_digit(f"{self.serial:09d}")

    @property
    def printed(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"EN{self.serial:09d}{self.check_digit}{self.hub}"


@dataclass(frozen=True, slots=True)
class LocationCode:
    """A place on a hub's floor: `KUL-A03-12-2` is place `A03-12-2` of hub `KUL`."""

    hub: str
    place: str

    def __post_init__(self) -> None:
        letters_of(_HUB, self.hub, "hub code", "three capital letters")
        letters_of(_PLACE, self.place, "place", "letters and digits in groups with hyphens")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotValid."""
        return cls(*matched(_LOCATION, text, "a place", "hub and place: KUL-A03-12-2").group("hub", "place"))

    @property
    def printed(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.hub}-{self.place}"


@dataclass(frozen=True, slots=True)
class DepartureCode:
    """A flight or truck on a day of the hub's zone: `MH0603/20261124`."""

    flight: str
    day: date

    def __post_init__(self) -> None:
        letters_of(_FLIGHT, self.flight, "flight", "3 to 15 capital letters and digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotValid."""
        found = matched(_DEPARTURE, text, "a departure", "flight and day: MH0603/20261124")
        try:
            return cls(found["flight"], date.fromisoformat(found["day"]))
        except ValueError as error:
            raise NotValid("no_such_day", f"{found['day']} is no day", "write it as YYYYMMDD") from error

    @property
    def printed(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.flight}/{self.day:%Y%m%d}"
