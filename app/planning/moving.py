"""Re-slotting: which stored parcels are worth moving; accepted moves become a list that handhelds follow.

A pick is walked in a batch, so a single parcel's way to the station is no reason to move it. Reasons are the way of
whoever comes for a held parcel alone, and the lifting of what is heavy and lies high.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.queries import WEIGHT
from app.inventory.lists import Line, make_list
from app.inventory.models import ListKind
from app.inventory.queries import to_do
from app.network.models import Location
from app.parcels.lifecycle import Handling
from app.parcels.models import Hold, Parcel
from app.planning.accepting import Decided
from app.planning.floors import storage_floor
from app.planning.slots import NO_LIMIT, slots, stay_days
from app.planning.snapshots import Snapshot, Subjects
from optimizer.slotting.problems import MoveProblem, Slot, SlottingProblem, SlottingRules, Stored

MOST_PARCELS = 500
RULES = SlottingRules()
_OPEN_HOLDS = (
    select(func.count()).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).scalar_subquery()
)


def read(db: Session, by: Principal, wishes: Mapping[str, Any], at: datetime) -> Snapshot:
    """Held parcels, and heavy ones that lie high, against all bins; `moves` at most."""
    rows: Iterable[Any] = db.execute(
        select(Parcel.id, Parcel.tracking, WEIGHT, Parcel.due_at, _OPEN_HOLDS, Location.code)
        .join(Location, Location.id == Parcel.location_id)
        .where(_worth_a_look(by))
        .order_by(Parcel.id)
        .limit(MOST_PARCELS)
    ).all()
    parcels = {
        parcel_id: Stored(tracking, grams, 0, stay_days(due_at, at), visits, slot=code)
        for parcel_id, tracking, grams, due_at, visits, code in rows
    }
    if not parcels:
        hint = "plan waves, or come back later"
        raise Refused("nothing_to_move", "nothing stored is held, or heavy and high", hint)
    stored = tuple(parcels.values())
    problem = SlottingProblem(tuple(_emptied(slots(db, by, at), stored)), stored, RULES)
    ids: dict[str, tuple[int, ...]] = {one.key: (parcel_id,) for parcel_id, one in parcels.items()}
    subjects = Subjects(ids, floor=storage_floor(db, by).drawing)
    return Snapshot(MoveProblem(problem, wishes["moves"]), subjects)


def _emptied(found: Sequence[Slot], parcels: Sequence[Stored]) -> Iterable[Slot]:
    """Room as if the parcels lay nowhere yet; where they lie already they may stay. They are walked to from the
    stations alone."""
    grams: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for one in parcels:
        grams[one.slot or ""] += one.weight_g
        pieces[one.slot or ""] += 1
    for slot in found:
        yield replace(
            slot,
            to_dock_mm=0,
            capacity_g=min(NO_LIMIT, slot.capacity_g + grams[slot.key]),
            capacity_parcels=slot.capacity_parcels + pieces[slot.key],
        )


def _worth_a_look(by: Principal) -> ColumnElement[bool]:
    high = and_(RULES.heavy_g < WEIGHT, Location.z_mm > RULES.heavy_up_to_mm)
    listed = [Parcel.id.not_in(to_do(by, kind)) for kind in ListKind]
    lies = and_(Parcel.handling == Handling.STORED, Location.kind == "bin", Location.aisle != "", *listed)
    return and_(visible(by, Parcel), lies, or_(_OPEN_HOLDS > 0, high))


def there(db: Session, by: Principal, _subjects: Subjects) -> set[int]:
    """Ids of the parcels that would be looked at now."""
    query = select(Parcel.id).join(Location, Location.id == Parcel.location_id).where(_worth_a_look(by))
    return set(db.scalars(query.order_by(Parcel.id).limit(MOST_PARCELS)))


def accept(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """One move list of the moves whose parcels still lie there, and whose room is still made by earlier ones."""
    moves = decided.result["moves"]
    lies = _lying(db, decided.by, [one["id"] for one in moves])
    codes = {code for one in moves for code in (one["from_slot"], one["to_slot"])}
    query = select(Location.code, Location.id).where(
        visible(decided.by, Location), among(db, Location.code, codes)
    )
    ids: dict[str, int] = dict(db.execute(query).all())
    kept: dict[str, Line] = {}
    stale = []
    for one in moves:
        if lies.get(one["id"]) != one["from_slot"]:
            stale.append(f"{one['parcel']} does not lie in {one['from_slot']} any more")
        elif not set(one["after"]) <= kept.keys():
            stale.append(f"{one['parcel']} was to follow a move that is left out")
        else:
            kept[one["parcel"]] = Line(one["id"], ids[one["from_slot"]], ids[one["to_slot"]])
    if kept:
        source = f"plan {decided.plan_id}"
        make_list(db, ListKind.MOVE, source, list(kept.values()), by=decided.by, at=decided.at)
    return len(kept), stale


def _lying(db: Session, by: Principal, ids: list[int]) -> dict[int, str]:
    query = (
        select(Parcel.id, Location.code)
        .join(Location, Location.id == Parcel.location_id)
        .where(_worth_a_look(by), among(db, Parcel.id, ids))
    )
    return dict(db.execute(query).all())
