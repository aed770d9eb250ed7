"""Tells scanned and typed codes apart: by their form, and by their check digits where they have one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from labels.identifiers.aim import GROUP_SEPARATOR, is_gs1, split_aim, with_separators
from labels.identifiers.air import AirCargoPiece, AirWaybill, HouseWaybill, Uld
from labels.identifiers.faults import NotValid
from labels.identifiers.own import DepartureCode, LocationCode, Tracking
from labels.identifiers.postal import S10, Dispatch, Receptacle
from labels.identifiers.sscc import Sscc

LONGEST = 64  # as long as the longest reference that a seller may give

_LINK = re.compile(r"HTTPS?://\S+/00/(?P<sscc>\d{18})(?:[/?#]|$)", re.ASCII)


class Scheme(StrEnum):
    """What kind of code it is."""

    TRACKING = "tracking"
    S10 = "s10"
    SSCC = "sscc"
    AWB = "awb"
    PIECE = "piece"
    HAWB = "hawb"
    S9 = "s9"
    S8 = "s8"
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


@dataclass(frozen=True, slots=True)
class _Known:
    """A scheme and its parser; one that is `shared` has numbers that are just as well some carrier's own."""

    scheme: Scheme
    parse: Callable[[str], object]
    spaced: bool = True
    shared: bool = False


def _own_house(text: str) -> HouseWaybill:
    found = HouseWaybill.parse(text)
    if not found.is_own:
        raise NotValid("bad_form", f"{text!r} is no house air waybill of a hub", "write it as KULH00000017")
    return found


_KNOWN = (
    _Known(Scheme.SSCC, Sscc.parse),
    _Known(Scheme.TRACKING, Tracking.parse),
    _Known(Scheme.S10, S10.parse),
    _Known(Scheme.AWB, AirWaybill.parse, shared=True),
    _Known(Scheme.PIECE, AirCargoPiece.parse, shared=True),
    _Known(Scheme.S9, Receptacle.parse),
    _Known(Scheme.S8, Dispatch.parse),
    _Known(Scheme.LOCATION, LocationCode.parse, spaced=False),
    _Known(Scheme.DEPARTURE, DepartureCode.parse, spaced=False),
    _Known(Scheme.HAWB, _own_house),
    _Known(Scheme.ULD, Uld.parse),
)


def classify(raw: str) -> Identifier | Unreadable:
    """What a scanned or typed text is. A code whose check digit is wrong is unreadable, never something else.

    Eleven or sixteen bare digits with a wrong one are the exception: they may be a carrier's own number.
    """
    symbology, text = split_aim(raw.strip())
    value = _first_element(with_separators(text, symbology).strip().upper(), symbology)
    if not value:
        return Unreadable("empty_code", "the scan is empty")
    if len(value) > LONGEST or not value.isprintable():
        return Unreadable("bad_code", f"the scan holds control characters or more than {LONGEST} characters")
    for one in _KNOWN:
        if " " in value and not one.spaced:
            continue
        try:
            return Identifier(one.scheme, str(one.parse(value)), symbology)
        except NotValid as error:
            if error.code == "check_digit" and ("-" in value or not one.shared):
                return Unreadable(error.code, str(error))
    return Identifier(Scheme.OTHER, value, symbology)


def _first_element(value: str, symbology: str | None) -> str:
    """The SSCC of element strings or a link: it stands first, and what follows it tells about the unit."""
    if link := _LINK.match(value):
        return link["sscc"]
    elements = is_gs1(symbology) or GROUP_SEPARATOR in value
    return value[:20] if elements and value.startswith("00") else value
