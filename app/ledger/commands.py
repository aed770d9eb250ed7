"""`flask ledger …`: seal what is committed, verify everything."""

import sys

import click
from flask.cli import AppGroup

from app.core.web import database
from app.ledger.sealer import Sealer
from app.ledger.verify import verify

commands = AppGroup("ledger", help="The append-only record: seal it, verify it.")


@commands.command("seal")
def seal() -> None:
    """Give every committed event its position."""
    click.echo(f"sealed {Sealer(database()).seal()} events")


@commands.command("verify")
@click.option("--anchor", metavar="NUMBER:HASH", help="A seal printed on a paper, to compare with.")
def verify_ledger(anchor: str | None) -> None:
    """Recompute every chain and seal; exit with 1 and name the place when something does not fit."""
    known = None
    if anchor:
        number, _, digest = anchor.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise click.BadParameter(
                "write it as on the paper, for example 17:9f86d0…", param_hint="--anchor"
            )
        known = (int(number), digest.lower())
    with database().reading() as db:
        verdict = verify(db, known)
    click.echo(
        f"{verdict.events} events, {verdict.sealed} sealed under {verdict.seals} seals, head {verdict.head or '-'}"
    )
    for flaw in verdict.flaws[:100]:
        click.echo(f"{flaw.code}: {flaw.message}", err=True)
    if verdict.flaws:
        click.echo(f"{len(verdict.flaws)} flaws", err=True)
        sys.exit(1)
    click.echo("the ledger is whole")
