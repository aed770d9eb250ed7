"""Tables of consignments, parcels, their lines, what holds them, and every code by which a thing is known."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Amount, Base, Moment
from app.ledger.models import BigId, Stream
from app.parcels.lifecycle import Clearance, Handling, UnitState


def _one_of(column: str, values: type[Handling] | type[Clearance] | type[UnitState]) -> str:
    return f"{column} IN ({', '.join(repr(str(one)) for one in values)})"


class Consignment(Base):
    """One seller's sale to one consignee: the unit of declaration."""

    __tablename__ = "consignment"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    pre_alert_id: Mapped[int | None] = mapped_column(ForeignKey("pre_alert.id"), index=True)
    reference: Mapped[str] = mapped_column(String(64))
    lane_id: Mapped[int | None] = mapped_column(ForeignKey("lane.id"))
    service: Mapped[str] = mapped_column(String(10))
    incoterm: Mapped[str] = mapped_column(String(3))
    consignee_name: Mapped[str] = mapped_column(String(120))
    address1: Mapped[str] = mapped_column(String(200))
    address2: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    country: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str] = mapped_column(String(32), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    tax_id: Mapped[str] = mapped_column(String(40), default="")
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    house_number: Mapped[str | None] = mapped_column(String(12))

    __table_args__ = (
        UniqueConstraint("seller_id", "reference"),
        Index("ix_consignment_house_number", "hub_id", "house_number", unique=True),
    )


class Parcel(Stream, Base):
    """One physical piece. `declared_*` is what the seller said, the plain columns what the hub measured."""

    __tablename__ = "parcel"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("seller.id"))
    consignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("consignment.id"), index=True)
    lane_id: Mapped[int | None] = mapped_column(ForeignKey("lane.id"))
    tracking: Mapped[str] = mapped_column(String(32))
    handling: Mapped[str] = mapped_column(String(12), default=Handling.EXPECTED)
    clearance: Mapped[str] = mapped_column(String(12), default=Clearance.UNDECLARED)
    dangerous: Mapped[str] = mapped_column(String(16), default="")
    declared_weight_g: Mapped[int] = mapped_column(Integer)
    declared_length_mm: Mapped[int | None] = mapped_column(Integer)
    declared_width_mm: Mapped[int | None] = mapped_column(Integer)
    declared_height_mm: Mapped[int | None] = mapped_column(Integer)
    weight_g: Mapped[int | None] = mapped_column(Integer)
    length_mm: Mapped[int | None] = mapped_column(Integer)
    width_mm: Mapped[int | None] = mapped_column(Integer)
    height_mm: Mapped[int | None] = mapped_column(Integer)
    weight_source: Mapped[str] = mapped_column(String(8), default="declared")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_unit.id"))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_load.id"))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    moved_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("hub_id", "tracking"),
        CheckConstraint(_one_of("handling", Handling), name="handling"),
        CheckConstraint(_one_of("clearance", Clearance), name="clearance"),
        CheckConstraint("weight_g IS NULL OR weight_g > 0", name="weight"),
        CheckConstraint("weight_source IN ('declared', 'typed', 'scale')", name="weight_source"),
        Index(None, "hub_id", "handling", "clearance"),
        Index("ix_parcel_seller_id_id", "seller_id", "id"),
        Index("ix_parcel_location_id", "location_id"),
        Index("ix_parcel_unit_id", "unit_id"),
        Index("ix_parcel_load_id", "load_id"),
    )


class ItemLine(Base):
    """One kind of goods in a parcel."""

    __tablename__ = "item_line"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcel.id"))
    line: Mapped[int] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(String(200))
    hs_code: Mapped[str] = mapped_column(String(10))
    origin_country: Mapped[str] = mapped_column(String(2))
    quantity: Mapped[int] = mapped_column(Integer)
    unit_value: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(3))
    net_weight_g: Mapped[int | None] = mapped_column(Integer)
    sku: Mapped[str] = mapped_column(String(64), default="")

    __table_args__ = (UniqueConstraint("parcel_id", "line"), CheckConstraint("quantity > 0", name="quantity"))


class Identifier(Base):
    """Every code that may be scanned, and what it names: a parcel or a handling unit."""

    __tablename__ = "identifier"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    value: Mapped[str] = mapped_column(String(64))
    scheme: Mapped[str] = mapped_column(String(12))
    parcel_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("parcel.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_unit.id"), index=True)

    __table_args__ = (
        UniqueConstraint("hub_id", "value", "scheme"),
        CheckConstraint("(parcel_id IS NULL) <> (unit_id IS NULL)", name="one_target"),
    )


class HandlingUnit(Stream, Base):
    """What holds parcels or other units: a carton, bag, pallet or ULD. Its sides are known once it was measured
    closed; opening it again forgets them."""

    __tablename__ = "handling_unit"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(24))
    gateway: Mapped[str] = mapped_column(String(3))
    service: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=UnitState.OPEN)
    seal_number: Mapped[str] = mapped_column(String(32), default="")
    tare_g: Mapped[int] = mapped_column(Integer, default=0)
    length_mm: Mapped[int | None] = mapped_column(Integer)
    width_mm: Mapped[int | None] = mapped_column(Integer)
    height_mm: Mapped[int | None] = mapped_column(Integer)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_unit.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        CheckConstraint("kind IN ('carton', 'bag', 'pallet', 'uld')", name="kind"),
        CheckConstraint(_one_of("state", UnitState), name="state"),
        Index(None, "hub_id", "state"),
    )


class Hold(Base):
    """A reason for which a parcel may not move on: opened by someone, closed by someone."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcel.id"))
    reason: Mapped[str] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(String(400), default="")
    opened_by: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(32))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed"),
        Index("ix_hold_parcel_id", "parcel_id"),
    )


Index(
    "ix_hold_open",
    Hold.hub_id,
    Hold.parcel_id,
    postgresql_where=Hold.closed_at.is_(None),
    sqlite_where=Hold.closed_at.is_(None),
)


class Photo(Base):
    """A picture that was taken with a scan: of damage, of a label that nobody can read."""

    __tablename__ = "photo"
    scan_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(120), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    taken_by: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime] = mapped_column(Moment)
