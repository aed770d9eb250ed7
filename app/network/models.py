"""Tables of hubs, locations, sellers' and carriers' names, lanes and departures."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
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


class Hub(Base):
    """A site. Everything else belongs to one."""

    __tablename__ = "hub"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    zone: Mapped[str] = mapped_column(String(40))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)


class Location(Base):
    """A dock door, bin, station, staging lane or other place on the floor, with coordinates in mm."""

    __tablename__ = "location"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(12))
    aisle: Mapped[str] = mapped_column(String(8), default="")
    x_mm: Mapped[int] = mapped_column(Integer)
    y_mm: Mapped[int] = mapped_column(Integer)
    z_mm: Mapped[int] = mapped_column(Integer)
    max_parcels: Mapped[int | None] = mapped_column(Integer)
    max_weight_g: Mapped[int | None] = mapped_column(Integer)
    walk_order: Mapped[int] = mapped_column(Integer)

    __table_args__ = (UniqueConstraint("hub_id", "code"), Index(None, "hub_id", "kind", "walk_order"))


class Seller(Base):
    """A firm that sells across borders through the hub."""

    __tablename__ = "seller"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (UniqueConstraint("hub_id", "code"),)


class Carrier(Base):
    """A transport or customs partner; `airline_prefix` is what an airline's air waybills begin with."""

    __tablename__ = "carrier"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    airline_prefix: Mapped[str] = mapped_column(String(3), default="")

    __table_args__ = (UniqueConstraint("hub_id", "code"),)


class Lane(Base):
    """Hub to destination country with a service level, through a gateway airport."""

    __tablename__ = "lane"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(16))
    destination_country: Mapped[str] = mapped_column(String(2))
    service: Mapped[str] = mapped_column(String(10))
    gateway: Mapped[str] = mapped_column(String(3))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    transit_hours: Mapped[int] = mapped_column(Integer)
    promise_hours: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        UniqueConstraint("hub_id", "destination_country", "service"),
    )


class Departure(Stream, Base):
    """A flight or truck with a cut-off, a capacity and a carrier; `air_waybill` is its master's 11 digits."""

    __tablename__ = "departure"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    number: Mapped[str] = mapped_column(String(24))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    transport: Mapped[str] = mapped_column(String(8))
    gateway: Mapped[str] = mapped_column(String(3))
    cutoff_at: Mapped[datetime] = mapped_column(Moment)
    departs_at: Mapped[datetime] = mapped_column(Moment)
    capacity_g: Mapped[int] = mapped_column(BigInteger)
    capacity_cm3: Mapped[int] = mapped_column(BigInteger)
    uld_positions: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    air_waybill: Mapped[str | None] = mapped_column(String(11))

    __table_args__ = (
        UniqueConstraint("hub_id", "number"),
        Index("ix_departure_air_waybill", "hub_id", "air_waybill", unique=True),
        CheckConstraint("state IN ('open', 'closed', 'departed', 'cancelled')", name="state"),
        Index(None, "hub_id", "state", "cutoff_at"),
    )
