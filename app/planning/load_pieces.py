"""What is meant for a departure and is in the hub: pieces that can be loaded now, and what keeps the others back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.consolidation.rules import Sides, usual_sides
from app.core.identity import Principal
from app.dispatch.models import Assignment
from app.dispatch.queries import VOLUME, WEIGHT, may_leave
from app.inventory.queries import to_load
from app.parcels.lifecycle import ON_THE_FLOOR, PARCEL, UNIT, words
from app.parcels.models import HandlingUnit, Parcel
from app.planning.load_subjects import Behind, Piece
from app.planning.segregation import clashes, group_of

LOADABLE = PARCEL.steps["load"].before
LOADABLE_UNITS = UNIT.steps["load"].before
FLOOR = ON_THE_FLOOR.split()


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    tracking: str
    handling: str
    departure_id: int | None
    weight_g: int
    cm3: int
    free: bool
    dangerous: str
    due_at: datetime | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    unit_id: int | None
    code: str | None
    kind: str
    state: str
    tare_g: int
    unit_length_mm: int | None
    unit_width_mm: int | None
    unit_height_mm: int | None


def pieces(db: Session, by: Principal, departure_id: int) -> tuple[list[Piece], list[Behind]]:
    """Pieces that can be loaded on a departure now, the most urgent first; what is meant for it and cannot.

    A unit is meant for it when one of its parcels is and none for another. What an open load list holds is neither.
    """
    together: dict[str, list[_Row]] = defaultdict(list)
    rows: Iterable[Any] = db.execute(_meant(by, departure_id))
    for one in map(_row, rows):
        together[one.code or one.tracking].append(one)
    listed = db.execute(to_load(by)).all()
    held_by_list = {(row.parcel_id, row.unit_id) for row in listed}
    ready, behind = [], []
    for key, inside in together.items():
        first = inside[0]
        if ((None, first.unit_id) if first.unit_id else (first.id, None)) in held_by_list:
            continue
        piece = _piece(key, inside)
        why = _kept_back(inside, departure_id) or _clash(piece)
        if why:
            behind.append(Behind(key, piece.kind, why))
        else:
            ready.append(piece)
    return sorted(ready, key=lambda one: (one.due_s, one.key)), behind


def _meant(by: Principal, departure_id: int) -> Select[*tuple[Any, ...]]:
    beside, unit = aliased(Parcel), HandlingUnit
    meant = select(Assignment.parcel_id).where(Assignment.departure_id == departure_id)
    units = select(Parcel.unit_id).where(Parcel.id.in_(meant), Parcel.unit_id.is_not(None))
    together = select(beside.id).where(beside.unit_id.in_(units))
    size = [_side(side) for side in ("length_mm", "width_mm", "height_mm")]
    return (
        select(
            *(Parcel.id, Parcel.tracking, Parcel.handling, Assignment.departure_id, WEIGHT, VOLUME),
            *(may_leave(by), Parcel.dangerous, Parcel.due_at, *size),
            *(unit.id, unit.code, unit.kind, unit.state, unit.tare_g),
            *(unit.length_mm, unit.width_mm, unit.height_mm),
        )
        .outerjoin(unit, unit.id == Parcel.unit_id)
        .outerjoin(Assignment, Assignment.parcel_id == Parcel.id)
        .where(visible(by, Parcel), Parcel.handling.in_(FLOOR), Parcel.id.in_(union(meant, together)))
        .order_by(Parcel.id)
    )


def _side(name: str) -> ColumnElement[int | None]:
    return func.coalesce(getattr(Parcel, name), getattr(Parcel, f"declared_{name}"))


def _row(row: Any) -> _Row:
    *first, cm3, free, dangerous, due_at, length, width, height = row[:12]
    unit_id, code, kind, state, tare_g, *sides = row[12:]
    return _Row(
        *(*first, int(cm3), bool(free), dangerous, due_at, length, width, height),
        *(unit_id, code, kind or "parcel", state or "", tare_g or 0, *sides),
    )


def _piece(key: str, inside: list[_Row]) -> Piece:
    first = inside[0]
    cm3 = sum(one.cm3 for one in inside)
    sides, measured = _unit_sides(first, cm3) if first.unit_id else _parcel_sides(first)
    numbers = tuple(sorted({one.dangerous for one in inside if one.dangerous}))
    due = [one.due_at for one in inside if one.due_at]
    return Piece(
        key=key,
        kind=first.kind,
        unit_id=first.unit_id,
        parcels=tuple(one.id for one in inside),
        weight_g=sum(one.weight_g for one in inside) + first.tare_g,
        cm3=cm3,
        sides=sides,
        measured=measured,
        due_s=int(min(due).timestamp()) if due else 0,
        group=group_of(numbers),
        numbers=numbers,
    )


def _unit_sides(one: _Row, cm3: int) -> tuple[Sides, bool]:
    if one.unit_length_mm and one.unit_width_mm and one.unit_height_mm:
        return Sides(one.unit_length_mm, one.unit_width_mm, one.unit_height_mm), True
    return usual_sides(one.kind, cm3), False


def _parcel_sides(one: _Row) -> tuple[Sides, bool]:
    """As measured or declared; else a cube of the volume that its weight stands for."""
    if one.length_mm and one.width_mm and one.height_mm:
        return Sides(one.length_mm, one.width_mm, one.height_mm), True
    side_mm = max(1, round((one.cm3 * 1000) ** (1 / 3)))
    return Sides(side_mm, side_mm, side_mm), False


def _kept_back(inside: list[_Row], departure_id: int) -> str:
    """Why this cannot be loaded now; nothing when it can."""
    first = inside[0]
    others = [one.tracking for one in inside if one.departure_id not in (None, departure_id)]
    if others:
        how_many = "one of its parcels is" if len(others) == 1 else f"{len(others)} of its parcels are"
        return f"{how_many} meant for another departure: {', '.join(others[:3])}"
    if first.unit_id and first.state not in LOADABLE_UNITS:
        return f"the {first.kind} is {words(first.state)}; close it first"
    if not first.unit_id and first.handling not in LOADABLE:
        return f"it is {words(first.handling)}; pick it first"
    caught = [one.tracking for one in inside if not one.free]
    return f"held, or not cleared: {', '.join(caught[:3])}" if caught else ""


def _clash(piece: Piece) -> str:
    if not clashes(piece.group):
        return ""
    return f"it holds dangerous goods that may not travel together: {', '.join(piece.numbers)}"
