"""Number ranges with their ends instead of endless counters; air waybills of departures, house air waybills."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What the counters of the first schema could show; an SSCC's end follows from the company prefix at its next use.
_LAST = {
    "tracking": 999_999_999,
    "sscc": 8_999_999_999_999,
    "hawb": 99_999_999,
    "manifest": 99_999_999,
    "declaration": 999_999_999,
    "inbound_load": 9_999_999,
    "pick_list": 9_999_999,
    "move_list": 9_999_999,
}


def upgrade() -> None:
    op.create_table(
        "number_range",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("first_value", sa.BigInteger(), nullable=False),
        sa.Column("last_value", sa.BigInteger(), nullable=False),
        sa.Column("next_value", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.String(32), nullable=True),
        sa.Column("added_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "first_value >= 0 AND next_value >= first_value AND next_value <= last_value + 1",
            name=op.f("ck_number_range_within"),
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_number_range_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_range")),
        sa.UniqueConstraint(
            "hub_id",
            "kind",
            "scope",
            "first_value",
            name=op.f("uq_number_range_hub_id_kind_scope_first_value"),
        ),
    )
    carry = sa.text(
        "INSERT INTO number_range (hub_id, kind, scope, first_value, last_value, next_value) "
        "SELECT hub_id, name, '', 1, :last, next_value FROM serial WHERE name = :name"
    )
    for name, last in _LAST.items():
        op.get_bind().execute(carry, {"name": name, "last": last})
    op.drop_table("serial")
    op.add_column("carrier", sa.Column("airline_prefix", sa.String(3), nullable=False, server_default=""))
    op.add_column("departure", sa.Column("air_waybill", sa.String(11), nullable=True))
    op.create_index("ix_departure_air_waybill", "departure", ["hub_id", "air_waybill"], unique=True)
    op.add_column("consignment", sa.Column("house_number", sa.String(12), nullable=True))
    op.create_index("ix_consignment_house_number", "consignment", ["hub_id", "house_number"], unique=True)


def downgrade() -> None:
    """The hub's own counters stay. Ranges of airlines and posts are forgotten, and which numbers went on what."""
    op.create_table(
        "serial",
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("next_value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_serial_hub_id")),
        sa.PrimaryKeyConstraint("hub_id", "name", name=op.f("pk_serial")),
    )
    carry = sa.text(
        "INSERT INTO serial (hub_id, name, next_value) "
        "SELECT hub_id, kind, next_value FROM number_range WHERE scope = '' AND added_at IS NULL"
    )
    op.get_bind().execute(carry)
    op.drop_table("number_range")
    op.drop_index("ix_consignment_house_number", "consignment")
    op.drop_column("consignment", "house_number")
    op.drop_index("ix_departure_air_waybill", "departure")
    op.drop_column("departure", "air_waybill")
    op.drop_column("carrier", "airline_prefix")
