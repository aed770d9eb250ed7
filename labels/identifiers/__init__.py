"""Codes that are printed and scanned: each a value with `parse`, `str()` as in bars and `printed` as on paper.

`classify` tells a raw scan apart. Numbers that the hub gives out come from `issue` or the value itself.
"""

from labels.identifiers.aim import SYMBOLOGIES, is_gs1, split_aim, with_separators
from labels.identifiers.air import AirCargoPiece, AirWaybill, HouseWaybill, Uld
from labels.identifiers.check_digits import awb_check_digit, gs1_check_digit, only_digits, s10_check_digit
from labels.identifiers.elements import ElementStrings
from labels.identifiers.faults import NotValid
from labels.identifiers.own import DepartureCode, LocationCode, Tracking
from labels.identifiers.postal import HEAVIER, S10, Dispatch, Receptacle, hectograms
from labels.identifiers.scans import LONGEST, Identifier, Scheme, Unreadable, classify
from labels.identifiers.sscc import SSCC_ROOM, Sscc, sscc_count

__all__ = [
    "HEAVIER",
    "LONGEST",
    "S10",
    "SSCC_ROOM",
    "SYMBOLOGIES",
    "AirCargoPiece",
    "AirWaybill",
    "DepartureCode",
    "Dispatch",
    "ElementStrings",
    "HouseWaybill",
    "Identifier",
    "LocationCode",
    "NotValid",
    "Receptacle",
    "Scheme",
    "Sscc",
    "Tracking",
    "Uld",
    "Unreadable",
    "awb_check_digit",
    "classify",
    "format_sscc",
    "format_tracking",
    "gs1_check_digit",
    "hectograms",
    "is_gs1",
    "s10_check_digit",
    "split_aim",
    "sscc_count",
    "with_separators",
]


def format_tracking(serial: int, hub: str) -> str:
    """The hub's own parcel number: `EN`, nine digits, a GS1 check digit, the hub's code."""
    return str(Tracking(serial, hub))


def format_sscc(company_prefix: str, extension: int, serial: int) -> str:
    """An SSCC of 18 digits: extension digit, company prefix, serial reference, check digit."""
    only_digits(company_prefix, range(4, 13))
    if not 0 <= extension <= 9:
        raise NotValid("out_of_range", f"extension digit {extension} is not between 0 and 9", "use 0 to 9")
    room = SSCC_ROOM - len(company_prefix)
    if not 0 <= serial < 10**room:
        message = f"serial {serial} does not fit in {room} digits behind prefix {company_prefix}"
        raise NotValid("out_of_range", message, "use the next extension digit")
    return str(Sscc(f"{extension}{company_prefix}{serial:0{room}d}"))
