"""What happened between the snapshot that a plan was made from and now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.identity import Principal
from app.network.models import Departure
from app.planning.kinds import KINDS
from app.planning.models import Plan
from app.planning.snapshots import Subjects


@dataclass(frozen=True, slots=True)
class Since:
    """Parcels that came in and parcels that moved on since the snapshot; departures of it that closed."""

    came_in: int = 0
    moved_on: int = 0
    closed: tuple[str, ...] = ()

    def sentences(self) -> Iterator[str]:
        if self.came_in:
            yield f"{self.came_in:,} {_parcels(self.came_in)} came in since and {_are(self.came_in)} not in this plan"
        if self.moved_on:
            yield f"{self.moved_on:,} {_parcels(self.moved_on)} of this plan moved on since"
        if self.closed:
            yield f"no longer open: {', '.join(self.closed)}"


def since(db: Session, plan: Plan, *, by: Principal) -> Since:
    """Nothing for plans from before snapshots told their subjects."""
    if plan.subjects is None:
        return Since()
    subjects = msgspec.json.decode(plan.subjects, type=Subjects)
    planned = {one for ids in subjects.parcels.values() for one in ids}
    there = KINDS[plan.kind].there(db, by, subjects)
    return Since(len(there - planned), len(planned - there), _closed(db, by, subjects.departures.values()))


def _closed(db: Session, by: Principal, ids: Iterable[int]) -> tuple[str, ...]:
    """Departures that were open when the plan was asked for."""
    query = (
        select(Departure.number)
        .where(visible(by, Departure), Departure.id.in_(list(ids)), Departure.state != "open")
        .order_by(Departure.number)
    )
    return tuple(db.scalars(query))


def _parcels(count: int) -> str:
    return "parcel" if count == 1 else "parcels"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
