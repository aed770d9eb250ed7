"""`/api/v1/departures`, `/api/v1/lanes`, `/api/v1/sellers`: what the hub knows of the world."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from sqlalchemy import select

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Role
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, everyone, principal, reading, transaction
from app.network import queries, service
from app.network.models import Carrier, Lane, Seller

api = Blueprint("network", __name__)


@api.get("/api/v1/lanes")
@everyone
def list_lanes() -> Response:
    """Where the hub sends to: country, service, gateway, promise."""
    by = principal()
    with reading() as db:
        lanes = db.scalars(select(Lane).where(Lane.hub_id == by.hub_id).order_by(Lane.code)).all()
    names = ("code", "destination_country", "service", "gateway", "transit_hours", "promise_hours")
    return answer({"lanes": [{name: getattr(lane, name) for name in names} for lane in lanes]})


@api.get("/api/v1/sellers")
@allow(*STAFF)
def list_sellers() -> Response:
    """The firms that send through this hub."""
    by = principal()
    with reading() as db:
        sellers = db.scalars(select(Seller).where(visible(by, Seller)).order_by(Seller.code)).all()
    names = ("code", "name", "address", "country", "latitude", "longitude")
    return answer({"sellers": [{name: getattr(one, name) for name in names} for one in sellers]})


@api.get("/api/v1/departures")
@allow(*STAFF, Role.CARRIER)
def list_departures() -> Response:
    """Departures by cut-off; `state` may be given several times (default open)."""
    states = request.args.getlist("state") or ["open"]
    with reading() as db:
        found = queries.departures(db, principal(), states, limit_of(request.args, 200))
    return answer({"departures": [asdict(one) for one in found]})


class DepartureIn(msgspec.Struct, forbid_unknown_fields=True):
    number: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9/-]{3,24}$")]
    carrier: str
    gateway: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    departs_at: Annotated[datetime, msgspec.Meta(tz=True)]
    cutoff_at: Annotated[datetime, msgspec.Meta(tz=True)]
    capacity_g: Annotated[int, msgspec.Meta(gt=0)]
    capacity_cm3: Annotated[int, msgspec.Meta(gt=0)]
    transport: str = "flight"
    uld_positions: Annotated[int, msgspec.Meta(ge=0)] = 0


@api.post("/api/v1/departures")
@allow(Role.PLANNER)
def create_departure() -> Response:
    """Open a departure that is not in the timetable."""
    by, wanted = principal(), body(DepartureIn)
    with transaction() as db:
        carrier = db.scalar(select(Carrier).where(visible(by, Carrier), Carrier.code == wanted.carrier))
        if carrier is None:
            raise NotFound(
                "unknown_carrier", f"there is no carrier {wanted.carrier}", "see the list of carriers"
            )
        values = msgspec.structs.asdict(wanted)
        values.pop("carrier")
        service.open_departure(db, carrier_id=carrier.id, **values, by=by, at=now())
    return answer({"number": wanted.number}, 201)
