"""What numbers there are: the hub's own and those that others allot, how they look, when they run out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.errors import Fault, Invalid, Refused
from labels.identifiers import S10, AirWaybill, HouseWaybill, NotValid, Sscc, Tracking

LOW_PART = 10  # a series is nearly used up when this part of its open ranges is left
OWN_LAST = {
    "tracking": 999_999_999,
    "hawb": 99_999_999,
    "manifest": 99_999_999,
    "declaration": 999_999_999,
    "inbound_load": 9_999_999,
    "pick_list": 9_999_999,
    "move_list": 9_999_999,
    "load_list": 9_999_999,
    "dispatch": 9_999,
    "receptacle": 999,
}
WORDS = {
    "awb": "air waybills",
    "s10": "postal items (S10)",
    "tracking": "parcel numbers",
    "sscc": "bags and cartons (SSCC)",
    "hawb": "house air waybills",
    "manifest": "manifests",
    "declaration": "declarations",
    "inbound_load": "inbound loads",
    "pick_list": "pick lists",
    "move_list": "move lists",
    "load_list": "load lists",
    "dispatch": "postal dispatches (S8)",
    "receptacle": "postal receptacles (S9)",
}
ALLOTTED_BY = {"awb": "the airline", "s10": "the post"}


@dataclass(frozen=True, slots=True)
class Allotted:
    """Numbers that an airline or a post has given to the hub; `scope` is `232`, or `RRMY`."""

    kind: str
    scope: str
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def allotted(first: str, last: str) -> Allotted:
    """The range between two numbers as they stand on paper, both check digits verified. Raises Invalid."""
    faults = []
    ends = []
    for field, text in (("first", first), ("last", last)):
        try:
            ends.append(_end(text))
        except NotValid as error:
            faults.append(Fault(field, error.code, f"{error}; {error.remedy}", found=text))
    if faults:
        raise Invalid("bad_range", faults[0].message, "correct what is named", tuple(faults))
    (kind, scope, low), (kind_of_last, scope_of_last, high) = ends
    if (kind, scope) != (kind_of_last, scope_of_last):
        fault = Fault("last", "other_series", f"{first} and {last} are not of one series", found=last)
        raise Invalid("bad_range", fault.message, "give both ends of one range", (fault,))
    if low > high:
        fault = Fault("last", "before_first", f"{last} comes before {first}", found=last)
        raise Invalid("bad_range", fault.message, "give the lower number first", (fault,))
    return Allotted(kind, scope, low, high)


def _end(text: str) -> tuple[str, str, int]:
    if text.strip()[:1].isdigit():
        waybill = AirWaybill.parse(text)
        return "awb", waybill.prefix, waybill.serial
    item = S10.parse(text)
    return "s10", item.service + item.country, item.serial


def written(kind: str, scope: str, number: int, hub: str, company_prefix: str) -> str:
    """A number of a series as it is printed; plain where the series has no form of its own."""
    forms: dict[str, Callable[[], str]] = {
        "awb": lambda: AirWaybill(scope, number).printed,
        "s10": lambda: S10(scope[:2], number, scope[2:]).printed,
        "tracking": lambda: Tracking(number, hub).printed,
        "sscc": lambda: Sscc.issue(company_prefix, number).printed,
        "hawb": lambda: HouseWaybill.issue(hub, number).printed,
    }
    return forms[kind]() if kind in forms else f"{number:,}"


def is_low(sizes_and_left: Iterable[tuple[int, int]]) -> bool:
    """Whether a series is nearly used up, from (size, left) of its ranges that are not used up."""
    pairs = [(size, left) for size, left in sizes_and_left if left]
    return sum(left for _, left in pairs) * LOW_PART <= sum(size for size, _ in pairs)


def used_up(kind: str, scope: str) -> Refused:
    """What to say when a series has no number left."""
    words = WORDS[kind]
    if kind in ALLOTTED_BY:
        who = ALLOTTED_BY[kind]
        detail = f"no number is left of the {words} {scope}"
        return Refused("numbers_used_up", detail, f"ask {who} for its next range and add it under Numbers")
    detail = f"the numbers of {words}{f' {scope}' if scope else ''} are used up"
    remedies = {
        "sscc": "set ENTREPOT_COMPANY_PREFIX to a further GS1 company prefix",
        "receptacle": "begin a new dispatch",
    }
    return Refused(
        "numbers_used_up", detail, remedies.get(kind, "tell the keeper of the hub: the form must grow")
    )
