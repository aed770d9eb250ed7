"""Handhelds, shifts and photos."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handheld",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("next_seq", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("persisted", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_handheld_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handheld")),
    )
    op.create_table(
        "shift",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("handheld_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_shift_key_id")),
        sa.ForeignKeyConstraint(["handheld_id"], ["handheld.id"], name=op.f("fk_shift_handheld_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shift_person_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_handheld_id"), "shift", ["handheld_id"])
    op.create_table(
        "photo",
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(120), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by", sa.String(32), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_photo_hub_id")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_photo")),
    )
    op.create_index(op.f("ix_photo_code"), "photo", ["code"])


def downgrade() -> None:
    op.drop_table("photo")
    op.drop_table("shift")
    op.drop_table("handheld")
