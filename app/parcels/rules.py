"""Why a parcel waits, in sentences: what each wants, from whom, and what happens next."""

from dataclasses import dataclass
from datetime import datetime

from app.parcels.lifecycle import ENDED, Handling, words


@dataclass(frozen=True, slots=True)
class Waits:
    """One reason to wait: a code, a sentence, and who can end it."""

    code: str
    sentence: str
    who: str


_HOLD = {
    "damage": ("it was damaged on arrival", "a supervisor decides whether it may go on"),
    "missing_data": ("customs needs data that the seller has not given", "the seller"),
    "screening": ("a rule of the export or the destination country forbids it as declared", "the seller"),
    "inspection": ("customs wants to look at it", "customs"),
    "payment": ("charges are not paid", "the seller"),
    "dangerous_goods": ("dangerous goods must be checked", "a dangerous goods handler"),
    "customs": ("customs stopped it", "customs"),
    "weight": ("its weight differs from what was declared", "a supervisor"),
    "other": ("it was held by the hub", "a supervisor"),
}
_CLEARANCE = {
    "undeclared": ("undeclared", "it has not been declared to customs yet", "the hub"),
    "declared": ("declared", "customs has the declaration and has not decided", "customs"),
    "under_review": ("under_review", "customs is looking closer at it", "customs"),
    "refused": ("refused", "customs refused it", "the seller: return it or correct the declaration"),
}


def has_left(handling: str) -> bool:
    """Whether a parcel is not in the hub any more, or never will be."""
    return handling in ENDED or handling == Handling.DEPARTED


def why_it_waits(
    handling: str,
    clearance: str,
    holds: tuple[str, ...],
    gateway: str | None,
    due_at: datetime | None,
    now: datetime,
) -> tuple[Waits, ...]:
    """Reasons, most stubborn first. Empty for a parcel that has left or ended."""
    if has_left(handling):
        return ()
    reasons = [Waits(f"hold_{one}", f"on hold: {_HOLD[one][0]}", _HOLD[one][1]) for one in holds]
    if clearance in _CLEARANCE:
        code, sentence, who = _CLEARANCE[clearance]
        reasons.append(Waits(code, sentence, who))
    if gateway is None:
        reasons.append(Waits("no_lane", "the hub has no lane to its destination", "a planner"))
    if handling == "expected":
        reasons.append(
            Waits("not_arrived", "it has not arrived at the hub", "the seller or the collecting vehicle")
        )
    elif not reasons:
        reasons.append(
            Waits("on_its_way", f"it is {words(handling)} and free to go to {gateway}", "the floor")
        )
    if due_at is not None and now > due_at:
        reasons.append(Waits("late", f"it was due to leave by {due_at:%Y-%m-%d %H:%M} UTC", "a planner"))
    return tuple(reasons)
