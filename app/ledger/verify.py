"""`flask ledger verify`: recomputes every chain and seal from the stored rows and names what does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.ledger.chain import GENESIS, Entry, entry_hash, merkle_root, seal_hash
from app.ledger.models import Event, Position, Seal

_CHUNK = 10_000
_COLUMNS = (
    Event.id,
    Event.stream,
    Event.stream_id,
    Event.version,
    Event.type,
    Event.actor,
    Event.device_id,
    Event.occurred_at,
    Event.recorded_at,
    Event.payload,
    Event.prev_hash,
    Event.hash,
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not fit, and where: an event id, a position or a seal number."""

    code: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    events: int
    sealed: int
    seals: int
    head: str
    flaws: tuple[Flaw, ...]


def verify(db: Session, anchor: tuple[int, str] | None = None) -> Verdict:
    """Check streams, positions and seals. `anchor` is a seal (number, hash) known from a printed paper."""
    flaws: list[Flaw] = []
    events = _streams(db, flaws)
    seals, sealed, head = _seals(db, flaws)
    if anchor is not None:
        flaws.extend(_against(db, anchor))
    return Verdict(events, sealed, seals, head, tuple(flaws))


def _streams(db: Session, flaws: list[Flaw]) -> int:
    """Walk all events in stream order: each has the next version, the hash before it, and its own hash."""
    count, stream, version, prev = 0, None, 0, GENESIS
    for row in _in_stream_order(db):
        count += 1
        key = (row.stream, row.stream_id)
        if key != stream:
            stream, version, prev = key, 0, GENESIS
        if row.version != version + 1:
            flaws.append(_missing(row, version))
        elif row.prev_hash != prev:
            flaws.append(_flaw("chain_broken", row, "does not follow the event before it"))
        if entry_hash(_entry(row)) != row.hash:
            flaws.append(_flaw("event_changed", row, "does not match its own hash: it was changed"))
        version, prev = row.version, row.hash
    return count


def _in_stream_order(db: Session) -> Iterator[Row[*tuple[Any, ...]]]:
    query = select(*_COLUMNS).order_by(Event.stream, Event.stream_id, Event.version)
    return iter(db.execute(query.execution_options(yield_per=_CHUNK)))


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    values: tuple[Any, ...] = tuple(row)[1:11]
    return Entry(*values)


def _flaw(code: str, row: Row[*tuple[Any, ...]], message: str) -> Flaw:
    place = f"event {row.id}"
    return Flaw(code, place, f"{place} ({row.stream} {row.stream_id}, version {row.version}) {message}")


def _missing(row: Row[*tuple[Any, ...]], version: int) -> Flaw:
    return Flaw(
        "event_missing",
        f"{row.stream} {row.stream_id}",
        f"{row.stream} {row.stream_id}: version {version + 1} is missing before event {row.id} (version {row.version})",
    )


def _seals(db: Session, flaws: list[Flaw]) -> tuple[int, int, str]:
    """Walk all seals: gapless positions, the Merkle root of the events they cover, the chain of seals."""
    count, position, prev = 0, 0, GENESIS
    for seal in db.scalars(select(Seal).order_by(Seal.number)):
        count += 1
        place = f"seal {seal.number}"
        if seal.number != count or seal.prev_hash != prev:
            flaws.append(Flaw("seal_chain_broken", place, f"{place} does not follow the seal before it"))
        if seal.first_position != position + 1:
            flaws.append(
                Flaw("seal_gap", place, f"{place} begins at {seal.first_position}, not {position + 1}")
            )
        flaws.extend(_members(db, seal))
        ours = seal_hash(
            seal.number, seal.first_position, seal.last_position, seal.root, seal.prev_hash, seal.sealed_at
        )
        if ours != seal.hash:
            flaws.append(Flaw("seal_changed", place, f"{place} does not match its own hash: it was changed"))
        position, prev = seal.last_position, seal.hash
    flaws.extend(_stray(db, position))
    return count, position, prev


def _members(db: Session, seal: Seal) -> Iterator[Flaw]:
    query = (
        select(Position.position, Position.event_id, Event.hash)
        .outerjoin(Event, Event.id == Position.event_id)
        .where(Position.position.between(seal.first_position, seal.last_position))
        .order_by(Position.position)
    )
    rows = db.execute(query).all()
    expected = range(seal.first_position, seal.last_position + 1)
    for place in sorted(set(expected) - {row.position for row in rows}):
        yield Flaw(
            "position_missing", f"position {place}", f"position {place} of seal {seal.number} is missing"
        )
    for row in rows:
        if row.hash is None:
            yield Flaw(
                "event_missing",
                f"event {row.event_id}",
                f"event {row.event_id} at position {row.position} is gone",
            )
    if merkle_root([row.hash or "" for row in rows]) != seal.root:
        yield Flaw(
            "seal_root",
            f"seal {seal.number}",
            f"the events at positions {seal.first_position} to {seal.last_position} are not the ones "
            f"that were sealed: one was changed, replaced or moved",
        )


def _stray(db: Session, last: int) -> Iterator[Flaw]:
    for place in db.scalars(select(Position.position).where(Position.position > last).limit(100)):
        yield Flaw("position_unsealed", f"position {place}", f"position {place} is covered by no seal")


def _against(db: Session, anchor: tuple[int, str]) -> Iterator[Flaw]:
    number, digest = anchor
    stored = db.scalar(select(Seal.hash).where(Seal.number == number))
    if stored is None:
        yield Flaw(
            "anchor_missing", f"seal {number}", f"seal {number} was printed on a paper but is not here"
        )
    elif stored != digest:
        yield Flaw(
            "anchor_differs",
            f"seal {number}",
            f"seal {number} differs from the printed one: history rewritten",
        )
