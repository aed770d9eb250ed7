"""The queue: each job is taken once, a lease that ran out passes it on, and an old token writes nothing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import Refused
from app.core.jobs import queue
from app.core.jobs.models import Job, JobState
from app.core.jobs.outcomes import Failure, Progress
from app.core.jobs.queue import LEASE, Claim, LeaseLost, Wanted
from tests.app.core.jobs.desks import AT, BY, KINDS, Desk

WORKERS, JOBS = 6, 24
ODD = Failure("odd", "it went wrong", "look again")
LATE = AT + LEASE + timedelta(seconds=1)


def test_many_workers_at_once_take_each_job_once(desk: Desk, hub_url: str) -> None:
    jobs = {desk.put() for _ in range(JOBS)}
    taken: list[int] = []
    barrier = threading.Barrier(WORKERS)

    def run(name: str) -> None:
        database = Database(hub_url, pool_size=1)
        barrier.wait()
        while True:
            with database.transaction() as db:
                claim = queue.claim(db, name, KINDS, at=AT)
            if claim is None:
                break
            taken.append(claim.id)
        database.dispose()

    threads = [threading.Thread(target=run, args=(f"worker {n}",)) for n in range(WORKERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(taken) == sorted(jobs)
    assert {desk.job(one).attempts for one in jobs} == {1}


def test_a_job_exists_only_when_its_transaction_commits(desk: Desk) -> None:
    with desk.database.transaction() as db:
        queue.enqueue(db, "test", {}, by=BY, at=AT)
        db.rollback()
    assert desk.claim() is None


def test_jobs_go_by_priority_then_by_time_and_only_those_that_are_known_and_ripe(desk: Desk) -> None:
    second, third, first = desk.put(), desk.put(), desk.put(priority=5)
    later = desk.put(run_after=AT + timedelta(minutes=1))
    with desk.database.transaction() as db:
        queue.enqueue(db, "of a newer version", {}, by=BY, at=AT)
    assert [desk.claimed().id for _ in range(3)] == [first, second, third]
    assert desk.claim() is None
    assert desk.claimed(at=AT + timedelta(minutes=1, seconds=-1) + LEASE).id in (first, second, third)
    assert later in {desk.claimed(at=AT + timedelta(minutes=1)).id for _ in range(3)}


def test_a_lease_that_is_kept_keeps_others_out(desk: Desk) -> None:
    desk.put()
    claim = desk.claimed()
    with desk.database.transaction() as db:
        assert queue.beat(db, claim, Progress(3.0, 100, 90.0), at=AT + LEASE) == Wanted(False, False)
    assert desk.claim("two", LATE) is None
    job = desk.job(claim.id)
    assert (job.progressed, job.progressed.gap, job.heartbeat_at) == (
        Progress(3.0, 100, 90.0),
        0.1,
        AT + LEASE,
    )


def _finish(db: Any, claim: Claim) -> None:
    queue.finish(db, claim, at=LATE)


def _fail(db: Any, claim: Claim) -> None:
    queue.fail(db, claim, ODD, at=LATE)


def _put_off(db: Any, claim: Claim) -> None:
    queue.put_off(db, claim, ODD, at=LATE)


def _beat(db: Any, claim: Claim) -> None:
    queue.beat(db, claim, Progress(99.0), at=LATE)


def _give_back(db: Any, claim: Claim) -> None:
    queue.give_back(db, claim, at=LATE)


def _cancel(db: Any, claim: Claim) -> None:
    queue.end_cancelled(db, claim, at=LATE)


WRITES = (_finish, _fail, _put_off, _beat, _give_back, _cancel)


@pytest.mark.parametrize("ended", [False, True], ids=["while another works", "after another ended it"])
def test_a_worker_whose_job_another_has_taken_writes_nothing(desk: Desk, ended: bool) -> None:
    job_id = desk.put()
    slow, quick = desk.claimed("slow"), desk.claimed("quick", LATE)
    assert (slow.id, quick.id, quick.token) == (job_id, job_id, slow.token + 1)
    if ended:
        with desk.database.transaction() as db:
            queue.finish(db, quick, at=LATE)
    before = _row(desk.job(job_id))
    for write in WRITES:
        with pytest.raises(LeaseLost), desk.database.transaction() as db:
            write(db, slow)
    assert _row(desk.job(job_id)) == before


@pytest.mark.parametrize("write", WRITES[:3])
def test_the_worker_that_holds_the_newest_token_does_write(desk: Desk, write: Callable[..., None]) -> None:
    desk.put()
    desk.claimed("slow")
    quick = desk.claimed("quick", LATE)
    with desk.database.transaction() as db:
        write(db, quick)
    assert desk.job(quick.id).state != JobState.RUNNING


def _row(job: Job) -> dict[str, Any]:
    return {name: value for name, value in vars(job).items() if not name.startswith("_")}


def test_attempts_that_fail_wait_longer_each_time_and_the_last_one_leaves_the_job_dead(desk: Desk) -> None:
    job_id, at, pauses = desk.put(max_attempts=3), AT, []
    for _ in range(3):
        claim = desk.claimed(at=at)
        with desk.database.transaction() as db:
            queue.put_off(db, claim, ODD, at=at)
        assert desk.claim(at=at) is None
        job = desk.job(job_id)
        pauses.append((job.run_after - at).total_seconds())
        at = max(job.run_after, at)
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 4
    job = desk.job(job_id)
    assert (job.state, job.attempts, job.failure, job.lease_until) == (JobState.DEAD, 3, ODD, None)
    with desk.database.reading() as db:
        assert queue.counts(db) == {"queued": 0, "running": 0, "failed": 0, "dead": 1}


def test_the_pause_has_a_ceiling() -> None:
    assert 150 <= queue.pause_s(40) <= 300


def test_a_job_that_keeps_killing_its_workers_becomes_dead(desk: Desk) -> None:
    job_id, at = desk.put(max_attempts=2), AT
    for _ in range(2):
        desk.claimed(at=at)
        at += LEASE + timedelta(seconds=1)
    behind = desk.put(at)
    assert desk.claimed(at=at).id == behind
    job = desk.job(job_id)
    assert (job.state, job.failure and job.failure.code) == (JobState.DEAD, "worker_lost")


def test_a_job_given_back_waits_for_another_at_once_and_the_attempt_does_not_count(desk: Desk) -> None:
    desk.put()
    claim = desk.claimed()
    with desk.database.transaction() as db:
        queue.give_back(db, claim, at=AT)
    again = desk.claimed("two")
    assert (again.id, again.token, desk.job(claim.id).attempts) == (claim.id, claim.token + 1, 1)


def test_what_is_cancelled_before_it_began_never_begins(desk: Desk) -> None:
    job_id = desk.put()
    desk.on(job_id, queue.cancel)
    assert desk.claim() is None
    assert desk.job(job_id).state == JobState.CANCELLED
    with pytest.raises(Refused):
        desk.on(job_id, queue.cancel)


def test_a_running_job_is_told_at_its_next_beat_and_without_a_worker_it_ends_with_its_lease(
    desk: Desk,
) -> None:
    job_id = desk.put()
    claim = desk.claimed()
    desk.on(job_id, queue.cancel)
    with desk.database.transaction() as db:
        assert queue.beat(db, claim, Progress(), at=AT).cancel
    assert desk.claim("two", LATE) is None
    assert desk.job(job_id).state == JobState.CANCELLED


def test_what_came_to_nothing_starts_anew_or_is_let_go_and_nothing_else_is(desk: Desk) -> None:
    again, gone = desk.put(max_attempts=1), desk.put(max_attempts=1)
    for verb in (queue.retry, queue.discard):
        with pytest.raises(Refused):
            desk.on(again, verb)
    for _ in range(2):
        claim = desk.claimed()
        with desk.database.transaction() as db:
            queue.fail(db, claim, ODD, at=AT)
    desk.on(again, queue.retry)
    desk.on(gone, queue.discard)
    assert desk.job(gone).state == JobState.CANCELLED
    assert (desk.job(again).state, desk.job(again).failure, desk.job(again).attempts) == ("queued", None, 0)
    assert desk.claimed().id == again


def test_only_a_running_job_can_end_with_the_best_so_far(desk: Desk) -> None:
    job_id = desk.put()
    with pytest.raises(Refused):
        desk.on(job_id, queue.enough)
    claim = desk.claimed()
    desk.on(job_id, queue.enough)
    with desk.database.transaction() as db:
        assert queue.beat(db, claim, Progress(), at=AT).enough


def test_jobs_that_ended_long_ago_are_forgotten_but_never_the_newest(desk: Desk) -> None:
    old, waits, newest = desk.put(), desk.put(), desk.put()
    for one in (old, newest):
        desk.on(one, queue.cancel)
    with desk.database.transaction() as db:
        assert queue.forget(db, AT) == 0
        assert queue.forget(db, LATE) == 1
    with desk.database.reading() as db:
        assert set(db.scalars(select(Job.id))) == {waits, newest}
