"""Verbs on number ranges: issue the next numbers without gaps or doubles, add what others allot, take the rest back."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.core.db import upsert
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.ledger.service import append_one
from app.network.models import Carrier, Hub
from app.numbers.models import NOT_EMPTY, NumberRange
from app.numbers.rules import ALLOTTED_BY, OWN_LAST, WORDS, Allotted, used_up, written


def next_serials(
    db: Session, hub_id: int, kind: str, count: int = 1, *, scope: str = "", last: int | None = None
) -> range:
    """The next `count` numbers of one of the hub's own series, from 1 to `last` (else what its form can show).

    Gapless and never doubled: the row is locked until the commit, and a rollback gives the numbers back.
    Raises Refused when fewer are left; none is taken then.
    """
    last = OWN_LAST[kind] if last is None else last
    if count > last:
        raise used_up(kind, scope)
    new = upsert(db, NumberRange).values(
        hub_id=hub_id, kind=kind, scope=scope, first_value=1, last_value=last, next_value=count + 1
    )
    taken = new.on_conflict_do_update(
        index_elements=["hub_id", "kind", "scope", "first_value"],
        index_where=NOT_EMPTY,
        set_={"next_value": NumberRange.next_value + count, "last_value": last},
        where=NumberRange.next_value + count <= last + 1,
    ).returning(NumberRange.next_value)
    after = db.scalars(taken).one_or_none()
    if after is None:
        raise used_up(kind, scope)
    return range(after - count, after)


def next_allotted(db: Session, hub_id: int, kind: str, scope: str) -> int:
    """The next number of a series that others allot; ranges are used in the order in which they were added.

    A range that another writer uses up while this one waits for its lock is passed over for the one behind it.
    Raises Refused when none is left.
    """
    ranges = (
        select(NumberRange.id, NumberRange.next_value)
        .where(*_series(hub_id, kind, scope), NumberRange.next_value <= NumberRange.last_value)
        .order_by(NumberRange.id)
        .limit(1)
        .with_for_update()
    )
    found = db.execute(ranges).one_or_none()
    if found is None:
        raise used_up(kind, scope)
    change = update(NumberRange).where(NumberRange.id == found.id).values(next_value=found.next_value + 1)
    db.execute(change, execution_options={"synchronize_session": False})
    return int(found.next_value)


def has_stock(db: Session, hub_id: int, kind: str, scope: str) -> bool:
    """Whether a series was ever allotted to the hub, used up or not; what was taken back unused does not count."""
    known = select(NumberRange.id).where(*_series(hub_id, kind, scope), NOT_EMPTY)
    return db.scalar(known.limit(1)) is not None


def was_issued(db: Session, hub_id: int, kind: str, scope: str, number: int) -> bool:
    """Whether a number of a series has been taken."""
    taken = NumberRange.first_value <= number, NumberRange.next_value > number
    return db.scalar(select(NumberRange.id).where(*_series(hub_id, kind, scope), *taken)) is not None


def add(db: Session, new: Allotted, *, by: Principal, at: datetime) -> NumberRange:
    """A further range, after those that wait. Refused when any hub has one of its numbers already.

    The hubs' rows are locked, so that two ranges that overlap cannot be added at the same time.
    """
    db.execute(select(Hub.id).order_by(Hub.id).with_for_update(key_share=True)).all()
    if new.kind == "awb":
        _check_airline(db, by.hub_id, new.scope)
    overlapping = select(NumberRange).where(
        NumberRange.kind == new.kind,
        NumberRange.scope == new.scope,
        NumberRange.first_value <= new.last,
        NumberRange.last_value >= new.first,
        NOT_EMPTY,
    )
    other = db.scalars(overlapping.order_by(NumberRange.first_value).limit(1)).first()
    if other is not None:
        first, last = (
            written(new.kind, new.scope, one, "", "") for one in (other.first_value, other.last_value)
        )
        raise Refused(
            "range_overlaps",
            f"there is already a range {first} to {last}",
            "leave out the numbers that it has",
        )
    added = NumberRange(
        hub_id=by.hub_id,
        kind=new.kind,
        scope=new.scope,
        first_value=new.first,
        last_value=new.last,
        next_value=new.first,
        added_by=by.actor,
        added_at=at,
        version=0,
        head_hash="",
    )
    db.add(added)
    db.flush()
    append_one(db, added, "number_range", "add", _told(added, new.first, new.last), by=by, at=at)
    return added


def take_back(db: Session, range_id: int, *, by: Principal, at: datetime) -> int:
    """End an allotted range before its next number. Returns how many numbers are then not issued any more."""
    found = db.scalar(
        select(NumberRange)
        .where(NumberRange.id == range_id, NumberRange.hub_id == by.hub_id)
        .with_for_update()
    )
    if found is None or found.kind not in ALLOTTED_BY:
        raise NotFound(
            "unknown_range", f"there is no allotted range {range_id}", "see the list under Numbers"
        )
    left = found.last_value - found.next_value + 1
    if left == 0:
        raise Refused("already_done", f"this range of {WORDS[found.kind]} is used up", "nothing to do")
    told = _told(found, found.next_value, found.last_value)
    found.last_value = found.next_value - 1
    append_one(db, found, "number_range", "take_back", told, by=by, at=at)
    db.flush()
    return left


def _told(found: NumberRange, first: int, last: int) -> dict[str, object]:
    """What the ledger says of numbers of an allotted range, as they stand on paper."""
    ends = (written(found.kind, found.scope, one, "", "") for one in (first, last))
    return {"kind": found.kind, "numbers": last - first + 1} | dict(zip(("first", "last"), ends, strict=True))


def _series(hub_id: int, kind: str, scope: str) -> tuple[ColumnElement[bool], ...]:
    return NumberRange.hub_id == hub_id, NumberRange.kind == kind, NumberRange.scope == scope


def _check_airline(db: Session, hub_id: int, prefix: str) -> None:
    """The prefix is in no check digit: one that no carrier has is a slip."""
    known = select(Carrier.id).where(Carrier.hub_id == hub_id, Carrier.airline_prefix == prefix)
    if db.scalar(known.limit(1)) is None:
        raise Refused(
            "unknown_airline",
            f"no carrier of this hub has the airline prefix {prefix}",
            "correct the first three digits, or add the airline to the hub's plan",
        )
