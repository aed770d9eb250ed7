"""Plans of more kinds, lists to be picked or moved, the best so far of a job, and what people did to jobs."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EMPTY = '{"lines":[],"pieces":0,"assigned":0,"late":0,"gap":null,"loads":[]}'
_KINDS = "kind IN ('flights', 'milk_run', 'waves', 'put_away', 'moves')"


def upgrade() -> None:
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("enough_at", Moment(), nullable=True))
        job.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        job.add_column(sa.Column("head_hash", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("job") as job:
        job.alter_column("version", existing_type=sa.Integer(), server_default=None)
        job.alter_column("head_hash", existing_type=sa.String(64), server_default=None)
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("fk_plan_job_id"), type_="foreignkey")
        plan.create_foreign_key(op.f("fk_plan_job_id"), "job", ["job_id"], ["id"], ondelete="SET NULL")
        plan.drop_constraint(op.f("ck_plan_kind"), type_="check")
        plan.create_check_constraint(op.f("ck_plan_kind"), _KINDS)
    _create_lists()


def _create_lists() -> None:
    op.create_table(
        "task_list",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
        sa.CheckConstraint("kind IN ('pick', 'move')", name=op.f("ck_task_list_kind")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_task_list_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_list")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_task_list_hub_id_number")),
    )
    op.create_table(
        "task_line",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["location.id"], name=op.f("fk_task_line_from_id")),
        sa.ForeignKeyConstraint(["list_id"], ["task_list.id"], name=op.f("fk_task_line_list_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_task_line_parcel_id")),
        sa.ForeignKeyConstraint(["to_id"], ["location.id"], name=op.f("fk_task_line_to_id")),
        sa.PrimaryKeyConstraint("list_id", "place", name=op.f("pk_task_line")),
    )
    op.create_index("ix_task_line_parcel_id", "task_line", ["parcel_id"])


def downgrade() -> None:
    """Plans of the new kinds become rejected ones of flights without lines: nothing below could show them."""
    op.drop_table("task_line")
    op.drop_table("task_list")
    emptied = sa.text(
        "UPDATE plan SET kind = 'flights', state = 'rejected', solver = 'none', cost = 0, seconds = 0, "
        "result = :result WHERE kind NOT IN ('flights', 'milk_run')"
    )
    op.get_bind().execute(emptied, {"result": _EMPTY})
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("fk_plan_job_id"), type_="foreignkey")
        plan.create_foreign_key(op.f("fk_plan_job_id"), "job", ["job_id"], ["id"])
        plan.drop_constraint(op.f("ck_plan_kind"), type_="check")
        plan.create_check_constraint(op.f("ck_plan_kind"), "kind IN ('flights', 'milk_run')")
    with op.batch_alter_table("job") as job:
        job.drop_column("head_hash")
        job.drop_column("version")
        job.drop_column("enough_at")
