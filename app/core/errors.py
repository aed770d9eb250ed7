"""Every error that a person or a machine can meet.

HubError                 code, detail (a sentence naming the thing), hint (the next action), faults
├── Malformed      400   the request cannot be read
├── Unknown        401   nobody we know: not signed in, key revoked
├── Forbidden      403   known, but not allowed
├── NotFound       404   no such thing for this caller
├── Refused        409   a rule says no
│   └── Stale      409   somebody else changed it first
├── TooLarge       413   over a limit of the settings
├── Invalid        422   values are wrong; `faults` says which
├── TooMany        429   over a rate
├── Unavailable    503   the hub cannot do it now; try again
└── Halfway        502   it broke off when part of it was done; a person must look
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong value: where it stands, what was found, and what was expected.

    `row` is the line of the caller's file or list (1 is the first data row), None for a single form.
    """

    field: str
    code: str
    message: str
    row: int | None = None
    found: str = ""
    expected: str = ""


class HubError(Exception):
    """Base of all answers that are not success."""

    status = 400
    title = "The request cannot be carried out"

    def __init__(self, code: str, detail: str, hint: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.hint = hint
        self.faults = faults


class Malformed(HubError):
    status = 400
    title = "The request cannot be read"


class Unknown(HubError):
    status = 401
    title = "We do not know who is asking"


class Forbidden(HubError):
    status = 403
    title = "This is not yours to do"


class NotFound(HubError):
    status = 404
    title = "Nothing is known by that name"


class Refused(HubError):
    status = 409
    title = "A rule of the hub says no"


class Stale(Refused):
    title = "Somebody else changed it first"


class TooLarge(HubError):
    status = 413
    title = "That is more than the hub takes at once"


class Invalid(HubError):
    status = 422
    title = "Some values are wrong"


class TooMany(HubError):
    status = 429
    title = "Too many requests"


class Unavailable(HubError):
    status = 503
    title = "The hub cannot do this now"


class Halfway(HubError):
    status = 502
    title = "It broke off when part of it was done"


def none_refused(found: Iterable[Thing | Refused]) -> list[Thing]:
    """All of them, or the first refusal raised."""
    things: list[Thing] = []
    for one in found:
        if isinstance(one, Refused):
            raise one
        things.append(one)
    return things
