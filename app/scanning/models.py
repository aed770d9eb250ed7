"""Table of scans: each client-made id with its first answer, so that a repeat is answered and never applied."""

import uuid
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, Uuid
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


Index("ix_scan_received_at", Scan.received_at, postgresql_using="brin")
