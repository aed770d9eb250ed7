"""Walls in the database itself: what is append-only stays so, and nothing uncleared or held is loaded or leaves."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "position", "seal", "manifest", "acknowledgement")

FREE_TO_LOAD = """
    EXISTS (SELECT 1 FROM hold WHERE hold.parcel_id = NEW.parcel_id AND hold.closed_at IS NULL)
    OR NOT EXISTS (
        SELECT 1 FROM parcel JOIN "release" r ON r.parcel_id = parcel.id
        WHERE parcel.id = NEW.parcel_id AND parcel.clearance = 'cleared'
          AND r.id = NEW.release_id AND r.revoked_at IS NULL)
"""
FREE_TO_LEAVE = """
    EXISTS (SELECT 1 FROM hold WHERE hold.parcel_id = NEW.id AND hold.closed_at IS NULL)
    OR NEW.clearance <> 'cleared'
    OR NOT EXISTS (SELECT 1 FROM loading WHERE loading.parcel_id = NEW.id)
"""
LOAD_REFUSED = "entrepot: a held or uncleared parcel cannot be loaded"
LEAVE_REFUSED = "entrepot: a held, uncleared or unloaded parcel cannot depart"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_up()
    else:
        _postgresql_up()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute("DROP TRIGGER loading_wall")
        op.execute("DROP TRIGGER parcel_wall")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER loading_wall ON loading")
    op.execute("DROP TRIGGER parcel_wall ON parcel")
    for function in ("append_only", "loading_wall", "parcel_wall"):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("ALTER TABLE event ALTER COLUMN transaction_id DROP DEFAULT")


def _sqlite_up() -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'entrepot: {table} is append-only'); END"
            )
    op.execute(
        f"CREATE TRIGGER loading_wall BEFORE INSERT ON loading WHEN {FREE_TO_LOAD} "
        f"BEGIN SELECT RAISE(ABORT, '{LOAD_REFUSED}'); END"
    )
    op.execute(
        f"CREATE TRIGGER parcel_wall BEFORE UPDATE OF handling ON parcel "
        f"WHEN NEW.handling = 'departed' AND OLD.handling <> 'departed' AND ({FREE_TO_LEAVE}) "
        f"BEGIN SELECT RAISE(ABORT, '{LEAVE_REFUSED}'); END"
    )


def _postgresql_up() -> None:
    op.execute(
        "ALTER TABLE event ALTER COLUMN transaction_id SET DEFAULT (pg_current_xact_id()::text::bigint)"
    )
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entrepot: % is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    _wall("loading_wall", FREE_TO_LOAD, LOAD_REFUSED)
    _wall("parcel_wall", FREE_TO_LEAVE, LEAVE_REFUSED)
    op.execute(
        "CREATE TRIGGER loading_wall BEFORE INSERT OR UPDATE ON loading "
        "FOR EACH ROW EXECUTE FUNCTION loading_wall()"
    )
    op.execute(
        "CREATE TRIGGER parcel_wall BEFORE UPDATE OF handling ON parcel FOR EACH ROW "
        "WHEN (NEW.handling = 'departed' AND OLD.handling <> 'departed') EXECUTE FUNCTION parcel_wall()"
    )


def _wall(name: str, condition: str, message: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW; END $$"
    )
