"""Plans of more kinds, the best so far of a running one, and what people did to jobs."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("fk_plan_job_id"), type_="foreignkey")
        plan.create_foreign_key(op.f("fk_plan_job_id"), "job", ["job_id"], ["id"])
    with op.batch_alter_table("job") as job:
        job.drop_column("head_hash")
        job.drop_column("version")
        job.drop_column("enough_at")
