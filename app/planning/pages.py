"""Pages of planning: ask an optimizer, see how far it is, what it proposes and why, accept or reject."""

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import STAFF, allow, database, principal, reading, transaction
from app.planning import service
from app.planning.models import PlanState
from app.planning.queries import plan_view, plans
from app.planning.since import since

pages = Blueprint("planning_pages", __name__)
LAST = 30
SHOWN_LINES = 500
SEED = 1


@pages.get("/planning")
@allow(*STAFF)
def show_plans() -> str:
    with reading() as db:
        found = plans(db, principal(), LAST)
    return render_template("planning/plans.html", plans=found)


@pages.post("/planning/flights")
@allow(Role.PLANNER)
def plan_flights() -> Response:
    """Ask for a departure for all cleared freight; `departures` narrows which may be used."""
    seconds = whole_of(request.form, "seconds", 5, 1, 60)
    only = [one for one in request.form.getlist("departures") if one]
    return _see(service.ask_flights(database(), seconds, SEED, only, by=principal(), at=now()))


@pages.post("/planning/milk-run")
@allow(Role.PLANNER)
def plan_milk_run() -> Response:
    """Ask for the vans' rounds that collect what sellers announced."""
    seconds, vans = whole_of(request.form, "seconds", 5, 1, 60), whole_of(request.form, "vans", 5, 1, 100)
    return _see(service.ask_milk_run(database(), vans, seconds, SEED, by=principal(), at=now()))


@pages.get("/planning/<int:plan_id>")
@allow(*STAFF)
def show_plan(plan_id: int) -> str:
    """How far the plan is; once it is proposed its lines, and what happened since it was asked for."""
    with reading() as db:
        view = plan_view(db, plan_id, by=principal())
        if view.plan.result is None:
            return render_template("planning/unsolved.html", view=view)
        happened = since(db, view.plan, by=principal()) if view.state == PlanState.PROPOSED else None
        result = msgspec.json.decode(view.plan.result)
    template = f"planning/{view.plan.kind}.html"
    return render_template(template, plan=view.plan, result=result, since=happened, shown=SHOWN_LINES)


@pages.get("/planning/progress/<int:plan_id>")
@allow(*STAFF)
def progress(plan_id: int) -> Response:
    """The part of a page that is replaced every second.

    The page is loaded anew when the plan is no longer open, and once there is something (`some`) that could be taken.
    """
    with reading() as db:
        view = plan_view(db, plan_id, by=principal())
    same = view.is_open and view.has_some == (request.args.get("some") == "1")
    headers = {} if same else {"HX-Refresh": "true"}
    return Response(
        render_template("planning/progress.html", view=view), headers=headers, mimetype="text/html"
    )


@pages.post("/planning/<int:plan_id>/cancel")
@allow(Role.PLANNER)
def cancel(plan_id: int) -> Response:
    with transaction() as db:
        service.cancel(db, plan_id, by=principal(), at=now())
    return _see(plan_id)


@pages.post("/planning/<int:plan_id>/enough")
@allow(Role.PLANNER)
def enough(plan_id: int) -> Response:
    with transaction() as db:
        service.enough(db, plan_id, by=principal(), at=now())
    return _see(plan_id)


@pages.post("/planning/<int:plan_id>/again")
@allow(Role.PLANNER)
def ask_again(plan_id: int) -> Response:
    """The same wishes over what is in the hub now."""
    return _see(service.ask_again(database(), plan_id, by=principal(), at=now()))


@pages.post("/planning/<int:plan_id>/accept")
@allow(Role.PLANNER)
def accept(plan_id: int) -> Response:
    """Write the plan's decisions; what no longer held is named."""
    with transaction() as db:
        accepted = service.accept(db, plan_id, by=principal(), at=now())
    flash(f"plan {plan_id} is accepted: {accepted.applied:,} decisions were written")
    for sentence in accepted.stale[:5]:
        flash(f"left out: {sentence}")
    for sentence in accepted.since.sentences():
        flash(sentence)
    return _see(plan_id)


@pages.post("/planning/<int:plan_id>/reject")
@allow(Role.PLANNER)
def reject(plan_id: int) -> Response:
    with transaction() as db:
        service.reject(db, plan_id, by=principal(), at=now())
    flash(f"plan {plan_id} is rejected; nothing was changed")
    return redirect(url_for("planning_pages.show_plans"), 303)


def _see(plan_id: int) -> Response:
    return redirect(url_for("planning_pages.show_plan", plan_id=plan_id), 303)
