"""`flask db`, `hub`, `check`, `settings`, `worker`, `docs`: what an operator of the program does from the shell."""

import signal
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.board.invariants import RULES, broken
from app.core.jobs.worker import Worker
from app.core.migrate import current, downgrade, upgrade
from app.core.web import database
from app.hub import CONFIG, Heart, prepare
from app.ledger.sealer import Sealer
from app.parcels.handbook import lifecycle_page
from config.settings import Settings

db_commands = AppGroup("db", help="The schema: bring it up, or back down.")
hub_commands = AppGroup("hub", help="The hub's plan: bring it into the database.")


@db_commands.command("upgrade")
@click.argument("revision", default="head")
def upgrade_schema(revision: str) -> None:
    """Migrate up (to the newest schema)."""
    upgrade(database(), revision)
    click.echo(f"the schema is at {current(database())}")


@db_commands.command("downgrade")
@click.argument("revision")
def downgrade_schema(revision: str) -> None:
    """Migrate down to a revision. Data of dropped tables is lost."""
    downgrade(database(), revision)
    click.echo(f"the schema is at {current(database())}")


@db_commands.command("current")
def show_revision() -> None:
    """Which revision the schema is at."""
    click.echo(current(database()) or "no schema")


@hub_commands.command("load")
def load_hub() -> None:
    """Migrate, bring in the hub's plan from config/, open the departures of the coming two days."""
    hub = prepare(database(), current_app.config["SETTINGS"])
    click.echo(f"hub {hub.code} ({hub.name}) is ready")


@click.command("check")
def check() -> None:
    """Ask the database for every rule that must hold whatever happens. Exit code 1 names what does not."""
    Sealer(database()).seal()
    with database().reading() as db:
        found = broken(db)
    for one in found:
        click.echo(f"broken: {one.rule}: {one.count}, for example {one.example}", err=True)
    if found:
        sys.exit(1)
    click.echo(f"all {len(RULES) + 2} rules hold")


@click.command("worker")
def worker() -> None:
    """Do jobs and the hub's recurring work here: seal, declare, open departures.

    Serving processes do it by themselves; with ENTREPOT_JOBS=no they leave jobs to this. A job in hand goes back to
    the queue when this is stopped.
    """
    settings = current_app.config["SETTINGS"]
    heart = Heart(database(), settings)
    jobs = Worker(database(), current_app.extensions["jobs"], memory_bytes=settings.job_memory_bytes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: jobs.stop())
    heart.start()
    click.echo("at work; stop with Ctrl-C")
    jobs.run()
    heart.stop()


@click.command("docs")
def write_docs() -> None:
    """Write the pages of docs/ that come from the code."""
    page = CONFIG.parent / "docs" / "lifecycle.md"
    page.write_text(lifecycle_page(), encoding="utf-8")
    click.echo(f"wrote docs/{page.name}")


@click.command("settings")
def show_settings() -> None:
    """Every setting with its default and meaning."""
    for name, default, meaning in Settings.describe():
        click.echo(f"{name:<34} {default:<40} {meaning}")
