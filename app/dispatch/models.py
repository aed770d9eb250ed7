"""Tables of what is on which departure, and of manifests, which never change."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import BigId


class Loading(Base):
    """A parcel on a departure. It cannot exist without the parcel's own release: the foreign key says so."""

    __tablename__ = "loading"
    parcel_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    release_id: Mapped[int] = mapped_column(BigInteger)
    departure_id: Mapped[int] = mapped_column(ForeignKey("departure.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_unit.id"))
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str] = mapped_column(String(32))

    __table_args__ = (
        ForeignKeyConstraint(["release_id", "parcel_id"], ["release.id", "release.parcel_id"]),
        Index("ix_loading_departure_id", "departure_id"),
        Index("ix_loading_unit_id", "unit_id"),
    )


class Manifest(Base):
    """The numbered, versioned list of what a departure carries. `content` is frozen JSON; sha256 is of its bytes.

    `event_version` is the place of its close event in the departure's stream: by it a manifest finds its
    position in the sealed order that carriers follow.
    """

    __tablename__ = "manifest"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    departure_id: Mapped[int] = mapped_column(ForeignKey("departure.id"))
    number: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    event_version: Mapped[int] = mapped_column(Integer)
    supersedes_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("manifest.id"))
    pieces: Mapped[int] = mapped_column(Integer)
    weight_g: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    seal_number: Mapped[int] = mapped_column(BigInteger)
    seal_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(String(32))

    __table_args__ = (
        UniqueConstraint("hub_id", "number", "version"),
        CheckConstraint("(version = 1) = (supersedes_id IS NULL)", name="supersedes"),
        Index("ix_manifest_carrier_id", "carrier_id", "id"),
        Index("ix_manifest_departure_id", "departure_id"),
    )


class Assignment(Base):
    """The departure that a parcel is meant for; `pinned` ones were set by a planner and are kept by plans."""

    __tablename__ = "assignment"
    parcel_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    departure_id: Mapped[int] = mapped_column(ForeignKey("departure.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    pinned: Mapped[bool] = mapped_column(Boolean, default=False)
    why: Mapped[str] = mapped_column(String(400), default="")

    __table_args__ = (Index("ix_assignment_departure_id", "departure_id"),)
