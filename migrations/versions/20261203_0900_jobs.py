"""Jobs, and plans that wait for one."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('queued', 'running')")
_SOLVED = (
    ("result", sa.Text()),
    ("solver", sa.String(80)),
    ("cost", sa.BigInteger()),
    ("seconds", sa.Float()),
)

_EMPTY = {
    "flights": '{"lines":[],"pieces":0,"assigned":0,"late":0,"gap":null,"loads":[]}',
    "milk_run": '{"runs":[],"unserved":[],"parcels":{},"metres":0}',
}


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("run_after", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(80), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("heartbeat_at", Moment(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("cancel_requested_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("result_path", sa.String(80), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'dead', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_job_lease")),
        sa.CheckConstraint(
            "(state IN ('queued', 'running')) = (finished_at IS NULL)", name=op.f("ck_job_finished")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_job_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_open",
        "job",
        ["priority", "run_after", "id"],
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    with op.batch_alter_table("plan") as plan:
        plan.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
        plan.add_column(sa.Column("subjects", sa.Text(), nullable=True))
        plan.create_foreign_key(op.f("fk_plan_job_id"), "job", ["job_id"], ["id"])
        plan.create_unique_constraint(op.f("uq_plan_job_id"), ["job_id"])
        for name, kind in _SOLVED:
            plan.alter_column(name, existing_type=kind, nullable=True)
        plan.drop_constraint(op.f("ck_plan_state"), type_="check")
        plan.create_check_constraint(
            op.f("ck_plan_state"), "state IN ('asked', 'proposed', 'accepted', 'rejected')"
        )
        plan.create_check_constraint(op.f("ck_plan_result"), "state = 'asked' OR result IS NOT NULL")


def downgrade() -> None:
    """A plan that was asked for and not solved becomes a rejected one without lines: its events stay true."""
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("ck_plan_state"), type_="check")
        plan.drop_constraint(op.f("ck_plan_result"), type_="check")
        plan.drop_constraint(op.f("uq_plan_job_id"), type_="unique")
        plan.drop_constraint(op.f("fk_plan_job_id"), type_="foreignkey")
        plan.drop_column("job_id")
        plan.drop_column("subjects")
    for kind, result in _EMPTY.items():
        unsolved = sa.text(
            "UPDATE plan SET state = 'rejected', solver = 'none', cost = 0, seconds = 0, result = :result "
            "WHERE state = 'asked' AND kind = :kind"
        )
        op.get_bind().execute(unsolved, {"kind": kind, "result": result})
    with op.batch_alter_table("plan") as plan:
        plan.create_check_constraint(op.f("ck_plan_state"), "state IN ('proposed', 'accepted', 'rejected')")
        for name, kind in _SOLVED:
            plan.alter_column(name, existing_type=kind, nullable=False)
    op.drop_table("job")
