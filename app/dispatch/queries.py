"""Reading dispatch: the queue of cleared freight by cut-off, and what is on a departure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.identity import Principal
from app.dispatch.models import Assignment, Loading, Manifest
from app.dispatch.rules import CM3_PER_G
from app.network.models import Departure, Lane
from app.network.queries import DepartureView, departures
from app.parcels.lifecycle import Clearance
from app.parcels.models import HandlingUnit, Hold, Parcel

READY = ("received", "stored", "picked", "packed", "staged")
WEIGHT = func.coalesce(Parcel.weight_g, Parcel.declared_weight_g)
_MEASURED = Parcel.length_mm * Parcel.width_mm * Parcel.height_mm / 1000
VOLUME = case((_MEASURED.is_(None), WEIGHT * CM3_PER_G), else_=_MEASURED)


@dataclass(frozen=True, slots=True)
class Queued:
    """A cleared parcel that may leave."""

    id: int
    tracking: str
    handling: str
    gateway: str
    service: str
    unit: str | None
    weight_g: int
    volume_cm3: int
    ready_at: datetime
    due_at: datetime
    departure: str | None
    cutoff_at: datetime | None
    pinned: bool
    why: str


def queue(
    db: Session,
    by: Principal,
    *,
    gateway: str = "",
    unassigned: bool = False,
    after: int = 0,
    limit: int = 50,
) -> list[Queued]:
    """Cleared parcels without a hold that are in the hub, by due time of their service; keyset by id."""
    query = (
        select(
            Parcel.id,
            Parcel.tracking,
            Parcel.handling,
            Lane.gateway,
            Lane.service,
            HandlingUnit.code,
            WEIGHT,
            VOLUME,
            func.coalesce(Parcel.received_at, Parcel.created_at),
            func.coalesce(Parcel.due_at, Parcel.created_at),
            Departure.number,
            Departure.cutoff_at,
            func.coalesce(Assignment.pinned, False),
            func.coalesce(Assignment.why, ""),
        )
        .join(Lane, Lane.id == Parcel.lane_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Parcel.unit_id)
        .outerjoin(Assignment, Assignment.parcel_id == Parcel.id)
        .outerjoin(Departure, Departure.id == Assignment.departure_id)
        .where(may_leave(by), Parcel.id > after)
        .order_by(Parcel.id)
        .limit(limit)
    )
    if gateway:
        query = query.where(Lane.gateway == gateway)
    if unassigned:
        query = query.where(Assignment.parcel_id.is_(None))
    rows: Iterable[Any] = db.execute(query)
    return [_queued(*row) for row in rows]


def may_leave(by: Principal) -> ColumnElement[bool]:
    """Of a parcel: it is in the hub, cleared and not held."""
    held = select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).exists()
    return and_(visible(by, Parcel), Parcel.handling.in_(READY), Parcel.clearance == Clearance.CLEARED, ~held)


def ready_parcels(db: Session, by: Principal, departure_ids: Collection[int] | None = None) -> set[int]:
    """Ids of the parcels in the queue; with departures, without those that are meant for others."""
    query = select(Parcel.id).where(may_leave(by))
    if departure_ids is not None:
        query = query.outerjoin(Assignment, Assignment.parcel_id == Parcel.id).where(
            or_(Assignment.departure_id.is_(None), Assignment.departure_id.in_(list(departure_ids)))
        )
    return set(db.scalars(query))


def _queued(*row: Any) -> Queued:
    values = [*row[:7], int(row[7]), *row[8:12], bool(row[12]), row[13]]
    return Queued(*values)


@dataclass(frozen=True, slots=True)
class Standing:
    """A departure and how it stands: what is meant for it and what is on it."""

    departure: DepartureView
    assigned: int
    loaded: int
    loaded_g: int
    loaded_cm3: int
    manifest: str | None


def standings(
    db: Session, by: Principal, states: Sequence[str] = ("open",), limit: int = 60
) -> list[Standing]:
    """Departures by cut-off with sums derived from the parcels on them."""
    found = departures(db, by, states, limit)
    ids = [one.id for one in found]
    loaded: dict[int, Any] = {
        row[0]: row[1:]
        for row in db.execute(
            select(Loading.departure_id, func.count(), func.sum(WEIGHT), func.sum(VOLUME))
            .join(Parcel, Parcel.id == Loading.parcel_id)
            .where(Loading.departure_id.in_(ids))
            .group_by(Loading.departure_id)
        )
    }
    assigned = dict(
        db.execute(
            select(Assignment.departure_id, func.count())
            .where(Assignment.departure_id.in_(ids))
            .group_by(Assignment.departure_id)
        ).all()
    )
    manifests = dict(
        db.execute(
            select(Manifest.departure_id, func.max(Manifest.number))
            .where(Manifest.departure_id.in_(ids))
            .group_by(Manifest.departure_id)
        ).all()
    )
    stands = []
    for one in found:
        parcels, grams, cm3 = loaded.get(one.id, (0, 0, 0))
        stands.append(
            Standing(one, assigned.get(one.id, 0), parcels, int(grams), int(cm3), manifests.get(one.id))
        )
    return stands


@dataclass(frozen=True, slots=True)
class LoadedUnit:
    """A unit, or loose parcels, on a departure."""

    unit: str | None
    parcels: int
    weight_g: int


def loaded_units(db: Session, departure_id: int) -> list[LoadedUnit]:
    query = (
        select(HandlingUnit.code, func.count(), func.sum(WEIGHT))
        .select_from(Loading)
        .join(Parcel, Parcel.id == Loading.parcel_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Loading.unit_id)
        .where(Loading.departure_id == departure_id)
        .group_by(HandlingUnit.code)
        .order_by(HandlingUnit.code)
    )
    return [LoadedUnit(code, count, int(grams)) for code, count, grams in db.execute(query)]
