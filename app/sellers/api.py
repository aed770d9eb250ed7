"""`POST /api/v1/pre-alerts` and its file twin: announce parcels, see what is wrong, take what is good."""

import hashlib
from dataclasses import asdict

import msgspec
from flask import Blueprint, Response, current_app, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import HubError, Malformed, TooLarge
from app.core.identity import Role
from app.core.paging import limit_of
from app.core.web import allow, answer, body, database, principal, reading, transaction
from app.sellers import service
from app.sellers.files import Limits, rejects_csv, template_csv, template_xlsx
from app.sellers.forms import parcels_from_json
from app.sellers.idempotency import Answer, once
from app.sellers.models import PreAlert
from app.sellers.reading import read_file, read_table_of

api = Blueprint("sellers", __name__)


@api.post("/api/v1/pre-alerts")
@allow(Role.SELLER)
def announce() -> Response:
    """Announce parcels as JSON. All are taken or none, unless `?good_rows_only=1`. Idempotency-Key is honoured."""
    raw = request.get_data(cache=True)
    parsed_body = body(dict)
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 128:
        raise Malformed("bad_idempotency_key", "an Idempotency-Key has at most 128 characters", "use a UUID")

    def work(db: Session) -> Answer:
        by, at = principal(), now()
        parsed = parcels_from_json(parsed_body)
        if parsed.rows_in > current_app.config["SETTINGS"].max_import_rows:
            raise TooLarge(
                "too_many_rows", f"{parsed.rows_in} parcels in one request", "send several requests"
            )
        found = service.review(db, parsed, by=by)
        pre_alert = service.keep_preview(db, "API", raw, found, by=by, at=at)
        if pre_alert.state == "taken":
            return Answer(200, _receipt(pre_alert, service.trackings(db, pre_alert)))
        good_only = request.args.get("good_rows_only") == "1"
        taken = service.take(db, pre_alert, found, good_rows_only=good_only, by=by, at=at)
        return Answer(
            201, _receipt(pre_alert, taken) | {"errors": [asdict(one) for one in found.faults[:1000]]}
        )

    return once(database(), principal(), key, hashlib.sha256(raw).hexdigest(), work)


@api.post("/api/v1/pre-alerts/import")
@allow(Role.SELLER)
def import_file() -> Response:
    """Look at a CSV, XLSX or JSON file (multipart field `file`): counts, first rows, every fault. Takes nothing."""
    name, content = _uploaded()
    by, at = principal(), now()
    parsed, sample = read_file(name, content, file_limits(), request.form.get("encoding"))
    with transaction() as db:
        found = service.review(db, parsed, by=by)
        pre_alert = service.keep_preview(db, name, content, found, by=by, at=at)
        value = _receipt(pre_alert, [])
    value["sample"] = sample
    value["errors"] = [asdict(one) for one in found.faults[:1000]]
    value["warnings"] = list(parsed.warnings)
    return answer(value, 201)


class TakeIn(msgspec.Struct, forbid_unknown_fields=True):
    good_rows_only: bool = False


@api.post("/api/v1/pre-alerts/<int:pre_alert_id>/commit")
@allow(Role.SELLER)
def commit(pre_alert_id: int) -> Response:
    """Take a previewed file into the hub."""
    wanted, by, at = body(TakeIn), principal(), now()
    with transaction() as db:
        pre_alert = service.pre_alert_by_id(db, pre_alert_id, by=by, lock=True)
        taken = service.take_preview(db, pre_alert, file_limits(), wanted.good_rows_only, by=by, at=at)
        return answer(_receipt(pre_alert, taken))


@api.get("/api/v1/pre-alerts")
@allow(Role.SELLER, Role.SUPERVISOR, Role.PLANNER)
def list_pre_alerts() -> Response:
    """What was announced, newest first, with how many rows were good and wrong."""
    by = principal()
    query = (
        select(PreAlert)
        .where(visible(by, PreAlert))
        .order_by(PreAlert.id.desc())
        .limit(limit_of(request.args))
    )
    with reading() as db:
        found = db.scalars(query).all()
    return answer({"pre_alerts": [_receipt(one, []) for one in found]})


@api.get("/api/v1/pre-alerts/<int:pre_alert_id>/rejects.csv")
@allow(Role.SELLER)
def rejects(pre_alert_id: int) -> Response:
    """The rows that were not taken, as they came, with what is wrong: correct them and send the file again."""
    with reading() as db:
        pre_alert = service.pre_alert_by_id(db, pre_alert_id, by=principal())
        if pre_alert.content is None:
            raise HubError(
                "no_content", "the file was taken and is no longer kept", "download it before taking it"
            )
        table = read_table_of(pre_alert.source, pre_alert.content, file_limits())
        content = rejects_csv(table, service.faults_of(pre_alert))
    return _download(content, "text/csv", f"rejects-{pre_alert_id}.csv")


@api.get("/api/v1/pre-alerts/template.<kind>")
@allow(Role.SELLER)
def template(kind: str) -> Response:
    """An empty file to fill in: csv or xlsx."""
    if kind == "csv":
        return _download(template_csv(), "text/csv", "pre-alert.csv")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(template_xlsx(), sheet, "pre-alert.xlsx")


def file_limits() -> Limits:
    """How much of a file this hub takes."""
    settings = current_app.config["SETTINGS"]
    return Limits(max_bytes=settings.max_file_bytes, max_rows=settings.max_import_rows)


def _uploaded() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Malformed("no_file", "there is no file in the request", "send it as multipart field `file`")
    limit = current_app.config["SETTINGS"].max_file_bytes
    content = file.stream.read(limit + 1)
    if len(content) > limit:
        raise TooLarge("file_too_large", f"the file is over {limit} bytes", "split it")
    return file.filename, content


def _receipt(one: PreAlert, taken: list[tuple[str, str]]) -> dict[str, object]:
    names = (
        "id",
        "source",
        "state",
        "rows_in",
        "rows_ok",
        "rows_bad",
        "parcels_new",
        "parcels_known",
        "created_at",
    )
    parcels = [{"reference": reference, "tracking": tracking} for reference, tracking in taken]
    return {name: getattr(one, name) for name in names} | {"parcels": parcels}


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=headers)
