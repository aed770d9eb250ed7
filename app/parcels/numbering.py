"""Numbers that freight is given: a house air waybill for each consignment, a postal item number for a parcel."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.bulk import among, insert_rows
from app.core.errors import Refused
from app.core.identity import Principal
from app.network.models import Hub
from app.numbers.service import next_allotted, next_serials
from app.parcels.lifecycle import words
from app.parcels.models import Consignment, Identifier, Parcel
from app.parcels.rules import has_left
from app.parcels.work import ParcelState, Work
from labels.identifiers import S10, HouseWaybill


def number_houses(db: Session, hub_id: int, consignment_ids: Iterable[int]) -> dict[int, str]:
    """House numbers by consignment, given now where there was none; a sole parcel is then known by it too.

    The consignments are locked first: a number is only taken for one that has none, so that no number is lost.
    """
    wanted = sorted(set(consignment_ids))
    query = select(Consignment.id, Consignment.house_number).where(among(db, Consignment.id, wanted))
    rows = db.execute(query.order_by(Consignment.id).with_for_update()).all()
    known = {row.id: row.house_number for row in rows}
    without = [one for one, number in known.items() if number is None]
    if without:
        code = db.get_one(Hub, hub_id).code
        serials = next_serials(db, hub_id, "hawb", len(without))
        new = {
            one: str(HouseWaybill.issue(code, serial)) for one, serial in zip(without, serials, strict=True)
        }
        db.execute(update(Consignment), [{"id": one, "house_number": number} for one, number in new.items()])
        _name_parcels(db, hub_id, new)
        known |= new
    return known


def give_house_waybill(db: Session, tracking: str, *, by: Principal, at: datetime) -> str:
    """The house number of a parcel's consignment, given now when it has none; then the parcel's ledger says so."""
    work = Work(db, by.hub_id, at)
    work.take({tracking})
    parcel = work.parcel(tracking)
    before = db.scalar(select(Consignment.house_number).where(Consignment.id == parcel.consignment_id))
    number = number_houses(db, by.hub_id, [parcel.consignment_id])[parcel.consignment_id]
    if before is None:
        work.change(parcel, "give_house_waybill", by=by, at=at, note={"house_waybill": number})
        work.flush()
    return number


def give_postal_item(db: Session, tracking: str, service: str, *, by: Principal, at: datetime) -> str:
    """The next S10 number that the hub's country's post has allotted for a service indicator; one a parcel."""
    work = Work(db, by.hub_id, at)
    work.take({tracking})
    parcel = work.parcel(tracking)
    given = postal_items(db, [parcel.id]).get(parcel.id)
    if given is not None:
        raise Refused("already_done", f"parcel {tracking} is postal item {given}", "nothing to do")
    return _give_postal_items(work, [parcel], service, by=by, at=at)[0]


def give_postal_items(db: Session, unit_code: str, service: str, *, by: Principal, at: datetime) -> int:
    """Number all parcels in a unit that have no S10 number yet. All of them, or none; gives how many."""
    work = Work(db, by.hub_id, at)
    work.take((), contents_of={unit_code})
    members = sorted(work.unit(unit_code).members, key=lambda one: one.tracking)
    given = postal_items(db, [one.id for one in members])
    without = [one for one in members if one.id not in given]
    if not without:
        raise Refused("already_done", f"nothing in {unit_code} lacks a postal number", "nothing to do")
    return len(_give_postal_items(work, without, service, by=by, at=at))


def postal_items(db: Session, parcel_ids: Iterable[int]) -> dict[int, str]:
    """The S10 numbers that parcels were given, by their ids."""
    query = select(Identifier.parcel_id, Identifier.value).where(
        Identifier.scheme == "s10", among(db, Identifier.parcel_id, parcel_ids)
    )
    return {parcel_id: value for parcel_id, value in db.execute(query) if parcel_id}


def _give_postal_items(
    work: Work, parcels: Sequence[ParcelState], service: str, *, by: Principal, at: datetime
) -> list[str]:
    country = work.db.get_one(Hub, by.hub_id).country
    numbers = []
    for parcel in parcels:
        if has_left(parcel.handling):
            state = f"parcel {parcel.tracking} is {words(parcel.handling)}"
            raise Refused("wrong_state", state, "number what is in the hub")
        serial = next_allotted(work.db, by.hub_id, "s10", service + country)
        number = str(S10(service, serial, country))
        work.add(Identifier, hub_id=by.hub_id, value=number, scheme="s10", parcel_id=parcel.id)
        work.change(parcel, "give_postal_item", by=by, at=at, note={"postal_item": number})
        numbers.append(number)
    work.flush()
    return numbers


def _name_parcels(db: Session, hub_id: int, numbers: dict[int, str]) -> None:
    sole = (
        select(Parcel.consignment_id, func.min(Parcel.id))
        .where(among(db, Parcel.consignment_id, numbers))
        .group_by(Parcel.consignment_id)
        .having(func.count() == 1)
    )
    aliases = [
        {"hub_id": hub_id, "value": numbers[one], "scheme": "hawb", "parcel_id": parcel_id}
        for one, parcel_id in db.execute(sole)
    ]
    insert_rows(db, Identifier, aliases)
