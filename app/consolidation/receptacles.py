"""Bags that go by post: each gets the next receptacle number (UPU S9) of a dispatch that the hub numbers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.consolidation import queries
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.ledger.service import append_one
from app.network.models import Hub
from app.numbers.models import NumberRange
from app.numbers.service import next_serials, was_issued
from app.parcels.models import HandlingUnit, Identifier
from labels.identifiers import Dispatch, Receptacle, hectograms


def begin_dispatch(
    db: Session, origin: str, destination: str, category: str, subclass: str, *, by: Principal, at: datetime
) -> Dispatch:
    """The next dispatch of the year; each pair of offices, category and sub-class counts apart."""
    year = _year(db, by, at)
    scope = f"{origin}{destination}{category}{subclass}{year}"
    serial = next_serials(db, by.hub_id, "dispatch", scope=scope)[0]
    made = Dispatch(origin, destination, category, subclass, year % 10, serial)
    counter = db.scalars(
        select(NumberRange)
        .where(NumberRange.hub_id == by.hub_id, NumberRange.kind == "dispatch", NumberRange.scope == scope)
        .execution_options(populate_existing=True)
    ).one()
    told = {"kind": "dispatch", "numbers": 1, "first": made.printed, "last": made.printed}
    append_one(db, counter, "number_range", "begin", told, by=by, at=at)
    return made


def newest_dispatches(db: Session, by: Principal, gateway: str, at: datetime) -> list[Dispatch]:
    """The last dispatch begun this year on each route, those to an office of this gateway first."""
    counters = select(NumberRange.scope, NumberRange.next_value).where(
        visible(by, NumberRange),
        NumberRange.kind == "dispatch",
        NumberRange.scope.endswith(str(_year(db, by, at))),
    )
    found = [
        Dispatch(scope[:6], scope[6:12], scope[12], scope[13:15], int(scope[-1]), following - 1)
        for scope, following in db.execute(counters.order_by(NumberRange.scope))
    ]
    return sorted(found, key=lambda one: one.destination[2:5] != gateway)


def receptacle_of(db: Session, unit_id: int) -> str | None:
    """The S9 number that a unit was given."""
    given = select(Identifier.value).where(Identifier.unit_id == unit_id, Identifier.scheme == "s9")
    return db.scalar(given)


def give_receptacle(
    db: Session,
    code: str,
    dispatch: Dispatch,
    *,
    highest: bool | None,
    registered: bool | None,
    by: Principal,
    at: datetime,
) -> Receptacle:
    """Number a closed unit in a dispatch that was begun this year; it is then known by its S9 too."""
    unit = db.scalar(
        select(HandlingUnit)
        .where(HandlingUnit.hub_id == by.hub_id, HandlingUnit.code == code)
        .with_for_update()
    )
    if unit is None:
        raise NotFound("unknown_unit", f"there is no unit {code}", "scan the bag's label")
    _check(db, unit, dispatch, by, at)
    serial = next_serials(db, by.hub_id, "receptacle", scope=f"{dispatch}/{_year(db, by, at)}")[0]
    weight_g = queries.unit(db, by, code)[0].weight_g
    made = Receptacle(dispatch, serial, highest, registered, hectograms(weight_g))
    db.add(Identifier(hub_id=by.hub_id, value=str(made), scheme="s9", unit_id=unit.id))
    append_one(db, unit, "unit", "give_receptacle", {"receptacle": str(made)}, by=by, at=at)
    return made


def _check(db: Session, unit: HandlingUnit, dispatch: Dispatch, by: Principal, at: datetime) -> None:
    if unit.state == "open":
        raise Refused(
            "unit_open", f"{unit.kind} {unit.code} is open, its weight may change", "close it first"
        )
    if unit.state == "departed":
        raise Refused("wrong_state", f"{unit.kind} {unit.code} has left", "number what is in the hub")
    given = receptacle_of(db, unit.id)
    if given is not None:
        raise Refused("already_done", f"{unit.kind} {unit.code} is receptacle {given}", "nothing to do")
    scope = f"{str(dispatch)[:15]}{_year(db, by, at)}"
    if not was_issued(db, by.hub_id, "dispatch", scope, dispatch.number):
        raise NotFound("unknown_dispatch", f"the hub has begun no dispatch {dispatch}", "begin it first")


def _year(db: Session, by: Principal, at: datetime) -> int:
    return at.astimezone(ZoneInfo(db.get_one(Hub, by.hub_id).zone)).year
