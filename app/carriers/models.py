"""Table of what carriers answered to manifests."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment


class Acknowledgement(Base):
    """A carrier's one answer to one version of a manifest."""

    __tablename__ = "acknowledgement"
    manifest_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("manifest.id"), primary_key=True, autoincrement=False
    )
    answer: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(400), default="")
    answered_by: Mapped[str] = mapped_column(String(32))
    answered_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("answer IN ('accepted', 'rejected')", name="answer"),)
