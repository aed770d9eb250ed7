"""Writing to the ledger: `record` gives the next event of a stream, `append` stores a batch of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.bulk import insert_rows
from app.core.identity import Principal
from app.ledger.chain import Entry, entry_hash
from app.ledger.models import Event

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode


class Head(Protocol):
    """A row, or a copy of one, that heads a stream."""

    id: int
    version: int
    head_hash: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event ready to be stored, with its hash."""

    hub_id: int
    entry: Entry
    hash: str


def record(
    head: Head,
    stream: str,
    type: str,
    payload: Mapping[str, object],
    *,
    by: Principal,
    occurred_at: datetime,
    recorded_at: datetime,
) -> Recorded:
    """The next event of the stream that `head` heads, and `head` moved on to it. Stores nothing."""
    entry = Entry(
        stream=stream,
        stream_id=head.id,
        version=head.version + 1,
        type=type,
        actor=by.actor,
        device_id=by.device_id,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        payload=_encode(payload),
        prev_hash=head.head_hash,
    )
    digest = entry_hash(entry)
    head.version, head.head_hash = entry.version, digest
    return Recorded(by.hub_id, entry, digest)


def append(db: Session, events: Sequence[Recorded]) -> None:
    """Store events in the transaction of `db`. The rows that head their streams are locked by the caller."""
    insert_rows(db, Event, [_row(one) for one in events])


def append_one(
    db: Session,
    head: Head,
    stream: str,
    type: str,
    payload: Mapping[str, object],
    *,
    by: Principal,
    at: datetime,
) -> None:
    """Record and store a single event of a stream whose row is an ORM object of `db`."""
    append(db, [record(head, stream, type, payload, by=by, occurred_at=at, recorded_at=at)])


def _row(one: Recorded) -> dict[str, object]:
    entry = one.entry
    return {
        "hub_id": one.hub_id,
        "stream": entry.stream,
        "stream_id": entry.stream_id,
        "version": entry.version,
        "type": entry.type,
        "actor": entry.actor,
        "device_id": entry.device_id,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "payload": entry.payload,
        "prev_hash": entry.prev_hash,
        "hash": one.hash,
    }
