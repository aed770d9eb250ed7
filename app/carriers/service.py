"""The one verb of carriers: answer a manifest."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.carriers import queries
from app.carriers.models import Acknowledgement
from app.carriers.queries import ManifestView
from app.carriers.rules import Reply, is_news
from app.core.identity import Principal
from app.ledger.service import append_one
from app.network.models import Departure


def acknowledge(db: Session, number: str, reply: Reply, *, by: Principal, at: datetime) -> ManifestView:
    """Write down what a carrier says to a version of a manifest; the same again changes nothing."""
    asked = queries.manifest(db, by, number, reply.version)
    departure = db.scalars(
        select(Departure).where(Departure.id == asked.departure_id).with_for_update()
    ).one()
    # Read again now that the departure is locked: another answer, or a correction, may have come in between.
    asked = queries.manifest(db, by, number, reply.version)
    if is_news(number, reply, asked.acknowledgement, queries.newest_version(db, by, number)):
        _write(db, asked.id, reply, by=by, at=at)
        note = {"manifest": number, "version": reply.version, "answer": reply.answer, "reason": reply.reason}
        append_one(db, departure, "departure", "ack", note, by=by, at=at)
    return queries.manifest(db, by, number, reply.version)


def _write(db: Session, manifest_id: int, reply: Reply, *, by: Principal, at: datetime) -> None:
    row = {"manifest_id": manifest_id, "answer": reply.answer, "reason": reply.reason}
    db.execute(insert(Acknowledgement).values(**row, answered_by=by.actor, answered_at=at))
