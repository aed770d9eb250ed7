"""Pages of planning: ask an optimizer, see how far it is, what it proposes and why, accept or reject."""

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Role
from app.core.web import STAFF, allow, database, principal, reading, transaction
from app.network.queries import departures
from app.planning import service
from app.planning.kinds import KINDS
from app.planning.load_pictures import pictures
from app.planning.models import PlanState
from app.planning.queries import plan_view, plans
from app.planning.since import since
from app.planning.snapshots import Subjects
from app.planning.wishes import WISHES, asked
from optimizer.packing.ulds import uld_types

pages = Blueprint("planning_pages", __name__)
LAST = 30
SHOWN_LINES = 500


@pages.get("/planning")
@allow(*STAFF)
def show_plans() -> str:
    with reading() as db:
        found = plans(db, principal(), LAST)
        leaving = [one.number for one in departures(db, principal())]
    return render_template(
        "planning/plans.html",
        plans=found,
        kinds=KINDS,
        departures=leaving,
        chosen=request.args.get("departure", ""),
        ulds=uld_types().values(),
    )


@pages.post("/planning/<kind>")
@allow(Role.PLANNER)
def ask(kind: str) -> Response:
    """Ask for a plan; what is not filled in is as usual."""
    name = kind.replace("-", "_")
    if name not in WISHES:
        raise NotFound("unknown_plans", f"there are no plans of {kind}", f"use one of: {', '.join(WISHES)}")
    return _see(service.ask(database(), name, asked(name, request.form), by=principal(), at=now()))


@pages.get("/planning/<int:plan_id>")
@allow(*STAFF)
def show_plan(plan_id: int) -> str:
    """How far the plan is; once it is proposed its lines, and what happened since it was asked for."""
    with reading() as db:
        view = plan_view(db, plan_id, by=principal())
        if view.plan.result is None:
            return render_template("planning/unsolved.html", view=view, kinds=KINDS)
        happened = since(db, view.plan, by=principal()) if view.state == PlanState.PROPOSED else None
        result = msgspec.json.decode(view.plan.result)
        subjects = msgspec.json.decode(view.plan.subjects or '{"parcels":{}}', type=Subjects)
    return render_template(
        f"planning/{view.plan.kind}.html",
        plan=view.plan,
        result=result,
        subjects=subjects,
        since=happened,
        shown=SHOWN_LINES,
        again=view.job is not None,
        pictures=pictures,
    )


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
        render_template("planning/progress.html", view=view, kinds=KINDS),
        headers=headers,
        mimetype="text/html",
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
