"""Tables of the ledger. Nothing in them is ever updated or deleted; triggers refuse it on both databases."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    FetchedValue,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class Stream:
    """Columns of a row that heads a stream of events: how many there are, and the hash of the last."""

    version: Mapped[int] = mapped_column(Integer, default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")


class Event(Base):
    """One line of the ledger: what, to which thing, when it happened, when we heard, who, on which device.

    `transaction_id` is PostgreSQL's own number of the writing transaction: the sealer uses it to know which
    events can still be joined by a late neighbour. SQLite has one writer and leaves it empty.
    """

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(Integer)
    stream: Mapped[str] = mapped_column(String(16))
    stream_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(32))
    device_id: Mapped[int | None] = mapped_column(Integer)
    occurred_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    payload: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    transaction_id: Mapped[int | None] = mapped_column(BigInteger, FetchedValue())

    __table_args__ = (UniqueConstraint("stream", "stream_id", "version"), {"sqlite_autoincrement": True})


Index("ix_event_transaction_id", Event.transaction_id, postgresql_using="brin")


class Seal(Base):
    """A Merkle root over a run of positions, chained to the seal before."""

    __tablename__ = "seal"
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    first_position: Mapped[int] = mapped_column(BigInteger)
    last_position: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(Moment)


class Position(Base):
    """The gapless place of an event in the order that everyone outside follows."""

    __tablename__ = "position"
    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("event.id"), unique=True)
    seal_number: Mapped[int] = mapped_column(BigInteger, ForeignKey("seal.number"))
