"""A carrier's answer to a manifest, from JSON or a posted form: a typed reply, or every fault in it."""

from collections.abc import Mapping

from app.carriers.rules import Answer, Reply
from app.core.errors import Invalid
from app.core.forms import Form, choice, missing, text, whole, wrong_type

LONGEST_REASON = 400
_FIELDS = ("version", "answer", "reason")
_ANSWERS = {str(one): str(one) for one in Answer}


def reply_of(values: Mapping[str, object]) -> Reply:
    """`version`, `answer` (accepted or rejected) and `reason`, which only a rejection needs."""
    form = Form(values)
    form.refuse_unknown(_FIELDS)
    version = form.take("version", _version)
    answer = form.take("answer", _answer)
    reason = form.take("reason", _reason, required=False, default="")
    if answer == Answer.REJECTED and reason == "":
        form.wrong("reason", missing(), values.get("reason"))
    if form.faults:
        named = ", ".join(dict.fromkeys(fault.field for fault in form.faults))
        hint = 'send {"version": 1, "answer": "accepted"}, or "rejected" with a reason'
        raise Invalid("invalid_answer", f"this answer has faults in: {named}", hint, tuple(form.faults))
    return Reply(version, Answer(answer), reason)


def _version(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise wrong_type("a whole number")
    return whole(raw, 1, 2**31 - 1)


def _answer(raw: object) -> str:
    return choice(_words(raw), _ANSWERS)


def _reason(raw: object) -> str:
    return text(_words(raw), LONGEST_REASON)


def _words(raw: object) -> str:
    if not isinstance(raw, str):
        raise wrong_type("a text")
    return raw
