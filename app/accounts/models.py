"""Tables of people, their sessions, handheld devices and API keys. Secrets are stored as hashes only."""

import uuid
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Identity,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.core.identity import Role

_ROLES = ", ".join(f"'{role}'" for role in Role)


class Person(Base):
    """Somebody who signs in with a password. A seller's or carrier's person belongs to that firm."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("carrier.id"))
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    failed_signins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("(role = 'seller') = (seller_id IS NOT NULL)", name="seller"),
        CheckConstraint("role NOT IN ('carrier') OR carrier_id IS NOT NULL", name="carrier"),
    )


class SignIn(Base):
    """A browser's session: the cookie holds the secret, this row its hash."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ApiKey(Base):
    """A key for a machine: a handheld (`device`), or a seller's, carrier's or broker's own system (`key`)."""

    __tablename__ = "api_key"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("carrier.id"))
    scopes: Mapped[str] = mapped_column(String(255), default="")
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("kind IN ('device', 'key')", name="kind"),
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("(role = 'seller') = (seller_id IS NOT NULL)", name="seller"),
        CheckConstraint("role NOT IN ('carrier') OR carrier_id IS NOT NULL", name="carrier"),
    )


class Handheld(Base):
    """A handheld as it names itself: what it sends is numbered, so that a missing scan is noticed."""

    __tablename__ = "handheld"
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40), default="")
    next_seq: Mapped[int] = mapped_column(BigInteger, default=1)
    gaps: Mapped[int] = mapped_column(Integer, default=0)
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    persisted: Mapped[bool] = mapped_column(Boolean, default=False)
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)


class Shift(Base):
    """A person at a handheld, from start to end. What comes with the shift's token is done by that person."""

    __tablename__ = "shift"
    key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    handheld_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handheld.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
