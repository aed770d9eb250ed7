"""The worker: claims one job after the other, has its work done in a process, and writes what came of it."""

import logging
import os
import socket
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import Clock, now
from app.core.db import Database
from app.core.errors import HubError
from app.core.jobs import queue
from app.core.jobs.kinds import Kind, Kinds
from app.core.jobs.models import Job
from app.core.jobs.outcomes import Done, Failure, Fell, Progress, outcome_of
from app.core.jobs.process import Child, working
from app.core.jobs.queue import Claim, LeaseLost, Wanted

BEAT_S = 1.0
HEAR_S = 0.2
IDLE_S = 0.25
MEMORY_BYTES = 4 * 1024**3
log = logging.getLogger("entrepot.jobs")


class _Stopped(Exception):
    """The worker is asked to stop."""


class _Cancelled(Exception):
    """Somebody wants the job cancelled."""


@dataclass(slots=True)
class Worker:
    """Does jobs, one at a time, until stopped. Any number of workers share a queue."""

    database: Database
    kinds: Kinds
    clock: Clock = now
    memory_bytes: int = MEMORY_BYTES
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:60]}:{os.getpid()}")
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The job in hand goes back to the queue."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self.step()
            except Exception:
                log.exception("the worker stumbled; it goes on")
                worked = False
            if not worked:
                self._stop.wait(IDLE_S)

    def step(self) -> bool:
        """Do the next job that is due. Returns whether there was one."""
        claim = self._claim()
        if claim is None:
            return False
        try:
            self._do(claim, self.kinds[claim.kind])
        except LeaseLost as lost:
            log.warning("%s; what was worked out is thrown away", lost.detail)
        return True

    def _claim(self) -> Claim | None:
        """A read first: asking an empty queue must not cost a write transaction."""
        query = queue.due(tuple(self.kinds), self.clock()).with_only_columns(Job.id)
        with self.database.one_statement() as connection:
            if connection.scalar(query) is None:
                return None
        with self.database.transaction() as db:
            once = [name for name, kind in self.kinds.items() if kind.once]
            return queue.claim(db, self.name, tuple(self.kinds), at=self.clock(), once=once)

    def _do(self, claim: Claim, kind: Kind) -> None:
        log.info("job %s (%s) begins under token %s", claim.id, claim.kind, claim.token)
        try:
            outcome = self._outcome(claim, kind)
        except _Stopped:
            with self.database.transaction() as db:
                queue.give_back(db, claim, at=self.clock())
        except _Cancelled:
            with self.database.transaction() as db:
                queue.end_cancelled(db, claim, at=self.clock())
        else:
            self._settle(claim, kind, outcome)

    def _outcome(self, claim: Claim, kind: Kind) -> Done | Fell:
        with self.database.reading() as db:
            task = outcome_of(kind.prepare, db, claim)
        if isinstance(task, Fell):
            return replace(task, halfway=False)
        with working(kind.work, task.result, self.memory_bytes) as child:
            return self._follow(claim, child, kind)

    def _follow(self, claim: Claim, child: Child, kind: Kind) -> Done | Fell:
        """Pass on how far the work is, once a second, until it ends or has to."""
        limit_s = kind.limit_s(claim.payload)
        began, beaten, progress = time.monotonic(), 0.0, Progress()
        while (spent := time.monotonic() - began) < limit_s:
            word = child.hear(HEAR_S)
            if isinstance(word, Done | Fell):
                return word
            if self._stop.is_set() and not kind.once:
                raise _Stopped
            progress = word or progress
            if spent - beaten >= BEAT_S:
                beaten = spent
                wanted = self._beat(claim, replace(progress, elapsed_s=round(spent, 1)))
                if wanted.enough:
                    child.enough()
        return Fell(Failure("out_of_time", f"it was stopped after {limit_s:.0f} s"), final=False)

    def _beat(self, claim: Claim, progress: Progress) -> Wanted:
        """A database that is away for a moment does not end the work; the lease may run out meanwhile."""
        try:
            with self.database.transaction() as db:
                wanted = queue.beat(db, claim, progress, at=self.clock())
        except LeaseLost:
            raise
        except (HubError, SQLAlchemyError) as error:
            log.warning("job %s: the beat could not be written: %s", claim.id, error)
            return Wanted(cancel=False, enough=False)
        if wanted.cancel:
            raise _Cancelled
        return wanted

    def _settle(self, claim: Claim, kind: Kind, outcome: Done | Fell) -> None:
        if isinstance(outcome, Done):
            outcome = outcome_of(self._apply, claim, kind, outcome.result)
            if isinstance(outcome, Done):
                return
            outcome = replace(outcome, halfway=True)
        log.warning("job %s: %s: %s", claim.id, outcome.failure.code, outcome.failure.detail)
        ended = queue.fail if outcome.final else queue.put_off
        if kind.once and outcome.halfway:
            ended = queue.give_up
        with self.database.transaction() as db:
            ended(db, claim, outcome.failure, at=self.clock())

    def _apply(self, claim: Claim, kind: Kind, result: Any) -> None:
        """What a job brought and the state of the job are one transaction."""
        with self.database.transaction() as db:
            queue.finish(db, claim, at=self.clock())
            kind.apply(db, claim, result, self.clock())
