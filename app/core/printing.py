"""How a label is asked for over HTTP: `….pdf` or `….zpl`, with `size`, `dpi` and `copies` in the query."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from app.core.paging import whole_of
from app.core.papers import paper_answer

TYPES = {"pdf": "application/pdf", "zpl": "application/vnd.zebra.zpl; charset=utf-8"}
MOST_COPIES = 999


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query wants; an empty size is the usual one of the kind."""

    size: str
    dpi: int
    copies: int


def label_answer(name: str, written: str, write: Callable[[Asked], bytes]) -> Response:
    """The label as a file to show. What cannot be printed is told as a wrong value, naming the text."""
    asked = Asked(
        size=request.args.get("size", ""),
        dpi=whole_of(request.args, "dpi", 203, 1, 2_400),
        copies=whole_of(request.args, "copies", 1, 1, MOST_COPIES),
    )
    return paper_answer(name, lambda: write(asked), written, TYPES[written])
