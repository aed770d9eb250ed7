"""Loads: which bag, carton or parcel goes where in which unit load device (ULD) of a departure.

Accepted loads become load lists, one a ULD, in the order in which it is built.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.dispatch.models import Loading
from app.dispatch.queries import VOLUME, WEIGHT
from app.inventory.lists import Into, Line, make_list
from app.inventory.models import ListKind, TaskList
from app.inventory.queries import to_load
from app.network.models import Departure
from app.parcels.lifecycle import DEPARTURE
from app.parcels.models import Parcel
from app.planning.accepting import Decided
from app.planning.load_pieces import pieces
from app.planning.load_subjects import (
    BEARS_G_PER_DM2,
    SUPPORT_PERCENT,
    Behind,
    LoadSubjects,
    Piece,
    alike,
)  # fmt: skip
from app.planning.load_ulds import container, containers, planned
from app.planning.segregation import rules
from app.planning.snapshots import Snapshot, Subjects
from optimizer.packing.problems import ANY_SIDE_UP, THIS_SIDE_UP, Box, LoadProblem
from optimizer.wording import kilograms

MOST_PIECES = 1_000


def read(db: Session, by: Principal, wishes: Mapping[str, Any], _at: datetime) -> Snapshot:
    """The pieces for the wished `departure` into the wished `ulds` (type → number), else into as many of the usual
    type as the departure has positions left. The most urgent that it still carries are in the problem."""
    departure = _departure(db, by, wishes["departure"])
    types = containers(db, departure, wishes["ulds"])
    ready, behind = pieces(db, by, departure.id)
    if not ready:
        hint = (
            f"see what is still to load on {departure.number}" if behind else "plan flights, then fill bags"
        )
        raise Refused("nothing_to_load", f"no bag or parcel for {departure.number} can be loaded now", hint)
    if len(ready) > MOST_PIECES:
        found = f"{len(ready):,} pieces wait for {departure.number}, a plan takes {MOST_PIECES:,}"
        raise Refused("too_much_to_load", found, "put parcels into bags")
    taken, heavy = _carried(db, by, departure, ready)
    known, boxes = {one.key: one for one in ready}, alike(taken)
    problem = LoadProblem(
        tuple(box(known[key], len(keys)) for key, keys in boxes.items()),
        tuple(container(key, code) for key, code in types.items()),
        SUPPORT_PERCENT,
        rules(one.group for one in taken),
    )
    load = LoadSubjects(departure.number, known, boxes, types, (*heavy, *behind))
    ids = {one.key: one.parcels for one in ready}
    return Snapshot(problem, Subjects(ids, {departure.number: departure.id}, narrowed=True, load=load))


def _departure(db: Session, by: Principal, number: str, lock: bool = False) -> Departure:
    query = select(Departure).where(visible(by, Departure), Departure.number == number)
    found = db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("unknown_departure", f"there is no departure {number}", "see the list of departures")
    DEPARTURE.take("load", found.state, number)
    return found


def box(one: Piece, count: int) -> Box:
    """Loose parcels without dangerous goods may be turned any way, all others stand as they are."""
    turned = one.kind == "parcel" and not one.group
    return Box(
        key=one.key,
        length_mm=one.sides.length_mm,
        width_mm=one.sides.width_mm,
        height_mm=one.sides.height_mm,
        weight_g=one.weight_g,
        count=count,
        upright=ANY_SIDE_UP if turned else THIS_SIDE_UP,
        bears_g_per_dm2=BEARS_G_PER_DM2[one.kind],
        group=one.group,
    )


def _carried(
    db: Session, by: Principal, departure: Departure, ready: Sequence[Piece]
) -> tuple[list[Piece], list[Behind]]:
    """Those that the departure still carries beside what is on it and on load lists; the rest stays behind."""
    listed = db.execute(to_load(by).where(TaskList.departure_id == departure.id)).all()
    parcels = [row.parcel_id for row in listed if row.parcel_id]
    units = [row.unit_id for row in listed if row.unit_id]
    loaded = select(Loading.parcel_id).where(Loading.departure_id == departure.id)
    of_it = Parcel.id.in_(loaded) | among(db, Parcel.id, parcels) | among(db, Parcel.unit_id, units)
    sums = func.coalesce(func.sum(WEIGHT), 0), func.coalesce(func.sum(VOLUME), 0)
    grams, cm3 = db.execute(select(*sums).where(visible(by, Parcel), of_it)).one()
    left_g, left_cm3 = departure.capacity_g - int(grams), departure.capacity_cm3 - int(cm3)
    taken, behind = [], []
    for one in ready:
        if one.weight_g <= left_g and one.cm3 <= left_cm3:
            taken.append(one)
            left_g, left_cm3 = left_g - one.weight_g, left_cm3 - one.cm3
        else:
            what = kilograms(one.weight_g) if one.weight_g > left_g else f"{one.cm3 / 1_000_000:.2f} m³"
            room = kilograms(max(0, left_g)) if one.weight_g > left_g else f"{left_cm3 / 1_000_000:.2f} m³"
            why = f"it has {what}, and {departure.number} carries {room} more beside what is more urgent"
            behind.append(Behind(one.key, one.kind, why))
    return taken, behind


def there(db: Session, by: Principal, subjects: Subjects) -> set[int]:
    """Ids of the parcels that could be loaded on the departure now."""
    found = (one for id_ in subjects.departures.values() for one in pieces(db, by, id_)[0])
    return {parcel for one in found for parcel in one.parcels}


def accept(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """One load list a ULD, of what can still be loaded and is still as it was planned."""
    result, by = decided.result, decided.by
    try:
        departure = _departure(db, by, result["departure"], lock=True)
    except Refused as error:
        return 0, [f"{error.detail}; nothing was written"]
    now = {one.key: one for one in pieces(db, by, departure.id)[0]}
    used = planned(db, departure.id)
    made, stale = 0, []
    for one in result["ulds"]:
        if one["key"] in used:
            stale.append(f"{one['key']} of {departure.number} is on a load list already; it was left out")
            continue
        kept = [each for each in one["pieces"] if _still(now.get(each["key"]), each)]
        gone = [each["key"] for each in one["pieces"] if each not in kept]
        stale += [f"{key} was opened, loaded, held or measured anew since" for key in gone]
        if kept:
            lines = [_line(now[each["key"]]) for each in kept]
            into = Into(departure.id, one["key"])
            source = f"plan {decided.plan_id}"
            make_list(db, ListKind.LOAD, source, lines, departure.cutoff_at, into, by=by, at=decided.at)
            made += 1
    return made, stale


def _still(one: Piece | None, then: Mapping[str, Any]) -> bool:
    """Whether a piece is as large and as heavy as the plan took it for, and holds the same parcels."""
    if one is None:
        return False
    sides = [one.sides.length_mm, one.sides.width_mm, one.sides.height_mm]
    return (sides, one.weight_g, Counter(one.parcels)) == (
        then["sides_mm"],
        then["weight_g"],
        Counter(then["parcels"]),
    )


def _line(one: Piece) -> Line:
    return Line(None, unit_id=one.unit_id) if one.unit_id else Line(one.parcels[0])
