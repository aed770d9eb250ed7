"""The hub's bins as the optimizer's slots: how far they are walked, and what they still take."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.queries import WEIGHT
from app.inventory.models import BinClaim
from app.network.models import Location
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel
from optimizer.slotting.problems import Slot

# A bin that is not limited.
NO_LIMIT = 10**9
NO_LIMIT_PARCELS = 10**6
DAY_S = 86_400

Spot = tuple[int, int]


def slots(db: Session, by: Principal, at: datetime) -> list[Slot]:
    """Every bin in an aisle with the room that is left in it beside what lies there and what others were promised,
    and its way from receiving and to the stations behind storage; those that are walked least first."""
    inward, outward = _stations(db, by)
    rows: Iterable[Any] = db.execute(_bins(by, at))
    found = [_slot(inward, outward, *row) for row in rows]
    return sorted(found, key=lambda one: (one.to_dock_mm + one.to_station_mm, one.key))


def _bins(by: Principal, at: datetime) -> Select[*tuple[Any, ...]]:
    stored = (
        select(Parcel.location_id, func.count().label("parcels"), func.sum(WEIGHT).label("grams"))
        .where(visible(by, Parcel), Parcel.handling == Handling.STORED)
        .group_by(Parcel.location_id)
        .subquery()
    )
    promised = (
        select(BinClaim.location_id, func.count().label("parcels"), func.sum(WEIGHT).label("grams"))
        .join(Parcel, Parcel.id == BinClaim.parcel_id)
        .where(BinClaim.expires_at > at)
        .group_by(BinClaim.location_id)
        .subquery()
    )
    return (
        select(
            *(Location.code, Location.aisle, Location.x_mm, Location.y_mm, Location.z_mm),
            *(Location.max_parcels, Location.max_weight_g),
            func.coalesce(stored.c.parcels, 0) + func.coalesce(promised.c.parcels, 0),
            func.coalesce(stored.c.grams, 0) + func.coalesce(promised.c.grams, 0),
        )
        .outerjoin(stored, stored.c.location_id == Location.id)
        .outerjoin(promised, promised.c.location_id == Location.id)
        .where(visible(by, Location), Location.kind == "bin", Location.aisle != "")
        .order_by(Location.walk_order)
    )


def _slot(
    inward: Sequence[Spot],
    outward: Sequence[Spot],
    code: str,
    aisle: str,
    x_mm: int,
    y_mm: int,
    z_mm: int,
    most: int | None,
    most_g: int | None,
    parcels: int,
    grams: int,
) -> Slot:
    return Slot(
        key=code,
        aisle=aisle,
        x_mm=x_mm,
        y_mm=y_mm,
        height_mm=z_mm,
        to_dock_mm=_nearest(inward, x_mm, y_mm),
        to_station_mm=_nearest(outward, x_mm, y_mm),
        capacity_g=NO_LIMIT if most_g is None else max(0, most_g - int(grams)),
        capacity_cm3=NO_LIMIT,
        capacity_parcels=NO_LIMIT_PARCELS if most is None else max(0, most - parcels),
    )


def _nearest(spots: Sequence[Spot], x_mm: int, y_mm: int) -> int:
    return min(abs(x - x_mm) + abs(y - y_mm) for x, y in spots)


def _stations(db: Session, by: Principal) -> tuple[list[Spot], list[Spot]]:
    """Where parcels come from and where they go: stations before and behind storage in walking order."""
    mine = and_(visible(by, Location), Location.kind == "bin")
    last = select(func.max(Location.walk_order)).where(mine).scalar_subquery()
    query = select(Location.x_mm, Location.y_mm, Location.walk_order > last).where(
        visible(by, Location), Location.kind == "station"
    )
    found = db.execute(query).all()
    if not found:
        raise Refused("no_station", "this hub has no station", "describe one in config/hubs")
    inward = [(row[0], row[1]) for row in found if not row[2]]
    outward = [(row[0], row[1]) for row in found if row[2]]
    return inward or outward, outward or inward


def stay_days(due_at: datetime | None, at: datetime) -> int:
    """Whole days until the parcel is due, one at least; three when nobody promised anything."""
    if due_at is None:
        return 3
    return min(30, max(1, -int(-(due_at - at).total_seconds() // DAY_S)))
