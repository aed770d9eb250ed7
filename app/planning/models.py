"""Table of plans. What accepting one decided stands in dispatch's assignments."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Identity, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import Stream


class Plan(Stream, Base):
    """An optimizer's proposal: its input, who solved it, its cost and bound, its result, who accepted it."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="proposed")
    problem: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    solver: Mapped[str] = mapped_column(String(80))
    cost: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[float | None] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    accepted_by: Mapped[str | None] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("kind IN ('flights', 'milk_run')", name="kind"),
        CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name="state"),
    )
