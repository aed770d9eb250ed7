"""Numbers that freight is given: a house air waybill for each consignment, a postal item number for a parcel."""

from collections.abc import Iterable
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
from app.parcels.work import Work
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
    known = select(Identifier.value).where(Identifier.parcel_id == parcel.id, Identifier.scheme == "s10")
    given = db.scalar(known)
    if given is not None:
        raise Refused("already_done", f"parcel {tracking} is postal item {given}", "nothing to do")
    if has_left(parcel.handling):
        raise Refused(
            "wrong_state", f"parcel {tracking} is {words(parcel.handling)}", "number what is in the hub"
        )
    country = db.get_one(Hub, by.hub_id).country
    number = str(S10(service, next_allotted(db, by.hub_id, "s10", service + country), country))
    db.add(Identifier(hub_id=by.hub_id, value=number, scheme="s10", parcel_id=parcel.id))
    work.change(parcel, "give_postal_item", by=by, at=at, note={"postal_item": number})
    work.flush()
    return number


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
