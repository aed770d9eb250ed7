"""A hub's queue in the hands of a test: jobs are put in, looked at, and done by workers that the test steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.core.identity import the_hub
from app.core.jobs import queue
from app.core.jobs.kinds import Kind
from app.core.jobs.models import Job
from app.core.jobs.queue import Claim
from app.core.jobs.worker import MEMORY_BYTES, Worker

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BY = the_hub(1)
KINDS = ("test",)


@dataclass
class Desk:
    """The queue, and what the jobs of kind `test` brought."""

    database: Database
    brought: list[Any] = field(default_factory=list)

    def put(self, at: datetime = AT, **more: Any) -> int:
        with self.database.transaction() as db:
            return queue.enqueue(db, "test", {"number": 21}, by=BY, at=at, **more).id

    def claim(self, worker: str = "one", at: datetime = AT) -> Claim | None:
        with self.database.transaction() as db:
            return queue.claim(db, worker, KINDS, at=at)

    def claimed(self, worker: str = "one", at: datetime = AT) -> Claim:
        found = self.claim(worker, at)
        assert found is not None
        return found

    def job(self, job_id: int) -> Job:
        with self.database.reading() as db:
            return db.get_one(Job, job_id)

    def on(self, job_id: int, verb: Callable[..., None], at: datetime = AT) -> None:
        with self.database.transaction() as db:
            verb(db.get_one(Job, job_id, with_for_update=True), at=at)

    def worker(
        self,
        work: Callable[..., Any],
        limit_s: float = 30,
        apply: Callable[..., None] | None = None,
        memory_bytes: int = MEMORY_BYTES,
    ) -> Worker:
        def bring(_db: Session, _claim: Claim, result: Any, _at: datetime) -> None:
            self.brought.append(result)

        def prepare(_db: Session, claim: Claim) -> int:
            return int(claim.payload["number"])

        kind = Kind(prepare, work, apply or bring, lambda _payload: limit_s)
        return Worker(self.database, {"test": kind}, now, memory_bytes=memory_bytes)
