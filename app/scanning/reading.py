"""Codes on a photo, read by the hub: for browsers that cannot, and for pictures that they do not manage."""

import time
from typing import Any, cast

from flask import Blueprint, Response, current_app, request

from app.core.identity import Role
from app.core.web import allow, answer
from app.scanning.reading_processes import PictureReaders
from labels.reading import Reading

api = Blueprint("reading", __name__)


@api.post("/api/v1/read")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def read_codes() -> Response:
    """The codes on a picture (JPEG, PNG, WEBP), each with its corners in the upright picture. Nothing is kept."""
    began = time.monotonic()
    readers = cast(PictureReaders, current_app.extensions["picture_readers"])
    codes = readers.read(request.get_data(cache=False))
    took_ms = round((time.monotonic() - began) * 1000)
    return answer({"codes": [_code(one) for one in codes], "took_ms": took_ms})


def _code(one: Reading) -> dict[str, Any]:
    """`text` is the identifier, ready to be sent as a scan; an SSCC comes without what else its symbol says."""
    return {
        "text": one.identifier.value,
        "kind": one.identifier.scheme,
        "symbology": one.symbology,
        "reader": one.reader,
        "corners": one.corners,
    }
