"""Bags: which stored parcels share a bag, so that the fewest bags go; accepted bags become pick lists, one a bag."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.models import Assignment
from app.dispatch.queries import VOLUME, WEIGHT, may_leave
from app.network.models import Departure, Lane, Location
from app.parcels.models import Parcel
from app.planning.accepting import Decided
from app.planning.bag_subjects import BagSubjects, Lain
from app.planning.pick_lists import Together, make_pick_lists, stored
from app.planning.segregation import group_of, must_part
from app.planning.snapshots import Snapshot, Subjects
from optimizer.bins.problems import BinProblem, BinType, Piece

MOST_PARCELS = 2_000
RESOURCES = ("weight_g", "volume_cm3", "parcels")


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    tracking: str
    weight_g: int
    cm3: int
    dangerous: str
    gateway: str
    service: str
    departure: str
    cutoff_at: datetime | None
    bin: str
    walk_order: int

    @property
    def into(self) -> str:
        """What shares a bag: one way out of the hub."""
        return " ".join(part for part in (self.departure, self.gateway, self.service) if part)

    @property
    def needs(self) -> tuple[int, int, int]:
        return self.weight_g, self.cm3, 1


def read(db: Session, by: Principal, wishes: Mapping[str, Any], _at: datetime) -> Snapshot:
    """What is stored, may leave and is on no pick list, into bags of at most `kilograms`, `litres` and `parcels`.

    Parcels share a bag when they go through one gateway by one service and are meant for one departure, or for none.
    """
    rows: Iterable[Any] = db.execute(
        _waiting(by).order_by(Location.walk_order, Parcel.id).limit(MOST_PARCELS)
    )
    found = [_row(one) for one in rows]
    room = (wishes["kilograms"] * 1_000, wishes["litres"] * 1_000, wishes["parcels"])
    fitting, large = list[_Row](), list[str]()
    for one in found:
        if all(need <= most for need, most in zip(one.needs, room, strict=True)):
            fitting.append(one)
        else:
            large.append(one.tracking)
    if not fitting:
        raise Refused(
            "nothing_to_bag", "no stored parcel that may leave fits into a bag", "see what is stored"
        )
    problem = BinProblem(
        RESOURCES,
        tuple(Piece(one.tracking, one.needs, frozenset({one.into})) for one in fitting),
        tuple(BinType(name, room) for name in dict.fromkeys(one.into for one in fitting)),
        apart=tuple(_apart(fitting)),
    )
    lain = {one.tracking: Lain(one.id, one.bin, one.walk_order, one.weight_g, one.cm3) for one in fitting}
    due = {one.into: int(one.cutoff_at.timestamp()) for one in fitting if one.cutoff_at}
    ids: dict[str, tuple[int, ...]] = {one.tracking: (one.id,) for one in found}
    return Snapshot(problem, Subjects(ids, bags=BagSubjects(lain, due, tuple(large))))


def _waiting(by: Principal) -> Select[*tuple[Any, ...]]:
    columns = (WEIGHT, VOLUME, Parcel.dangerous, Lane.gateway, Lane.service)
    return (
        select(Parcel.id, Parcel.tracking, *columns, Departure.number, Departure.cutoff_at)
        .add_columns(Location.code, Location.walk_order)
        .join(Location, Location.id == Parcel.location_id)
        .join(Lane, Lane.id == Parcel.lane_id)
        .outerjoin(Assignment, Assignment.parcel_id == Parcel.id)
        .outerjoin(Departure, (Departure.id == Assignment.departure_id) & (Departure.state == "open"))
        .where(may_leave(by), *stored(by))
    )


def _row(row: Any) -> _Row:
    id_, tracking, grams, cm3, dangerous, gateway, service, departure, *rest = row
    return _Row(id_, tracking, grams, int(cm3), dangerous, gateway, service, departure or "", *rest)


def _apart(found: Sequence[_Row]) -> Iterator[frozenset[str]]:
    """Pairs of parcels whose dangerous goods may not share a bag."""
    dangerous = [(one, group_of([one.dangerous])) for one in found if one.dangerous]
    for (one, group), (other, other_group) in combinations(dangerous, 2):
        if one.into == other.into and must_part(group, other_group):
            yield frozenset((one.tracking, other.tracking))


def there(db: Session, by: Principal, _subjects: Subjects) -> set[int]:
    """Ids of what could be put into bags now."""
    query = _waiting(by).order_by(Location.walk_order, Parcel.id).limit(MOST_PARCELS)
    return set(db.scalars(query.with_only_columns(Parcel.id)))


def accept(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """Each bag becomes a pick list of what of it still lies there and may leave."""
    bags = [
        Together(f"bag {one['key']}", f"bag {one['key']}", one["lines"], one["due_s"])
        for one in decided.result["bags"]
    ]
    return make_pick_lists(db, decided, bags)
