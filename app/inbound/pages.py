"""The dock's pages: inbound loads; open cases, until when each wants an answer, and closing one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.core.clock import now
from app.core.errors import Fault, Invalid
from app.core.identity import Role
from app.core.web import STAFF, allow, principal, reading, transaction
from app.inbound import queries, service
from app.parcels.queries import photos

pages = Blueprint("inbound_pages", __name__)
KINDS = ("unknown", "surplus", "short", "damaged", "weight")
MOST = 200
SHORTEST, LONGEST = 3, 400


@pages.get("/cases")
@allow(*STAFF)
def show_cases() -> str:
    """Open cases, those whose time runs out first; `kind` and `overdue` filter."""
    by, at, kind = principal(), now(), request.args.get("kind", "")
    overdue = request.args.get("overdue") == "1"
    with reading() as db:
        found = queries.open_cases(db, by, kind=kind, limit=MOST)
        called = names(db, by, [one.owner for one in found])
        pictures = photos(db, by, [one.code for one in found])
    shown = [one for one in found if one.due_at < at or not overdue]
    return render_template(
        "inbound/cases.html",
        found=shown,
        called=called,
        pictures=pictures,
        kind=kind,
        kinds=KINDS,
        overdue=overdue,
        most=MOST,
        at=at,
    )


@pages.get("/loads")
@allow(*STAFF)
def show_loads() -> str:
    """Inbound loads, newest first, with what was expected and what came."""
    with reading() as db:
        found = queries.loads(db, principal(), limit=MOST)
    return render_template("inbound/loads.html", found=found, most=MOST)


@pages.post("/cases/<int:case_id>/close")
@allow(Role.SUPERVISOR)
def close_case(case_id: int) -> Response:
    """Close a case and say how it ended."""
    resolution = _resolution(request.form.get("resolution", ""))
    with transaction() as db:
        service.close_case(db, case_id, resolution, by=principal(), at=now())
    flash(f"case {case_id} is closed")
    return redirect(url_for("inbound_pages.show_cases"), 303)


def _resolution(raw: str) -> str:
    text = " ".join(raw.split())
    if SHORTEST <= len(text) <= LONGEST:
        return text
    expected = f"{SHORTEST} to {LONGEST} characters"
    fault = Fault("resolution", "bad_resolution", "say how the case ended", None, text[:40], expected)
    raise Invalid("bad_resolution", fault.message, f"write {expected}", (fault,))
