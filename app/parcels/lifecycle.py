"""The life of a parcel, of a handling unit and of a departure, as tables.

One row says which action takes which states to which, and which facts it needs. Scans, screens, the database's
own checks, docs/lifecycle.md and the tests are all driven by these tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Refused


class Handling(StrEnum):
    """Where a parcel is in the work of the hub."""

    EXPECTED = "expected"
    RECEIVED = "received"
    STORED = "stored"
    PICKED = "picked"
    PACKED = "packed"
    STAGED = "staged"
    LOADED = "loaded"
    DEPARTED = "departed"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    DISPOSED = "disposed"
    LOST = "lost"
    CANCELLED = "cancelled"


class Clearance(StrEnum):
    """What customs has said of a parcel."""

    UNDECLARED = "undeclared"
    DECLARED = "declared"
    UNDER_REVIEW = "under_review"
    CLEARED = "cleared"
    REFUSED = "refused"


class UnitState(StrEnum):
    """A carton, bag, pallet or ULD."""

    OPEN = "open"
    CLOSED = "closed"
    STAGED = "staged"
    LOADED = "loaded"
    DEPARTED = "departed"


class DepartureState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DEPARTED = "departed"
    CANCELLED = "cancelled"


class Need(StrEnum):
    """A fact that a step needs beside the state."""

    CLEARED = "cleared"
    NO_HOLD = "no_hold"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    before: frozenset[str]
    after: str | None
    needs: frozenset[Need] = frozenset()


def step(action: str, before: str, after: str | None, needs: str = "") -> Step:
    """`after` None keeps the state; `before` and `needs` are words."""
    return Step(action, frozenset(before.split()), after, frozenset(Need(word) for word in needs.split()))


ON_THE_FLOOR = "received stored picked packed staged"

PARCEL_STEPS = (
    #     action       from                              to             needs
    step("receive",    "expected",                       "received"),
    step("measure",    ON_THE_FLOOR,                     None),
    step("store",      "received stored picked",         "stored",      "loose"),
    step("pick",       "received stored",                "picked",      "loose"),
    step("pack",       "received stored picked",         "packed",      "loose no_hold"),
    step("unpack",     "packed",                         "picked"),
    step("stage",      "received picked packed",         "staged"),
    step("unstage",    "staged",                         "packed"),
    step("load",       "staged packed picked",           "loaded",      "cleared no_hold"),
    step("offload",    "loaded",                         "staged"),
    step("depart",     "loaded",                         "departed",    "cleared no_hold"),
    step("hand_over",  "departed",                       "handed_over"),
    step("return",     "received stored picked",         "returned",    "loose"),
    step("dispose",    "received stored picked",         "disposed",    "loose"),
    step("lose",       f"expected {ON_THE_FLOOR}",       "lost",        "loose"),
    step("find_again", "lost",                           "received"),
    step("cancel",     "expected",                       "cancelled"),
)  # fmt: skip

CLEARANCE_STEPS = (
    step("declare", "undeclared refused",                "declared"),
    step("review",  "declared",                          "under_review"),
    step("clear",   "declared under_review",             "cleared"),
    step("refuse",  "declared under_review cleared",     "refused"),
)  # fmt: skip

UNIT_STEPS = (
    step("close",   "open",                              "closed"),
    step("reopen",  "closed staged",                     "open"),
    step("stage",   "closed",                            "staged"),
    step("unstage", "staged",                            "closed"),
    step("load",    "closed staged",                     "loaded"),
    step("offload", "loaded",                            "staged"),
    step("depart",  "loaded",                            "departed"),
)  # fmt: skip

DEPARTURE_STEPS = (
    step("load",    "open",                              None),
    step("close",   "open",                              "closed"),
    step("reopen",  "closed",                            "open"),
    step("depart",  "closed",                            "departed"),
    step("cancel",  "open",                              "cancelled"),
)  # fmt: skip

ENDED = frozenset(
    {Handling.HANDED_OVER, Handling.RETURNED, Handling.DISPOSED, Handling.LOST, Handling.CANCELLED}
)


class Table:
    """A table of steps that can be asked."""

    def __init__(self, noun: str, steps: Iterable[Step]) -> None:
        self.noun = noun
        self.steps = {one.action: one for one in steps}

    def allowed(self, state: str) -> tuple[str, ...]:
        """Actions that the state alone does not forbid, in table order."""
        return tuple(one.action for one in self.steps.values() if state in one.before)

    def take(self, action: str, state: str, name: str) -> Step:
        """The step, or Refused with a sentence that says what the thing is and what may be done with it."""
        found = self.steps[action]
        if state in found.before:
            return found
        if state == found.after:
            raise Refused("already_done", f"{self.noun} {name} is already {words(state)}", "nothing to do")
        allowed = ", ".join(words(one) for one in self.allowed(state)) or "nothing more"
        raise Refused(
            "wrong_state",
            f"{self.noun} {name} is {words(state)}; {words(action)} needs {either(found.before)}",
            f"what can be done now: {allowed}",
        )


PARCEL = Table("parcel", PARCEL_STEPS)
CLEARANCE = Table("clearance of parcel", CLEARANCE_STEPS)
UNIT = Table("unit", UNIT_STEPS)
DEPARTURE = Table("departure", DEPARTURE_STEPS)


def may_take(
    taken: Step, name: str, *, clearance: str, open_holds: tuple[str, ...], unit: str | None
) -> None:
    """Check the facts that a parcel's step needs beside its state."""
    if Need.NO_HOLD in taken.needs and open_holds:
        reasons = ", ".join(words(one) for one in open_holds)
        raise Refused(
            "on_hold",
            f"parcel {name} is on hold: {reasons}",
            "set it aside in the exception lane; a supervisor can release the hold",
        )
    if Need.CLEARED in taken.needs and clearance != Clearance.CLEARED:
        raise Refused(
            "not_cleared",
            f"parcel {name} is {words(clearance)}; {words(taken.action)} needs customs' release",
            "leave it in the hub until customs has decided",
        )
    if Need.LOOSE in taken.needs and unit is not None:
        raise Refused("in_unit", f"parcel {name} is in {unit}", f"take it out of {unit} first (unpack)")


def words(name: str) -> str:
    return name.replace("_", " ")


def either(states: Iterable[str]) -> str:
    listed = [
        words(one) for one in [*Handling, *Clearance, *UnitState, *DepartureState] if one in set(states)
    ]
    unique = list(dict.fromkeys(listed))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " or " + unique[-1]
