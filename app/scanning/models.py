"""Tables of scans (each client-made id with its first answer, so that a repeat is answered and never applied)
and of the photos that were taken with scans."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment


class Scan(Base):
    """One scan as it was sent and answered. It has no foreign keys: it is written on the hottest path."""

    __tablename__ = "scan"
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    hub_id: Mapped[int] = mapped_column(Integer)
    actor: Mapped[str] = mapped_column(String(32))
    fingerprint: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(8))
    answer: Mapped[str] = mapped_column(Text)
    scanned_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)


class Photo(Base):
    """A picture that was taken with a scan: of damage, of a label that nobody can read."""

    __tablename__ = "photo"
    scan_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    code: Mapped[str] = mapped_column(String(120), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    taken_by: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime] = mapped_column(Moment)


Index("ix_scan_received_at", Scan.received_at, postgresql_using="brin")
