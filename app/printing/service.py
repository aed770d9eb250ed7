"""Verbs of printing: set up printers, ask for labels, look at what a printer broke off, print again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import insert_rows
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal, the_hub
from app.core.jobs import queue
from app.core.jobs.models import OPEN, Job, JobState
from app.printing.models import PrintBatch, Printer, PrintItem, PrintPart
from app.printing.printables import PRINTABLES
from app.printing.queries import batch as batch_view
from app.printing.queries import printed_before
from app.printing.rules import DEVICE_PART, FILE_PART, Wanted, parts_of, refuse_reprint

# A printer that is away is asked again for about an hour.
TRIES = 20


@dataclass(frozen=True, slots=True)
class NewPrinter:
    """A printer as somebody describes it."""

    name: str
    host: str
    port: int
    dpi: int
    size: str


def add_printer(db: Session, new: NewPrinter, *, by: Principal, at: datetime) -> Printer:
    if db.scalar(select(Printer.id).where(visible(by, Printer), Printer.name == new.name)):
        fault = Fault("name", "name_taken", f"there is a printer {new.name} already", found=new.name)
        raise Invalid("name_taken", fault.message, "choose another name", (fault,))
    printer = Printer(
        hub_id=by.hub_id,
        name=new.name,
        host=new.host,
        port=new.port,
        dpi=new.dpi,
        size=new.size,
        active=True,
        created_by=by.actor,
        created_at=at,
    )
    db.add(printer)
    db.flush()
    return printer


def switch(db: Session, printer_id: int, active: bool, *, by: Principal) -> Printer:
    """Take a printer out of use, or into use again. What waits for it goes on waiting."""
    printer = _printer(db, printer_id, by)
    printer.active = active
    return printer


def ask(
    db: Session, wanted: Wanted, codes: Sequence[str], networks: str, *, by: Principal, at: datetime
) -> PrintBatch:
    """Labels for these codes, in this order, as jobs of a few labels each.

    Raises Refused when a code was printed before and no reason is given.
    """
    refuse_reprint(printed_before(db, by, wanted.kind, codes), wanted.reason)
    printer = _printer(db, wanted.printer_id, by) if wanted.printer_id is not None else None
    if printer is not None and not printer.active:
        raise Refused("printer_off", f"{printer.name} is out of use", "choose another printer")
    one = PRINTABLES[wanted.kind]
    if printer is not None and printer.size not in one.layout.sizes:
        sizes = ", ".join(one.layout.sizes)
        raise Refused(
            "wrong_labels",
            f"{printer.name} holds labels of {printer.size}, {one.words.lower()} come as {sizes}",
            "choose another printer",
        )
    batch = PrintBatch(
        hub_id=by.hub_id,
        kind=wanted.kind,
        printer_id=wanted.printer_id,
        dpi=printer.dpi if printer else wanted.dpi,
        size=printer.size if printer else wanted.size,
        labels=len(codes),
        reason=wanted.reason,
        asked_by=by.actor,
        asked_at=at,
    )
    db.add(batch)
    db.flush()
    for place, some in enumerate(parts_of(codes, DEVICE_PART if printer else FILE_PART)):
        part = _add_part(db, batch, place, some)
        if printer is None or place == 0:
            _begin(db, batch, part, {"networks": networks}, by=by, at=at)
    return batch


def _add_part(db: Session, batch: PrintBatch, place: int, codes: Sequence[str]) -> PrintPart:
    part = PrintPart(batch_id=batch.id, place=place, labels=len(codes))
    db.add(part)
    db.flush()
    same = {"part_id": part.id, "hub_id": batch.hub_id, "kind": batch.kind}
    rows = [{**same, "place": number, "code": code} for number, code in enumerate(codes)]
    insert_rows(db, PrintItem, rows)
    return part


def _begin(
    db: Session, batch: PrintBatch, part: PrintPart, means: Mapping[str, Any], *, by: Principal, at: datetime
) -> None:
    kind = "print_file" if batch.printer_id is None else "print_labels"
    job = queue.enqueue(db, kind, means, by=by, at=at, max_attempts=TRIES)
    job.result_path = f"/printing/{batch.id}"
    part.job_id = job.id


def _go_on(db: Session, part: PrintPart, job: Job, *, at: datetime) -> None:
    """The next part of a printer's batch has its turn, unless the batch was called off."""
    batch = db.get_one(PrintBatch, part.batch_id, with_for_update=True)
    if batch.printer_id is None or batch.called_off_at is not None:
        return
    query = select(PrintPart).where(PrintPart.batch_id == batch.id, PrintPart.place == part.place + 1)
    following = db.scalars(query).one_or_none()
    if following is not None and following.job_id is None and following.printed_at is None:
        _begin(db, batch, following, job.asked, by=the_hub(batch.hub_id), at=at)


