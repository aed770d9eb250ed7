"""Reading what was printed: printers, batches with their parts, and what became of one code's labels."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.core.jobs.models import OPEN, Job, JobState
from app.core.jobs.outcomes import Failure
from app.printing.models import PrintBatch, Printer, PrintItem, PrintPart


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a batch, and its job."""

    part: PrintPart
    job: Job | None
    called_off: bool
    first: str
    last: str

    @property
    def is_file(self) -> bool:
        return self.job is not None and self.job.kind == "print_file"

    @property
    def state(self) -> str:
        """`doubtful`: the printer or the hub broke off, and nobody can say how many labels came out."""
        if self.part.printed_at is not None:
            return "printed"
        if self.job is None:
            return "cancelled" if self.called_off else "waiting"
        begun = self.job.state == JobState.CANCELLED and self.job.attempts > 0
        return "doubtful" if self.job.state == JobState.DEAD or begun else self.job.state

    @property
    def failure(self) -> Failure | None:
        return self.job.failure if self.job and not self.part.printed_at else None


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with how many of its labels came out, wait for their turn, and are worked on."""

    batch: PrintBatch
    printer: str
    printed: int
    waiting: int
    working: int

    @property
    def state(self) -> str:
        """`stopped`: what waits has its turn when a person has settled the part before it."""
        if self.waiting:
            return "running" if self.working else "stopped"
        return "printed" if self.printed == self.batch.labels else "unfinished"


@dataclass(frozen=True, slots=True)
class Printed:
    """That a label came out once."""

    batch_id: int
    printer: str
    asked_by: str
    printed_at: datetime | None
    reason: str


def printers(db: Session, by: Principal, *, active: bool = False) -> list[Printer]:
    query = select(Printer).where(visible(by, Printer)).order_by(Printer.name)
    return list(db.scalars(query.where(Printer.active) if active else query))


def batches(db: Session, by: Principal, *, limit: int, before: int | None = None) -> list[BatchView]:
    """The newest, or those before one."""
    query = _batches().where(visible(by, PrintBatch)).order_by(PrintBatch.id.desc()).limit(limit)
    if before is not None:
        query = query.where(PrintBatch.id < before)
    return [BatchView(*row) for row in db.execute(query)]


def batch(db: Session, by: Principal, batch_id: int) -> BatchView:
    row = db.execute(_batches().where(visible(by, PrintBatch), PrintBatch.id == batch_id)).one_or_none()
    if row is None:
        raise NotFound("unknown_batch", f"there is no batch of labels {batch_id}", "see the list of batches")
    return BatchView(*row)


def _batches() -> Select[*tuple[Any, ...]]:
    came_out = case((PrintPart.printed_at.is_not(None), PrintPart.labels), else_=0)
    turn_comes = and_(PrintPart.job_id.is_(None), PrintBatch.called_off_at.is_(None))
    is_open = and_(PrintPart.printed_at.is_(None), or_(Job.state.in_(OPEN), turn_comes))
    waits = case((is_open, PrintPart.labels), else_=0)
    works = case((Job.state.in_(OPEN), PrintPart.labels), else_=0)
    return (
        select(
            PrintBatch,
            func.coalesce(Printer.name, ""),
            func.sum(came_out),
            func.sum(waits),
            func.sum(works),
        )
        .join(PrintPart, PrintPart.batch_id == PrintBatch.id)
        .outerjoin(Job, Job.id == PrintPart.job_id)
        .outerjoin(Printer, Printer.id == PrintBatch.printer_id)
        .group_by(PrintBatch.id, Printer.name)
    )


def parts(db: Session, by: Principal, batch_id: int) -> list[PartView]:
    """A batch's parts in order, without their files."""
    ends = select(PrintItem.code).where(PrintItem.part_id == PrintPart.id).limit(1).correlate(PrintPart)
    first, last = ends.order_by(PrintItem.place), ends.order_by(PrintItem.place.desc())
    query = (
        select(
            PrintPart,
            Job,
            PrintBatch.called_off_at.is_not(None),
            first.scalar_subquery(),
            last.scalar_subquery(),
        )
        .join(PrintBatch, PrintBatch.id == PrintPart.batch_id)
        .outerjoin(Job, Job.id == PrintPart.job_id)
        .where(visible(by, PrintBatch), PrintPart.batch_id == batch_id)
        .order_by(PrintPart.place)
    )
    return [PartView(*row) for row in db.execute(query)]


def file_of(db: Session, by: Principal, part_id: int) -> bytes:
    """The PDF that a part became."""
    query = (
        select(PrintPart.content)
        .join(PrintBatch, PrintBatch.id == PrintPart.batch_id)
        .where(visible(by, PrintBatch), PrintPart.id == part_id)
    )
    content = db.scalar(query)
    if content is None:
        raise NotFound("no_file", f"part {part_id} is no file, or not made yet", "see its batch")
    return content


def printed_before(db: Session, by: Principal, kind: str, codes: Collection[str]) -> dict[str, datetime]:
    """Which of these codes have labels that came out, or may have, and when they were asked for last."""
    turn_comes = and_(PrintPart.job_id.is_(None), PrintBatch.called_off_at.is_(None))
    coming = or_(Job.state.in_((*OPEN, JobState.DEAD)), turn_comes)
    query = (
        select(PrintItem.code, func.max(PrintBatch.asked_at))
        .join(PrintPart, PrintPart.id == PrintItem.part_id)
        .join(PrintBatch, PrintBatch.id == PrintPart.batch_id)
        .outerjoin(Job, Job.id == PrintPart.job_id)
        .where(
            visible(by, PrintItem),
            PrintItem.kind == kind,
            among(db, PrintItem.code, codes),
            or_(PrintPart.printed_at.is_not(None), coming),
        )
        .group_by(PrintItem.code)
    )
    return dict(db.execute(query).all())


def history(db: Session, by: Principal, code: str, limit: int) -> list[Printed]:
    """Every time that a label of this code came out, newest first."""
    query = (
        select(
            PrintBatch.id,
            func.coalesce(Printer.name, ""),
            PrintBatch.asked_by,
            PrintPart.printed_at,
            PrintBatch.reason,
        )
        .join(PrintPart, PrintPart.batch_id == PrintBatch.id)
        .join(PrintItem, PrintItem.part_id == PrintPart.id)
        .outerjoin(Printer, Printer.id == PrintBatch.printer_id)
        .where(visible(by, PrintItem), PrintItem.code == code, PrintPart.printed_at.is_not(None))
        .order_by(PrintPart.printed_at.desc())
        .limit(limit)
    )
    return [Printed(*row) for row in db.execute(query)]
