"""Runs migrations on the connection that app.core.migrate hands over, or on DATABASE_URL from the shell."""

from alembic import context

from app.core.db import Database
from app.models import metadata
from config.settings import Settings


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    database = Database(Settings.from_environment().database_url)
    with database.engine.connect() as connection:
        _migrate(connection)
        connection.commit()
