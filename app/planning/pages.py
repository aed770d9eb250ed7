"""Pages of planning: have an optimizer propose, see what and why, accept or reject."""

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts.scope import visible
from app.core.clock import now
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import STAFF, allow, database, principal, reading, transaction
from app.planning import service
from app.planning.models import Plan

pages = Blueprint("planning_pages", __name__)
LAST = 30
SHOWN_LINES = 500
SEED = 1


@pages.get("/planning")
@allow(*STAFF)
def show_plans() -> str:
    query = select(Plan).where(visible(principal(), Plan)).order_by(Plan.id.desc()).limit(LAST)
    with reading() as db:
        plans = db.scalars(query).all()
    return render_template("planning/plans.html", plans=plans)


@pages.post("/planning/flights")
@allow(Role.PLANNER)
def plan_flights() -> Response:
    """Propose a departure for all cleared freight; `departures` narrows which may be used."""
    seconds = whole_of(request.form, "seconds", 5, 1, 60)
    only = [one for one in request.form.getlist("departures") if one]
    plan_id = service.plan_flights(database(), seconds, SEED, only, by=principal(), at=now())
    return redirect(url_for("planning_pages.show_plan", plan_id=plan_id), 303)


@pages.post("/planning/milk-run")
@allow(Role.PLANNER)
def plan_milk_run() -> Response:
    """Propose the vans' rounds that collect what sellers announced."""
    seconds, vans = whole_of(request.form, "seconds", 5, 1, 60), whole_of(request.form, "vans", 5, 1, 100)
    plan_id = service.plan_milk_run(database(), vans, seconds, SEED, by=principal(), at=now())
    return redirect(url_for("planning_pages.show_plan", plan_id=plan_id), 303)


@pages.get("/planning/<int:plan_id>")
@allow(*STAFF)
def show_plan(plan_id: int) -> str:
    with reading() as db:
        plan = service.plan_by_id(db, plan_id, by=principal())
    result = msgspec.json.decode(plan.result)
    return render_template(f"planning/{plan.kind}.html", plan=plan, result=result, shown=SHOWN_LINES)


@pages.post("/planning/<int:plan_id>/accept")
@allow(Role.PLANNER)
def accept(plan_id: int) -> Response:
    """Write the plan's decisions; what no longer held is named."""
    with transaction() as db:
        accepted = service.accept(db, plan_id, by=principal(), at=now())
    flash(f"plan {plan_id} is accepted: {accepted.applied:,} decisions were written")
    for sentence in accepted.stale[:5]:
        flash(f"left out: {sentence}")
    return redirect(url_for("planning_pages.show_plan", plan_id=plan_id), 303)


@pages.post("/planning/<int:plan_id>/reject")
@allow(Role.PLANNER)
def reject(plan_id: int) -> Response:
    with transaction() as db:
        service.reject(db, plan_id, by=principal(), at=now())
    flash(f"plan {plan_id} is rejected; nothing was changed")
    return redirect(url_for("planning_pages.show_plans"), 303)
