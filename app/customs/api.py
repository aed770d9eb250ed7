"""`/api/v1/declarations`: what a broker lodges, and customs' decisions."""

import json
from dataclasses import asdict
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import limit_of, whole_of
from app.core.web import allow, answer, body, principal, reading, transaction
from app.customs import queries, service

api = Blueprint("customs", __name__)


@api.get("/api/v1/declarations")
@allow(Role.BROKER, Role.SUPERVISOR, Role.PLANNER)
def list_declarations() -> Response:
    """Declarations in order; `since` is the last id seen, `state` filters."""
    args = request.args
    with reading() as db:
        found = queries.declarations(
            db,
            principal(),
            since=whole_of(args, "since", 0, 0, 2**62),
            state=args.get("state", ""),
            limit=limit_of(args, 100),
        )
    value = [{**asdict(one), "content": json.loads(one.content)} for one in found]
    return answer(
        {"declarations": value, "next_since": found[-1].id if found else whole_of(args, "since", 0, 0, 2**62)}
    )


class DecisionIn(msgspec.Struct, forbid_unknown_fields=True):
    decision: str
    release_number: Annotated[str, msgspec.Meta(max_length=64)] = ""
    note: Annotated[str, msgspec.Meta(max_length=400)] = ""


@api.post("/api/v1/declarations/<number>/decision")
@allow(Role.BROKER)
def decide(number: str) -> Response:
    """Customs' decision: cleared, under_review or refused. The same decision again changes nothing."""
    wanted = body(DecisionIn)
    with transaction() as db:
        declaration = service.decide(
            db, number, wanted.decision, wanted.release_number, wanted.note, by=principal(), at=now()
        )
        value = {"number": number, "state": declaration.state, "decided_at": declaration.decided_at}
    return answer(value)
