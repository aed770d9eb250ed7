"""The two jobs of printing: a part of a batch becomes a file, or goes to its printer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.identity import the_hub
from app.core.jobs.kinds import Kind, Kinds
from app.core.jobs.outcomes import Report
from app.core.jobs.queue import Claim
from app.printing import service, wire
from app.printing.models import PrintBatch, Printer, PrintItem, PrintPart
from app.printing.printables import PRINTABLES
from labels.printing import Format, printed

FILE_LIMIT_S, SEND_LIMIT_S = 300.0, 120.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part's labels with all that their process needs; `host` is empty for a file."""

    kind: str
    labels: list[Any]
    size: str
    dpi: int
    host: str = ""
    port: int = 0
    networks: str = ""


def _task(db: Session, claim: Claim) -> Part:
    query = (
        select(PrintPart.id, PrintBatch, Printer)
        .join(PrintBatch, PrintBatch.id == PrintPart.batch_id)
        .outerjoin(Printer, Printer.id == PrintBatch.printer_id)
        .where(PrintPart.job_id == claim.id)
    )
    part_id, batch, printer = cast(tuple[int, PrintBatch, Printer | None], db.execute(query).one())
    codes = db.scalars(
        select(PrintItem.code).where(PrintItem.part_id == part_id).order_by(PrintItem.place)
    ).all()
    labels = PRINTABLES[batch.kind].labels(db, the_hub(claim.hub_id), codes, batch.asked_at)
    if printer is None:
        return Part(batch.kind, labels, batch.size, batch.dpi)
    networks = str(claim.payload["networks"])
    return Part(batch.kind, labels, batch.size, batch.dpi, printer.host, printer.port, networks)


def make_file(part: Part, _report: Report) -> bytes:
    return _written(part, Format.PDF)


def print_labels(part: Part, _report: Report) -> None:
    wire.send(part.host, part.port, part.networks, _written(part, Format.ZPL))


def _written(part: Part, form: Format) -> bytes:
    try:
        return printed(PRINTABLES[part.kind].layout, part.labels, form, part.size, part.dpi)
    except ValueError as error:
        raise Invalid("cannot_print", str(error), "correct it, then print that part again") from error


def _filed(db: Session, claim: Claim, content: bytes, at: datetime) -> None:
    service.mark(db, claim.id, content, by=the_hub(claim.hub_id).actor, at=at)


def _sent(db: Session, claim: Claim, _nothing: None, at: datetime) -> None:
    service.mark(db, claim.id, None, by=the_hub(claim.hub_id).actor, at=at)


def _file_limit_s(_payload: Mapping[str, Any]) -> float:
    return FILE_LIMIT_S


def _send_limit_s(_payload: Mapping[str, Any]) -> float:
    return SEND_LIMIT_S


JOBS: Kinds = {
    "print_file": Kind(_task, make_file, _filed, _file_limit_s),
    "print_labels": Kind(_task, print_labels, _sent, _send_limit_s, once=True),
}
