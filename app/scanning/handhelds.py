"""What the app on a handheld asks for: who is signed in, a shift, its tasks and what they will meet; photos."""

from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, g, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from app.accounts.shifts import begin_shift, end_shift, heard_of
from app.consolidation.queries import units
from app.core.clock import now
from app.core.errors import Fault, Forbidden, Invalid, Malformed, NotFound
from app.core.identity import Principal, Role
from app.core.web import allow, answer, body, compressed, principal, public, reading, transaction
from app.dispatch.queries import Standing, standings
from app.inbound.queries import loads
from app.inventory.queries import ListView, task_lists
from app.network.models import Hub
from app.network.queries import lanes
from app.parcels.service import HOLD_REASONS
from app.scanning import queries
from app.scanning.photos import keep_photo, picture
from app.scanning.tasks import BY_ID, TASKS, Task

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


@api.get("/api/v1/handheld/tasks")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def tasks() -> Response:
    """What can be done by scanning, how much of each waits, and the places to do it at."""
    by, at = principal(), now()
    if by.device_id is not None:
        with transaction() as db:
            heard_of(db, by=by, at=at)
    with reading() as db:
        waiting = queries.counts(db, by)
        value = {
            "now": at,
            "tasks": [_task(one, waiting.get(one.id, 0)) for one in TASKS if by.role in one.roles],
            "departures": [_departure(one) for one in standings(db, by, ("open", "closed", "departed"), 100)],
            "lanes": [{"gateway": gateway, "service": service} for gateway, service in lanes(db, by)],
            "units": [
                {
                    "code": one.code,
                    "kind": one.kind,
                    "gateway": one.gateway,
                    "service": one.service,
                    "count": one.parcels,
                    "weight_g": one.weight_g,
                }
                for one in units(db, by, ("open",), 200)
            ],
            "loads": [
                {
                    "number": one.number,
                    "vehicle": one.vehicle,
                    "expected": one.expected,
                    "received": one.received,
                }
                for one in loads(db, by, limit=30)
                if one.state == "open"
            ],
            "lists": [_list(one) for one in task_lists(db, by, limit=60)],
            "reasons": HOLD_REASONS,
        }
    return answer(value)


def _list(one: ListView) -> dict[str, Any]:
    """`uld`, `departure` and `gateway` of a load list say what is built by it."""
    told = {"number": one.number, "task": one.kind, "left": one.left, "due_at": one.due_at}
    into = {"uld": one.uld, "departure": one.departure, "gateway": one.gateway}
    return {**told, **into} if one.uld else told


def _departure(one: Standing) -> dict[str, Any]:
    """`filled` is the fuller of its two measures, in percent."""
    freight, room = (one.loaded_g, one.loaded_cm3), (one.departure.capacity_g, one.departure.capacity_cm3)
    return {
        "number": one.departure.number,
        "gateway": one.departure.gateway,
        "cutoff_at": one.departure.cutoff_at,
        "count": one.loaded,
        "weight_g": one.loaded_g,
        "filled": max(100 * taken // most for taken, most in zip(freight, room, strict=True)),
    }


def _task(one: Task, count: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "action": one.does,
        "place": one.place,
        "fields": one.fields,
        "before": one.before,
        "needs": one.needs,
        "count": count,
    }


@api.get("/api/v1/handheld/list")
@allow(Role.OPERATOR, Role.SUPERVISOR)
@compressed
def expected_list() -> Response:
    """The freight that a task will meet, for a handheld to answer from while it is offline."""
    by, task = principal(), BY_ID.get(request.args.get("task", ""))
    if task is None or by.role not in task.roles:
        raise NotFound("unknown_task", "there is no such task", f"use one of: {', '.join(BY_ID)}")
    with reading() as db:
        rows, complete = queries.expected(db, by, task)
    response = answer({"task": task.id, "complete": complete, "rows": rows})
    response.add_etag()
    response.make_conditional(request)
    return response


@api.post("/api/v1/photos")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_photo() -> Response:
    """A picture taken with a scan. It is made anew as a JPEG: what else a file may carry is left behind."""
    by, scan_id = principal(), _scan_id(request.args.get("scan", ""))
    jpeg = picture(request.get_data(cache=False))
    with transaction() as db:
        keep_photo(db, scan_id, jpeg, by=by, at=now())
    return answer({"scan": str(scan_id)}, 201)


def _scan_id(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise Malformed("bad_scan", "`scan` is not the id of a scan", "send ?scan=<uuid>") from error


def _named(raw: str) -> str:
    name = " ".join(raw.split())
    if 1 <= len(name) <= LONGEST_NAME and name.isprintable():
        return name
    expected = f"1 to {LONGEST_NAME} characters"
    fault = Fault(
        "name", "bad_name", "a handheld needs a name that people find it by", None, name[:40], expected
    )
    raise Invalid("bad_name", fault.message, f"write {expected}", (fault,))
