"""Tables of printing: printers, batches, their parts with a job each, and every label that was asked for."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Identity, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment


class Printer(Base):
    """A label printer that takes ZPL over TCP, and the labels that lie in it."""

    __tablename__ = "printer"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    name: Mapped[str] = mapped_column(String(40))
    host: Mapped[str] = mapped_column(String(253))
    port: Mapped[int] = mapped_column(Integer)
    dpi: Mapped[int] = mapped_column(Integer)
    size: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("hub_id", "name"),)


class PrintBatch(Base):
    """Labels asked for at once. Without a printer they become files; `reason` says why they are printed again."""

    __tablename__ = "print_batch"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(16))
    printer_id: Mapped[int | None] = mapped_column(ForeignKey("printer.id"))
    dpi: Mapped[int] = mapped_column(Integer)
    size: Mapped[str] = mapped_column(String(12))
    labels: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(200), default="")
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)


class PrintPart(Base):
    """So many labels of a batch that are printed by one job. `printed_at` is the mark that they came out.

    On a printer parts keep their order: each gets its job when the one before came out.

    `printed_by` is the hub, or the person who saw them when a printer broke off. Jobs and files are forgotten after a
    while, marks are kept.
    """

    __tablename__ = "print_part"
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("print_batch.id"))
    place: Mapped[int] = mapped_column(Integer)
    labels: Mapped[int] = mapped_column(Integer)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), unique=True)
    printed_at: Mapped[datetime | None] = mapped_column(Moment)
    printed_by: Mapped[str] = mapped_column(String(32), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (UniqueConstraint("batch_id", "place"),)


class PrintItem(Base):
    """One label: of what, and the place it has in its part."""

    __tablename__ = "print_item"
    part_id: Mapped[int] = mapped_column(ForeignKey("print_part.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index(None, "hub_id", "kind", "code"),)
