"""Table of bin claims: a suggested bin is a reservation that ends by itself."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment


class BinClaim(Base):
    """A bin promised to one parcel until a moment. A parcel has at most one."""

    __tablename__ = "bin_claim"
    parcel_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_bin_claim_location_id", "location_id", "expires_at"),)
