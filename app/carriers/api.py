"""`/api/v1/manifests`: what is new since a cursor, one manifest in the format asked for, and the answer to it."""

import base64
import hashlib
from typing import Any

from flask import Blueprint, Response, request

from app.carriers import queries, service
from app.carriers.formats.csv_format import to_csv
from app.carriers.formats.json_format import from_json, to_json
from app.carriers.formats.paper import to_pdf
from app.carriers.forms import reply_of
from app.carriers.queries import START, ManifestView, Place
from app.core.clock import now
from app.core.errors import Malformed, NotFound
from app.core.identity import Role
from app.core.paging import limit_of, whole_of
from app.core.web import allow, answer, body, principal, reading, transaction

api = Blueprint("carriers", __name__)
READERS = (Role.CARRIER, Role.PLANNER, Role.SUPERVISOR)
KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@api.get("/api/v1/manifests")
@allow(*READERS)
def list_manifests() -> Response:
    """Manifests issued since a cursor, in the order of the sealed ledger; `next_cursor` is always there."""
    since = _place(request.args.get("since", ""))
    with reading() as db:
        found = queries.changes(db, principal(), since, limit_of(request.args, 100))
    value = {"manifests": [_shown(one) for one in found.manifests], "next_cursor": _cursor(found.next)}
    page = answer(value)
    return _tagged(page, hashlib.sha256(page.get_data()).hexdigest())


@api.get("/api/v1/manifests/<number>.<kind>")
@allow(*READERS)
def show_manifest(number: str, kind: str) -> Response:
    """The newest version, or `?version=`, as json (the frozen bytes), csv or pdf."""
    if kind not in KINDS:
        raise NotFound("unknown_format", f"there is no manifest as {kind}", f"use {', '.join(KINDS)}")
    version = whole_of(request.args, "version", 0, 0, 2**31 - 1) or None
    with reading() as db:
        one = queries.manifest(db, principal(), number, version)
        response = Response(status=200, content_type=KINDS[kind])
        _tagged(response, f"{one.sha256}-{kind}")
        if response.status_code == 304:
            return response
        text = queries.content(db, principal(), one.id)
    response.set_data(_content(one, text, kind))
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-v{one.version}.{kind}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-SHA256"] = one.sha256
    return response


@api.post("/api/v1/manifests/<number>/ack")
@allow(Role.CARRIER)
def acknowledge(number: str) -> Response:
    """Accept or reject a version; the same answer again changes nothing."""
    reply = reply_of(body(dict[str, Any]))
    with transaction() as db:
        one = service.acknowledge(db, number, reply, by=principal(), at=now())
    return answer(_shown(one))


def _content(one: ManifestView, text: str, kind: str) -> bytes:
    if kind == "json":
        return to_json(text)
    return to_csv(from_json(text)) if kind == "csv" else to_pdf(one, from_json(text))


def _tagged(response: Response, tag: str) -> Response:
    """With a strong ETag; empty and 304 when the caller has it already."""
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def _shown(one: ManifestView) -> dict[str, Any]:
    given = one.acknowledgement
    where = f"/api/v1/manifests/{one.number}"
    return {
        "number": one.number,
        "version": one.version,
        "supersedes": one.supersedes,
        "departure": one.departure,
        "gateway": one.gateway,
        "departs_at": one.departs_at,
        "issued_at": one.issued_at,
        "pieces": one.pieces,
        "weight_g": one.weight_g,
        "sha256": one.sha256,
        "seal": {"number": one.seal_number, "hash": one.seal_hash},
        "acknowledgement": {"answer": given.answer, "reason": given.reason, "at": given.at}
        if given
        else None,
        "links": {kind: f"{where}.{kind}?version={one.version}" for kind in KINDS} | {"ack": f"{where}/ack"},
    }


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place.position}.{place.mark}".encode()).decode().rstrip("=")


def _place(text: str) -> Place:
    if not text:
        return START
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError as error:
        raise _bad_cursor(text) from error
    position, _, mark = raw.partition(".")
    if not position.isdigit() or len(position) > 18 or (not mark.isalnum() and mark):
        raise _bad_cursor(text)
    return Place(int(position), mark)


def _bad_cursor(text: str) -> Malformed:
    return Malformed(
        "bad_cursor", f"{text[:40]!r} is no cursor", "send next_cursor as you got it, or leave it out"
    )
