"""`flask bench …`: every figure is printed beside its bar."""

import sys

import click
from flask.cli import AppGroup
from rich.console import Console

from benchmarks import scan

commands = AppGroup("bench", help="Measure; print each figure beside its bar.")


@commands.command("scan")
@click.option("--parcels", default=20_000, show_default=True, type=click.IntRange(100, 5_000_000))
@click.option("--connections", default=16, show_default=True, type=click.IntRange(1, 200))
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(1, 600))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20))
def bench_scan(parcels: int, connections: int, seconds: float, rounds: int) -> None:
    """Single scans over HTTP on both databases, beside pgbench running the same statements."""
    if not scan.run(parcels, connections, seconds, rounds, Console()):
        sys.exit(1)
