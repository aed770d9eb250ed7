"""Reading lists to be picked or moved: what of them is still to be done is told by where the parcels lie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.core.errors import NotFound
from app.core.identity import Principal
from app.inventory.models import ListKind, TaskLine, TaskList
from app.network.models import Lane, Location
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class ListView:
    """A list with how many of its lines there are and how many are left."""

    number: str
    kind: str
    source: str
    due_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    lines: int
    left: int


@dataclass(frozen=True, slots=True)
class ListLine:
    place: int
    tracking: str
    gateway: str
    service: str
    weight_g: int
    from_code: str
    to_code: str
    done: bool


TO_DO: ColumnElement[bool] = and_(Parcel.handling == Handling.STORED, Parcel.location_id == TaskLine.from_id)


def to_do(by: Principal, kind: ListKind) -> Select[*tuple[Any, ...]]:
    """Parcel ids on open lists of a kind that still lie where they were."""
    return (
        select(TaskLine.parcel_id)
        .join(TaskList, TaskList.id == TaskLine.list_id)
        .join(Parcel, Parcel.id == TaskLine.parcel_id)
        .where(visible(by, TaskList), TaskList.kind == kind, TaskList.closed_at.is_(None), TO_DO)
    )


def task_lists(db: Session, by: Principal, *, open_only: bool = True, limit: int = 100) -> list[ListView]:
    """Lists in the order in which they were made; only those with something left, or all, the newest."""
    query = _views(by)
    if open_only:
        query = query.where(TaskList.closed_at.is_(None)).having(_left() > 0).order_by(TaskList.id)
    else:
        query = query.order_by(TaskList.id.desc())
    return [_view(row) for row in db.execute(query.limit(limit))]


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
            func.count(),
            _left(),
        )
        .join(TaskLine, TaskLine.list_id == TaskList.id)
        .join(Parcel, Parcel.id == TaskLine.parcel_id)
        .where(visible(by, TaskList))
        .group_by(TaskList.id)
    )


def _left() -> ColumnElement[int]:
    return func.count().filter(TO_DO)


def _view(row: Any) -> ListView:
    return ListView(*row[1:])


def _lines(db: Session, list_id: int) -> list[ListLine]:
    start, end = aliased(Location), aliased(Location)
    query = (
        select(
            TaskLine.place,
            Parcel.tracking,
            Lane.gateway,
            Lane.service,
            func.coalesce(Parcel.weight_g, Parcel.declared_weight_g),
            start.code,
            end.code,
            TO_DO,
        )
        .join(Parcel, Parcel.id == TaskLine.parcel_id)
        .join(start, start.id == TaskLine.from_id)
        .outerjoin(end, end.id == TaskLine.to_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(TaskLine.list_id == list_id)
        .order_by(TaskLine.place)
    )
    rows: Any = db.execute(query)
    return [
        ListLine(place, tracking, gateway or "", service or "", grams, start_code, end_code or "", not left)
        for place, tracking, gateway, service, grams, start_code, end_code, left in rows
    ]
