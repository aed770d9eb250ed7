"""`/numbers`: what numbers the hub may issue and how many are left; adding what an airline or a post allots."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.core.clock import now
from app.core.errors import HubError
from app.core.identity import Role
from app.core.web import allow, principal, reading, transaction
from app.ledger.queries import latest
from app.numbers import queries, service
from app.numbers.rules import WORDS, allotted

pages = Blueprint("number_pages", __name__)
HISTORY = 50


@pages.get("/numbers")
@allow(Role.SUPERVISOR, Role.PLANNER)
def show() -> str:
    return _numbers({}, None)


def _numbers(values: dict[str, str], error: HubError | None) -> str:
    by, prefix = principal(), current_app.config["SETTINGS"].company_prefix
    with reading() as db:
        found = queries.series(db, by, prefix)
        lines = latest(db, by.hub_id, "number_range", HISTORY)
        called = names(db, by, [one.actor for one in lines])
    return render_template(
        "numbers/numbers.html",
        found=found,
        lines=lines,
        called=called,
        words=WORDS,
        values=values,
        error=error,
    )


@pages.post("/numbers")
@allow(Role.ADMIN)
def take_range() -> Response | tuple[str, int]:
    """Add a range; what is wrong is shown above the form, which keeps what was typed."""
    values = request.form.to_dict()
    try:
        new = allotted(values.get("first", ""), values.get("last", ""))
        with transaction() as db:
            service.add(db, new, by=principal(), at=now())
    except HubError as error:
        return _numbers(values, error), error.status
    flash(f"{new.count:,} {WORDS[new.kind]} are added")
    return redirect("/numbers", 303)


@pages.get("/numbers/<int:range_id>/take-back")
@allow(Role.ADMIN)
def ask_take_back(range_id: int) -> str:
    return render_template(
        "confirm.html",
        title="Take the rest of this range back?",
        lines=["No more of its numbers are issued. Those that were issued stay."],
        button="Take back",
        danger=True,
        back="/numbers",
    )


@pages.post("/numbers/<int:range_id>/take-back")
@allow(Role.ADMIN)
def take_back(range_id: int) -> Response:
    with transaction() as db:
        count = service.take_back(db, range_id, by=principal(), at=now())
    flash(f"{count:,} numbers are taken back")
    return redirect("/numbers", 303)
