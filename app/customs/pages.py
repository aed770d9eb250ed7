"""The customs broker's pages: declarations to decide, one with all that customs is told, and its decision."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import allow, principal, reading, transaction
from app.customs import queries, service
from app.customs.service import DECISIONS

pages = Blueprint("customs_pages", __name__)
READERS = (Role.BROKER, Role.SUPERVISOR, Role.PLANNER)
STATES = ("declared", "under_review", "cleared", "refused")
PAGE = 50


@pages.get("/customs")
@allow(*READERS)
def show_declarations() -> str:
    """Declarations of one state in the order in which they were lodged, or those of one parcel."""
    args = request.args
    tracking = args.get("tracking", "").strip().upper()
    state = "" if tracking else args.get("state", "declared")
    since = whole_of(args, "since", 0, 0, 2**62)
    with reading() as db:
        found = queries.declarations(db, principal(), since=since, state=state, tracking=tracking, limit=PAGE)
    more = (
        url_for("customs_pages.show_declarations", state=state, since=found[-1].id)
        if len(found) == PAGE
        else ""
    )
    return render_template(
        "customs/declarations.html", found=found, state=state, states=STATES, tracking=tracking, more=more
    )


@pages.get("/customs/<number>")
@allow(*READERS)
def show_declaration(number: str) -> str:
    with reading() as db:
        one = service.declaration_by_number(db, number, by=principal())
    return render_template(
        "customs/declaration.html", one=one, content=json.loads(one.content), decisions=list(DECISIONS)
    )


@pages.post("/customs/<number>/decision")
@allow(Role.BROKER)
def decide(number: str) -> Response:
    """Customs' decision, as the broker was told it; back to what is still to decide."""
    form = request.form
    with transaction() as db:
        one = service.decide(
            db,
            number,
            form.get("decision", ""),
            form.get("release_number", "").strip()[:64],
            form.get("note", "").strip()[:400],
            by=principal(),
            at=now(),
        )
        state = one.state
    flash(f"declaration {number} is {state.replace('_', ' ')}")
    return redirect(url_for("customs_pages.show_declarations", state=form.get("state") or "declared"), 303)
