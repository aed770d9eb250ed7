"""The queue: jobs are put in, claimed under a lease, and ended by whoever holds the newest claim.

Every function takes the Session of its caller's transaction. A job is put in by the transaction that writes what the
job is about, so neither exists without the other. A claim raises the job's token; every write of a worker names the
token of its claim and touches no row once somebody else has claimed the job (a fencing token), so a worker that was
asleep or cut off writes nothing, and what a job brings is applied once.
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.errors import Refused, Stale
from app.core.identity import Principal
from app.core.jobs.models import OPEN, UNDONE, Job, JobState
from app.core.jobs.outcomes import Failure, Progress

LEASE = timedelta(seconds=10)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
_LEASE_LOST = Failure(
    "worker_lost", "its worker ended without a word", "look into the log and the memory of that machine"
)
_jitter = random.SystemRandom()


class LeaseLost(Stale):
    """Another worker has the job now, or somebody ended it; nothing of this attempt may be written."""

    def __init__(self, claim: "Claim") -> None:
        super().__init__("lease_lost", f"job {claim.id} is no longer worked on under token {claim.token}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's right to do one job, as long as nobody holds a newer token."""

    id: int
    hub_id: int
    kind: str
    payload: Mapping[str, Any]
    token: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people want of a job that runs: that it is given up, or that it ends with the best so far."""

    cancel: bool
    enough: bool


def enqueue(
    db: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    by: Principal,
    at: datetime,
    priority: int = 0,
    run_after: datetime | None = None,
    max_attempts: int = 3,
) -> Job:
    """A job that exists when the transaction of `db` commits. Higher priorities go first."""
    job = Job(
        hub_id=by.hub_id,
        kind=kind,
        payload=msgspec.json.encode(payload).decode(),
        priority=priority,
        run_after=run_after or at,
        max_attempts=max_attempts,
        created_by=by.actor,
        created_at=at,
    )
    db.add(job)
    db.flush()
    return job


def due(kinds: Collection[str], at: datetime) -> Select[Job]:
    """Jobs of these kinds that a worker may take: queued and ripe, or running under a lease that ran out."""
    ripe = and_(Job.state == JobState.QUEUED, Job.run_after <= at)
    lapsed = and_(Job.state == JobState.RUNNING, Job.lease_until < at)
    return (
        select(Job)
        .where(Job.state.in_(OPEN), or_(ripe, lapsed), Job.kind.in_(kinds))
        .order_by(Job.priority.desc(), Job.run_after, Job.id)
        .limit(1)
    )


def claim(
    db: Session, worker: str, kinds: Collection[str], *, at: datetime, once: Collection[str] = ()
) -> Claim | None:
    """Take the next job that is due. On SQLite the write transaction itself keeps others out.

    Jobs whose last allowed attempt ended with its worker become dead on the way; of the kinds in `once`, any
    attempt is the last one.
    """
    query = due(kinds, at).with_for_update(skip_locked=True)
    while (job := db.scalars(query).one_or_none()) is not None:
        if not _is_over(job, at, job.kind in once):
            return _begin(job, worker, at)
    return None


def _is_over(job: Job, at: datetime, once: bool) -> bool:
    """End a job that lost its worker and shall not, or may not, run again."""
    if job.state != JobState.RUNNING:
        return False
    if job.cancel_requested_at is not None:
        _end(job, JobState.CANCELLED, at)
    elif once or job.attempts >= job.max_attempts:
        job.error = _text(_LEASE_LOST)
        _end(job, JobState.DEAD, at)
    return job.state != JobState.RUNNING


def _begin(job: Job, worker: str, at: datetime) -> Claim:
    job.state, job.worker = JobState.RUNNING, worker
    job.token += 1
    job.attempts += 1
    job.lease_until, job.heartbeat_at, job.progress = at + LEASE, at, None
    return Claim(job.id, job.hub_id, job.kind, job.asked, job.token)


def _end(job: Job, state: JobState, at: datetime) -> None:
    job.state, job.lease_until, job.finished_at = state, None, at


def beat(db: Session, claim: Claim, progress: Progress, *, at: datetime) -> Wanted:
    """Keep the lease and tell how far the work is. Returns what people want of it."""
    return _write(
        db, claim, lease_until=at + LEASE, heartbeat_at=at, progress=msgspec.json.encode(progress).decode()
    )


def finish(db: Session, claim: Claim, *, at: datetime) -> None:
    """Done. The caller applies what the job brought in this same transaction, after this call."""
    _write(db, claim, state=JobState.DONE, lease_until=None, finished_at=at, error=None)


def fail(db: Session, claim: Claim, failure: Failure, *, at: datetime) -> None:
    """It cannot be done, however often it is tried."""
    _write(db, claim, state=JobState.FAILED, lease_until=None, finished_at=at, error=_text(failure))


def give_up(db: Session, claim: Claim, failure: Failure, *, at: datetime) -> None:
    """Nobody can say how much of it was done: it waits for a person."""
    _write(db, claim, state=JobState.DEAD, lease_until=None, finished_at=at, error=_text(failure))


def put_off(db: Session, claim: Claim, failure: Failure, *, at: datetime) -> JobState:
    """An attempt failed: try again after a pause that doubles, or give up. Returns what became of the job."""
    job = db.get_one(Job, claim.id, with_for_update=True, populate_existing=True)
    if job.token != claim.token or job.state != JobState.RUNNING:
        raise LeaseLost(claim)
    job.error = _text(failure)
    if job.attempts >= job.max_attempts:
        _end(job, JobState.DEAD, at)
    else:
        job.state, job.lease_until = JobState.QUEUED, None
        job.run_after = at + timedelta(seconds=pause_s(job.attempts))
    return JobState(job.state)


def pause_s(attempts: int) -> float:
    """Seconds before the next attempt: doubled each time, between half and the whole of it by chance."""
    whole: float = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempts - 1))
    return whole * _jitter.uniform(0.5, 1)


def give_back(db: Session, claim: Claim, *, at: datetime) -> None:
    """A worker that stops in good order: the job waits for another at once, and the attempt does not count."""
    _write(
        db,
        claim,
        state=JobState.QUEUED,
        lease_until=None,
        run_after=at,
        attempts=Job.attempts - 1,
        progress=None,
    )


def end_cancelled(db: Session, claim: Claim, *, at: datetime) -> None:
    _write(db, claim, state=JobState.CANCELLED, lease_until=None, finished_at=at)


def _write(db: Session, claim: Claim, **values: Any) -> Wanted:
    """The one guarded UPDATE of a worker."""
    guarded = (
        update(Job)
        .where(Job.id == claim.id, Job.token == claim.token, Job.state == JobState.RUNNING)
        .values(**values)
        .returning(Job.cancel_requested_at, Job.enough_at)
        .execution_options(synchronize_session=False)
    )
    row = db.execute(guarded).one_or_none()
    if row is None:
        raise LeaseLost(claim)
    return Wanted(row[0] is not None, row[1] is not None)


def cancel(job: Job, *, at: datetime) -> None:
    """A queued job ends now, a running one within its worker's next beat. `job` is locked by the caller."""
    if job.state == JobState.QUEUED:
        _end(job, JobState.CANCELLED, at)
    elif job.state == JobState.RUNNING:
        job.cancel_requested_at = job.cancel_requested_at or at
    else:
        raise Refused("already_ended", f"job {job.id} is already {job.state}", "nothing to cancel")


