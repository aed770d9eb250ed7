"""Pages of parcels: find one by any code, why it waits, its history; and the list of what is on hold."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import STAFF, allow, principal, reading, transaction
from app.numbers.queries import postal_services
from app.parcels import numbering, queries, service
from app.parcels.lifecycle import Clearance, Handling
from app.parcels.rules import has_left
from app.parcels.work import Work
from labels.identifiers import S10

pages = Blueprint("parcel_pages", __name__)
OWNERS = (*STAFF, Role.SELLER)
PAGE = 50
MOST_ID = 2**62


@pages.get("/parcels")
@allow(*OWNERS)
def find() -> str | Response:
    """A list by filters, or straight to the one parcel that a code names."""
    args, code = request.args, request.args.get("q", "").strip()
    if code:
        return _found(code)
    by, at = principal(), now()
    with reading() as db:
        found = queries.parcels(
            db,
            by,
            handling=[one for one in args.getlist("handling") if one],
            clearance=args.get("clearance", ""),
            held=args.get("held") == "1",
            late_at=at if args.get("late") == "1" else None,
            before=whole_of(args, "before", 0, 0, MOST_ID) or None,
            limit=PAGE,
        )
    return _list(found)


def _found(code: str) -> str | Response:
    try:
        with reading() as db:
            found = queries.page(db, principal(), code, now=now())
    except NotFound as error:
        return _list([], code, error)
    return redirect(url_for("parcel_pages.show", tracking=found.parcel.tracking))


def _list(found: list[queries.ParcelView], code: str = "", error: NotFound | None = None) -> str:
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name not in ("before", "q") and value
    }
    more = url_for("parcel_pages.find", before=found[-1].id, **kept) if len(found) == PAGE else ""
    return render_template(
        "parcels/list.html",
        parcels=found,
        code=code,
        error=error,
        more=more,
        handlings=list(Handling),
        clearances=list(Clearance),
        at=now(),
    )


@pages.get("/parcels/<tracking>")
@allow(*OWNERS)
def show(tracking: str) -> str:
    """One parcel: facts, why it waits, what is in it, its history."""
    by, at = principal(), now()
    with reading() as db:
        page = queries.page(db, by, tracking, now=at)
        lines = queries.timeline(db, by, page.parcel.tracking)
        said = [one.actor for one in lines]
        said += [who for one in page.holds for who in (one.opened_by, one.closed_by) if who]
        called = names(db, by, said)
        pictures = queries.photos(db, by, [page.parcel.tracking]) if by.is_staff else {}
        services = postal_services(db, by) if by.is_staff else []
    item = next((S10.parse(value) for scheme, value in page.aliases if scheme == "s10"), None)
    return render_template(
        "parcels/parcel.html",
        page=page,
        one=page.parcel,
        lines=lines,
        called=called,
        pictures=pictures.get(page.parcel.tracking, []),
        reasons=service.HOLD_REASONS,
        item=item,
        services=services,
        has_left=has_left(page.parcel.handling),
        at=at,
    )


@pages.post("/parcels/<tracking>/postal-item")
@allow(*STAFF)
def take_postal_item(tracking: str) -> Response:
    """Number a parcel for the post, out of what the post has allotted."""
    by, wanted = principal(), request.form.get("service", "")
    with transaction() as db:
        number = numbering.give_postal_item(db, tracking, wanted, by=by, at=now())
    flash(f"{tracking} is postal item {S10.parse(number).printed}")
    return redirect(url_for("parcel_pages.show", tracking=tracking, _anchor="post"), 303)


@pages.post("/parcels/<tracking>/holds")
@allow(Role.SUPERVISOR, Role.PLANNER)
def take_hold(tracking: str) -> Response:
    """Hold a parcel for a reason."""
    by, at = principal(), now()
    reason, note = request.form.get("reason", ""), request.form.get("note", "").strip()[:400]
    with transaction() as db:
        work = Work(db, by.hub_id, at)
        work.take({tracking})
        service.hold(work, work.parcel(tracking), reason, note, by=by, at=at)
        work.flush()
    flash(f"{tracking} is on hold")
    return redirect(url_for("parcel_pages.show", tracking=tracking), 303)


@pages.get("/parcels/<tracking>/holds/<reason>/release")
@allow(Role.SUPERVISOR)
def ask_release(tracking: str, reason: str) -> str:
    with reading() as db:
        page = queries.page(db, principal(), tracking, now=now())
    found = [one for one in page.holds if one.reason == reason and one.closed_at is None]
    if not found:
        raise NotFound("no_such_hold", f"{tracking} has no open hold {reason}", "see its page")
    return render_template("parcels/release.html", one=page.parcel, hold=found[0])


@pages.post("/parcels/<tracking>/holds/<reason>/release")
@allow(Role.SUPERVISOR)
def take_release(tracking: str, reason: str) -> Response:
    by, at = principal(), now()
    with transaction() as db:
        work = Work(db, by.hub_id, at)
        work.take({tracking})
        service.release_hold(work, work.parcel(tracking), reason, by=by, at=at)
        work.flush()
    flash(f"the hold of {tracking} is released")
    return redirect(url_for("parcel_pages.show", tracking=tracking), 303)


@pages.get("/holds")
@allow(*STAFF)
def holds() -> str:
    """Open holds, the oldest first; `reason` filters."""
    by, reason = principal(), request.args.get("reason", "")
    after = whole_of(request.args, "after", 0, 0, MOST_ID)
    with reading() as db:
        found = queries.open_holds(db, by, reason=reason, after=after, limit=PAGE)
        called = names(db, by, [one.opened_by for one in found])
    more = url_for("parcel_pages.holds", reason=reason, after=found[-1].id) if len(found) == PAGE else ""
    return render_template(
        "parcels/holds.html",
        holds=found,
        called=called,
        reason=reason,
        reasons=service.HOLD_REASONS,
        more=more,
    )
