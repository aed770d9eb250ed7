"""Verbs on handhelds: begin and end a person's shift at one, take a numbered batch, sign a lost one out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Handheld, Shift
from app.accounts.rules import Token
from app.accounts.service import issue_key
from app.core.errors import Fault, NotFound, Refused
from app.core.identity import Principal


@dataclass(frozen=True, slots=True)
class Batch:
    """What a handheld says of itself with its scans. `first` is the number of the first; the rest follow it.

    `gap` says that what is missing before `first` is nowhere any more. `waiting` is what it still has to send.
    """

    handheld_id: UUID
    first: int
    count: int
    waiting: int
    version: str
    persisted: bool
    gap: bool


class Gap(Refused):
    """Scans are missing before this batch; `errors` says from which number on to send again."""


def begin_shift(
    db: Session, handheld_id: UUID, name: str, version: str, *, by: Principal, at: datetime
) -> tuple[Handheld, Token]:
    """Sign a person in at a handheld, which is made known by this when it is new."""
    handheld = db.scalar(select(Handheld).where(Handheld.id == handheld_id).with_for_update())
    if handheld is not None and handheld.hub_id != by.hub_id:
        raise Refused("other_hub", "this handheld is known at another hub", "clear its storage, then begin")
    if handheld is None:
        handheld = Handheld(id=handheld_id, hub_id=by.hub_id, first_seen_at=at, next_seq=1)
        db.add(handheld)
    handheld.name, handheld.version, handheld.last_seen_at = name, version, at
    db.flush()
    key, token = issue_key(db, kind="device", name=f"{name} · {by.name}"[:120], role=by.role, by=by, at=at)
    db.add(Shift(key_id=key.id, handheld_id=handheld_id, person_id=by.id, begun_at=at))
    return handheld, token


def end_shift(db: Session, *, by: Principal, at: datetime) -> None:
    """End the shift that `by` came with: its token is worth nothing afterwards."""
    ended = update(Shift).where(Shift.key_id == by.device_id, Shift.ended_at.is_(None)).values(ended_at=at)
    if db.execute(ended.returning(Shift.key_id)).first() is None:
        raise NotFound("no_shift", "this token belongs to no open shift", "begin a shift on the handheld")
    db.execute(update(ApiKey).where(ApiKey.id == by.device_id).values(revoked_at=at))


def heard_of(db: Session, *, by: Principal, at: datetime) -> None:
    """Note that the handheld whose shift `by` came with is on and has the network."""
    of_it = select(Shift.handheld_id).where(Shift.key_id == by.device_id).scalar_subquery()
    db.execute(update(Handheld).where(Handheld.id == of_it).values(last_seen_at=at))


def sign_out(db: Session, handheld_id: UUID, *, by: Principal, at: datetime) -> int:
    """End every open shift of a handheld, as when it is lost. Returns how many."""
    of_it = (Shift.handheld_id == handheld_id, Shift.ended_at.is_(None), Handheld.hub_id == by.hub_id)
    query = select(Shift.key_id).join(Handheld, Handheld.id == Shift.handheld_id).where(*of_it)
    keys = db.scalars(query).all()
    db.execute(update(Shift).where(Shift.key_id.in_(keys)).values(ended_at=at))
    db.execute(update(ApiKey).where(ApiKey.id.in_(keys), ApiKey.revoked_at.is_(None)).values(revoked_at=at))
    return len(keys)


def take_batches(db: Session, hub_id: int, batches: Collection[Batch], *, at: datetime) -> None:
    """Note what arrives, in the transaction that applies it; raise Gap when something before it has not come.

    A batch that comes again changes nothing: its numbers are below the next one.
    """
    if not batches:
        return
    wanted = sorted({one.handheld_id for one in batches})
    query = select(Handheld).where(Handheld.id.in_(wanted), Handheld.hub_id == hub_id)
    known = {one.id: one for one in db.scalars(query.order_by(Handheld.id).with_for_update())}
    for one in sorted(batches, key=lambda batch: batch.first):
        handheld = known.get(one.handheld_id)
        if handheld is None:
            raise NotFound("unknown_handheld", "this handheld is not known here", "begin a shift on it")
        _take(handheld, one)
        handheld.last_seen_at = at
    db.flush()


def _take(handheld: Handheld, batch: Batch) -> None:
    if batch.first > handheld.next_seq:
        if not batch.gap:
            raise _gap(handheld, batch)
        handheld.gaps += batch.first - handheld.next_seq
    handheld.next_seq = max(handheld.next_seq, batch.first + batch.count)
    handheld.waiting, handheld.version, handheld.persisted = batch.waiting, batch.version, batch.persisted


def _gap(handheld: Handheld, batch: Batch) -> Gap:
    fault = Fault(
        "handheld.first", "gap", "scans are missing", None, str(batch.first), str(handheld.next_seq)
    )
    return Gap(
        "gap",
        f"{handheld.name} sent scan {batch.first} before scan {handheld.next_seq}",
        f"send again from {handheld.next_seq}",
        (fault,),
    )