def enough(job: Job, *, at: datetime) -> None:
    """A running job ends soon, with the best that it has found. `job` is locked by the caller."""
    if job.state != JobState.RUNNING:
        raise Refused("not_running", f"job {job.id} is {job.state}", "wait until it runs, or cancel it")
    job.enough_at = job.enough_at or at


def retry(job: Job, *, at: datetime) -> None:
    """A job that came to nothing starts anew, with all its attempts."""
    if job.state not in UNDONE:
        raise Refused("not_to_retry", f"job {job.id} is {job.state}", "only failed and dead jobs start anew")
    job.state, job.run_after, job.attempts = JobState.QUEUED, at, 0
    job.finished_at = job.cancel_requested_at = job.enough_at = job.error = job.progress = None


def discard(job: Job, *, at: datetime) -> None:
    """A job that came to nothing is let go. It stays in the table as cancelled, with its error."""
    if job.state not in UNDONE:
        raise Refused(
            "not_to_discard", f"job {job.id} is {job.state}", "only failed and dead jobs are let go"
        )
    _end(job, JobState.CANCELLED, at)


def forget(db: Session, before: datetime) -> int:
    """Delete the jobs that ended before a moment, but never the newest, so that no number is given twice.

    Returns how many.
    """
    newest = select(func.max(Job.id)).scalar_subquery()
    gone = delete(Job).where(Job.state.not_in(OPEN), Job.finished_at < before, Job.id < newest)
    query = gone.returning(Job.id).execution_options(synchronize_session=False)
    return len(db.scalars(query).all())


def counts(db: Session) -> dict[str, int]:
    """How many jobs are in each state that wants somebody: a worker or a person."""
    states = (*OPEN, *UNDONE)
    query = select(Job.state, func.count()).where(Job.state.in_(states)).group_by(Job.state)
    found = dict(db.execute(query).all())
    return {str(one): found.get(one, 0) for one in states}


def _text(failure: Failure) -> str:
    return msgspec.json.encode(failure).decode()
