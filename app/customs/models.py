"""Tables of declarations and releases."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Amount, Base, Moment
from app.core.identity import Role
from app.ledger.models import BigId, Stream


class Declaration(Stream, Base):
    """What is told to customs of one parcel. Its totals are sums of the parcel's lines at lodging time."""

    __tablename__ = "declaration"
    __open_to__ = (Role.BROKER,)
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    number: Mapped[str] = mapped_column(String(24))
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcel.id"), index=True)
    destination: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(12), default="declared")
    goods_value: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(3))
    duty: Mapped[Decimal] = mapped_column(Amount)
    tax: Mapped[Decimal] = mapped_column(Amount)
    charges_currency: Mapped[str] = mapped_column(String(3))
    rules: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    decision_note: Mapped[str] = mapped_column(String(400), default="")
    lodged_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("hub_id", "number"),
        CheckConstraint("state IN ('declared', 'under_review', 'cleared', 'refused')", name="state"),
        Index("ix_declaration_state", "hub_id", "state", "id"),
    )


class Release(Base):
    """Customs' permission for one parcel to leave. A loading must point at one (composite foreign key)."""

    __tablename__ = "release"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcel.id"))
    declaration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("declaration.id"))
    number: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime] = mapped_column(Moment)
    released_by: Mapped[str] = mapped_column(String(32))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("id", "parcel_id"),
        Index(
            "ux_release_valid",
            "parcel_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
            sqlite_where=text("revoked_at IS NULL"),
        ),
    )
