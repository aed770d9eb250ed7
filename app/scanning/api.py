"""`POST /api/v1/scans`: one to a thousand scans, an answer for each."""

from typing import cast

from flask import Blueprint, Response, current_app

from app.core.errors import Fault, HubError, Invalid, Malformed, TooLarge
from app.core.identity import Role
from app.core.web import allow, body, principal
from app.scanning.flow import Sent
from app.scanning.forms import ScansIn, check
from app.scanning.writer import ScanWriter

api = Blueprint("scans", __name__)


@api.post("/api/v1/scans")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def take_scans() -> Response:
    """Apply scans in order. Nothing is applied when any of them cannot be read."""
    by = principal()
    sent = body(ScansIn).scans
    limit = current_app.config["MAX_SCANS"]
    if not sent:
        raise Malformed("no_scans", "the list of scans is empty", "send 1 to 1,000 scans")
    if len(sent) > limit:
        raise TooLarge(
            "too_many_scans", f"{len(sent)} scans in one request; the limit is {limit}", "send several"
        )
    faults: list[Fault] = []
    for row, scan in enumerate(sent, start=1):
        try:
            check(scan, row)
        except HubError as error:
            faults.extend(error.faults)
    if faults:
        raise Invalid("invalid_scans", f"{len(faults)} scans cannot be read", "correct them", tuple(faults))
    writer = cast(ScanWriter, current_app.extensions["scan_writer"])
    answers = writer.apply([Sent(by, scan) for scan in sent])
    return Response(b'{"results":[' + b",".join(answers) + b"]}", content_type="application/json")
