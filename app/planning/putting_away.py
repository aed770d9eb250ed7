"""Put-away: which bin for each parcel that was received; accepted bins are kept for their parcels for some hours."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.queries import VOLUME, WEIGHT
from app.inventory.models import BinClaim
from app.inventory.service import Bins
from app.network.models import Lane
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel
from app.parcels.work import Work
from app.planning.accepting import Decided
from app.planning.floors import storage_floor
from app.planning.slots import slots, stay_days
from app.planning.snapshots import Snapshot, Subjects
from optimizer.slotting.problems import SlottingProblem, SlottingRules, Stored

MOST_PARCELS = 1_000
# Enough bins for all of them, and not all bins of the hub: the nearest that have room.
MOST_SLOTS = 600
# One aisle more for the same lane is walked up and down when the lane is picked.
SPREAD_MM = 60_000
KEPT = timedelta(hours=8)


def read(db: Session, by: Principal, _wishes: Mapping[str, Any], at: datetime) -> Snapshot:
    """What was received, is loose and has no bin promised, against the bins with room that are walked least."""
    rows: Iterable[Any] = db.execute(_received(by, at).limit(MOST_PARCELS)).all()
    parcels: dict[str, tuple[int, Stored]] = {
        tracking: (parcel_id, Stored(tracking, grams, int(cm3), stay_days(due_at, at), 1, lane or ""))
        for parcel_id, tracking, grams, cm3, due_at, lane in rows
    }
    if not parcels:
        raise Refused("nothing_to_store", "no parcel waits to be put away", "receive some first")
    roomy = [one for one in slots(db, by, at) if one.capacity_parcels and one.capacity_g][:MOST_SLOTS]
    problem = SlottingProblem(
        tuple(roomy), tuple(one for _, one in parcels.values()), SlottingRules(spread_mm_per_day=SPREAD_MM)
    )
    ids: dict[str, tuple[int, ...]] = {tracking: (parcel_id,) for tracking, (parcel_id, _) in parcels.items()}
    return Snapshot(problem, Subjects(ids, floor=storage_floor(db, by).drawing))


def _received(by: Principal, at: datetime) -> Select[*tuple[Any, ...]]:
    promised = select(BinClaim.parcel_id).where(BinClaim.expires_at > at)
    return (
        select(Parcel.id, Parcel.tracking, WEIGHT, VOLUME, Parcel.due_at, Lane.code)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(
            visible(by, Parcel),
            Parcel.handling == Handling.RECEIVED,
            Parcel.unit_id.is_(None),
            Parcel.id.not_in(promised),
        )
        .order_by(Parcel.received_at, Parcel.id)
    )


def there(db: Session, by: Principal, _subjects: Subjects) -> set[int]:
    """Ids of the parcels that wait to be put away now."""
    return set(db.scalars(_received(by, now()).limit(MOST_PARCELS).with_only_columns(Parcel.id)))


def accept(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """Bins are promised to the parcels that still wait, where there still is room: handhelds suggest them."""
    lines = [one for one in decided.result["lines"] if one["slot"]]
    work = Work(db, decided.by.hub_id, decided.at)
    work.lock([one["id"] for one in lines])
    bins = Bins(work, {one["slot"] for one in lines})
    made, stale = 0, []
    for line in lines:
        parcel = work.parcels[line["id"]]
        if parcel.handling != Handling.RECEIVED or parcel.unit_id is not None:
            stale.append(f"{parcel.tracking} is {parcel.handling}")
        elif not bins.promise(parcel, line["slot"], decided.at + KEPT):
            stale.append(f"{line['slot']} has no room any more for {parcel.tracking}")
        else:
            made += 1
    return made, stale
