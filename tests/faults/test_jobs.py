"""A worker process is killed, or put to sleep, in the middle of a job: another does it, and it counts once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.board.invariants import broken
from app.core.jobs.models import Job, JobState
from app.core.jobs.queue import LEASE
from app.ledger.models import Event
from tests.app.players import Players, parcel, players
from tests.conftest import Templates

ROOT = Path(__file__).resolve().parents[2]
SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
ROUNDS = 3 if SOAK else 1
# What the promise allows from the death of a worker to the next claim.
AGAIN_S = LEASE.total_seconds() + 5
CASES = [("sqlite", signal.SIGKILL), ("postgresql", signal.SIGSTOP)]
if SOAK:
    CASES += [("sqlite", signal.SIGSTOP), ("postgresql", signal.SIGKILL)]


@pytest.fixture
def hub(engine: str, templates: Templates, tmp_path: Path) -> Iterator[Players]:
    if engine == "sqlite":
        made = players(templates.sqlite(tmp_path / "hub.sqlite3", peopled=True))
        yield made
        made.database.dispose()
        return
    with templates.postgresql(peopled=True) as url:
        made = players(url)
        yield made
        made.database.dispose()


@pytest.mark.parametrize(("engine", "blow"), CASES)
def test_a_job_whose_worker_is_lost_is_done_by_another_and_counts_once(
    hub: Players, blow: signal.Signals, tmp_path: Path
) -> None:
    body = {"parcels": [parcel("BATIK", "J1"), parcel("BATIK", "J2")]}
    hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", body)
    for number in range(ROUNDS):
        _round(hub, blow, tmp_path / f"{number}.log")
    with hub.database.reading() as db:
        assert broken(db) == []
        proposed = select(func.count()).where(Event.stream == "plan", Event.type == "propose")
        assert db.scalar(proposed) == ROUNDS


def _round(hub: Players, blow: signal.Signals, log: Path) -> None:
    wishes = {"seconds": 4, "vans": 2}
    plan = hub.want("planner", "POST", "/api/v1/plans/milk-run?wait=0", wishes)
    with worker(hub, log) as first:
        until(60, lambda: job_of(hub, plan).state == JobState.RUNNING)
        os.kill(first.pid, blow)
        struck = time.monotonic()
        with worker(hub, log.with_suffix(".second.log")):
            until(AGAIN_S, lambda: job_of(hub, plan).token == 2)
            assert time.monotonic() - struck <= AGAIN_S
            until(60, lambda: job_of(hub, plan).state == JobState.DONE)
            if blow == signal.SIGSTOP:
                os.kill(first.pid, signal.SIGCONT)
                until(30, lambda: "thrown away" in log.read_text())
            else:
                first.wait()
                until(10, lambda: not _any_of(first.pid))
    job = job_of(hub, plan)
    assert (job.attempts, job.token, job.state) == (2, 2, JobState.DONE)
    assert hub.want("planner", "GET", plan["address"])["state"] == "proposed"


def job_of(hub: Players, plan: dict[str, Any]) -> Job:
    with hub.database.reading() as db:
        return db.scalars(select(Job).where(Job.result_path == f"/planning/{plan['id']}")).one()


@contextmanager
def worker(hub: Players, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`flask worker` in a process group of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTREPOT_")}
    url = hub.database.url.render_as_string(hide_password=False)
    env = {**kept, "DATABASE_URL": url, "ENTREPOT_SECRET_KEY": "k" * 64}
    with log.open("wb") as out:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _any_of(group: int) -> bool:
    """Whether a process that the lost worker started is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def until(seconds: float, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(0.05)


def test_a_worker_that_is_stopped_in_good_order_gives_its_job_back_at_once(
    templates: Templates, tmp_path: Path
) -> None:
    hub = players(templates.sqlite(tmp_path / "hub.sqlite3", peopled=True))
    hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "J1")]})
    plan = hub.want("planner", "POST", "/api/v1/plans/milk-run?wait=0", {"seconds": 30})
    with worker(hub, tmp_path / "log") as process:
        until(60, lambda: job_of(hub, plan).state == JobState.RUNNING)
        process.terminate()
        until(LEASE.total_seconds() / 2, lambda: job_of(hub, plan).state == JobState.QUEUED)
        assert process.wait(30) == 0
    assert job_of(hub, plan).attempts == 0
    hub.database.dispose()
