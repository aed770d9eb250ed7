"""`/api/v1/loads` and `/api/v1/cases`: what arrives at the docks, and what did not match."""

from dataclasses import asdict
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from sqlalchemy import select

from app.core.bulk import among
from app.core.clock import now
from app.core.errors import Fault, Invalid
from app.core.identity import Role
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.inbound import queries, service
from app.parcels.models import Parcel

api = Blueprint("inbound", __name__)


class LoadIn(msgspec.Struct, forbid_unknown_fields=True):
    vehicle: Annotated[str, msgspec.Meta(max_length=40)] = ""
    dock: str = ""
    parcels: Annotated[list[str], msgspec.Meta(max_length=20_000)] = []


@api.post("/api/v1/loads")
@allow(*STAFF)
def open_load() -> Response:
    """A vehicle at a dock, with the tracking numbers that are expected in it."""
    by, wanted, at = principal(), body(LoadIn), now()
    with transaction() as db:
        query = select(Parcel.tracking, Parcel.id).where(
            Parcel.hub_id == by.hub_id, among(db, Parcel.tracking, wanted.parcels)
        )
        ids = dict(db.execute(query).all())
        faults = tuple(
            Fault(f"parcels[{index}]", "unknown_parcel", f"there is no parcel {one}", index + 1, one)
            for index, one in enumerate(wanted.parcels)
            if one not in ids
        )
        if faults:
            raise Invalid(
                "unknown_parcels", f"{len(faults)} tracking numbers are not known", "correct them", faults
            )
        load = service.open_load(db, wanted.vehicle, wanted.dock or None, ids.values(), by=by, at=at)
        number = load.number
    return answer({"number": number, "expected": len(ids)}, 201)


@api.get("/api/v1/loads")
@allow(*STAFF)
def list_loads() -> Response:
    """Loads, newest first, with what was expected and what came."""
    with reading() as db:
        found = queries.loads(db, principal(), limit=limit_of(request.args))
    return answer({"loads": [asdict(one) for one in found]})


@api.post("/api/v1/loads/<number>/close")
@allow(*STAFF)
def close_load(number: str) -> Response:
    """Close a load: what did not come gets a case each."""
    with transaction() as db:
        counts = service.close_load(db, number, by=principal(), at=now())
    return answer({"number": number, **counts})


@api.get("/api/v1/cases")
@allow(*STAFF)
def list_cases() -> Response:
    """Open cases by their clock; `after` is the last id of the page before."""
    with reading() as db:
        found = queries.open_cases(
            db, principal(), kind=request.args.get("kind", ""), limit=limit_of(request.args)
        )
    return answer({"cases": [asdict(one) for one in found]})


class ResolutionIn(msgspec.Struct, forbid_unknown_fields=True):
    resolution: Annotated[str, msgspec.Meta(min_length=3, max_length=400)]


@api.post("/api/v1/cases/<int:case_id>/close")
@allow(Role.SUPERVISOR)
def close_case(case_id: int) -> Response:
    """Close a case and say how it ended."""
    wanted = body(ResolutionIn)
    with transaction() as db:
        service.close_case(db, case_id, wanted.resolution, by=principal(), at=now())
    return answer({"case": case_id, "resolution": wanted.resolution})
