"""`POST /api/v1/scans`: one to a thousand scans, an answer for each. Most come in by the door beside this file."""

from typing import cast

from flask import Blueprint, Response, current_app

from app.core.identity import Role
from app.core.web import allow, body, principal
from app.scanning.desk import Sent
from app.scanning.forms import ScansIn, checked, results
from app.scanning.writer import ScanWriter

api = Blueprint("scans", __name__)


@api.post("/api/v1/scans")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_scans() -> Response:
    """Apply scans in order. Nothing is applied when any of them cannot be read."""
    by = principal()
    sent = body(ScansIn)
    scans, batch = checked(sent, current_app.config["MAX_SCANS"]), sent.batch
    writer = cast(ScanWriter, current_app.extensions["scan_writer"])
    answers = writer.apply([Sent(by, scan, batch) for scan in scans])
    return Response(results(answers), content_type="application/json")
