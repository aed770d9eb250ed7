"""`/api/v1/plans`: have an optimizer propose, look at why, accept or reject."""

from dataclasses import asdict
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from sqlalchemy import select

from app.accounts.scope import visible
from app.core.clock import now
from app.core.identity import Role
from app.core.paging import limit_of
from app.core.web import STAFF, allow, answer, body, database, principal, reading, transaction
from app.planning import service
from app.planning.models import Plan

api = Blueprint("planning", __name__)


class FlightsIn(msgspec.Struct, forbid_unknown_fields=True):
    seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1
    departures: list[str] = []


class MilkRunIn(msgspec.Struct, forbid_unknown_fields=True):
    seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1
    vans: Annotated[int, msgspec.Meta(ge=1, le=100)] = 5


@api.post("/api/v1/plans/flights")
@allow(Role.PLANNER)
def plan_flights() -> Response:
    """Propose a departure for every cleared parcel and unit; `departures` narrows which may be used."""
    wanted = body(FlightsIn)
    plan_id = service.plan_flights(
        database(), wanted.seconds, wanted.seed, wanted.departures, by=principal(), at=now()
    )
    return _show(plan_id, 201)


@api.post("/api/v1/plans/milk-run")
@allow(Role.PLANNER)
def plan_milk_run() -> Response:
    """Propose rounds that collect announced parcels from sellers."""
    wanted = body(MilkRunIn)
    plan_id = service.plan_milk_run(
        database(), wanted.vans, wanted.seconds, wanted.seed, by=principal(), at=now()
    )
    return _show(plan_id, 201)


@api.get("/api/v1/plans")
@allow(*STAFF)
def list_plans() -> Response:
    """Plans, newest first."""
    query = (
        select(Plan).where(visible(principal(), Plan)).order_by(Plan.id.desc()).limit(limit_of(request.args))
    )
    with reading() as db:
        return answer({"plans": [_summary(one) for one in db.scalars(query)]})


@api.get("/api/v1/plans/<int:plan_id>")
@allow(*STAFF)
def show_plan(plan_id: int) -> Response:
    """One plan: its solver, cost and bound, and every line with its reason."""
    return _show(plan_id, 200)


@api.post("/api/v1/plans/<int:plan_id>/accept")
@allow(Role.PLANNER)
def accept(plan_id: int) -> Response:
    """Write the plan's decisions; what changed since it was made is left out and named."""
    with transaction() as db:
        accepted = service.accept(db, plan_id, by=principal(), at=now())
    return answer(asdict(accepted))


@api.post("/api/v1/plans/<int:plan_id>/reject")
@allow(Role.PLANNER)
def reject(plan_id: int) -> Response:
    """Turn a plan down; nothing it proposed is written."""
    with transaction() as db:
        service.reject(db, plan_id, by=principal(), at=now())
    return answer({"plan": plan_id, "state": "rejected"})


def _show(plan_id: int, status: int) -> Response:
    with reading() as db:
        plan = service.plan_by_id(db, plan_id, by=principal())
        return answer({**_summary(plan), "result": msgspec.Raw(plan.result.encode())}, status)


def _summary(plan: Plan) -> dict[str, object]:
    names = ("id", "kind", "state", "solver", "cost", "bound", "seconds", "created_at", "accepted_at")
    return {name: getattr(plan, name) for name in names}
