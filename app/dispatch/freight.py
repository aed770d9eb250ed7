"""What a departure takes as its papers show it: rows in, dispatch note and master air waybill out."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.papers import local
from app.dispatch.consignments import volume_cm3
from app.dispatch.models import Loading, Manifest
from app.dispatch.queries import WEIGHT
from app.network.models import Departure, Hub
from app.network.queries import DepartureView
from app.parcels.models import HandlingUnit, Parcel
from labels.heads import Origin
from labels.papers.consignment import Party
from labels.papers.dispatch_note import DispatchedUnit, DispatchNote
from labels.papers.waybill import AirWaybill, WaybillLine

LOOSE = "loose parcels"


def units(db: Session, departure_id: int) -> tuple[DispatchedUnit, ...]:
    """Bags and cartons on a departure by their SSCC, then all loose parcels as one line."""
    query = (
        select(
            HandlingUnit.code,
            HandlingUnit.kind,
            HandlingUnit.seal_number,
            HandlingUnit.tare_g,
            func.count(),
            func.sum(WEIGHT),
        )
        .select_from(Loading)
        .join(Parcel, Parcel.id == Loading.parcel_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Loading.unit_id)
        .where(Loading.departure_id == departure_id)
        .group_by(HandlingUnit.code, HandlingUnit.kind, HandlingUnit.seal_number, HandlingUnit.tare_g)
    )
    found = [_unit(row) for row in db.execute(query)]
    return tuple(sorted(found, key=lambda one: (one.code == LOOSE, one.code)))


def _unit(row: Any) -> DispatchedUnit:
    code, kind, seal, tare_g, parcels, grams = row
    return DispatchedUnit(code or LOOSE, kind or "", seal or "", parcels, int(grams), tare_g or 0)


def note(db: Session, one: DepartureView, *, at: datetime) -> DispatchNote:
    row, hub, zone = _rows(db, one)
    return DispatchNote(
        departure=one.number,
        carrier=one.carrier,
        transport=one.transport,
        hub=hub.code,
        hub_name=hub.name,
        gateway=one.gateway,
        cutoff_at=local(one.cutoff_at, zone),
        departs_at=local(one.departs_at, zone),
        state=one.state,
        manifest=_manifest(db, one.id),
        units=units(db, one.id),
        origin=_origin(row, zone, at),
    )


def master_waybill(db: Session, one: DepartureView, awb: str, *, at: datetime) -> AirWaybill:
    """One line for all: pieces are the bags, cartons and loose parcels that the airline takes over.

    Raises Refused while nothing is on the departure.
    """
    row, hub, zone = _rows(db, one)
    if not units(db, one.id):
        raise Refused(
            "nothing_on_board", f"nothing is on {one.number} yet", "load it, then print its waybill"
        )
    manifest = _manifest(db, one.id)
    whose = f"as per attached manifest {manifest}" if manifest else "as per manifest to be attached"
    return AirWaybill(
        title="Air waybill",
        number=awb,
        master="",
        issuer=one.carrier,
        shipper=Party(f"{hub.code} {hub.name}", (), hub.country),
        consignee=Party(f"Break-bulk agent at {one.gateway}", (), ""),
        agent=(f"{hub.code} {hub.name}",),
        accounting=(),
        origin_airport=hub.code,
        destination_airport=one.gateway,
        carrier=one.carrier,
        flight=one.number,
        flight_on=local(one.departs_at, zone).date(),
        prepaid=True,
        declared_for_customs="NCV",
        currency=hub.currency,
        handling=_handling(db, one.id),
        executed_at=hub.name,
        executed_on=local(at, zone).date(),
        lines=_lines(db, one.id, f"Consolidation {whose}"),
        origin=_origin(row, zone, at),
    )


def _rows(db: Session, one: DepartureView) -> tuple[Departure, Hub, str]:
    row = db.get_one(Departure, one.id)
    hub = db.get_one(Hub, row.hub_id)
    return row, hub, hub.zone


def _origin(row: Departure, zone: str, at: datetime) -> Origin:
    return Origin(f"departure {row.number} after {row.version:,} events", local(at, zone))


def _manifest(db: Session, departure_id: int) -> str:
    """The number and version of the newest manifest, or nothing."""
    query = select(Manifest.number, Manifest.version).where(Manifest.departure_id == departure_id)
    found = db.execute(query.order_by(Manifest.version.desc()).limit(1)).first()
    return f"{found.number} version {found.version}" if found else ""


def _on_board(db: Session, departure_id: int) -> list[Parcel]:
    on = select(Loading.parcel_id).where(Loading.departure_id == departure_id)
    return list(db.scalars(select(Parcel).where(Parcel.id.in_(on)).order_by(Parcel.id)))


def _handling(db: Session, departure_id: int) -> tuple[str, ...]:
    dangerous = sorted({one.dangerous for one in _on_board(db, departure_id) if one.dangerous})
    return (f"Dangerous goods: {', '.join(dangerous)}",) if dangerous else ("No dangerous goods are stated.",)


def _lines(db: Session, departure_id: int, nature: str) -> tuple[WaybillLine, ...]:
    found = units(db, departure_id)
    gross_g = sum(one.net_weight_g + one.tare_g for one in found)
    pieces = sum(one.parcels if one.code == LOOSE else 1 for one in found)
    volumes = [volume_cm3(one) for one in _on_board(db, departure_id)]
    known = [one for one in volumes if one is not None]
    volume = sum(known) if known and len(known) == len(volumes) else None
    return (WaybillLine(nature, pieces, gross_g, volume),)
