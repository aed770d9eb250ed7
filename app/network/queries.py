"""Reading the network: places, carriers, lanes and departures by their codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.errors import NotFound
from app.core.identity import Principal
from app.network.models import Carrier, Departure, Hub, Lane, Location


@dataclass(frozen=True, slots=True)
class Place:
    """A location as the floor needs it."""

    id: int
    code: str
    kind: str
    max_parcels: int | None
    max_weight_g: int | None
    walk_order: int


_PLACE = (
    Location.id,
    Location.code,
    Location.kind,
    Location.max_parcels,
    Location.max_weight_g,
    Location.walk_order,
)


def places(
    db: Session, hub_id: int, codes: Iterable[str], *, lock: bool = False, skip_locked: bool = False
) -> dict[str, Place]:
    """Locations by code. With `lock`, their rows are locked in id order, so that what is in them can be counted;
    with `skip_locked`, those that another writer works on are left out instead of waited for."""
    query = select(*_PLACE).where(Location.hub_id == hub_id, Location.code.in_(sorted(set(codes))))
    if lock:
        query = query.order_by(Location.id).with_for_update(skip_locked=skip_locked)
    return {row.code: Place(*row) for row in db.execute(query)}


def hub_by_code(db: Session, code: str) -> Hub:
    hub = db.scalar(select(Hub).where(Hub.code == code))
    if hub is None:
        raise NotFound("unknown_hub", f"there is no hub {code}", "load it: flask hub load")
    return hub


def lanes_by_country(db: Session, hub_id: int) -> dict[tuple[str, str], Lane]:
    """Lanes by (destination country, service)."""
    lanes = db.scalars(select(Lane).where(Lane.hub_id == hub_id))
    return {(lane.destination_country, lane.service): lane for lane in lanes}


def lanes(db: Session, by: Principal) -> list[tuple[str, str]]:
    """Each gateway and service that freight leaves by, once."""
    query = select(Lane.gateway, Lane.service).where(Lane.hub_id == by.hub_id).distinct()
    return [(row.gateway, row.service) for row in db.execute(query.order_by(Lane.gateway, Lane.service))]


@dataclass(frozen=True, slots=True)
class DepartureView:
    """A departure as lists and pages show it."""

    id: int
    number: str
    carrier: str
    carrier_id: int
    transport: str
    gateway: str
    cutoff_at: datetime
    departs_at: datetime
    capacity_g: int
    capacity_cm3: int
    state: str
    air_waybill: str | None


def _departures() -> Select[*tuple[Any, ...]]:
    return select(
        Departure.id,
        Departure.number,
        Carrier.name,
        Departure.carrier_id,
        Departure.transport,
        Departure.gateway,
        Departure.cutoff_at,
        Departure.departs_at,
        Departure.capacity_g,
        Departure.capacity_cm3,
        Departure.state,
        Departure.air_waybill,
    ).join(Carrier, Departure.carrier_id == Carrier.id)


def departures(
    db: Session, by: Principal, states: Iterable[str] = ("open",), limit: int = 200
) -> list[DepartureView]:
    """Departures by cut-off, earliest first."""
    query = (
        _departures()
        .where(visible(by, Departure), Departure.state.in_(list(states)))
        .order_by(Departure.cutoff_at, Departure.id)
        .limit(limit)
    )
    return [_view(row) for row in db.execute(query)]


def departure(db: Session, by: Principal, number: str) -> DepartureView:
    row = db.execute(_departures().where(visible(by, Departure), Departure.number == number)).first()
    if row is None:
        raise NotFound("unknown_departure", f"there is no departure {number}", "see the list of departures")
    return _view(row)


def _view(row: Row[*tuple[Any, ...]]) -> DepartureView:
    values: tuple[Any, ...] = tuple(row)
    return DepartureView(*values)
