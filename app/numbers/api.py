"""`/api/v1/number-ranges`: what numbers the hub may issue, how many are left, and further ranges."""

from dataclasses import asdict

import msgspec
from flask import Blueprint, Response, current_app

from app.core.clock import now
from app.core.identity import Role
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.numbers import queries, service
from app.numbers.rules import allotted

api = Blueprint("numbers", __name__)


class RangeIn(msgspec.Struct, forbid_unknown_fields=True):
    """Both ends as they stand on paper, with their check digits: `232-12345675`, or `RR 47312482 9 MY`."""

    first: str
    last: str


@api.get("/api/v1/number-ranges")
@allow(*STAFF)
def list_ranges() -> Response:
    """Every series with its ranges; `low` when a tenth or less is left."""
    prefix = current_app.config["SETTINGS"].company_prefix
    with reading() as db:
        found = queries.series(db, principal(), prefix)
    return answer({"series": [asdict(one) for one in found]})


@api.post("/api/v1/number-ranges")
@allow(Role.ADMIN)
def add_range() -> Response:
    """Add a range that an airline or a post has allotted; it is used when those before it are used up."""
    wanted = body(RangeIn)
    new = allotted(wanted.first, wanted.last)
    with transaction() as db:
        added = service.add(db, new, by=principal(), at=now())
        range_id = added.id
    return answer({"id": range_id, "kind": new.kind, "scope": new.scope, "count": new.count}, 201)


@api.post("/api/v1/number-ranges/<int:range_id>/take-back")
@allow(Role.ADMIN)
def take_back(range_id: int) -> Response:
    """Issue no more of an allotted range; what was issued stays."""
    with transaction() as db:
        count = service.take_back(db, range_id, by=principal(), at=now())
    return answer({"id": range_id, "taken_back": count})
