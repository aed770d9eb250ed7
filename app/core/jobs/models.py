"""The table of jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.core.jobs.outcomes import Failure, Progress


class JobState(StrEnum):
    """`failed`: trying again would fail the same way. `dead`: it was tried as often as it may be."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DEAD = "dead"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)
UNDONE = (JobState.FAILED, JobState.DEAD)
_STATES = ", ".join(f"'{state}'" for state in JobState)


class Job(Base):
    """One piece of work. `token` grows with each claim; who writes must show the token of its own claim.

    `result_path` is the address where people see what came of it. `version` and `head_hash` head the stream of what
    people did to the job.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(Integer, default=0)
    run_after: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer, default=3)
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    worker: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    progress: Mapped[str | None] = mapped_column(Text)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(Moment)
    enough_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)
    result_path: Mapped[str] = mapped_column(String(80), default="")
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")

    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name="finished"),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """The payload."""
        found: dict[str, Any] = msgspec.json.decode(self.payload)
        return found

    @property
    def progressed(self) -> Progress:
        return msgspec.json.decode(self.progress, type=Progress) if self.progress else Progress()

    @property
    def failure(self) -> Failure | None:
        """Of a job that waits for its next attempt: why the last one came to nothing."""
        return msgspec.json.decode(self.error, type=Failure) if self.error else None


_IS_OPEN = Job.state.in_(OPEN)
Index(
    "ix_job_open",
    Job.priority,
    Job.run_after,
    Job.id,
    postgresql_where=_IS_OPEN,
    sqlite_where=_IS_OPEN,
)
