"""The seller's pages: how the parcels stand, and announcing more by file: look first, then take."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import HubError, Invalid, Malformed, TooLarge
from app.core.identity import Principal, Role
from app.core.web import allow, principal, reading, transaction
from app.parcels import queries as parcels
from app.sellers import service
from app.sellers.api import file_limits
from app.sellers.models import PreAlert
from app.sellers.reading import SAMPLE_ROWS, is_json, read_file, read_table_of

pages = Blueprint("seller_pages", __name__)
LAST = 50
SHOWN_FAULTS = 200


@pages.get("/seller")
@allow(Role.SELLER)
def home() -> str:
    """Parcels by state, those that want something of the seller, the last imports."""
    by = principal()
    with reading() as db:
        counts = parcels.counts_by_state(db, by)
        held = parcels.parcels(db, by, held=True, limit=10)
        late = parcels.parcels(db, by, late_at=now(), limit=10)
        imports = _imports(by, db, 5)
    return render_template("sellers/home.html", counts=counts, held=held, late=late, imports=imports)


@pages.get("/seller/imports")
@allow(Role.SELLER)
def imports() -> str:
    return _upload_page(None)


@pages.post("/seller/imports")
@allow(Role.SELLER)
def take_file() -> str | Response | tuple[str, int]:
    """Read a file and go to its preview. A file that cannot be read is told above the form."""
    by, at = principal(), now()
    try:
        name, content = _uploaded()
        parsed, _ = read_file(name, content, file_limits(), None)
    except (Malformed, Invalid, TooLarge) as error:
        return _upload_page(error), error.status
    with transaction() as db:
        found = service.review(db, parsed, by=by)
        pre_alert = service.keep_preview(db, name, content, found, by=by, at=at)
        where = url_for("seller_pages.show_import", pre_alert_id=pre_alert.id)
    return redirect(where, 303)


def _uploaded() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Malformed("no_file", "no file was chosen", "choose a CSV, XLSX or JSON file")
    return file.filename, file.stream.read(file_limits().max_bytes + 1)


def _upload_page(error: HubError | None) -> str:
    by = principal()
    with reading() as db:
        found = _imports(by, db, LAST)
    return render_template("sellers/imports.html", imports=found, error=error, limits=file_limits())


@pages.get("/seller/imports/<int:pre_alert_id>")
@allow(Role.SELLER)
def show_import(pre_alert_id: int) -> str:
    """The preview of a file, or the receipt once it was taken."""
    with reading() as db:
        one = service.pre_alert_by_id(db, pre_alert_id, by=principal())
        taken = service.trackings(db, one)
    faults = service.faults_of(one)
    if one.state == "taken":
        return render_template("sellers/receipt.html", one=one, taken=taken, faults=faults[:SHOWN_FAULTS])
    return render_template(
        "sellers/preview.html",
        one=one,
        faults=faults,
        shown=SHOWN_FAULTS,
        sample=_sample(one),
        json=is_json(one.source, one.content or b""),
    )


def _sample(one: PreAlert) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """Column names and the first rows of a file, as they stand in it."""
    if one.content is None or is_json(one.source, one.content):
        return (), []
    table = read_table_of(one.source, one.content, file_limits())
    return table.columns, [
        (line.number, [str(cell) for cell in line.cells]) for line in table.rows[:SAMPLE_ROWS]
    ]


@pages.post("/seller/imports/<int:pre_alert_id>/take")
@allow(Role.SELLER)
def take(pre_alert_id: int) -> Response:
    """Take all rows, or the good ones only when the seller chose that."""
    by, at = principal(), now()
    good_only = request.form.get("rows") == "good"
    with transaction() as db:
        one = service.pre_alert_by_id(db, pre_alert_id, by=by, lock=True)
        service.take_preview(db, one, file_limits(), good_only, by=by, at=at)
    return redirect(url_for("seller_pages.show_import", pre_alert_id=pre_alert_id), 303)


def _imports(by: Principal, db: Session, limit: int) -> Sequence[PreAlert]:
    return db.scalars(
        select(PreAlert).where(visible(by, PreAlert)).order_by(PreAlert.id.desc()).limit(limit)
    ).all()
