"""Reading the dock: loads with their counts, open cases by their clock."""

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.inbound.models import Case, ExpectedParcel, InboundLoad
from app.network.models import Hub, Lane, Location, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from labels.kinds.bin import BinLabel, Points, check_number
from labels.kinds.parcel import ParcelLabel
from labels.papers.consignment import Goods

# As much of a parcel's contents as its label has room for.
CONTENTS = 60


@dataclass(frozen=True, slots=True)
class LoadView:
    number: str
    vehicle: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    expected: int
    received: int


@dataclass(frozen=True, slots=True)
class CaseView:
    id: int
    kind: str
    code: str
    note: str
    owner: str
    opened_at: datetime
    due_at: datetime


def loads(db: Session, by: Principal, *, limit: int = 50) -> list[LoadView]:
    """Loads, newest first."""
    expected = (
        select(func.count())
        .where(ExpectedParcel.load_id == InboundLoad.id)
        .correlate(InboundLoad)
        .scalar_subquery()
    )
    received = (
        select(func.count()).where(Parcel.load_id == InboundLoad.id).correlate(InboundLoad).scalar_subquery()
    )
    query = (
        select(
            InboundLoad.number,
            InboundLoad.vehicle,
            InboundLoad.state,
            InboundLoad.opened_at,
            InboundLoad.closed_at,
            expected,
            received,
        )
        .where(visible(by, InboundLoad))
        .order_by(InboundLoad.id.desc())
        .limit(limit)
    )
    return [LoadView(*row) for row in db.execute(query)]


def open_cases(db: Session, by: Principal, *, kind: str = "", limit: int = 50) -> list[CaseView]:
    """Open cases, those whose time runs out first."""
    query = (
        select(Case.id, Case.kind, Case.code, Case.note, Case.owner, Case.opened_at, Case.due_at)
        .where(visible(by, Case), Case.closed_at.is_(None))
        .order_by(Case.due_at, Case.id)
        .limit(limit)
    )
    if kind:
        query = query.where(Case.kind == kind)
    return [CaseView(*row) for row in db.execute(query)]


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


def goods_of(line: ItemLine) -> Goods:
    """An item line as papers show it."""
    return Goods(
        description=line.description,
        hs_code=line.hs_code,
        origin_country=line.origin_country,
        quantity=line.quantity,
        unit_value=line.unit_value,
        currency=line.currency,
        net_weight_g=line.net_weight_g,
        sku=line.sku,
    )
