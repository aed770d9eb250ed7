"""`/api/v1/print-batches`: ask for labels by the thousand, see how far they are, fetch the files."""

from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, request, url_for

from app.core.clock import now
from app.core.identity import Role
from app.core.paging import limit_of, whole_of
from app.core.web import STAFF, allow, answer, body, principal, reading, transaction
from app.printing import queries, service
from app.printing.forms import codes_of, wanted_of
from app.printing.queries import BatchView, PartView

api = Blueprint("printing", __name__)


class BatchIn(msgspec.Struct, forbid_unknown_fields=True):
    """`codes` may name a load or a bag for the parcels in it; without a printer the labels become PDF files."""

    kind: str
    codes: list[str]
    printer: int | None = None
    size: str = ""
    dpi: int = 203
    reason: str = ""


@api.get("/api/v1/printers")
@allow(*STAFF)
def list_printers() -> Response:
    """Printers in use."""
    names = ("id", "name", "host", "port", "dpi", "size")
    with reading() as db:
        found = queries.printers(db, principal(), active=True)
        return answer({"printers": [{name: getattr(one, name) for name in names} for one in found]})


@api.post("/api/v1/print-batches")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_batch() -> Response:
    """Ask for labels; answers 202 with the batch, whose parts come out one after the other."""
    wanted, words = wanted_of(msgspec.to_builtins(body(BatchIn)))
    by, at, networks = principal(), now(), current_app.config["SETTINGS"].printer_networks
    with transaction() as db:
        codes = codes_of(db, wanted.kind, words, by=by)
        batch_id = service.ask(db, wanted, codes, networks, by=by, at=at).id
    return _show(batch_id, 202, {"Location": url_for("printing.show_batch", batch_id=batch_id)})


@api.get("/api/v1/print-batches")
@allow(*STAFF)
def list_batches() -> Response:
    """Batches, newest first; `before` gives the next page."""
    before = whole_of(request.args, "before", 0, 0, 2**31 - 1) or None
    with reading() as db:
        found = queries.batches(db, principal(), limit=limit_of(request.args), before=before)
        return answer({"batches": [_summary(one) for one in found]})


@api.get("/api/v1/print-batches/<int:batch_id>")
@allow(*STAFF)
def show_batch(batch_id: int) -> Response:
    """One batch with its parts, and where their files are."""
    return _show(batch_id, 200, None)


@api.get("/api/v1/print-parts/<int:part_id>.pdf")
@allow(*STAFF)
def show_file(part_id: int) -> Response:
    """The labels of one part as PDF, a page each, or several on a sheet."""
    with reading() as db:
        content = queries.file_of(db, principal(), part_id)
    headers = {"Content-Disposition": f'inline; filename="labels-{part_id}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


def _show(batch_id: int, status: int, headers: dict[str, str] | None) -> Response:
    with reading() as db:
        view = queries.batch(db, principal(), batch_id)
        parts = [_part(one) for one in queries.parts(db, principal(), batch_id)]
        return answer({**_summary(view), "parts": parts}, status, headers)


def _summary(view: BatchView) -> dict[str, Any]:
    names = ("id", "kind", "size", "dpi", "labels", "reason", "asked_by", "asked_at")
    told = {name: getattr(view.batch, name) for name in names}
    return {
        **told,
        "printer": view.printer,
        "printed": view.printed,
        "waiting": view.waiting,
        "state": view.state,
    }


def _part(one: PartView) -> dict[str, Any]:
    made = one.part.printed_at is not None and one.is_file
    return {
        "id": one.part.id,
        "first": one.first,
        "last": one.last,
        "labels": one.part.labels,
        "state": one.state,
        "printed_at": one.part.printed_at,
        "why_not": one.failure.detail if one.failure else "",
        "file": url_for("printing.show_file", part_id=one.part.id) if made else "",
    }
