"""Tables of inbound loads and of cases: what did not match, who owns it, until when, and how it ended."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import Stream


class InboundLoad(Stream, Base):
    """A vehicle's delivery at a dock. What was expected in it are the rows of `expected_parcel`."""

    __tablename__ = "inbound_load"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    number: Mapped[str] = mapped_column(String(24))
    vehicle: Mapped[str] = mapped_column(String(40), default="")
    dock_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    state: Mapped[str] = mapped_column(String(8), default="open")
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("hub_id", "number"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
    )


class ExpectedParcel(Base):
    """A parcel that was announced for a load; whether it came is the parcel's own state."""

    __tablename__ = "expected_parcel"
    load_id: Mapped[int] = mapped_column(ForeignKey("inbound_load.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcel.id"), primary_key=True)


class Case(Base):
    """A discrepancy with an owner and a clock: an unknown or surplus piece, a short one, damage, a wrong weight."""

    __tablename__ = "exception_case"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(64))
    parcel_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("parcel.id"), index=True)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_load.id"))
    note: Mapped[str] = mapped_column(String(400), default="")
    owner: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(32))
    resolution: Mapped[str] = mapped_column(String(400), default="")

    __table_args__ = (
        CheckConstraint("kind IN ('unknown', 'surplus', 'short', 'damaged', 'weight')", name="kind"),
        Index("ix_exception_case_open", "hub_id", "closed_at", "due_at"),
    )
