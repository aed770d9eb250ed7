"""How a label is asked for over HTTP: `….pdf` or `….zpl`, with `size`, `dpi` and `copies` in the query."""

from collections.abc import Callable
from functools import partial

from flask import Response, request

from app.core.paging import whole_of
from app.core.papers import paper_answer

TYPES = {"pdf": "application/pdf", "zpl": "application/vnd.zebra.zpl; charset=utf-8"}
MOST_COPIES = 999


def label_answer(name: str, written: str, write: Callable[..., bytes], roll: str = "") -> Response:
    """The label as a file to show. What cannot be printed is told as a wrong value, naming the text.

    `write` takes `size` (empty for the usual one of the kind), `dpi` and `copies`; where that usual size is a sheet,
    `roll` is that of a label printer.
    """
    made = partial(
        write,
        size=request.args.get("size", "") or (roll if written == "zpl" else ""),
        dpi=whole_of(request.args, "dpi", 203, 1, 2_400),
        copies=whole_of(request.args, "copies", 1, 1, MOST_COPIES),
    )
    return paper_answer(name, made, written, TYPES[written])