def mark(db: Session, job_id: int, content: bytes | None, *, by: str, at: datetime) -> None:
    """The part of this job came out; `content` is the file that it became."""
    part = db.scalars(select(PrintPart).where(PrintPart.job_id == job_id).with_for_update()).one()
    part.printed_at, part.printed_by, part.content = at, by, content
    _go_on(db, part, db.get_one(Job, job_id), at=at)


def came_out(db: Session, part_id: int, *, by: Principal, at: datetime) -> PrintPart:
    """A person saw the labels of a part that the printer broke off."""
    part, job = _part(db, part_id, by)
    if job.state in OPEN or part.printed_at is not None:
        raise Refused(
            "not_in_doubt", "nobody doubts that part: it is printed, or still to come", "wait for it"
        )
    part.printed_at, part.printed_by = at, by.actor
    if job.state != JobState.CANCELLED:
        queue.discard(job, at=at)
    _go_on(db, part, job, at=at)
    return part


def again(db: Session, part_id: int, *, by: Principal, at: datetime) -> PrintPart:
    """Print a part that came to nothing, or of which nobody saw the labels."""
    part, job = _part(db, part_id, by)
    if part.printed_at is not None:
        raise Refused("printed", "that part came out", "ask for these labels anew, with a reason")
    queue.retry(job, at=at)
    return part


def call_off(db: Session, batch_id: int, *, by: Principal, at: datetime) -> None:
    """What has not begun is not printed."""
    view = batch_view(db, by, batch_id)
    if not view.waiting:
        raise Refused("nothing_waits", f"nothing of batch {batch_id} waits any more", "see what came out")
    batch = db.get_one(PrintBatch, batch_id, with_for_update=True)
    waiting = (
        select(Job)
        .join(PrintPart, PrintPart.job_id == Job.id)
        .where(PrintPart.batch_id == batch_id, Job.state == JobState.QUEUED)
        .order_by(Job.id)
        .with_for_update(of=Job)
    )
    batch.called_off_at = at
    for job in db.scalars(waiting).all():
        queue.cancel(job, at=at)


def forget_files(db: Session, before: datetime) -> None:
    """Let go of files that were made before then; that their labels came out stays known."""
    old = update(PrintPart).where(PrintPart.printed_at < before, PrintPart.content.is_not(None))
    db.execute(old.values(content=None))


def _printer(db: Session, printer_id: int, by: Principal) -> Printer:
    found = db.scalars(select(Printer).where(visible(by, Printer), Printer.id == printer_id)).one_or_none()
    if found is None:
        raise NotFound("unknown_printer", f"there is no printer {printer_id}", "see the list of printers")
    return found


def _part(db: Session, part_id: int, by: Principal) -> tuple[PrintPart, Job]:
    query = (
        select(PrintPart, Job)
        .join(PrintBatch, PrintBatch.id == PrintPart.batch_id)
        .join(Job, Job.id == PrintPart.job_id)
        .where(visible(by, PrintBatch), PrintPart.id == part_id)
        .with_for_update(of=Job)
    )
    found = db.execute(query).one_or_none()
    if found is None:
        raise NotFound("unknown_part", f"there is no part {part_id} of a batch of labels", "see the batches")
    part, job = found
    return part, job
