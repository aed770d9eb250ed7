"""`/api/v1/plans`: ask an optimizer, see how far it is and why it proposes what, accept or reject."""

from dataclasses import asdict
from math import ceil

import msgspec
from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.errors import Invalid
from app.core.identity import Role
from app.core.jobs.models import UNDONE
from app.core.paging import limit_of, whole_of
from app.core.web import STAFF, allow, answer, body, database, principal, reading, transaction
from app.planning import service
from app.planning.queries import PlanView, plan_view, plans, wait_for
from app.planning.wishes import Bags, Flights, Loads, MilkRun, Moves, Waves, Wishes

api = Blueprint("planning", __name__)
# A job waits for a worker, and its process has to start.
BEYOND_BUDGET_S = 10
LONGEST_WAIT_S = 120


@api.post("/api/v1/plans/flights")
@allow(Role.PLANNER)
def plan_flights() -> Response:
    """Ask for a departure for every cleared parcel and unit; `departures` narrows which may be used.

    Answers 201 with the result, or 202 with the plan's address: at once with `Prefer: respond-async` or `?wait=0`,
    otherwise when the plan takes longer than its seconds (`?wait=` sets how long to wait).
    """
    return _ask("flights", body(Flights))


@api.post("/api/v1/plans/milk-run")
@allow(Role.PLANNER)
def plan_milk_run() -> Response:
    """Ask for rounds that collect announced parcels from sellers; answers like flights."""
    return _ask("milk_run", body(MilkRun))


@api.post("/api/v1/plans/waves")
@allow(Role.PLANNER)
def plan_waves() -> Response:
    """Ask for batches of what is stored, cleared and due within `hours`, for `pickers`; answers like flights."""
    return _ask("waves", body(Waves))


@api.post("/api/v1/plans/put-away")
@allow(Role.PLANNER)
def plan_put_away() -> Response:
    """Ask for a bin for each parcel that waits to be put away; answers like flights."""
    return _ask("put_away", body(Wishes))


@api.post("/api/v1/plans/moves")
@allow(Role.PLANNER)
def plan_moves() -> Response:
    """Ask which stored parcels are worth moving, `moves` at most; answers like flights."""
    return _ask("moves", body(Moves))


@api.post("/api/v1/plans/bags")
@allow(Role.PLANNER)
def plan_bags() -> Response:
    """Ask which stored, cleared parcels share a bag of so many `kilograms`, `litres` and `parcels`, so that the fewest
    bags go; answers like flights."""
    return _ask("bags", body(Bags))


@api.post("/api/v1/plans/loads")
@allow(Role.PLANNER)
def plan_loads() -> Response:
    """Ask which bag, carton or parcel goes where in which ULD of a `departure`; answers like flights.

    `ulds` says how many of which type, such as {"AKE": 2, "PMC": 1}; else as many AKE as there are positions left.
    """
    return _ask("loads", body(Loads))


@api.get("/api/v1/plans")
@allow(*STAFF)
def list_plans() -> Response:
    """Plans, newest first."""
    with reading() as db:
        return answer({"plans": [_summary(one) for one in plans(db, principal(), limit_of(request.args))]})


@api.get("/api/v1/plans/<int:plan_id>")
@allow(*STAFF)
def show_plan(plan_id: int) -> Response:
    """One plan: how far it is, or its solver, cost and bound, and every line with its reason."""
    return _show(plan_id, 200)


@api.post("/api/v1/plans/<int:plan_id>/cancel")
@allow(Role.PLANNER)
def cancel(plan_id: int) -> Response:
    """Give up a plan that waits or is worked on; nothing of it is kept."""
    with transaction() as db:
        service.cancel(db, plan_id, by=principal(), at=now())
    return _show(plan_id, 200)


@api.post("/api/v1/plans/<int:plan_id>/enough")
@allow(Role.PLANNER)
def enough(plan_id: int) -> Response:
    """Take the best so far of a plan that is worked on: it is proposed within seconds."""
    with transaction() as db:
        service.enough(db, plan_id, by=principal(), at=now())
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


def _patience(budget_s: float) -> float:
    """How many seconds the caller waits for the result."""
    if "respond-async" in request.headers.get("Prefer", ""):
        return 0
    return whole_of(request.args, "wait", ceil(budget_s) + BEYOND_BUDGET_S, 0, LONGEST_WAIT_S)


def _ask(kind: str, wishes: Wishes) -> Response:
    wait_s = _patience(wishes.seconds)
    asked = msgspec.structs.asdict(wishes)
    return _asked(service.ask(database(), kind, asked, by=principal(), at=now()), wait_s)


def _asked(plan_id: int, wait_s: float) -> Response:
    view = wait_for(database(), plan_id, wait_s, by=principal()) if wait_s else None
    if view is None or view.is_open:
        return _show(plan_id, 202)
    if view.failure is not None and view.state in UNDONE:
        why = view.failure
        raise Invalid(why.code, why.detail, why.hint, why.faults)
    return _show(plan_id, 201)


def _show(plan_id: int, status: int) -> Response:
    with reading() as db:
        view = plan_view(db, plan_id, by=principal())
        result = msgspec.Raw(view.plan.result.encode()) if view.plan.result is not None else None
        where = {"Location": f"/api/v1/plans/{plan_id}"} if status in (201, 202) else None
        return answer({**_summary(view), "result": result}, status, where)


def _summary(view: PlanView) -> dict[str, object]:
    names = ("id", "kind", "solver", "cost", "bound", "seconds", "created_at", "accepted_at")
    so_far = view.progress
    return {
        **{name: getattr(view.plan, name) for name in names},
        "state": view.state,
        "address": f"/api/v1/plans/{view.plan.id}",
        "progress": {
            "elapsed_s": so_far.elapsed_s,
            "budget_s": view.budget_s,
            "best_cost": so_far.best_cost,
            "bound": so_far.bound,
            "gap": so_far.gap,
            "message": so_far.message,
            "cancelling": view.is_cancelling,
            "ending": view.is_ending,
        },
        "error": asdict(view.failure) if view.failure else None,
    }
