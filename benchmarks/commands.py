"""`flask bench …`: every figure is printed beside its bar."""

import sys

import click
from flask.cli import AppGroup
from rich.console import Console

from benchmarks import scan, sizes

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


@commands.command("sizes")
@click.option("--parcels", default=20_000, show_default=True, type=click.IntRange(1_000, 1_000_000))
def bench_sizes(parcels: int) -> None:
    """An offline batch, a full departure and its manifest, on both databases."""
    if not sizes.run(parcels, Console()):
        sys.exit(1)


@commands.command("all")
def bench_all() -> None:
    """Every benchmark, one after the other."""
    console = Console()
    reached = [scan.run(20_000, 16, 4.0, 3, console), sizes.run(20_000, console)]
    if not all(reached):
        sys.exit(1)
