"""What the papers of a consignment say: its customs declarations, invoice, packing list and house air waybill."""

from collections.abc import Sequence
from datetime import datetime

from app.core.errors import Refused
from app.core.papers import local
from app.dispatch.consignments import Sold, sides_mm, volume_cm3, weight_g
from app.parcels.models import Parcel
from labels.amounts import all_money
from labels.heads import Origin
from labels.identifiers import AirWaybill as Master
from labels.papers.consignment import Goods, Party, Piece
from labels.papers.customs import Category, CustomsItem
from labels.papers.invoice import CommercialInvoice
from labels.papers.packing_list import PackingList
from labels.papers.waybill import AirWaybill, WaybillLine

# Incoterms 2020 under which the buyer pays the main carriage.
CARRIAGE_BY_BUYER = frozenset({"EXW", "FCA", "FAS", "FOB"})
REASON = "Sale of goods"


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
    """Raises Refused while the consignment has no number for it."""
    if one.to.house_number is None:
        raise Refused(
            "no_house_number",
            f"{one.to.reference} has no house air waybill yet",
            "it gets one when it is declared",
        )
    flight, zone = one.departure, one.hub.zone
    return AirWaybill(
        title="House air waybill",
        number=one.to.house_number,
        master=Master.parse(flight.air_waybill).printed if flight and flight.air_waybill else "",
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
