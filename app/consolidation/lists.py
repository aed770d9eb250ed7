"""`GET /api/v1/units/{sscc}/bag-list.pdf`: what is in a bag or carton, item by item."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.consolidation.queries import unit
from app.core.clock import now
from app.core.identity import Principal
from app.core.papers import local, paper_answer
from app.core.web import STAFF, allow, principal, reading
from app.network.models import Hub, Seller
from app.parcels.models import Consignment, HandlingUnit, Parcel
from labels.heads import Origin
from labels.papers.bag_list import BagList, BagListItem, render

lists = Blueprint("unit_lists", __name__)


@lists.get("/api/v1/units/<code>/bag-list.pdf")
@allow(*STAFF)
def show_bag_list(code: str) -> Response:
    """A4: the SSCC as GS1-128, each item with its weight, and room for both offices to sign."""
    with reading() as db:
        found = bag_list(db, principal(), code.upper(), at=now())
    return paper_answer(f"bag-list-{found.sscc}", lambda: render(found))


def bag_list(db: Session, by: Principal, code: str, *, at: datetime) -> BagList:
    """Raises NotFound where `by` may not see the unit."""
    view, _ = unit(db, by, code)
    row = db.get_one(HandlingUnit, view.id)
    hub = db.get_one(Hub, row.hub_id)
    return BagList(
        sscc=row.code,
        kind=row.kind.capitalize(),
        hub=hub.code,
        hub_name=hub.name,
        gateway=row.gateway,
        service=row.service,
        seal=row.seal_number,
        tare_g=row.tare_g,
        closed_at=local(row.closed_at, hub.zone) if row.closed_at else None,
        items=_items(db, by, row.id),
        origin=Origin(f"{row.kind} {row.code} after {row.version:,} events", local(at, hub.zone)),
    )


def _items(db: Session, by: Principal, unit_id: int) -> tuple[BagListItem, ...]:
    query = (
        select(Parcel, Seller.name, Consignment)
        .join(Seller, Seller.id == Parcel.seller_id)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .where(visible(by, Parcel), Parcel.unit_id == unit_id)
        .order_by(Parcel.tracking)
    )
    rows: list[Any] = list(db.execute(query))
    return tuple(
        BagListItem(
            tracking=parcel.tracking,
            seller=seller,
            consignee=f"{to.consignee_name}, {to.city}",
            country=to.country,
            weight_g=parcel.weight_g or parcel.declared_weight_g,
            remarks=parcel.dangerous,
        )
        for parcel, seller, to in rows
    )
