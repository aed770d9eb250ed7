"""The worker: work is done in a process, what it brings is applied once, and whatever goes wrong is told."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from app.core.clock import now
from app.core.errors import Refused
from app.core.jobs import queue
from app.core.jobs.models import Job, JobState
from app.core.jobs.queue import LEASE
from app.core.jobs.worker import Worker
from tests.app.core.jobs import works
from tests.app.core.jobs.desks import BY, Desk

PATIENCE_S = 20


def test_what_the_work_brings_is_applied_with_the_end_of_the_job(desk: Desk) -> None:
    job_id = desk.put()
    worker = desk.worker(works.double)
    assert worker.step()
    assert not worker.step()
    assert (desk.brought, desk.job(job_id).state) == ([42], JobState.DONE)


def test_a_refusal_is_final_a_defect_and_a_lost_process_are_tried_again(desk: Desk) -> None:
    told = {}
    for work in (works.refuse, works.blunder, works.vanish):
        job_id = desk.put()
        desk.worker(work).step()
        job = desk.job(job_id)
        told[work.__name__] = (job.state, job.failure and job.failure.code, job.run_after > now())
        desk.on(job_id, queue.discard if job.state == JobState.FAILED else queue.cancel, now())
    assert told == {
        "refuse": ("failed", "too_odd", False),
        "blunder": ("queued", "defect", True),
        "vanish": ("queued", "process_lost", True),
    }
    assert desk.brought == []


def test_what_cannot_be_written_is_rolled_back_with_the_end_of_the_job(desk: Desk) -> None:
    def apply(db: Any, _claim: Any, _result: Any, at: Any) -> None:
        queue.enqueue(db, "left over", {}, by=BY, at=at)
        raise Refused("too_late", "the ship has sailed")

    job_id = desk.put()
    desk.worker(works.double, apply=apply).step()
    job = desk.job(job_id)
    assert (job.state, job.failure and job.failure.code) == (JobState.FAILED, "too_late")
    with desk.database.reading() as db:
        assert db.query(Job).count() == 1


def test_work_that_takes_too_long_is_killed(desk: Desk) -> None:
    job_id = desk.put()
    desk.worker(works.sleep, limit_s=0.5).step()
    job = desk.job(job_id)
    assert (job.state, job.failure and job.failure.code) == (JobState.QUEUED, "out_of_time")


def test_cancelling_kills_the_work(desk: Desk) -> None:
    job_id = desk.put()
    with stepping(desk.worker(works.sleep)):
        process = _process(desk, job_id)
        desk.on(job_id, queue.cancel, now())
        _until(lambda: desk.job(job_id).state == JobState.CANCELLED)
    assert not _lives(process)
    assert desk.brought == []


def test_work_that_is_told_that_it_is_enough_ends_with_the_best_so_far(desk: Desk) -> None:
    job_id = desk.put()
    with stepping(desk.worker(works.search)):
        _process(desk, job_id)
        desk.on(job_id, queue.enough, now())
    assert (desk.brought, desk.job(job_id).state) == (["the best so far"], JobState.DONE)


def test_work_gets_no_more_memory_than_it_may_have(desk: Desk) -> None:
    job_id = desk.put()
    desk.worker(works.gorge, memory_bytes=2**28).step()
    job = desk.job(job_id)
    assert (job.state, job.failure and job.failure.code) == (JobState.QUEUED, "out_of_memory")


def test_a_worker_that_stops_gives_its_job_back(desk: Desk) -> None:
    job_id = desk.put()
    worker = desk.worker(works.sleep)
    with stepping(worker):
        process = _process(desk, job_id)
        worker.stop()
    assert not _lives(process)
    assert (desk.job(job_id).state, desk.job(job_id).attempts) == (JobState.QUEUED, 0)
    assert desk.claimed("another", now()).id == job_id


def test_a_worker_that_lost_its_lease_lets_go_and_its_work_is_killed(desk: Desk) -> None:
    job_id = desk.put()
    with stepping(desk.worker(works.sleep)):
        process = _process(desk, job_id)
        other = desk.claimed("another", now() + LEASE + timedelta(seconds=5))
        _until(lambda: not _lives(process))
    assert (other.token, desk.job(job_id).worker, desk.job(job_id).state) == (2, "another", JobState.RUNNING)


@contextmanager
def stepping(worker: Worker) -> Any:
    """One step in a thread; the block must make it end."""
    thread = threading.Thread(target=worker.step)
    thread.start()
    yield
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def _process(desk: Desk, job_id: int) -> int:
    """The process that sleeps for the job, once a beat has told of it."""
    _until(lambda: desk.job(job_id).progressed.message != "")
    return int(desk.job(job_id).progressed.message.split()[1])


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
