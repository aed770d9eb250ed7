"""What a handheld takes along: how much there is to do in each task, and the freight that a task will meet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.identity import Principal
from app.dispatch.models import Loading
from app.inbound.models import Case
from app.inventory.models import ListKind, TaskLine, TaskList
from app.inventory.queries import TO_DO, to_do, to_load
from app.network.models import Departure, Lane, Location
from app.parcels.lifecycle import Handling, UnitState
from app.parcels.models import HandlingUnit, Hold, Identifier, Parcel
from app.scanning.tasks import BY_ID, Task

MOST = 5_000
# Tasks that may be done by lists.
LISTED = ("pick", "move", "load")

# A row is a list, not an object: five thousand of them cross a poor network.
Row = list[Any]


def counts(db: Session, by: Principal) -> dict[str, int]:
    """How much waits in each task."""
    parcels = _by_state(db, by, Parcel, Parcel.handling)
    units = _by_state(db, by, HandlingUnit, HandlingUnit.state)
    unweighed = select(func.count()).where(
        visible(by, Parcel), Parcel.handling.in_(_floor("measure")), Parcel.weight_g.is_(None)
    )
    pickable = select(func.count()).where(
        visible(by, Parcel), Parcel.handling == Handling.STORED, Parcel.clearance == "cleared", ~_held()
    )
    cases = select(func.count()).where(visible(by, Case), Case.closed_at.is_(None))
    gone = select(func.count()).where(visible(by, Departure), Departure.state == "departed", _still_on())
    return {
        "receive": parcels[Handling.EXPECTED],
        "measure": db.scalar(unweighed) or 0,
        "store": parcels[Handling.RECEIVED],
        "pick": db.scalar(pickable) or 0,
        "move": db.scalar(select(func.count()).select_from(to_do(by, ListKind.MOVE).subquery())) or 0,
        "pack": parcels[Handling.PICKED],
        "close": units[UnitState.OPEN],
        "stage": units[UnitState.CLOSED],
        "load": units[UnitState.STAGED],
        "hand_over": db.scalar(gone) or 0,
        "exception": db.scalar(cases) or 0,
    }


def _by_state(db: Session, by: Principal, model: Any, column: Any) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for state, count in db.execute(select(column, func.count()).where(visible(by, model)).group_by(column)):
        found[state] = count
    return found


def _floor(task: str) -> list[str]:
    return BY_ID[task].before


def _held() -> Any:
    return select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).exists()


def _still_on() -> Any:
    return (
        select(Loading.parcel_id)
        .join(Parcel, Parcel.id == Loading.parcel_id)
        .where(Loading.departure_id == Departure.id, Parcel.handling == Handling.DEPARTED)
        .exists()
    )


def expected(db: Session, by: Principal, task: Task) -> tuple[list[Row], bool]:
    """The freight that a task will meet, and whether that is all of it.

    A row: code, other codes, kind, state, clearance, reasons of holds, gateway, service, weight in grams, location; in
    tasks with lists also the number of its list and where it shall go. What is on a list comes first, in its order.
    """
    if not task.steps or task.id in ("exception", "hand_over"):
        return [], False
    rows = [*_units(db, by, task), *_parcels(db, by, task)]
    if task.id == "load":
        rows = _by_load_list(db, by, rows)
    return rows[:MOST], len(rows) <= MOST


def _parcels(db: Session, by: Principal, task: Task) -> list[Row]:
    if task.id in ("close", "reopen"):
        return []
    query = (
        select(
            Parcel.id,
            Parcel.tracking,
            Parcel.handling,
            Parcel.clearance,
            Lane.gateway,
            Lane.service,
            func.coalesce(Parcel.weight_g, Parcel.declared_weight_g).label("grams"),
            Location.code,
            literal("").label("number"),
            literal("").label("target"),
        )
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .outerjoin(Location, Location.id == Parcel.location_id)
        .where(visible(by, Parcel), Parcel.handling.in_(task.before))
        .limit(MOST + 1)
    )
    found = db.execute(_narrowed(query, by, task)).all()
    ids = [row.id for row in found]
    codes, holds = _codes(db, ids), _holds(db, ids)
    return [
        [
            row.tracking,
            [one for one in codes[row.id] if one != row.tracking],
            "parcel",
            row.handling,
            row.clearance,
            holds[row.id],
            row.gateway or "",
            row.service or "",
            row.grams,
            row.code or "",
            *((row.number or "", row.target or "") if task.id in LISTED else ()),
        ]
        for row in found
    ]


def _narrowed(query: Select[*tuple[Any, ...]], by: Principal, task: Task) -> Select[*tuple[Any, ...]]:
    if task.id == "measure":
        return query.where(Parcel.weight_g.is_(None)).order_by(Parcel.id)
    if task.id == "pick":
        cleared = (Parcel.clearance == "cleared", Parcel.handling == Handling.STORED)
        return _by_list(query.where(*cleared), by, ListKind.PICK).order_by(Location.walk_order, Parcel.id)
    if task.id == "move":
        return _by_list(query, by, ListKind.MOVE).where(TaskList.id.is_not(None))
    return query.order_by(Parcel.id)


def _by_list(query: Select[*tuple[Any, ...]], by: Principal, kind: ListKind) -> Select[*tuple[Any, ...]]:
    """With the list that each parcel is on, and what is on a list first, in its order."""
    target = aliased(Location)
    open_lists = select(TaskList.id).where(
        visible(by, TaskList), TaskList.kind == kind, TaskList.closed_at.is_(None)
    )
    columns = [one for one in query.selected_columns if one.key not in ("number", "target")]
    return (
        query.with_only_columns(*columns, TaskList.number.label("number"), target.code.label("target"))
        .outerjoin(TaskLine, and_(TaskLine.parcel_id == Parcel.id, TO_DO, TaskLine.list_id.in_(open_lists)))
        .outerjoin(TaskList, TaskList.id == TaskLine.list_id)
        .outerjoin(target, target.id == TaskLine.to_id)
        .order_by(TaskList.id.is_(None), TaskList.id, TaskLine.place)
    )


def _by_load_list(db: Session, by: Principal, rows: list[Row]) -> list[Row]:
    """With the list that each piece is on and its ULD; what is on a list first, in its order."""
    on_lists = {row.code: row for row in db.execute(to_load(by))}
    order = {code: place for place, code in enumerate(on_lists)}
    listed = [
        [*row[:10], found.number, found.uld] if (found := on_lists.get(row[0])) else [*row[:10], "", ""]
        for row in rows
    ]
    return sorted(listed, key=lambda row: order.get(row[0], len(order)))


def _units(db: Session, by: Principal, task: Task) -> list[Row]:
    states = [one for one in task.before if one in set(UnitState)]
    if task.id not in ("close", "reopen", "stage", "load", "offload"):
        return []
    inside = (
        select(func.coalesce(func.sum(func.coalesce(Parcel.weight_g, Parcel.declared_weight_g)), 0))
        .where(Parcel.unit_id == HandlingUnit.id)
        .scalar_subquery()
    )
    query = (
        select(HandlingUnit, inside, Location.code)
        .outerjoin(Location, Location.id == HandlingUnit.location_id)
        .where(visible(by, HandlingUnit), HandlingUnit.state.in_(states))
        .order_by(HandlingUnit.id)
        .limit(MOST)
    )
    return [
        [one.code, [], one.kind, one.state, "", [], one.gateway, one.service, int(weight), place or ""]
        for one, weight, place in db.execute(query)
    ]


def _codes(db: Session, parcel_ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(Identifier.parcel_id, Identifier.value)
    return _lists(db, query, Identifier.parcel_id, parcel_ids)


def _holds(db: Session, parcel_ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(Hold.parcel_id, Hold.reason).where(Hold.closed_at.is_(None))
    return _lists(db, query, Hold.parcel_id, parcel_ids)


def _lists(
    db: Session, query: Select[*tuple[Any, ...]], column: Any, ids: Iterable[int]
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for id_, value in db.execute(query.where(among(db, column, ids))):
        found[id_].append(value)
    return found
