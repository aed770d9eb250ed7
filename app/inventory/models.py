"""Tables of bin claims (a suggested bin is a reservation that ends by itself) and of lists to pick, move or load."""

from datetime import datetime
from enum import StrEnum

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


class BinClaim(Base):
    """A bin promised to one parcel until a moment. A parcel has at most one."""

    __tablename__ = "bin_claim"
    parcel_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_bin_claim_location_id", "location_id", "expires_at"),)


class ListKind(StrEnum):
    PICK = "pick"
    MOVE = "move"
    LOAD = "load"


class TaskList(Stream, Base):
    """What one person shall pick, or move, in the order in which it is walked; or load into one ULD (such as AKE 2) of
    a departure, in the order in which it is built. `source` tells who made it."""

    __tablename__ = "task_list"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    number: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(4))
    source: Mapped[str] = mapped_column(String(60))
    departure_id: Mapped[int | None] = mapped_column(ForeignKey("departure.id"), index=True)
    uld: Mapped[str | None] = mapped_column(String(16))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("hub_id", "number"),
        CheckConstraint("kind IN ('pick', 'move', 'load')", name="kind"),
        CheckConstraint("(kind = 'load') = (departure_id IS NOT NULL AND uld IS NOT NULL)", name="uld"),
    )


class TaskLine(Base):
    """One parcel of a list, from the bin where it lay when the list was made: it is done when it lies there no more.
    A load list holds units, too: its lines are done when they are loaded."""

    __tablename__ = "task_line"
    list_id: Mapped[int] = mapped_column(ForeignKey("task_list.id"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    parcel_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("parcel.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_unit.id"), index=True)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))

    __table_args__ = (
        CheckConstraint("(parcel_id IS NULL) <> (unit_id IS NULL)", name="one_target"),
        Index("ix_task_line_parcel_id", "parcel_id"),
    )
