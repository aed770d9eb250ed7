"""Sizes of bags and cartons, plans of bags and of loads, and lists of what goes into a ULD of a departure."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SIDES = ("length_mm", "width_mm", "height_mm")
_EMPTY = '{"lines":[],"pieces":0,"assigned":0,"late":0,"gap":null,"loads":[]}'
_KINDS_BEFORE = "kind IN ('flights', 'milk_run', 'waves', 'put_away', 'moves')"
_KINDS = "kind IN ('flights', 'milk_run', 'waves', 'put_away', 'moves', 'bags', 'loads')"
_ONE_TARGET = "(parcel_id IS NULL) <> (unit_id IS NULL)"
_LOADS_HAVE_A_ULD = "(kind = 'load') = (departure_id IS NOT NULL AND uld IS NOT NULL)"


def upgrade() -> None:
    for side in _SIDES:
        op.add_column("handling_unit", sa.Column(side, sa.Integer(), nullable=True))
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("ck_plan_kind"), type_="check")
        plan.create_check_constraint(op.f("ck_plan_kind"), _KINDS)
    with op.batch_alter_table("task_list") as task_list:
        task_list.add_column(sa.Column("departure_id", sa.Integer(), nullable=True))
        task_list.add_column(sa.Column("uld", sa.String(16), nullable=True))
        task_list.create_foreign_key(op.f("fk_task_list_departure_id"), "departure", ["departure_id"], ["id"])
        task_list.drop_constraint(op.f("ck_task_list_kind"), type_="check")
        task_list.create_check_constraint(op.f("ck_task_list_kind"), "kind IN ('pick', 'move', 'load')")
        task_list.create_check_constraint(op.f("ck_task_list_uld"), _LOADS_HAVE_A_ULD)
    op.create_index("ix_task_list_departure_id", "task_list", ["departure_id"])
    with op.batch_alter_table("task_line") as line:
        line.alter_column("parcel_id", existing_type=sa.BigInteger(), nullable=True)
        line.alter_column("from_id", existing_type=sa.Integer(), nullable=True)
        line.add_column(sa.Column("unit_id", sa.BigInteger(), nullable=True))
        line.create_foreign_key(op.f("fk_task_line_unit_id"), "handling_unit", ["unit_id"], ["id"])
        line.create_check_constraint(op.f("ck_task_line_one_target"), _ONE_TARGET)
    op.create_index("ix_task_line_unit_id", "task_line", ["unit_id"])


def downgrade() -> None:
    """Load lists are forgotten, and sizes of units. Plans of bags and of loads become rejected ones of flights without lines."""
    op.execute("DELETE FROM task_line WHERE list_id IN (SELECT id FROM task_list WHERE kind = 'load')")
    op.execute("DELETE FROM task_list WHERE kind = 'load'")
    op.execute("DELETE FROM number_range WHERE kind = 'load_list'")
    op.drop_index("ix_task_line_unit_id", "task_line")
    with op.batch_alter_table("task_line") as line:
        line.drop_constraint(op.f("ck_task_line_one_target"), type_="check")
        line.drop_constraint(op.f("fk_task_line_unit_id"), type_="foreignkey")
        line.drop_column("unit_id")
        line.alter_column("from_id", existing_type=sa.Integer(), nullable=False)
        line.alter_column("parcel_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_index("ix_task_list_departure_id", "task_list")
    with op.batch_alter_table("task_list") as task_list:
        task_list.drop_constraint(op.f("ck_task_list_uld"), type_="check")
        task_list.drop_constraint(op.f("ck_task_list_kind"), type_="check")
        task_list.create_check_constraint(op.f("ck_task_list_kind"), "kind IN ('pick', 'move')")
        task_list.drop_constraint(op.f("fk_task_list_departure_id"), type_="foreignkey")
        task_list.drop_column("uld")
        task_list.drop_column("departure_id")
    emptied = sa.text(
        "UPDATE plan SET kind = 'flights', state = 'rejected', solver = 'none', cost = 0, seconds = 0, "
        "result = :result WHERE kind IN ('bags', 'loads')"
    )
    op.get_bind().execute(emptied, {"result": _EMPTY})
    with op.batch_alter_table("plan") as plan:
        plan.drop_constraint(op.f("ck_plan_kind"), type_="check")
        plan.create_check_constraint(op.f("ck_plan_kind"), _KINDS_BEFORE)
    for side in reversed(_SIDES):
        op.drop_column("handling_unit", side)
