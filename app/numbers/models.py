"""The table of number ranges: what a hub may issue of each series, and how far it is."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment
from app.ledger.models import Stream


class NumberRange(Stream, Base):
    """`first_value` to `last_value` of one series; `next_value` is issued next, one past the last when used up.

    A series is a kind of number and what it is for: an airline's prefix, a post's service and country. The hub's own
    series have one range from 1, made at its first number; others are allotted, and several may wait in line.
    One that is taken back ends before its next number; unused it is empty then, and its numbers may come again.
    """

    __tablename__ = "number_range"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(32), default="")
    first_value: Mapped[int] = mapped_column(BigInteger)
    last_value: Mapped[int] = mapped_column(BigInteger)
    next_value: Mapped[int] = mapped_column(BigInteger)
    added_by: Mapped[str | None] = mapped_column(String(32))
    added_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint(
            "first_value >= 0 AND next_value >= first_value AND next_value <= last_value + 1", name="within"
        ),
        {"sqlite_autoincrement": True},
    )


NOT_EMPTY = NumberRange.last_value >= NumberRange.first_value
Index(
    "ix_number_range_first_value",
    *(NumberRange.hub_id, NumberRange.kind, NumberRange.scope, NumberRange.first_value),
    unique=True,
    postgresql_where=NOT_EMPTY,
    sqlite_where=NOT_EMPTY,
)
