"""Number ranges head streams of events. One that is taken back unused stays, empty, and may be allotted again.

What the ledger tells of a range outlives its row, so a row's number is never given to another: SQLite counts them
itself from here on, and both databases go on behind the last one that the ledger knows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNIQUE, _KEY = "uq_number_range_hub_id_kind_scope_first_value", ["hub_id", "kind", "scope", "first_value"]
_NOT_EMPTY = sa.text("last_value >= first_value")
_HEADS = """
    UPDATE number_range SET version = e.version, head_hash = e.hash FROM event e
    WHERE e.stream = 'number_range' AND e.stream_id = number_range.id AND e.version = (
        SELECT max(version) FROM event WHERE stream = 'number_range' AND stream_id = number_range.id)"""
_LAST = """SELECT coalesce(max(id), 0) FROM (
    SELECT id FROM number_range UNION ALL SELECT stream_id FROM event WHERE stream = 'number_range') AS known"""
_KNOWN_AGAIN = """
    DELETE FROM number_range WHERE last_value < first_value AND EXISTS (
        SELECT 1 FROM number_range o WHERE o.hub_id = number_range.hub_id AND o.kind = number_range.kind
        AND o.scope = number_range.scope AND o.first_value = number_range.first_value AND o.id > number_range.id)"""


def upgrade() -> None:
    with op.batch_alter_table(
        "number_range", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("head_hash", sa.String(64), nullable=False, server_default=""))
        table.drop_constraint(_UNIQUE, type_="unique")
    op.create_index(
        "ix_number_range_first_value",
        "number_range",
        _KEY,
        unique=True,
        postgresql_where=_NOT_EMPTY,
        sqlite_where=_NOT_EMPTY,
    )
    op.execute(_HEADS)
    _count_on()


def _count_on() -> None:
    connection = op.get_bind()
    last = connection.scalar(sa.text(_LAST))
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'number_range'"))
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence VALUES ('number_range', :last)"), {"last": last}
        )
    elif last:
        sequence = "pg_get_serial_sequence('number_range', 'id')"
        connection.execute(sa.text(f"SELECT setval({sequence}, :last)"), {"last": last})


def downgrade() -> None:
    """Ranges that were taken back and allotted again are forgotten; their events stay."""
    op.execute(_KNOWN_AGAIN)
    op.drop_index("ix_number_range_first_value", "number_range")
    with op.batch_alter_table("number_range") as table:
        table.create_unique_constraint(_UNIQUE, _KEY)
        table.drop_column("head_hash")
        table.drop_column("version")
