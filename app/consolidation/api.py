"""`/api/v1/units`: open bags and cartons, see what is in them."""

from dataclasses import asdict
from typing import Annotated

import msgspec
from flask import Blueprint, Response, current_app, request

from app.consolidation import queries, service
from app.core.clock import now
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction

api = Blueprint("consolidation", __name__)


class UnitIn(msgspec.Struct, forbid_unknown_fields=True):
    gateway: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    service: str = "standard"
    kind: str = "bag"


@api.post("/api/v1/units")
@allow(*STAFF)
def open_unit() -> Response:
    """A new bag or carton with its own SSCC, for one gateway and service."""
    wanted, by = body(UnitIn), principal()
    prefix = current_app.config["SETTINGS"].company_prefix
    with transaction() as db:
        unit = service.open_unit(db, wanted.kind, wanted.gateway, wanted.service, prefix, by=by, at=now())
        code = unit.code
    return answer({"code": code, **msgspec.structs.asdict(wanted), "state": "open"}, 201)


@api.get("/api/v1/units")
@allow(*STAFF)
def list_units() -> Response:
    """Units by state (default open) with counts and weights."""
    states = request.args.getlist("state") or ["open"]
    with reading() as db:
        found = queries.units(db, principal(), states, limit_of(request.args))
    return answer({"units": [asdict(one) for one in found]})


@api.get("/api/v1/units/<code>")
@allow(*STAFF)
def show_unit(code: str) -> Response:
    """One unit and the parcels in it."""
    with reading() as db:
        unit, parcels = queries.unit(db, principal(), code)
    return answer({**asdict(unit), "parcels": parcels})
