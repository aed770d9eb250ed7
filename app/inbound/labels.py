"""What stands on the hub's own labels: of parcels, of bins and other places, of racks."""

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.network.models import Hub, Lane, Location, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from labels.kinds.bin import BinLabel, Points, check_number
from labels.kinds.parcel import ParcelLabel
from labels.kinds.rack import RackSign, Runs

# As much of a parcel's contents as its label has room for.
CONTENTS = 60


def parcel_labels(db: Session, by: Principal, trackings: Sequence[str], at: datetime) -> list[ParcelLabel]:
    """What stands on the labels of these parcels, in this order. Raises NotFound for one that is not there."""
    query = (
        select(Parcel, Consignment, Seller.name, Hub.code, Hub.name, Lane.gateway)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .join(Hub, Hub.id == Parcel.hub_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(visible(by, Parcel), among(db, Parcel.tracking, trackings))
    )
    rows: dict[str, Any] = {row[0].tracking: row for row in db.execute(query)}
    for one in trackings:
        if one not in rows:
            raise NotFound("unknown_parcel", f"there is no parcel {one}", "check the number")
    contents = _contents(db, [row[0].id for row in rows.values()])
    return [_label(rows[one], contents, at) for one in trackings]


def _contents(db: Session, parcel_ids: Sequence[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    lines = select(ItemLine.parcel_id, ItemLine.description).where(among(db, ItemLine.parcel_id, parcel_ids))
    for parcel_id, description in db.execute(lines.order_by(ItemLine.parcel_id, ItemLine.line)):
        found[parcel_id].append(description)
    return found


def _label(row: Any, contents: dict[int, list[str]], at: datetime) -> ParcelLabel:
    parcel, to, seller, hub, hub_name, gateway = row
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
        contents=contents_of(contents.get(parcel.id, ())),
        dangerous=bool(parcel.dangerous),
        printed_at=at,
    )


def contents_of(descriptions: Sequence[str]) -> str:
    """As many descriptions as fit the label's field, and how many more there are; a long one ends in an ellipsis."""
    shown: list[str] = []
    for one in descriptions:
        if shown and len("; ".join((*shown, one))) > CONTENTS:
            return f"{'; '.join(shown)}; +{len(descriptions) - len(shown)} more"
        shown.append(textwrap.shorten(one, CONTENTS, placeholder=" …"))
    return "; ".join(shown)


def bin_labels(db: Session, by: Principal, codes: Sequence[str], _at: datetime) -> list[BinLabel]:
    """What stands on the labels of these places, in this order. Raises NotFound for one that is not there."""
    query = select(Location.code, Hub.code).join(Hub, Hub.id == Location.hub_id)
    hubs = dict(db.execute(query.where(visible(by, Location), among(db, Location.code, codes))).all())
    for one in codes:
        if one not in hubs:
            raise NotFound("unknown_location", f"there is no place {one}", "check the code")
    return [
        BinLabel(one, one.removeprefix(f"{hubs[one]}-"), hubs[one], check_number(one), Points.HERE)
        for one in codes
    ]


def rack_signs(
    db: Session, by: Principal, codes: Sequence[str], _at: datetime, runs: Runs = Runs.RIGHT
) -> list[RackSign]:
    """The signs of these aisles (`KUL-A03`), in this order; `runs` is to which side their bays are.

    Raises NotFound for one that has no bins.
    """
    query = select(Hub.code, Location.aisle, Location.code).join(Hub, Hub.id == Location.hub_id)
    aisles = [one.partition("-")[2] for one in codes]
    bays = defaultdict(list)
    for hub, aisle, code in db.execute(
        query.where(visible(by, Location), Location.kind == "bin", among(db, Location.aisle, aisles))
    ):
        bays[f"{hub}-{aisle}"].append(code.split("-")[-2])
    for one in codes:
        if one not in bays:
            raise NotFound("unknown_rack", f"there is no rack {one}", "see the list of racks")
    return [_sign(one, bays[one], runs) for one in codes]


def _sign(code: str, bays: Sequence[str], runs: Runs) -> RackSign:
    hub, _, aisle = code.partition("-")
    return RackSign(code, aisle, min(bays, key=int), max(bays, key=int), hub, runs)
