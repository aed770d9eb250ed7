"""`/jobs`: what the hub works on in the background, what waits, what came to nothing; start anew or let go."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import NotFound
from app.core.identity import Principal, Role
from app.core.jobs import queue
from app.core.jobs.models import OPEN, UNDONE, Job, JobState
from app.core.web import allow, principal, reading, transaction
from app.ledger.service import append_one

pages = Blueprint("job_pages", __name__)
MOST, ENDED = 100, 20


class Verb(NamedTuple):
    """What a person may do to a job: its name on the ledger, the words of its page, and what they then read."""

    event: str
    do: Callable[..., None]
    title: str
    line: str
    button: str
    done: str
    danger: bool


RETRY = Verb(
    "retry",
    queue.retry,
    "Try job {} again?",
    "It starts anew, with all its attempts.",
    "Try again",
    "is in the queue again",
    False,
)
DISCARD = Verb(
    "discard",
    queue.discard,
    "Let job {} go?",
    "It is not tried again. It stays listed as cancelled.",
    "Let it go",
    "is let go",
    True,
)
CANCEL = Verb(
    "cancel",
    queue.cancel,
    "Cancel job {}?",
    "What it worked out so far is thrown away.",
    "Cancel the job",
    "is being cancelled",
    True,
)


@pages.get("/jobs")
@allow(Role.SUPERVISOR)
def show() -> str:
    """What wants a person first, then what runs and waits, then what ended last."""
    with reading() as db:
        groups = (
            ("Came to nothing", "No job came to nothing.", _some(db, UNDONE)),
            ("Running", "No job runs now.", _some(db, (JobState.RUNNING,))),
            ("Waiting", "No job waits.", _some(db, (JobState.QUEUED,))),
            ("Ended", "No job has ended yet.", _some(db, (JobState.DONE, JobState.CANCELLED), ENDED)),
        )
    return render_template("board/jobs.html", groups=groups, open=OPEN, undone=UNDONE, at=now())


def _some(db: Session, states: tuple[JobState, ...], limit: int = MOST) -> list[Job]:
    """Those that wait in the order in which they are taken, others newest first."""
    waiting = states == (JobState.QUEUED,)
    order = (Job.priority.desc(), Job.run_after, Job.id) if waiting else (Job.id.desc(),)
    query = select(Job).where(visible(principal(), Job), Job.state.in_(states)).order_by(*order).limit(limit)
    return list(db.scalars(query))


@pages.get("/jobs/<int:job_id>/retry")
@allow(Role.SUPERVISOR)
def ask_retry(job_id: int) -> str:
    return _ask(job_id, RETRY)


@pages.post("/jobs/<int:job_id>/retry")
@allow(Role.SUPERVISOR)
def take_retry(job_id: int) -> Response:
    return _take(job_id, RETRY)


@pages.get("/jobs/<int:job_id>/discard")
@allow(Role.SUPERVISOR)
def ask_discard(job_id: int) -> str:
    return _ask(job_id, DISCARD)


@pages.post("/jobs/<int:job_id>/discard")
@allow(Role.SUPERVISOR)
def take_discard(job_id: int) -> Response:
    return _take(job_id, DISCARD)


@pages.get("/jobs/<int:job_id>/cancel")
@allow(Role.SUPERVISOR)
def ask_cancel(job_id: int) -> str:
    return _ask(job_id, CANCEL)


@pages.post("/jobs/<int:job_id>/cancel")
@allow(Role.SUPERVISOR)
def take_cancel(job_id: int) -> Response:
    return _take(job_id, CANCEL)


def _ask(job_id: int, verb: Verb) -> str:
    with reading() as db:
        job = _job(db, job_id, principal())
    lines = [f"Job {job.id} ({job.kind.replace('_', ' ')}) is {job.state}. {verb.line}"]
    if job.failure is not None:
        lines.append(f"Why it came to nothing: {job.failure.detail}")
    return render_template(
        "confirm.html",
        title=verb.title.format(job.id),
        lines=lines,
        button=verb.button,
        danger=verb.danger,
        back="/jobs",
    )


def _take(job_id: int, verb: Verb) -> Response:
    at, by = now(), principal()
    with transaction() as db:
        job = _job(db, job_id, by, lock=True)
        verb.do(job, at=at)
        append_one(db, job, "job", verb.event, {"kind": job.kind}, by=by, at=at)
    flash(f"job {job_id} {verb.done}")
    return redirect("/jobs", 303)


def _job(db: Session, job_id: int, by: Principal, lock: bool = False) -> Job:
    query = select(Job).where(visible(by, Job), Job.id == job_id)
    job = db.scalars(query.with_for_update() if lock else query).one_or_none()
    if job is None:
        raise NotFound("unknown_job", f"there is no job {job_id}", "see the list of jobs")
    return job
