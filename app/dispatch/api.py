"""`/api/v1/dispatch-queue` and what is done to departures: pin, close, reopen, depart, hand over, cancel."""

from dataclasses import asdict

import msgspec
from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import limit_of, whole_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.dispatch import queries, service
from app.network.queries import departure as departure_by_number

api = Blueprint("dispatch", __name__)


@api.get("/api/v1/dispatch-queue")
@allow(*STAFF)
def show_queue() -> Response:
    """Cleared parcels that may leave; `gateway`, `unassigned=1`; `after` is the last id of the page before."""
    args = request.args
    with reading() as db:
        found = queries.queue(
            db,
            principal(),
            gateway=args.get("gateway", ""),
            unassigned=args.get("unassigned") == "1",
            after=whole_of(args, "after", 0, 0, 2**62),
            limit=limit_of(args),
        )
    return answer({"queue": [asdict(one) for one in found], "next_after": found[-1].id if found else None})


@api.get("/api/v1/departures/<path:number>")
@allow(*STAFF)
def show_departure(number: str) -> Response:
    """One departure and what is on it."""
    with reading() as db:
        found = departure_by_number(db, principal(), number)
        units = queries.loaded_units(db, found.id)
    return answer({**asdict(found), "loaded": [asdict(one) for one in units]})


class PinIn(msgspec.Struct, forbid_unknown_fields=True):
    tracking: str
    departure: str | None


@api.post("/api/v1/assignments")
@allow(Role.PLANNER, Role.SUPERVISOR)
def pin() -> Response:
    """Pin a parcel to a departure, or take its pin away (departure null). Plans keep pins."""
    wanted = body(PinIn)
    with transaction() as db:
        service.pin(db, wanted.tracking.upper(), wanted.departure, by=principal(), at=now())
    return answer({"tracking": wanted.tracking.upper(), "departure": wanted.departure})


@api.post("/api/v1/departures/<path:number>/close")
@allow(Role.PLANNER, Role.SUPERVISOR)
def close(number: str) -> Response:
    """Close a departure and issue its manifest."""
    with transaction() as db:
        manifest = service.close(db, number, by=principal(), at=now())
        value = {
            "departure": number,
            "air_waybill": departure_by_number(db, principal(), number).air_waybill,
            "manifest": manifest.number,
            "version": manifest.version,
            "pieces": manifest.pieces,
            "weight_g": manifest.weight_g,
            "sha256": manifest.sha256,
        }
    return answer(value, 201)


@api.post("/api/v1/departures/<path:number>/air-waybill")
@allow(Role.PLANNER, Role.SUPERVISOR)
def give_air_waybill(number: str) -> Response:
    """Take the departure's master air waybill from the airline's stock before its close."""
    with transaction() as db:
        found = service.give_air_waybill(db, number, by=principal(), at=now())
    return answer({"departure": number, "air_waybill": found}, 201)


@api.post("/api/v1/departures/<path:number>/reopen")
@allow(Role.PLANNER)
def reopen(number: str) -> Response:
    """Open a closed departure again: its next close makes a new version of the manifest."""
    with transaction() as db:
        service.reopen(db, number, by=principal(), at=now())
    return answer({"departure": number, "state": "open"})


@api.post("/api/v1/departures/<path:number>/cancel")
@allow(Role.PLANNER)
def cancel(number: str) -> Response:
    """Call off an empty departure."""
    with transaction() as db:
        service.cancel(db, number, by=principal(), at=now())
    return answer({"departure": number, "state": "cancelled"})


@api.post("/api/v1/departures/<path:number>/depart")
@allow(Role.PLANNER, Role.SUPERVISOR)
def depart(number: str) -> Response:
    """A closed departure leaves."""
    with transaction() as db:
        parcels = service.depart(db, number, by=principal(), at=now())
    return answer({"departure": number, "state": "departed", "parcels": parcels})


@api.post("/api/v1/departures/<path:number>/hand-over")
@allow(Role.PLANNER, Role.SUPERVISOR)
def hand_over(number: str) -> Response:
    """The carrier took the freight."""
    with transaction() as db:
        parcels = service.hand_over(db, number, by=principal(), at=now())
    return answer({"departure": number, "parcels": parcels})
