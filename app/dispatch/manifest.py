"""Issuing a manifest: the frozen, numbered, versioned list of what a departure carries."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.identity import Principal
from app.dispatch.models import Loading, Manifest
from app.ledger.queries import seal_head
from app.network.models import Carrier, Departure, Hub, Seller
from app.numbers.service import next_serials
from app.parcels.models import Consignment, HandlingUnit, ItemLine, Parcel

FORMAT = "entrepot.manifest.1"


def issue(db: Session, departure: Departure, *, by: Principal, at: datetime) -> Manifest:
    """Write the next version of a departure's manifest, before its close event. Totals are sums of its lines."""
    last = db.scalar(
        select(Manifest)
        .where(Manifest.departure_id == departure.id)
        .order_by(Manifest.version.desc())
        .limit(1)
    )
    number = last.number if last else f"MF{next_serials(db, departure.hub_id, 'manifest')[0]:08d}"
    version = last.version + 1 if last else 1
    lines = _lines(db, departure.id)
    content = _content(db, departure, number, version, last.version if last else None, lines, at)
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    seal_number, seal_hash = seal_head(db)
    manifest = Manifest(
        hub_id=departure.hub_id,
        carrier_id=departure.carrier_id,
        departure_id=departure.id,
        number=number,
        version=version,
        event_version=departure.version + 1,
        supersedes_id=last.id if last else None,
        pieces=len(lines),
        weight_g=sum(line["weight_g"] for line in lines),
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        seal_number=seal_number,
        seal_hash=seal_hash,
        issued_at=at,
        issued_by=by.actor,
    )
    db.add(manifest)
    db.flush()
    return manifest


def _content(
    db: Session,
    departure: Departure,
    number: str,
    version: int,
    supersedes: int | None,
    lines: list[dict[str, Any]],
    at: datetime,
) -> dict[str, Any]:
    hub = db.get_one(Hub, departure.hub_id)
    carrier = db.get_one(Carrier, departure.carrier_id)
    return {
        "format": FORMAT,
        "number": number,
        "version": version,
        "supersedes": supersedes,
        "hub": hub.code,
        "carrier": carrier.code,
        "departure": departure.number,
        "transport": departure.transport,
        "air_waybill": departure.air_waybill,
        "origin": hub.code,
        "gateway": departure.gateway,
        "departs_at": departure.departs_at.isoformat(),
        "issued_at": at.isoformat(),
        "pieces": len(lines),
        "units": len({line["unit"] for line in lines if line["unit"]}),
        "weight_g": sum(line["weight_g"] for line in lines),
        "lines": lines,
    }


def _lines(db: Session, departure_id: int) -> list[dict[str, Any]]:
    query = (
        select(
            Parcel.id,
            Parcel.tracking,
            HandlingUnit.code.label("unit"),
            Parcel.weight_g,
            Parcel.declared_weight_g,
            Parcel.dangerous,
            Consignment.reference,
            Consignment.incoterm,
            Consignment.service,
            Consignment.consignee_name,
            Consignment.address1,
            Consignment.city,
            Consignment.postcode,
            Consignment.country,
            Seller.name.label("seller"),
        )
        .join(Loading, Loading.parcel_id == Parcel.id)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Loading.unit_id)
        .where(Loading.departure_id == departure_id)
        .order_by(HandlingUnit.code, Parcel.tracking)
    )
    items = _items(db, departure_id)
    lines = []
    for row in db.execute(query):
        line = dict(row._mapping)
        parcel_id, measured, declared = line.pop("id"), line.pop("weight_g"), line.pop("declared_weight_g")
        lines.append({**line, "weight_g": measured or declared, "items": items.get(parcel_id, [])})
    return lines


def _items(db: Session, departure_id: int) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(
            ItemLine.parcel_id,
            ItemLine.description,
            ItemLine.hs_code,
            ItemLine.origin_country,
            ItemLine.quantity,
            ItemLine.unit_value,
            ItemLine.currency,
        )
        .join(Loading, Loading.parcel_id == ItemLine.parcel_id)
        .where(Loading.departure_id == departure_id)
        .order_by(ItemLine.parcel_id, ItemLine.line)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for parcel_id, description, hs_code, origin, quantity, unit_value, currency in db.execute(query):
        found.setdefault(parcel_id, []).append(
            {
                "description": description,
                "hs_code": hs_code,
                "origin": origin,
                "quantity": quantity,
                "unit_value": f"{unit_value:.2f}",
                "currency": currency,
            }
        )
    return found
