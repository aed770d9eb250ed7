"""Verbs of lists to be picked, moved or loaded: make one, give up what is left of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import insert_rows
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.inventory.models import ListKind, TaskLine, TaskList
from app.ledger.service import append_one
from app.numbers.service import next_serials

PREFIX = {ListKind.PICK: "PL", ListKind.MOVE: "ML", ListKind.LOAD: "LL"}


@dataclass(frozen=True, slots=True)
class Line:
    """A parcel, the bin where it lies, and for a move the bin where it shall lie; of a load a parcel or a unit."""

    parcel_id: int | None
    from_id: int | None = None
    to_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Into:
    """The ULD of a departure that a load list is for, such as AKE 2."""

    departure_id: int
    uld: str


def make_list(
    db: Session,
    kind: ListKind,
    source: str,
    lines: Sequence[Line],
    due_at: datetime | None = None,
    into: Into | None = None,
    *,
    by: Principal,
    at: datetime,
) -> str:
    """A list with its lines in the order given; a load list says what it is loaded `into`. Returns its number."""
    number = f"{PREFIX[kind]}{next_serials(db, by.hub_id, f'{kind}_list').start:07d}"
    made = TaskList(
        hub_id=by.hub_id,
        number=number,
        kind=kind,
        source=source,
        due_at=due_at,
        departure_id=into.departure_id if into else None,
        uld=into.uld if into else None,
        created_by=by.actor,
        created_at=at,
        version=0,
        head_hash="",
    )
    db.add(made)
    db.flush()
    insert_rows(
        db,
        TaskLine,
        [
            {
                "list_id": made.id,
                "place": place,
                "parcel_id": one.parcel_id,
                "unit_id": one.unit_id,
                "from_id": one.from_id,
                "to_id": one.to_id,
            }
            for place, one in enumerate(lines, start=1)
        ],
    )
    told = {"number": number, "source": source, "lines": len(lines), **(asdict(into) if into else {})}
    append_one(db, made, "task_list", "make", told, by=by, at=at)
    return number


def close_list(db: Session, number: str, *, by: Principal, at: datetime) -> None:
    """Nobody follows the list any more; what it still held may be planned anew."""
    query = select(TaskList).where(visible(by, TaskList), TaskList.number == number).with_for_update()
    found = db.scalars(query).one_or_none()
    if found is None:
        raise NotFound("unknown_list", f"there is no list {number}", "see the lists")
    if found.closed_at is not None:
        raise Refused("already_closed", f"list {number} is closed", "nothing to do")
    found.closed_at = at
    append_one(db, found, "task_list", "close", {}, by=by, at=at)
