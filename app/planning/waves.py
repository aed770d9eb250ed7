"""Waves: stored, cleared parcels that are due, in batches for pickers; accepted batches become pick lists."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.models import Assignment
from app.dispatch.queries import WEIGHT, may_leave
from app.network.models import Departure, Location
from app.parcels.models import Parcel
from app.planning.accepting import Decided
from app.planning.floors import Floor, storage_floor
from app.planning.pick_lists import Together, make_pick_lists, stored
from app.planning.snapshots import Snapshot, Subjects
from optimizer.picking.problems import Cart, Crew, Order, Pick, PickingProblem

MOST_PARCELS = 5_000
# What a cart may weigh; a parcel that is heavier goes alone.
CART_G = 150_000


@dataclass(frozen=True, slots=True)
class _Due:
    """A parcel that must be picked: where it lies, and by when it must be at the station."""

    id: int
    tracking: str
    bin: str
    aisle: str
    y_mm: int
    weight_g: int
    cutoff_at: datetime


def read(db: Session, by: Principal, wishes: Mapping[str, Any], at: datetime) -> Snapshot:
    """What is due within `hours` and on no pick list yet, on the floor of the hub, for `pickers` with carts of
    `pieces`. What lies in one bin for one cut-off is picked together."""
    until = at + timedelta(hours=wishes["hours"])
    due = _due(db, by, until)
    if not due:
        hint = "ask for more hours, or see what waits for customs"
        raise Refused("nothing_to_pick", f"nothing stored is due within {wishes['hours']} hours", hint)
    floor = storage_floor(db, by)
    problem = PickingProblem(
        floor.walked,
        tuple(_orders(floor, due, wishes["pieces"])),
        Cart(wishes["pieces"], max(CART_G, *(one.weight_g for one in due))),
        Crew(pickers=wishes["pickers"], starts_at=int(at.timestamp())),
    )
    subjects = Subjects(
        {one.tracking: (one.id,) for one in due},
        bins={one.tracking: one.bin for one in due},
        until=until,
        floor=floor.drawing,
        upwards=floor.upwards,
    )
    return Snapshot(problem, subjects)


def _orders(floor: Floor, due: Sequence[_Due], pieces: int) -> Iterator[Order]:
    """In the order in which the parcels came."""
    together: dict[tuple[str, datetime], list[_Due]] = defaultdict(list)
    for one in due:
        together[one.bin, one.cutoff_at].append(one)
    for (place, cutoff_at), waiting in together.items():
        for number, parcels in enumerate(_carts(waiting, pieces), start=1):
            yield Order(
                key=f"{place} {cutoff_at:%d %H:%M} {number}",
                picks=tuple(
                    Pick(one.tracking, floor.number[one.aisle], floor.upwards * one.y_mm) for one in parcels
                ),
                items=len(parcels),
                weight_g=sum(one.weight_g for one in parcels),
                cutoff_at=int(cutoff_at.timestamp()),
            )


def _carts(waiting: Sequence[_Due], pieces: int) -> Iterator[list[_Due]]:
    """Parcels of one bin, no more at a time than a cart takes."""
    held: list[_Due] = []
    for one in waiting:
        if held and (len(held) == pieces or sum(other.weight_g for other in held) + one.weight_g > CART_G):
            yield held
            held = []
        held.append(one)
    yield held


def _due(db: Session, by: Principal, until: datetime) -> list[_Due]:
    query = _due_until(by, until).order_by(Parcel.received_at, Parcel.id).limit(MOST_PARCELS + 1)
    rows: Iterable[Any] = db.execute(query)
    found = [_Due(*row) for row in rows]
    if len(found) > MOST_PARCELS:
        raise Refused(
            "too_much_to_pick", f"more than {MOST_PARCELS:,} parcels are due", "ask for fewer hours"
        )
    return found


def _due_until(by: Principal, until: datetime) -> Select[*tuple[Any, ...]]:
    """Due is what is meant for an open departure at its cut-off, other freight when it was promised."""
    cutoff = case((Departure.state == "open", Departure.cutoff_at), else_=func.coalesce(Parcel.due_at, until))
    place = (Location.code, Location.aisle, Location.y_mm)
    return (
        select(Parcel.id, Parcel.tracking, *place, WEIGHT, cutoff)
        .join(Location, Location.id == Parcel.location_id)
        .outerjoin(Assignment, Assignment.parcel_id == Parcel.id)
        .outerjoin(Departure, Departure.id == Assignment.departure_id)
        .where(may_leave(by), *stored(by), cutoff <= until)
    )


def there(db: Session, by: Principal, subjects: Subjects) -> set[int]:
    """Ids of what is due up to the same moment now."""
    if subjects.until is None:
        return set()
    return set(db.scalars(_due_until(by, subjects.until).with_only_columns(Parcel.id)))


def accept(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """Each batch becomes a pick list of what of it still lies there and may leave, in the order of the tour."""
    batches = [
        Together(one["key"], f"batch {one['key']}", one["lines"], one["cutoff_at"])
        for one in decided.result["batches"]
    ]
    return make_pick_lists(db, decided, batches)
