"""A consignment as its papers show it: rows in, the values of the papers out."""

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
from app.network.models import Carrier, Departure, Hub, Lane, Seller
from app.parcels.models import Consignment, ItemLine, Parcel
from labels.amounts import all_money
from labels.heads import Origin
from labels.papers.air_waybill import AirWaybill, WaybillLine
from labels.papers.consignment import Goods, Party, Piece
from labels.papers.customs import Category, CustomsItem
from labels.papers.invoice import CommercialInvoice
from labels.papers.packing_list import PackingList

# Incoterms 2020 under which the buyer pays the main carriage.
CARRIAGE_BY_BUYER = frozenset({"EXW", "FCA", "FAS", "FOB"})
REASON = "Sale of goods"


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
        """The house waybill's number: the hub and the consignment's own serial, twelve characters, ASCII."""
        return f"{self.hub.code}{self.to.id:09d}"

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
        goods = Goods(
            description=one.description,
            hs_code=one.hs_code,
            origin_country=one.origin_country,
            quantity=one.quantity,
            unit_value=one.unit_value,
            currency=one.currency,
            net_weight_g=one.net_weight_g,
            sku=one.sku,
        )
        found[one.parcel_id] = (*found.get(one.parcel_id, ()), goods)
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


def sender(one: Sold) -> Party:
    return Party(one.seller.name, (one.seller.address,), one.seller.country)


def addressee(one: Sold) -> Party:
    to = one.to
    town = " ".join(part for part in (to.postcode, to.city, to.region) if part)
    address = tuple(part for part in (to.address1, to.address2, town) if part)
    return Party(to.consignee_name, address, to.country, to.phone, to.email, to.tax_id)


def customs_item(one: Sold, at: datetime) -> CustomsItem:
    """The parcel that was asked for, as CN 22 and CN 23 declare it."""
    parcel, zone = one.asked, one.hub.zone
    return CustomsItem(
        number=parcel.tracking,
        operator=f"{one.hub.code} {one.hub.name}",
        sender=sender(one),
        addressee=addressee(one),
        sender_reference="",
        importer_reference=one.to.tax_id,
        category=Category.SALE,
        explanation="",
        goods=one.goods[parcel.id],
        gross_weight_g=weight_g(parcel),
        postage=None,
        comments="",
        licences="",
        certificates="",
        invoice=one.to.reference,
        office=one.hub.name,
        posted_on=local(parcel.received_at, zone).date() if parcel.received_at else None,
        origin=Origin(f"parcel {parcel.tracking} after {parcel.version:,} events", local(at, zone)),
    )


def commercial_invoice(one: Sold, at: datetime) -> CommercialInvoice:
    return CommercialInvoice(
        number=one.to.reference,
        code=one.code,
        dated=local(one.to.created_at, one.hub.zone).date(),
        order=one.to.reference,
        incoterm=one.to.incoterm,
        incoterm_place=f"{one.to.city}, {one.to.country}",
        reason=REASON,
        seller=sender(one),
        buyer=addressee(one),
        pieces=len(one.parcels),
        gross_weight_g=one.gross_weight_g,
        goods=one.all_goods,
        charges=(),
        origin=one.origin(at),
    )


def packing(one: Sold, at: datetime) -> PackingList:
    return PackingList(
        number=one.to.reference,
        code=one.code,
        dated=local(one.to.created_at, one.hub.zone).date(),
        sender=sender(one),
        consignee=addressee(one),
        pieces=tuple(
            Piece(parcel.tracking, weight_g(parcel), one.goods[parcel.id], sides_mm(parcel))
            for parcel in one.parcels
        ),
        origin=one.origin(at),
    )


def house_waybill(one: Sold, at: datetime) -> AirWaybill:
    flight, zone = one.departure, one.hub.zone
    return AirWaybill(
        title="House air waybill",
        number=one.code,
        master="",
        issuer=f"{one.hub.code} {one.hub.name}",
        shipper=sender(one),
        consignee=addressee(one),
        agent=(f"{one.hub.code} {one.hub.name}",),
        accounting=(f"{one.to.incoterm} {one.to.city}, {one.to.country}",),
        origin_airport=one.hub.code,
        destination_airport=one.gateway,
        carrier=one.carrier,
        flight=flight.number if flight else "",
        flight_on=local(flight.departs_at, zone).date() if flight else None,
        prepaid=one.to.incoterm not in CARRIAGE_BY_BUYER,
        declared_for_customs=all_money(goods.value for goods in one.all_goods) or "NCV",
        currency=one.hub.currency,
        handling=_handling(one.parcels),
        executed_at=one.hub.name,
        executed_on=local(at, zone).date(),
        lines=tuple(_waybill_line(parcel, one.goods[parcel.id]) for parcel in one.parcels),
        origin=one.origin(at),
    )


def _handling(parcels: Sequence[Parcel]) -> tuple[str, ...]:
    dangerous = sorted({one.dangerous for one in parcels if one.dangerous})
    return (f"Dangerous goods: {', '.join(dangerous)}",) if dangerous else ("No dangerous goods are stated.",)


def _waybill_line(parcel: Parcel, goods: Sequence[Goods]) -> WaybillLine:
    nature = "; ".join(one.description for one in goods) or "contents not stated"
    return WaybillLine(f"{nature} ({parcel.tracking})", 1, weight_g(parcel), volume_cm3(parcel))


def volume_cm3(parcel: Parcel) -> int | None:
    """Rounded up, so that a sum is never too small."""
    sides = sides_mm(parcel)
    return -(-sides[0] * sides[1] * sides[2] // 1000) if sides else None
