"""Table of pre-alerts: what a seller sent, what was wrong with it, and whether it was taken."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import Stream


class PreAlert(Stream, Base):
    """A seller's advance notice. `content` is the file or body as it came, so that a preview can be taken later."""

    __tablename__ = "pre_alert"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    source: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="preview")
    rows_in: Mapped[int] = mapped_column(Integer)
    rows_ok: Mapped[int] = mapped_column(Integer)
    rows_bad: Mapped[int] = mapped_column(Integer)
    parcels_new: Mapped[int] = mapped_column(Integer, default=0)
    parcels_known: Mapped[int] = mapped_column(Integer, default=0)
    faults: Mapped[str] = mapped_column(Text, default="[]")
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("seller_id", "content_hash"),
        CheckConstraint("state IN ('preview', 'taken')", name="state"),
        CheckConstraint("rows_in = rows_ok + rows_bad", name="rows"),
    )


class IdempotencyKey(Base):
    """The first answer to a request that carried an Idempotency-Key, given again to its repeats."""

    __tablename__ = "idempotency_key"
    owner: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
