"""What the app on a handheld asks for: who is signed in, a shift, its tasks and what they will meet; photos."""

from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, g
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from app.accounts.shifts import begin_shift, end_shift
from app.core.clock import now
from app.core.errors import Fault, Forbidden, Invalid
from app.core.identity import Principal, Role
from app.core.web import allow, answer, body, principal, public, reading, transaction
from app.network.models import Hub

api = Blueprint("handhelds", __name__)
LONGEST_NAME = 60


class ShiftIn(msgspec.Struct, forbid_unknown_fields=True):
    """A handheld's own id, made once by the app on it, what people call it, and the version of the app."""

    handheld: UUID
    name: str
    version: str = ""


@api.get("/api/v1/session")
@public
def session_now() -> Response:
    """Who is signed in with this browser, and the token that its requests need."""
    by: Principal | None = g.get("principal")
    person = {"name": by.name, "role": by.role} if by is not None else None
    return answer({"csrf": generate_csrf(), "person": person})


@api.post("/api/v1/shifts")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_shift() -> Response:
    """Begin a shift: the token that is answered is shown this once, and works without the browser's session."""
    by, sent = principal(), body(ShiftIn)
    if by.kind != "person" or by.device_id is not None:
        raise Forbidden(
            "not_a_person", "a shift is begun by a person who signed in", "sign in with a password"
        )
    name, at = _named(sent.name), now()
    with transaction() as db:
        handheld, token = begin_shift(db, sent.handheld, name, sent.version[:40], by=by, at=at)
        hub = db.scalars(select(Hub).where(Hub.id == by.hub_id)).one()
        value: dict[str, Any] = {
            "token": token.text,
            "person": {"name": by.name, "role": by.role, "actor": by.actor},
            "hub": {"code": hub.code, "name": hub.name, "zone": hub.zone},
            "now": at,
            "next_seq": handheld.next_seq,
        }
    return answer(value, 201)


@api.delete("/api/v1/shifts")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_end() -> Response:
    """End the shift of this token."""
    with transaction() as db:
        end_shift(db, by=principal(), at=now())
    return Response(status=204)


def _named(raw: str) -> str:
    name = " ".join(raw.split())
    if 1 <= len(name) <= LONGEST_NAME and name.isprintable():
        return name
    expected = f"1 to {LONGEST_NAME} characters"
    fault = Fault(
        "name", "bad_name", "a handheld needs a name that people find it by", None, name[:40], expected
    )
    raise Invalid("bad_name", fault.message, f"write {expected}", (fault,))
