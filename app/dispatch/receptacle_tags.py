"""Tags of bags that go by post, as the form CN 35: their S9 number, the flight and what is in them."""

from collections.abc import Collection, Sequence
from datetime import datetime

import pycountry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound, Refused, none_refused
from app.core.identity import Principal
from app.core.papers import local
from app.dispatch.models import Assignment, Loading
from app.network.models import Departure, Hub
from app.parcels.models import HandlingUnit, Identifier, Parcel
from labels.kinds.receptacle import ReceptacleTag


def receptacle_tags(db: Session, by: Principal, codes: Sequence[str], _at: datetime) -> list[ReceptacleTag]:
    """The tags of these units, in this order. Raises NotFound, or the first of `receptacle_refusals`."""
    found = _tags(db, by, codes)
    return none_refused([found[one] for one in codes])


def receptacle_refusals(db: Session, by: Principal, codes: Sequence[str]) -> dict[str, Refused]:
    """Why some of these units get no tag yet, by their codes."""
    return {code: one for code, one in _tags(db, by, codes).items() if isinstance(one, Refused)}


def _tags(db: Session, by: Principal, codes: Sequence[str]) -> dict[str, ReceptacleTag | Refused]:
    mine = select(HandlingUnit).where(visible(by, HandlingUnit), among(db, HandlingUnit.code, codes))
    units = {one.code: one for one in db.scalars(mine)}
    for one in codes:
        if one not in units:
            raise NotFound("unknown_unit", f"there is no unit {one}", "scan the bag's label")
    ids = [one.id for one in units.values()]
    counts = (
        select(Parcel.unit_id, func.count()).where(among(db, Parcel.unit_id, ids)).group_by(Parcel.unit_id)
    )
    given = select(Identifier.unit_id, Identifier.value).where(
        Identifier.scheme == "s9", among(db, Identifier.unit_id, ids)
    )
    items, numbers = dict(db.execute(counts).all()), dict(db.execute(given).all())
    flights, hub = _departures(db, ids), db.get_one(Hub, by.hub_id)
    return {
        code: _tag(one, items.get(one.id, 0), numbers.get(one.id), flights.get(one.id), hub)
        for code, one in units.items()
    }


def _departures(db: Session, unit_ids: Collection[int]) -> dict[int, Departure]:
    """By unit: the departure that it is on, or else the one that all its parcels are meant for."""
    meant = (
        select(Parcel.unit_id, func.min(Assignment.departure_id))
        .join(Assignment, Assignment.parcel_id == Parcel.id)
        .where(among(db, Parcel.unit_id, unit_ids))
        .group_by(Parcel.unit_id)
        .having(func.count(Assignment.departure_id.distinct()) == 1)
    )
    on = select(Loading.unit_id, Loading.departure_id).where(among(db, Loading.unit_id, unit_ids)).distinct()
    of_unit: dict[int, int] = {}
    for query in (meant, on):
        of_unit |= {unit_id: departure_id for unit_id, departure_id in db.execute(query) if unit_id}
    found = db.scalars(select(Departure).where(among(db, Departure.id, set(of_unit.values()))))
    departures = {one.id: one for one in found}
    return {unit_id: departures[departure_id] for unit_id, departure_id in of_unit.items()}


def _tag(
    unit: HandlingUnit, items: int, number: str | None, departure: Departure | None, hub: Hub
) -> ReceptacleTag | Refused:
    name = f"{unit.kind} {unit.code}"
    if number is None:
        hint = "number it in a dispatch on its page, then print its tag"
        return Refused("no_receptacle_number", f"{name} has no receptacle number yet", hint)
    if departure is None:
        hint = "load it, or plan flights, then print its tag"
        return Refused("no_departure", f"{name} is on no departure, and not meant for one", hint)
    there = pycountry.countries.get(alpha_2=number[6:8])
    return ReceptacleTag(
        receptacle=number,
        origin_name=f"{hub.name} {hub.code}",
        destination_name=there.name if there else "",
        airport=unit.gateway,
        flight=departure.number,
        departs_on=local(departure.departs_at, hub.zone).date(),
        items=items,
    )
