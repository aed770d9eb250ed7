"""What a capability says of a kind of job: how it is read, worked and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.jobs.outcomes import Report
from app.core.jobs.queue import Claim


@dataclass(frozen=True, slots=True)
class Kind:
    """`prepare` reads a task, `work` makes a result of it, `apply` writes that in the transaction that ends the job.

    `work` runs in a process of its own and is killed when the job is cancelled or `limit_s` (of the payload) is over:
    it is a function of a module that needs no database, task and result can be pickled, and it may report how far it
    is. A HubError ends the job as failed; any other error, or a lost process, means another attempt.

    What a kind that goes `once` does cannot be taken back: it is tried again by itself only when its work raised
    Unavailable, which says that nothing was done. In any other case the job becomes dead, and a person looks.
    """

    prepare: Callable[[Session, Claim], Any]
    work: Callable[[Any, Report], Any]
    apply: Callable[[Session, Claim, Any, datetime], None]
    limit_s: Callable[[Mapping[str, Any]], float]
    once: bool = False


Kinds = Mapping[str, Kind]
