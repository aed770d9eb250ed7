"""Pages of printing: ask for labels, see them come out, settle what a printer broke off; the printers themselves."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import names
from app.core.clock import now
from app.core.errors import HubError
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import STAFF, allow, principal, reading, transaction
from app.printing import queries, service, wire
from app.printing.forms import ROLLS, codes_of, printer_of, wanted_of
from app.printing.models import PrintPart
from app.printing.printables import PRINTABLES
from labels.stock import DOTS_PER_MM

pages = Blueprint("printing_pages", __name__)
SHOWN, HISTORY = 30, 50


@pages.get("/printing")
@allow(*STAFF)
def show_batches() -> str:
    return _batches(request.args.to_dict(), None)


def _batches(values: dict[str, str], error: HubError | None) -> str:
    by = principal()
    before = whole_of(request.args, "before", 0, 0, 2**31 - 1) or None
    with reading() as db:
        found = queries.batches(db, by, limit=SHOWN + 1, before=before)
        called = names(db, by, [one.batch.asked_by for one in found])
        printers = queries.printers(db, by, active=True)
    more = url_for("printing_pages.show_batches", before=found[SHOWN - 1].batch.id) if found[SHOWN:] else ""
    return render_template(
        "printing/batches.html",
        found=found[:SHOWN],
        called=called,
        printers=printers,
        printables=PRINTABLES,
        sizes=sorted({size for one in PRINTABLES.values() for size in one.layout.sizes}),
        dpis=tuple(DOTS_PER_MM),
        values=values,
        error=error,
        more=more,
    )


@pages.post("/printing")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_batch() -> Response | tuple[str, int]:
    """Ask for labels; what is wrong is shown above the form, which keeps what was typed."""
    values = request.form.to_dict()
    by, at, networks = principal(), now(), current_app.config["SETTINGS"].printer_networks
    try:
        wanted, words = wanted_of(values)
        with transaction() as db:
            codes = codes_of(db, wanted.kind, words, by=by)
            batch_id = service.ask(db, wanted, codes, networks, by=by, at=at).id
    except HubError as error:
        return _batches(values, error), error.status
    return redirect(url_for("printing_pages.show_batch", batch_id=batch_id), 303)


@pages.get("/printing/<int:batch_id>")
@allow(*STAFF)
def show_batch(batch_id: int) -> str:
    """A batch with its parts; while something waits the page looks again by itself."""
    by = principal()
    with reading() as db:
        view = queries.batch(db, by, batch_id)
        parts = queries.parts(db, by, batch_id)
        called = names(db, by, [view.batch.asked_by, *(one.part.printed_by for one in parts)])
    return render_template(
        "printing/batch.html", view=view, parts=parts, called=called, words=PRINTABLES[view.batch.kind].words
    )


@pages.get("/printing/parts/<int:batch_id>")
@allow(*STAFF)
def show_parts(batch_id: int) -> Response:
    """The part of a batch's page that changes; the page is loaded anew when nothing more is worked on."""
    with reading() as db:
        view = queries.batch(db, principal(), batch_id)
        parts = queries.parts(db, principal(), batch_id)
    headers = {} if view.working else {"HX-Refresh": "true"}
    content = render_template("printing/parts.html", view=view, parts=parts)
    return Response(content, headers=headers, mimetype="text/html")


@pages.get("/printing/labels/<code>")
@allow(*STAFF)
def show_history(code: str) -> str:
    """Every time that labels of one code came out, by whom and why again."""
    by = principal()
    with reading() as db:
        found = queries.history(db, by, code.upper(), HISTORY)
        called = names(db, by, [one.asked_by for one in found])
    return render_template("printing/history.html", code=code.upper(), found=found, called=called)


@pages.post("/printing/<int:batch_id>/cancel")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_cancel(batch_id: int) -> Response:
    with transaction() as db:
        service.call_off(db, batch_id, by=principal(), at=now())
    flash(f"batch {batch_id} is called off: nothing more of it is printed")
    return redirect(url_for("printing_pages.show_batch", batch_id=batch_id), 303)


@pages.post("/printing/parts/<int:part_id>/came-out")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_came_out(part_id: int) -> Response:
    """Somebody saw the labels of a part that was broken off."""
    return _settled(part_id, service.came_out, "came out")


@pages.post("/printing/parts/<int:part_id>/again")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_again(part_id: int) -> Response:
    """Print a part that did not come out."""
    return _settled(part_id, service.again, "is printed again")


def _settled(part_id: int, settle: Callable[..., PrintPart], told: str) -> Response:
    with transaction() as db:
        part = settle(db, part_id, by=principal(), at=now())
        batch_id, place = part.batch_id, part.place + 1
    flash(f"part {place} {told}")
    return redirect(url_for("printing_pages.show_batch", batch_id=batch_id), 303)


@pages.get("/printers")
@allow(Role.SUPERVISOR)
def show_printers() -> str:
    return _printers({}, None)


def _printers(values: dict[str, str], error: HubError | None) -> str:
    with reading() as db:
        found = queries.printers(db, principal())
    networks = current_app.config["SETTINGS"].printer_networks
    return render_template(
        "printing/printers.html",
        found=found,
        networks=networks,
        rolls=ROLLS,
        dpis=tuple(DOTS_PER_MM),
        values=values,
        error=error,
    )


@pages.post("/printers")
@allow(Role.ADMIN)
def take_printer() -> Response | tuple[str, int]:
    """Set up a printer; its address must lie in a network of printers."""
    values = request.form.to_dict()
    try:
        new = printer_of(values)
        wire.address_of(new.host, new.port, current_app.config["SETTINGS"].printer_networks)
        with transaction() as db:
            name = service.add_printer(db, new, by=principal(), at=now()).name
    except HubError as error:
        return _printers(values, error), error.status
    flash(f"{name} can be printed on")
    return redirect(url_for("printing_pages.show_printers"), 303)


@pages.post("/printers/<int:printer_id>/<any(off, on):way>")
@allow(Role.SUPERVISOR)
def take_switch(printer_id: int, way: str) -> Response:
    with transaction() as db:
        name = service.switch(db, printer_id, way == "on", by=principal()).name
    flash(f"{name} is {'in use again' if way == 'on' else 'out of use'}")
    return redirect(url_for("printing_pages.show_printers"), 303)
