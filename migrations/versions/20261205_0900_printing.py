"""Printers, batches of labels, and the marks of what came out."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printer",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_printer_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("hub_id", "name", name=op.f("uq_printer_hub_id_name")),
    )
    op.create_table(
        "print_batch",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("printer_id", sa.Integer(), nullable=True),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(12), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("called_off_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_print_batch_hub_id")),
        sa.ForeignKeyConstraint(["printer_id"], ["printer.id"], name=op.f("fk_print_batch_printer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_batch")),
    )
    op.create_table(
        "print_part",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("printed_at", Moment(), nullable=True),
        sa.Column("printed_by", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["print_batch.id"], name=op.f("fk_print_part_batch_id")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_print_part_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_part")),
        sa.UniqueConstraint("batch_id", "place", name=op.f("uq_print_part_batch_id_place")),
        sa.UniqueConstraint("job_id", name=op.f("uq_print_part_job_id")),
    )
    op.create_table(
        "print_item",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["print_part.id"], name=op.f("fk_print_item_part_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_print_item_hub_id")),
        sa.PrimaryKeyConstraint("part_id", "place", name=op.f("pk_print_item")),
    )
    op.create_index("ix_print_item_hub_id_kind_code", "print_item", ["hub_id", "kind", "code"])


def downgrade() -> None:
    """What was printed is forgotten, and the jobs that would have printed more end."""
    ended = sa.text(
        "UPDATE job SET state = 'cancelled', lease_until = NULL, finished_at = created_at "
        "WHERE kind IN ('print_file', 'print_labels') AND state IN ('queued', 'running')"
    )
    op.get_bind().execute(ended)
    for name in ("print_item", "print_part", "print_batch", "printer"):
        op.drop_table(name)
