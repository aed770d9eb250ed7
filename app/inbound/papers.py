"""`GET /api/v1/labels/parcel/{tracking}.pdf` and `.zpl`: the hub's own parcel label."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Principal, Role
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from app.network.models import Hub, Lane, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from labels.kinds.parcel import PARCEL, ParcelLabel
from labels.printing import Format, printed

papers = Blueprint("parcel_labels", __name__)
CONTENTS = 60


@papers.get("/api/v1/labels/parcel/<tracking>.<any(pdf, zpl):written>")
@allow(*STAFF, Role.SELLER)
def parcel_label(tracking: str, written: str) -> Response:
    """Code 128 and QR of the tracking number, the gateway and service large; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        label = label_of(db, principal(), tracking.upper(), at=now())
    return label_answer(
        label.tracking,
        written,
        lambda asked: printed(PARCEL, [label], Format(written), asked.size, asked.dpi, asked.copies),
    )


def label_of(db: Session, by: Principal, tracking: str, *, at: datetime) -> ParcelLabel:
    """What stands on a parcel's label."""
    query = (
        select(Parcel, Consignment, Seller.name, Hub.code, Hub.name, Lane.gateway)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .join(Hub, Hub.id == Parcel.hub_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(visible(by, Parcel), Parcel.tracking == tracking)
    )
    row: Any = db.execute(query).first()
    if row is None:
        raise NotFound("unknown_parcel", f"there is no parcel {tracking}", "check the number")
    parcel, to, seller, hub, hub_name, gateway = row
    items = db.scalars(
        select(ItemLine.description).where(ItemLine.parcel_id == parcel.id).order_by(ItemLine.line)
    )
    town = " ".join(part for part in (to.postcode, to.city, to.region) if part)
    return ParcelLabel(
        tracking=parcel.tracking,
        hub=hub,
        hub_name=hub_name,
        seller=seller,
        consignee_name=to.consignee_name,
        address=tuple(part for part in (to.address1, to.address2, town) if part),
        country=to.country,
        phone=to.phone,
        service=to.service,
        gateway=gateway or "",
        weight_g=parcel.weight_g or parcel.declared_weight_g,
        reference=to.reference,
        contents="; ".join(items)[:CONTENTS],
        dangerous=bool(parcel.dangerous),
        printed_at=at,
    )
