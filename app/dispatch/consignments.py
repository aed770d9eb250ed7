"""A consignment with its parcels and goods, read for its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.errors import NotFound
from app.core.identity import Principal
from app.core.papers import local
from app.dispatch.models import Assignment, Loading
from app.inbound.queries import goods_of
from app.network.models import Carrier, Departure, Hub, Lane, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from labels.heads import Origin
from labels.papers.consignment import Goods


@dataclass(frozen=True, slots=True)
class Sold:
    """A consignment with its parcels and the goods in each; `asked` is the parcel by whose number it was found."""

    to: Consignment
    seller: Seller
    hub: Hub
    gateway: str
    carrier: str
    departure: Departure | None
    parcels: Sequence[Parcel]
    goods: dict[int, tuple[Goods, ...]]
    asked: Parcel

    @property
    def code(self) -> str:
        """What its papers are known by: its house air waybill, before it has one the hub and its own serial."""
        return self.to.house_number or f"{self.hub.code}{self.to.id:09d}"

    @property
    def all_goods(self) -> tuple[Goods, ...]:
        return tuple(one for parcel in self.parcels for one in self.goods[parcel.id])

    @property
    def gross_weight_g(self) -> int:
        return sum(weight_g(one) for one in self.parcels)

    def origin(self, at: datetime) -> Origin:
        events = sum(one.version for one in self.parcels)
        told = f"consignment {self.to.reference} after {events:,} events"
        return Origin(told, local(at, self.hub.zone))


def sold(db: Session, by: Principal, tracking: str) -> Sold:
    """The consignment of a parcel. Raises NotFound where `by` may not see it."""
    query = (
        select(Consignment, Parcel, Seller, Hub, Lane.gateway, Carrier.name)
        .join(Parcel, Parcel.consignment_id == Consignment.id)
        .join(Seller, Seller.id == Consignment.seller_id)
        .join(Hub, Hub.id == Consignment.hub_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .outerjoin(Carrier, Carrier.id == Lane.carrier_id)
        .where(visible(by, Parcel), visible(by, Consignment), Parcel.tracking == tracking)
    )
    row: Any = db.execute(query).first()
    if row is None:
        raise NotFound("unknown_parcel", f"there is no parcel {tracking}", "check the number")
    to, asked, seller, hub, gateway, carrier = row
    whole = select(Parcel).where(Parcel.consignment_id == to.id).order_by(Parcel.id)
    parcels = db.scalars(whole).all()
    goods = _goods(db, to.id)
    found = {one.id: goods.get(one.id, ()) for one in parcels}
    return Sold(
        to, seller, hub, gateway or "", carrier or "", _departure(db, asked.id), parcels, found, asked
    )


def _goods(db: Session, consignment_id: int) -> dict[int, tuple[Goods, ...]]:
    query = (
        select(ItemLine)
        .join(Parcel, Parcel.id == ItemLine.parcel_id)
        .where(Parcel.consignment_id == consignment_id)
        .order_by(ItemLine.parcel_id, ItemLine.line)
    )
    found: dict[int, tuple[Goods, ...]] = {}
    for one in db.scalars(query):
        found[one.parcel_id] = (*found.get(one.parcel_id, ()), goods_of(one))
    return found


def _departure(db: Session, parcel_id: int) -> Departure | None:
    """The one that the parcel is on, or else the one that it is meant for."""
    for table in (Loading, Assignment):
        on = select(table.departure_id).where(table.parcel_id == parcel_id)
        found = db.scalar(select(Departure).where(Departure.id.in_(on)))
        if found is not None:
            return found
    return None


def weight_g(parcel: Parcel) -> int:
    """As measured, or else as declared."""
    return parcel.weight_g or parcel.declared_weight_g


def sides_mm(parcel: Parcel) -> tuple[int, int, int] | None:
    """As measured, or else as declared; None where one side is not known."""
    for sides in (
        (parcel.length_mm, parcel.width_mm, parcel.height_mm),
        (parcel.declared_length_mm, parcel.declared_width_mm, parcel.declared_height_mm),
    ):
        length_mm, width_mm, height_mm = sides
        if length_mm and width_mm and height_mm:
            return length_mm, width_mm, height_mm
    return None


def volume_cm3(parcel: Parcel) -> int | None:
    """Rounded up, so that a sum is never too small."""
    sides = sides_mm(parcel)
    return -(-sides[0] * sides[1] * sides[2] // 1000) if sides else None
