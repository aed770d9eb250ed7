"""The sealer: gives every committed event its place in one gapless order, in batches under chained seals.

It must not follow `id > last`: a transaction that took a low id and commits late would be skipped for ever.
It takes what is committed and has no position yet. Within one snapshot, id order keeps the order of each
stream, because a stream's next writer waits for the row lock of the one before.

To find the new ones cheaply it remembers, on PostgreSQL, the oldest transaction that was still open at its
last pass: whatever older transactions wrote has been seen. The first pass of a process looks at everything,
which also makes a restored database (with new transaction numbers) come out right. On SQLite there is one
writer, so ids are in commit order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, insert, select, text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows
from app.core.clock import Clock, now
from app.core.db import Database
from app.ledger.chain import GENESIS, merkle_root, seal_hash
from app.ledger.models import Event, Position, Seal

SEAL_SIZE = 4096
_LOCK = 0x456E7472
_OLDEST_OPEN = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")


@dataclass(slots=True)
class Sealer:
    """Seals a database. One per process; several processes take turns under an advisory lock."""

    database: Database
    clock: Clock = now
    _seen_below: int | None = None

    def seal(self) -> int:
        """Seal everything that is committed now. Returns how many events got a position."""
        sealed = 0
        while batch := self._pass():
            sealed += batch
            if batch < SEAL_SIZE:
                break
        return sealed

    def _pass(self) -> int:
        with self.database.transaction() as db:
            if not self.database.is_sqlite and not db.scalar(_TRY_LOCK, {"key": _LOCK}):
                return 0
            oldest_open = None if self.database.is_sqlite else db.scalar(_OLDEST_OPEN)
            rows = self._unsealed(db)
            if rows:
                _write(db, rows, self.clock())
        if len(rows) < SEAL_SIZE:
            self._seen_below = oldest_open
        return len(rows)

    def _unsealed(self, db: Session) -> Sequence[Row[int, str]]:
        query = select(Event.id, Event.hash).order_by(Event.id).limit(SEAL_SIZE)
        if self.database.is_sqlite:
            last = db.scalar(select(func.max(Position.event_id))) or 0
            return db.execute(query.where(Event.id > last)).all()
        placed = select(Position.position).where(Position.event_id == Event.id).exists()
        query = query.where(~placed)
        if self._seen_below is not None:
            query = query.where(Event.transaction_id >= self._seen_below)
        return db.execute(query).all()


def _write(db: Session, rows: Sequence[Row[int, str]], at: datetime) -> None:
    last = db.execute(select(Seal).order_by(Seal.number.desc()).limit(1)).scalar_one_or_none()
    number, first, prev = (last.number + 1, last.last_position + 1, last.hash) if last else (1, 1, GENESIS)
    root = merkle_root([row.hash for row in rows])
    end = first + len(rows) - 1
    db.execute(
        insert(Seal).values(
            number=number,
            first_position=first,
            last_position=end,
            root=root,
            prev_hash=prev,
            hash=seal_hash(number, first, end, root, prev, at),
            sealed_at=at,
        )
    )
    places = [
        {"position": first + i, "event_id": row.id, "seal_number": number} for i, row in enumerate(rows)
    ]
    insert_rows(db, Position, places)
