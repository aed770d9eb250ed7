"""The carriers' portal: manifests, one with its lines and downloads, and the answer to it."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.carriers import queries, service
from app.carriers.forms import reply_of
from app.core.clock import now
from app.core.identity import Role
from app.core.paging import whole_of
from app.core.web import allow, principal, reading, transaction

pages = Blueprint("carrier_pages", __name__)
READERS = (Role.CARRIER, Role.PLANNER, Role.SUPERVISOR)
ANSWERS = ("waiting", "accepted", "rejected")
SHOWN_LINES = 500


@pages.get("/manifests")
@allow(*READERS)
def show_manifests() -> str:
    """The newest version of each manifest, newest first; `answer` and `q` filter."""
    args = request.args
    answer = args.get("answer", "") if args.get("answer") in ANSWERS else ""
    search = args.get("q", "").strip()
    with reading() as db:
        found = queries.manifests_page(
            db,
            principal(),
            search=search,
            answered=answer,
            before=whole_of(args, "before", 0, 0, 2**62) or None,
        )
    kept: dict[str, Any] = {name: value for name, value in (("answer", answer), ("q", search)) if value}
    more = (
        url_for("carrier_pages.show_manifests", before=found.next_before, **kept) if found.next_before else ""
    )
    return render_template(
        "carriers/manifests.html",
        found=found.manifests,
        answer=answer,
        answers=ANSWERS,
        search=search,
        more=more,
    )


@pages.get("/manifests/<number>")
@allow(*READERS)
def show_manifest(number: str) -> str:
    """One version of a manifest, the newest unless `version` asks for another."""
    by = principal()
    version = whole_of(request.args, "version", 0, 0, 2**31 - 1) or None
    with reading() as db:
        one = queries.manifest(db, by, number, version)
        versions = queries.versions(db, by, number)
        content = json.loads(queries.content(db, by, one.id))
    return render_template(
        "carriers/manifest.html", one=one, versions=versions, lines=content["lines"], shown=SHOWN_LINES
    )


@pages.post("/manifests/<number>/answer")
@allow(Role.CARRIER)
def answer_manifest(number: str) -> Response:
    """The carrier's one answer to a version: accepted, or rejected with a reason."""
    values = {name: request.form.get(name, "") for name in ("version", "answer", "reason")}
    if values["answer"] == "accepted":
        values["reason"] = ""
    with transaction() as db:
        one = service.acknowledge(db, number, reply_of(values), by=principal(), at=now())
    flash(f"version {one.version} of {number} is {values['answer']}")
    return redirect(url_for("carrier_pages.show_manifest", number=number), 303)
