"""Table of plans. What accepting one decided stands in dispatch's assignments."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Identity, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import Stream


class PlanState(StrEnum):
    """Of an `asked` plan its job tells more: queued, running, failed, dead or cancelled."""

    ASKED = "asked"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Plan(Stream, Base):
    """An optimizer's proposal: what was asked and its input, then who solved it, cost, bound, result, who accepted.

    `problem` is the optimizer's problem as it was when the plan was asked for; `subjects` says which parcels and
    departures its keys mean (plans from before jobs have none).
    """

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default=PlanState.ASKED)
    problem: Mapped[str] = mapped_column(Text)
    subjects: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    solver: Mapped[str | None] = mapped_column(String(80))
    cost: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[float | None] = mapped_column(Float)
    seconds: Mapped[float | None] = mapped_column(Float)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    accepted_by: Mapped[str | None] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint(
            "kind IN ('flights', 'milk_run', 'waves', 'put_away', 'moves', 'bags', 'loads')", name="kind"
        ),
        CheckConstraint("state IN ('asked', 'proposed', 'accepted', 'rejected')", name="state"),
        CheckConstraint("state = 'asked' OR result IS NOT NULL", name="result"),
    )
