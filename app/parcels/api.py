"""`GET /api/v1/parcels/...`: state, why it waits, history, label; and holds."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import msgspec
from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.ledger.queries import Line
from app.parcels import numbering, queries, service
from app.parcels.work import Work

api = Blueprint("parcels", __name__)
OWNERS = (Role.OPERATOR, Role.SUPERVISOR, Role.PLANNER, Role.SELLER)


@api.get("/api/v1/parcels")
@allow(*OWNERS)
def list_parcels() -> Response:
    """Parcels, newest first, by `handling`, `clearance`, `held`; `before` is the last id of the page before."""
    args = request.args
    with reading() as db:
        found = queries.parcels(
            db,
            principal(),
            handling=args.getlist("handling"),
            clearance=args.get("clearance", ""),
            held=args.get("held") == "1",
            before=args.get("before", type=int),
            limit=limit_of(args),
        )
    return answer({"parcels": [asdict(one) for one in found], "next_before": found[-1].id if found else None})


@api.get("/api/v1/parcels/<tracking>")
@allow(*OWNERS)
def show_parcel(tracking: str) -> Response:
    """One parcel by any of its codes: state, why it waits, what is in it."""
    with reading() as db:
        page = queries.page(db, principal(), tracking, now=now())
    return answer({**asdict(page.parcel), **{k: v for k, v in asdict(page).items() if k != "parcel"}})


@api.get("/api/v1/photos/<uuid:scan_id>.jpg")
@allow(*STAFF)
def show_photo(scan_id: UUID) -> Response:
    """The picture that was taken with a scan."""
    with reading() as db:
        jpeg = queries.photo(db, principal(), scan_id)
    return Response(jpeg, content_type="image/jpeg")


@api.get("/api/v1/parcels/<tracking>/events")
@allow(*OWNERS)
def show_events(tracking: str) -> Response:
    """Its history, oldest first."""
    with reading() as db:
        lines = queries.timeline(db, principal(), tracking)
    return answer({"events": [_event(line) for line in lines]})


def _event(line: Line) -> dict[str, object]:
    return {
        "position": line.position,
        "type": line.type,
        "actor": line.actor,
        "device": line.device_id,
        "occurred_at": line.occurred_at,
        "recorded_at": line.recorded_at,
        **{name: value for name, value in line.payload.items() if name != "was"},
    }


@api.post("/api/v1/parcels/<tracking>/house-waybill")
@allow(*STAFF)
def give_house_waybill(tracking: str) -> Response:
    """The house air waybill of its consignment, given now when it has none yet."""
    by, at = principal(), now()
    with transaction() as db:
        number = numbering.give_house_waybill(db, tracking.upper(), by=by, at=at)
    return answer({"tracking": tracking.upper(), "house_waybill": number})


class PostalItemIn(msgspec.Struct, forbid_unknown_fields=True):
    """`service` is the two-letter service indicator of the post's range: RR, LX, CP …"""

    service: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


@api.post("/api/v1/parcels/<tracking>/postal-item")
@allow(*STAFF)
def give_postal_item(tracking: str) -> Response:
    """Number a parcel for the post (UPU S10) out of what the post has allotted; it can then be scanned by it."""
    wanted, by, at = body(PostalItemIn), principal(), now()
    with transaction() as db:
        number = numbering.give_postal_item(db, tracking.upper(), wanted.service, by=by, at=at)
    return answer({"tracking": tracking.upper(), "postal_item": number}, 201)


class HoldIn(msgspec.Struct, forbid_unknown_fields=True):
    reason: str
    note: Annotated[str, msgspec.Meta(max_length=400)] = ""


@api.post("/api/v1/parcels/<tracking>/holds")
@allow(Role.SUPERVISOR, Role.PLANNER)
def open_hold(tracking: str) -> Response:
    """Hold a parcel for a reason."""
    by, wanted, at = principal(), body(HoldIn), now()
    with transaction() as db:
        work = Work(db, by.hub_id, at)
        work.take({tracking.upper()})
        service.hold(work, work.parcel(tracking.upper()), wanted.reason, wanted.note, by=by, at=at)
        work.flush()
    return answer({"tracking": tracking.upper(), "held": wanted.reason}, 201)


@api.post("/api/v1/parcels/<tracking>/cancel")
@allow(Role.SELLER, Role.SUPERVISOR)
def cancel(tracking: str) -> Response:
    """Call off a parcel that has not arrived yet."""
    by, at = principal(), now()
    with transaction() as db:
        found = queries.page(db, by, tracking, now=at).parcel
        work = Work(db, by.hub_id, at)
        work.lock([found.id])
        service.end(work, work.parcels[found.id], "cancel", "", by=by, at=at)
        work.flush()
    return answer({"tracking": found.tracking, "handling": "cancelled"})


@api.delete("/api/v1/parcels/<tracking>/holds/<reason>")
@allow(Role.SUPERVISOR)
def close_hold(tracking: str, reason: str) -> Response:
    """Release the hold of one reason."""
    by, at = principal(), now()
    with transaction() as db:
        work = Work(db, by.hub_id, at)
        work.take({tracking.upper()})
        service.release_hold(work, work.parcel(tracking.upper()), reason, by=by, at=at)
        work.flush()
    return answer({"tracking": tracking.upper(), "released": reason})
