"""`/api/v1/units`: open bags and cartons, see what is in them."""

from dataclasses import asdict
from typing import Annotated

import msgspec
from flask import Blueprint, Response, current_app, request

from app.consolidation import queries, receptacles, service
from app.consolidation.forms import dispatch_of
from app.consolidation.rules import Sides
from app.core.clock import now
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.parcels.numbering import give_postal_items as give_items

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


class DispatchIn(msgspec.Struct, forbid_unknown_fields=True):
    """Offices of exchange by their IMPC codes, mail category (A, B, C, D) and sub-class (UN, CN, EN …)."""

    origin: Annotated[str, msgspec.Meta(pattern="^[A-Z]{6}$")]
    destination: Annotated[str, msgspec.Meta(pattern="^[A-Z]{6}$")]
    category: Annotated[str, msgspec.Meta(pattern="^[A-Z]$")]
    subclass: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


@api.post("/api/v1/postal-dispatches")
@allow(*STAFF)
def begin_dispatch() -> Response:
    """The next postal dispatch (UPU S8) of this route, category and sub-class."""
    wanted = msgspec.structs.asdict(body(DispatchIn))
    with transaction() as db:
        made = receptacles.begin_dispatch(db, **wanted, by=principal(), at=now())
    return answer({"dispatch": str(made)}, 201)


class ReceptacleIn(msgspec.Struct, forbid_unknown_fields=True):
    """`highest` marks the last bag of the dispatch, `registered` one with registered items; null is not stated."""

    dispatch: str
    highest: bool | None = None
    registered: bool | None = None


class PostalItemsIn(msgspec.Struct, forbid_unknown_fields=True):
    """`service` is the two-letter service indicator of the post's range: RR, LX, CP …"""

    service: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


@api.post("/api/v1/units/<code>/receptacle")
@allow(*STAFF)
def give_receptacle(code: str) -> Response:
    """Number a closed bag in a postal dispatch (UPU S9); the bag can then be scanned by it."""
    wanted = body(ReceptacleIn)
    dispatch = dispatch_of(wanted.dispatch)
    flags = {"highest": wanted.highest, "registered": wanted.registered}
    with transaction() as db:
        made = receptacles.give_receptacle(db, code, dispatch, **flags, by=principal(), at=now())
    return answer({"code": code, "receptacle": str(made)}, 201)


class SidesIn(msgspec.Struct, forbid_unknown_fields=True):
    """Outer sides in millimetres, as the unit stands."""

    length_mm: int
    width_mm: int
    height_mm: int


@api.put("/api/v1/units/<code>/size")
@allow(*STAFF)
def measure(code: str) -> Response:
    """Write down the size of a closed bag or carton, for plans of loads; opening it again forgets it."""
    sides = Sides(**msgspec.structs.asdict(body(SidesIn)))
    with transaction() as db:
        service.measure(db, code.upper(), sides, by=principal(), at=now())
    return answer({"code": code.upper(), **asdict(sides)})


@api.post("/api/v1/units/<code>/postal-items")
@allow(*STAFF)
def give_postal_items(code: str) -> Response:
    """Number all parcels in a bag or carton for the post (UPU S10) that have no number yet; all of them, or none."""
    wanted = body(PostalItemsIn)
    with transaction() as db:
        count = give_items(db, code, wanted.service, by=principal(), at=now())
    return answer({"code": code, "numbered": count}, 201)


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
