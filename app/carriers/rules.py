"""What a carrier may answer to a manifest, and what an answer means beside those already given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.errors import Refused


class Answer(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a carrier says to one version of a manifest."""

    version: int
    answer: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that stands in the books."""

    answer: str
    reason: str
    at: datetime


def is_news(number: str, reply: Reply, given: Given | None, newest: int) -> bool:
    """Whether a reply is a new one. A repeat of what was answered is not; anything against it is Refused.

    A repeat is recognised before the version is looked at, so that a carrier whose first answer got lost on
    the way hears the same again, even when the hub has corrected the manifest since.
    """
    name = f"version {reply.version} of manifest {number}"
    if given is not None:
        if (reply.answer, reply.reason) == (given.answer, given.reason):
            return False
        said = f"{given.answer} ({given.reason})" if given.reason else given.answer
        raise Refused(
            "already_answered", f"{name} was already answered: {said}", "an answer is final; call the hub"
        )
    if reply.version < newest:
        raise Refused(
            "superseded",
            f"{name} was replaced by version {newest}",
            f"pull version {newest} of {number} and answer that",
        )
    return True
