"""Verbs on the network: bring a hub's plan into the database, open the departures of its timetable."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.errors import Fault, Invalid, Refused
from app.core.identity import Principal, the_hub
from app.ledger.service import append_one
from app.network.models import Carrier, Departure, Hub, Lane, Location, Seller
from config.plans import LocationPlan, NetworkPlan, TimetablePlan


def bring_in(db: Session, plan: NetworkPlan) -> Hub:
    """Make the database agree with a hub's plan. What is already there is updated, nothing is deleted."""
    hub: Hub = _row(db, Hub, {"code": plan.hub.code})
    hub.name, hub.country, hub.currency = plan.hub.name, plan.hub.country, plan.hub.currency
    hub.zone, hub.latitude, hub.longitude = plan.hub.zone, plan.hub.latitude, plan.hub.longitude
    db.flush()
    for one in plan.carriers:
        carrier = _row(db, Carrier, {"hub_id": hub.id, "code": one.code})
        carrier.name, carrier.kind, carrier.airline_prefix = one.name, one.kind, one.airline_prefix
    db.flush()
    carriers = {one.code: one.id for one in db.scalars(select(Carrier).where(Carrier.hub_id == hub.id))}
    for two in plan.lanes:
        lane = _row(db, Lane, {"hub_id": hub.id, "code": two.code})
        lane.destination_country, lane.service, lane.gateway = (
            two.destination_country,
            two.service,
            two.gateway,
        )
        lane.carrier_id, lane.transit_hours = carriers[two.carrier], two.transit_hours
        lane.promise_hours = two.promise_hours
    _bring_in_places(db, hub.id, plan.hub.locations)
    db.flush()
    return hub


def _row(db: Session, model: Any, key: dict[str, Any]) -> Any:
    found = db.scalar(select(model).filter_by(**key))
    if found is None:
        found = model(**key)
        db.add(found)
    return found


def _bring_in_places(db: Session, hub_id: int, plans: Iterable[LocationPlan]) -> None:
    known = {one.code: one for one in db.scalars(select(Location).where(Location.hub_id == hub_id))}
    new = []
    for plan in plans:
        values = {
            "kind": str(plan.kind),
            "aisle": plan.aisle,
            "x_mm": plan.x_mm,
            "y_mm": plan.y_mm,
            "z_mm": plan.z_mm,
            "max_parcels": plan.max_parcels,
            "max_weight_g": plan.max_weight_g,
            "walk_order": plan.walk_order,
        }
        if plan.code not in known:
            new.append({"hub_id": hub_id, "code": plan.code, **values})
        else:
            for name, value in values.items():
                setattr(known[plan.code], name, value)
    if new:
        db.execute(insert(Location.__table__), new)  # type: ignore[arg-type]


def open_timetable(
    db: Session, hub: Hub, timetable: Iterable[TimetablePlan], *, until: datetime, at: datetime
) -> int:
    """Open the departures that leave from now until a moment and are not there yet. Returns how many."""
    carriers = {one.code: one.id for one in db.scalars(select(Carrier).where(Carrier.hub_id == hub.id))}
    known = set(
        db.scalars(select(Departure.number).where(Departure.hub_id == hub.id, Departure.departs_at >= at))
    )
    count = 0
    for plan in timetable:
        for departs_at in _leaves(plan, hub.zone, at, until):
            number = f"{plan.flight}/{departs_at.astimezone(ZoneInfo(hub.zone)):%Y%m%d}"
            if number in known:
                continue
            _open(db, hub, plan, number, departs_at, carriers[plan.carrier], at)
            count += 1
    return count


def _leaves(plan: TimetablePlan, zone: str, after: datetime, until: datetime) -> Iterable[datetime]:
    """Moments at which a timetabled departure leaves and whose cut-off is still ahead."""
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    while (moment := datetime.combine(day, plan.departs_local, local).astimezone(UTC)) <= until:
        if moment - timedelta(minutes=plan.cutoff_minutes) > after and day.isoweekday() in plan.days:
            yield moment
        day += timedelta(days=1)


def _open(
    db: Session,
    hub: Hub,
    plan: TimetablePlan,
    number: str,
    departs_at: datetime,
    carrier_id: int,
    at: datetime,
) -> None:
    open_departure(
        db,
        number=number,
        carrier_id=carrier_id,
        transport=plan.transport,
        gateway=plan.gateway,
        departs_at=departs_at,
        cutoff_at=departs_at - timedelta(minutes=plan.cutoff_minutes),
        capacity_g=plan.capacity_kg * 1000,
        capacity_cm3=plan.capacity_m3 * 1_000_000,
        uld_positions=plan.uld_positions,
        by=the_hub(hub.id),
        at=at,
    )


def open_departure(
    db: Session,
    *,
    number: str,
    carrier_id: int,
    transport: str,
    gateway: str,
    departs_at: datetime,
    cutoff_at: datetime,
    capacity_g: int,
    capacity_cm3: int,
    uld_positions: int,
    by: Principal,
    at: datetime,
) -> Departure:
    """A new departure, open for freight."""
    if db.scalar(select(Departure.id).where(Departure.hub_id == by.hub_id, Departure.number == number)):
        raise Refused(
            "number_taken", f"there is already a departure {number}", "use its number, or another one"
        )
    faults = _departure_faults(cutoff_at, departs_at, capacity_g, capacity_cm3)
    if faults:
        raise Invalid("invalid_departure", faults[0].message, "correct it", faults)
    departure = Departure(
        hub_id=by.hub_id,
        number=number,
        carrier_id=carrier_id,
        transport=transport,
        gateway=gateway,
        cutoff_at=cutoff_at,
        departs_at=departs_at,
        capacity_g=capacity_g,
        capacity_cm3=capacity_cm3,
        uld_positions=uld_positions,
        state="open",
        version=0,
        head_hash="",
    )
    db.add(departure)
    db.flush()
    note = {"number": number, "gateway": gateway, "cutoff_at": cutoff_at.isoformat()}
    append_one(db, departure, "departure", "open", note, by=by, at=at)
    return departure


def _departure_faults(
    cutoff_at: datetime, departs_at: datetime, capacity_g: int, capacity_cm3: int
) -> tuple[Fault, ...]:
    faults = []
    if cutoff_at >= departs_at:
        faults.append(Fault("cutoff_at", "after_departure", "the cut-off must be before the departure"))
    if capacity_g <= 0 or capacity_cm3 <= 0:
        faults.append(Fault("capacity_g", "not_positive", "a departure has a capacity in kg and m³"))
    return tuple(faults)


def add_seller(
    db: Session,
    hub_id: int,
    code: str,
    name: str,
    *,
    address: str = "",
    country: str = "MY",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Seller:
    """A firm that may announce parcels."""
    if db.scalar(select(Seller.id).where(Seller.hub_id == hub_id, Seller.code == code)):
        raise Refused("code_taken", f"there is already a seller {code}", "use another code")
    seller = Seller(
        hub_id=hub_id,
        code=code,
        name=name,
        address=address,
        country=country,
        latitude=latitude,
        longitude=longitude,
    )
    db.add(seller)
    db.flush()
    return seller
