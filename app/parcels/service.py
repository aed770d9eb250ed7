"""Verbs on parcels that belong to no other capability: register, hold, release a hold, measure."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal
from app.parcels.lifecycle import Handling
from app.parcels.models import Hold
from app.parcels.work import ParcelState, Work

HOLD_REASONS = (
    "damage",
    "missing_data",
    "screening",
    "inspection",
    "payment",
    "dangerous_goods",
    "customs",
    "weight",
    "other",
)
MAX_WEIGHT_G = 1_000_000
MAX_SIDE_MM = 6_000
_GONE = frozenset(
    {Handling.DEPARTED, Handling.HANDED_OVER, Handling.RETURNED, Handling.DISPOSED, Handling.CANCELLED}
)


def hold(work: Work, parcel: ParcelState, reason: str, note: str, *, by: Principal, at: datetime) -> None:
    """Open a hold. A parcel that has left cannot be held any more: the answer says so, for a recall."""
    if reason not in HOLD_REASONS:
        listed = ", ".join(HOLD_REASONS)
        fault = Fault(
            "reason", "unknown_reason", f"{reason!r} is no reason to hold", found=reason, expected=listed
        )
        raise Invalid("unknown_reason", fault.message, f"use one of: {listed}", (fault,))
    if parcel.handling in _GONE:
        raise Refused(
            "already_left",
            f"parcel {parcel.tracking} is {parcel.handling.replace('_', ' ')}; it cannot be held any more",
            "ask the carrier for a recall",
        )
    if reason in parcel.holds:
        raise Refused("already_done", f"parcel {parcel.tracking} is already held: {reason}", "nothing to do")
    work.add(
        Hold,
        hub_id=work.hub_id,
        parcel_id=parcel.id,
        reason=reason,
        note=note,
        opened_by=by.actor,
        opened_at=work.now,
        closed_by=None,
        closed_at=None,
    )
    work.opened_hold(parcel, reason)
    work.change(parcel, "hold", by=by, at=at, note={"reason": reason})


def release_hold(work: Work, parcel: ParcelState, reason: str, *, by: Principal, at: datetime) -> None:
    """Close the open holds of one reason."""
    if reason not in parcel.holds:
        open_now = ", ".join(parcel.holds) or "none"
        raise NotFound(
            "no_such_hold", f"parcel {parcel.tracking} has no open hold {reason!r}", f"open holds: {open_now}"
        )
    work.flush()
    work.db.execute(
        update(Hold)
        .where(Hold.parcel_id == parcel.id, Hold.reason == reason, Hold.closed_at.is_(None))
        .values(closed_by=by.actor, closed_at=work.now)
    )
    parcel.holds = tuple(one for one in parcel.holds if one != reason)
    work.change(parcel, "release_hold", by=by, at=at, note={"reason": reason})


def end(work: Work, parcel: ParcelState, action: str, note: str, *, by: Principal, at: datetime) -> None:
    """The ends that are not a departure: return, dispose, lose (and find again), cancel."""
    why = {"note": note} if note else {}
    work.move(parcel, action, by=by, at=at, note=why, location_id=None)


def measure(
    work: Work,
    parcel: ParcelState,
    *,
    weight_g: int,
    sides_mm: Sequence[int] | None,
    source: str,
    by: Principal,
    at: datetime,
) -> None:
    """Write down what a scale or a person measured. Zero and the absurd are refused."""
    if not 0 < weight_g <= MAX_WEIGHT_G:
        raise _out_of_range("weight_g", weight_g, MAX_WEIGHT_G)
    for side in sides_mm or ():
        if not 0 < side <= MAX_SIDE_MM:
            raise _out_of_range("sides_mm", side, MAX_SIDE_MM)
    changes: dict[str, object] = {"weight_g": weight_g, "weight_source": source}
    if sides_mm:
        changes |= dict(zip(("length_mm", "width_mm", "height_mm"), sides_mm, strict=True))
    note = {
        "weight_g": weight_g,
        "source": source,
        "before_g": parcel.weight_g,
        "sides_mm": list(sides_mm or ()),
    }
    work.move(parcel, "measure", by=by, at=at, note=note, **changes)


def _out_of_range(field: str, found: int, limit: int) -> Invalid:
    fault = Fault(
        field,
        "out_of_range",
        f"{field} must be from 1 to {limit}",
        found=str(found),
        expected=f"1 to {limit}",
    )
    return Invalid("out_of_range", fault.message, "weigh or measure it again", (fault,))
