"""Reading lists to be picked, moved or loaded: what of them is still to be done is told by where the freight is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.core.errors import NotFound
from app.core.identity import Principal
from app.inventory.models import ListKind, TaskLine, TaskList
from app.network.models import Departure, Hub, Lane, Location
from app.parcels.lifecycle import ON_THE_FLOOR, Handling, UnitState
from app.parcels.models import HandlingUnit, Parcel


@dataclass(frozen=True, slots=True)
class ListView:
    """A list with how many of its lines there are and how many are left."""

    number: str
    kind: str
    source: str
    due_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    uld: str | None
    departure: str | None
    gateway: str | None
    lines: int
    left: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """`holds` is the kind of the unit that `code` names, "" where it is a parcel; `from_code` of a load is where the
    freight stands now."""

    place: int
    code: str
    holds: str
    gateway: str
    service: str
    weight_g: int
    from_code: str
    to_code: str
    done: bool


@dataclass(frozen=True, slots=True)
class Rack:
    """Both sides of an aisle, and how many parcels lie in its bins."""

    code: str
    aisle: str
    bins: int
    parcels: int


def racks(db: Session, by: Principal) -> list[Rack]:
    """Every aisle of the hub, in the order in which it is walked."""
    stored = and_(Parcel.location_id == Location.id, Parcel.handling == Handling.STORED)
    query = (
        select(Hub.code, Location.aisle, func.count(Location.id.distinct()), func.count(Parcel.id))
        .join(Hub, Hub.id == Location.hub_id)
        .outerjoin(Parcel, stored)
        .where(visible(by, Location), Location.kind == "bin", Location.aisle != "")
        .group_by(Hub.code, Location.aisle)
        .order_by(func.min(Location.walk_order))
    )
    return [Rack(f"{hub}-{aisle}", aisle, bins, parcels) for hub, aisle, bins, parcels in db.execute(query)]


TO_DO: ColumnElement[bool] = and_(Parcel.handling == Handling.STORED, Parcel.location_id == TaskLine.from_id)
TO_LOAD: ColumnElement[bool] = or_(
    HandlingUnit.state.in_((UnitState.OPEN, UnitState.CLOSED, UnitState.STAGED)),
    Parcel.handling.in_(ON_THE_FLOOR.split()),
)
_LEFT = case((TaskList.kind == ListKind.LOAD, TO_LOAD), else_=TO_DO)
_INSIDE = aliased(Parcel)
_UNIT_WEIGHT = (
    select(func.coalesce(func.sum(func.coalesce(_INSIDE.weight_g, _INSIDE.declared_weight_g)), 0))
    .where(_INSIDE.unit_id == HandlingUnit.id)
    .scalar_subquery()
)


def to_do(by: Principal, kind: ListKind) -> Select[*tuple[Any, ...]]:
    """Parcel ids on open lists of a kind that still lie where they were."""
    return (
        select(TaskLine.parcel_id)
        .join(TaskList, TaskList.id == TaskLine.list_id)
        .join(Parcel, Parcel.id == TaskLine.parcel_id)
        .where(visible(by, TaskList), TaskList.kind == kind, TaskList.closed_at.is_(None), TO_DO)
    )


def to_load(by: Principal) -> Select[*tuple[Any, ...]]:
    """Parcel id, unit id, code, list, ULD, departure id of what open load lists still hold, in their order."""
    return (
        select(
            TaskLine.parcel_id,
            TaskLine.unit_id,
            func.coalesce(HandlingUnit.code, Parcel.tracking).label("code"),
            TaskList.number,
            TaskList.uld,
            TaskList.departure_id,
        )
        .join(TaskList, TaskList.id == TaskLine.list_id)
        .outerjoin(Parcel, Parcel.id == TaskLine.parcel_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == TaskLine.unit_id)
        .where(visible(by, TaskList), TaskList.kind == ListKind.LOAD, TaskList.closed_at.is_(None), TO_LOAD)
        .order_by(TaskList.id, TaskLine.place)
    )


def task_lists(db: Session, by: Principal, *, open_only: bool = True, limit: int = 100) -> list[ListView]:
    """Lists in the order in which they were made; only those with something left, or all, the newest."""
    query = _views(by)
    if open_only:
        query = query.where(TaskList.closed_at.is_(None)).having(_left() > 0).order_by(TaskList.id)
    else:
        query = query.order_by(TaskList.id.desc())
    return [_view(row) for row in db.execute(query.limit(limit))]


def load_lists(db: Session, by: Principal, departure_id: int) -> list[ListView]:
    """The lists by which the ULDs of a departure are built, but for those that were given up."""
    query = _views(by).where(TaskList.departure_id == departure_id, TaskList.closed_at.is_(None))
    return [_view(row) for row in db.execute(query.order_by(TaskList.id))]


def task_list(db: Session, by: Principal, number: str) -> tuple[ListView, list[ListLine]]:
    """One list and its lines in their order."""
    row: Any = db.execute(_views(by).where(TaskList.number == number)).first()
    if row is None:
        raise NotFound("unknown_list", f"there is no list {number}", "see the lists")
    return _view(row), _lines(db, row[0])


def _views(by: Principal) -> Select[*tuple[Any, ...]]:
    return (
        select(
            TaskList.id,
            TaskList.number,
            TaskList.kind,
            TaskList.source,
            TaskList.due_at,
            TaskList.created_at,
            TaskList.closed_at,
            TaskList.uld,
            Departure.number,
            Departure.gateway,
            func.count(),
            _left(),
        )
        .join(TaskLine, TaskLine.list_id == TaskList.id)
        .outerjoin(Parcel, Parcel.id == TaskLine.parcel_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == TaskLine.unit_id)
        .outerjoin(Departure, Departure.id == TaskList.departure_id)
        .where(visible(by, TaskList))
        .group_by(TaskList.id, Departure.id)
    )


def _left() -> ColumnElement[int]:
    return func.count().filter(_LEFT)


def _view(row: Any) -> ListView:
    return ListView(*row[1:])


def _lines(db: Session, list_id: int) -> list[ListLine]:
    start, end = aliased(Location), aliased(Location)
    now_at = func.coalesce(HandlingUnit.location_id, Parcel.location_id)
    query = (
        select(
            TaskLine.place,
            func.coalesce(HandlingUnit.code, Parcel.tracking),
            HandlingUnit.kind,
            func.coalesce(HandlingUnit.gateway, Lane.gateway),
            func.coalesce(HandlingUnit.service, Lane.service),
            func.coalesce(Parcel.weight_g, Parcel.declared_weight_g, _UNIT_WEIGHT),
            start.code,
            end.code,
            _LEFT,
        )
        .join(TaskList, TaskList.id == TaskLine.list_id)
        .outerjoin(Parcel, Parcel.id == TaskLine.parcel_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == TaskLine.unit_id)
        .outerjoin(start, start.id == func.coalesce(TaskLine.from_id, now_at))
        .outerjoin(end, end.id == TaskLine.to_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(TaskLine.list_id == list_id)
        .order_by(TaskLine.place)
    )
    rows: Any = db.execute(query)
    return [
        ListLine(
            place=place,
            code=code,
            holds=holds or "",
            gateway=gateway or "",
            service=service or "",
            weight_g=int(grams),
            from_code=start_code or "",
            to_code=end_code or "",
            done=not left,
        )
        for place, code, holds, gateway, service, grams, start_code, end_code, left in rows
    ]
