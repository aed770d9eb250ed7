"""How what is printed is answered over HTTP: a file to show, or a sentence that names what does not go on it."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response

from app.core.errors import Invalid

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def paper_answer(
    name: str, write: Callable[[], bytes], suffix: str = "pdf", content_type: str = "application/pdf"
) -> Response:
    """`name` becomes the file's name. Raises Invalid where it cannot be printed."""
    try:
        content = write()
    except ValueError as error:
        raise Invalid("cannot_print", str(error), "correct what the sentence names") from error
    filename = _NOT_IN_NAMES.sub("-", name)
    headers = {"Content-Disposition": f'inline; filename="{filename}.{suffix}"'}
    return Response(content, content_type=content_type, headers=headers)


def local(at: datetime, zone: str) -> datetime:
    """The moment as the clock in the hub shows it; papers print it with its offset."""
    return at.astimezone(ZoneInfo(zone))
