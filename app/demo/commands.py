"""`flask demo …`: load the made-up people, play a whole day over HTTP."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.board.invariants import broken
from app.core.clock import now
from app.core.identity import the_hub
from app.core.web import database
from app.demo.day import Day, play
from app.demo.keys import issue
from app.demo.people import load_people, sign_ins
from app.demo.printer import SimulatedPrinter, switched_on
from app.demo.report import ending, missing_scans, tables
from app.hub import prepare
from app.ledger.sealer import Sealer

commands = AppGroup("demo", help="Made-up people, parcels and a simulated day.")
ROOT = Path(__file__).resolve().parents[2]
START_S = 60


@commands.command("load")
def load() -> None:
    """Made-up sellers and one sign-in a role, if nobody can sign in yet."""
    hub = prepare(database(), current_app.config["SETTINGS"])
    with database().transaction() as db:
        made = load_people(db, hub, at=now())
    click.echo(sign_ins() if made else "there are people already; nothing was made")


@commands.command("printer")
@click.option("--port", default=9100, show_default=True, type=click.IntRange(1024, 65_535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="Keep each label here as a .zpl file."
)
def printer(port: int, host: str, to: Path | None) -> None:
    """A simulated label printer, until Ctrl+C. Let the hub send to it: ENTREPOT_PRINTER_NETWORKS=127.0.0.1/32."""

    def heard(label: str) -> None:
        click.echo(f"label {len(simulated.printed)}: {len(label)} characters")
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            (to / f"{len(simulated.printed):06}.zpl").write_text(label)

    simulated = SimulatedPrinter(port=port, heard=heard)
    with switched_on(simulated, host):
        click.echo(f"a simulated printer takes ZPL at {host}:{port}")
        threading.Event().wait()


@commands.command("day")
@click.option("--parcels", default=500, show_default=True, type=click.IntRange(1, 200_000))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--devices", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--url", default="", help="A running hub; without it, one is started for the day.")
@click.option(
    "--journal", type=click.Path(dir_okay=False, path_type=Path), help="Write acknowledged scan ids here."
)
def day(parcels: int, seed: int, devices: int, url: str, journal: Path | None) -> None:
    """Play a whole day over HTTP, then check every rule on the database. Exit code 1 when one is broken."""
    settings = current_app.config["SETTINGS"]
    hub = prepare(database(), settings)
    with database().transaction() as db:
        load_people(db, hub, at=now())
        keys = issue(db, hub, devices, f"day {seed}", at=now())
    console = Console()
    with _server(url) as address, _progress(console) as say:
        played = Day(address, keys, parcels, seed, say, journal)
        play(played)
    Sealer(database()).seal()
    with database().reading() as db:
        found = broken(db)
        lost = missing_scans(db, played.acknowledged)
        for table in tables(played, ending(db, the_hub(hub.id))):
            console.print(table)
    for one in found:
        console.print(f"[bold red]broken rule[/]: {one.rule}: {one.count}, for example {one.example}")
    for problem in played.problems:
        console.print(f"[bold red]problem[/]: {problem}")
    if lost:
        console.print(f"[bold red]lost[/]: {lost} acknowledged scans are not in the database")
    if found or lost or played.problems:
        sys.exit(1)
    console.print(f"every rule holds; {len(played.acknowledged):,} acknowledged scans, none lost")


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def say(title: str, done: int, total: int) -> None:
            if title not in tasks:
                tasks[title] = progress.add_task(title, total=total)
            progress.update(tasks[title], completed=done, total=total)

        yield say


@contextmanager
def _server(url: str) -> Iterator[str]:
    """The given hub, or one of our own on a free port that ends with the day."""
    if url:
        yield url.rstrip("/")
        return
    port = _free_port()
    env = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "wsgi.py")], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_S * 10):
        if process.poll() is not None:
            raise click.ClickException("the hub did not start; run `python wsgi.py` to see why")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"the hub did not answer within {START_S} s")
