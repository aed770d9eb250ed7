"""Reading the ledger: a stream's history, what is sealed since a position, and the head of the seals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.chain import GENESIS
from app.ledger.models import Event, Position, Seal


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is shown; `position` is None until it is sealed."""

    position: int | None
    stream: str
    stream_id: int
    version: int
    type: str
    actor: str
    device_id: int | None
    occurred_at: datetime
    recorded_at: datetime
    payload: dict[str, Any]


_LINE = (
    Position.position,
    Event.stream,
    Event.stream_id,
    Event.version,
    Event.type,
    Event.actor,
    Event.device_id,
    Event.occurred_at,
    Event.recorded_at,
    Event.payload,
)


def history(db: Session, stream: str, stream_id: int) -> list[Line]:
    """Every event of one stream, oldest first."""
    query = (
        select(*_LINE)
        .outerjoin(Position, Position.event_id == Event.id)
        .where(Event.stream == stream, Event.stream_id == stream_id)
        .order_by(Event.version)
    )
    return [_line(row) for row in db.execute(query)]


def latest(db: Session, hub_id: int, stream: str, limit: int) -> list[Line]:
    """What last happened to all things of one stream in a hub, newest first."""
    query = (
        select(*_LINE)
        .outerjoin(Position, Position.event_id == Event.id)
        .where(Event.stream == stream, Event.hub_id == hub_id)
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return [_line(row) for row in db.execute(query)]


def payload_of(db: Session, stream: str, stream_id: int, version: int) -> dict[str, Any]:
    """What one event of a stream tells."""
    of_it = (Event.stream == stream, Event.stream_id == stream_id, Event.version == version)
    told: dict[str, Any] = json.loads(db.scalars(select(Event.payload).where(*of_it)).one())
    return told


def sealed_since(
    db: Session, hub_id: int, position: int, types: Sequence[str] = (), limit: int = 500
) -> list[Line]:
    """Sealed events of a hub after a position, in order: nothing that commits late can be missed."""
    query = (
        select(*_LINE)
        .join(Event, Position.event_id == Event.id)
        .where(Position.position > position, Event.hub_id == hub_id)
        .order_by(Position.position)
        .limit(limit)
    )
    if types:
        query = query.where(Event.type.in_(types))
    return [_line(row) for row in db.execute(query)]


def seal_head(db: Session) -> tuple[int, str]:
    """Number and hash of the newest seal; printed on papers, so that a rewritten ledger contradicts them."""
    row = db.execute(select(Seal.number, Seal.hash).order_by(Seal.number.desc()).limit(1)).first()
    return (row.number, row.hash) if row else (0, GENESIS)


def _line(row: Any) -> Line:
    *head, text = row
    values = [*head, json.loads(text)]
    return Line(*values)
