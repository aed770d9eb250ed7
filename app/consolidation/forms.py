"""What somebody says of postal dispatches and receptacles, from a page or the API: typed values, or every fault."""

import re
from collections.abc import Mapping
from typing import Any

from app.core.errors import Fault, Invalid
from app.core.forms import Form, Wrong, one_line
from labels.identifiers import Dispatch, NotValid

_ROUTE = (
    ("origin", "[A-Z]{6}", "six letters, as MYKULA"),
    ("destination", "[A-Z]{6}", "six letters, as SGSINA"),
    ("category", "[A-Z]", "one letter: A, B, C or D"),
    ("subclass", "[A-Z]{2}", "two letters, as UN"),
)


def dispatch_of(text: str) -> Dispatch:
    try:
        return Dispatch.parse(text)
    except NotValid as error:
        fault = Fault("dispatch", error.code, str(error), found=text)
        raise Invalid("bad_dispatch", str(error), error.remedy, (fault,)) from error


def route_of(values: Mapping[str, object]) -> dict[str, Any]:
    """Offices, mail category and sub-class of a dispatch, in capitals."""
    form = Form(values)
    found = {field: form.take(field, _letters(pattern, expected)) for field, pattern, expected in _ROUTE}
    if form.faults:
        raise Invalid("bad_dispatch", form.faults[0].message, "correct what is named", tuple(form.faults))
    return found


def _letters(pattern: str, expected: str) -> Any:
    def letters(raw: object) -> str:
        line = one_line(raw).upper()
        if not re.fullmatch(pattern, line):
            raise Wrong("bad_form", f"This is {line[:40]!r}. Write {expected}.", expected)
        return line

    return letters
