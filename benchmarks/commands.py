"""`flask bench …`: every figure is printed beside its bar."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console

from benchmarks import browser_reading, label_pictures, label_speed, reading, reading_report, scan, sizes
from benchmarks.optimizer.command import bench_optimizer
from benchmarks.photographs import FULL_SET, hard_photographs, photographs

commands = AppGroup("bench", help="Measure; print each figure beside its bar.")
commands.add_command(bench_optimizer)


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


@commands.command("reading")
@click.option("--pictures", default=FULL_SET, show_default=True, type=click.IntRange(20, FULL_SET))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--hard", is_flag=True, help="621 pictures instead, with the symbologies of others' freight.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures there too.")
@click.option("--write", "page", type=click.Path(exists=True, path_type=Path), help="Put them in this page.")
def bench_reading(pictures: int, seed: int, hard: bool, json_file: Path | None, page: Path | None) -> None:
    """Codes on photographed-like pictures: each reader alone and several orders of them."""
    taken = hard_photographs(seed) if hard else photographs(pictures, seed)
    ways = reading.ways()
    found = reading.measured(taken, {name: ways[name] for name in (reading.COMPARED if hard else ways)})
    reading_report.show(found, Console())
    if json_file is not None:
        json_file.write_text(reading_report.as_json(found), encoding="utf-8")
    if page is not None:
        reading_report.write(found, page, "hard" if hard else "full")
    if not reading.best(found):
        sys.exit(1)


@commands.command("camera")
@click.option("--pictures", default=FULL_SET, show_default=True, type=click.IntRange(20, FULL_SET))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--hard", is_flag=True, help="621 pictures instead, with the symbologies of others' freight.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures there too.")
def bench_camera(pictures: int, seed: int, hard: bool, json_file: Path | None) -> None:
    """The handheld's own reader in a browser, on the same pictures as `reading`."""
    taken = hard_photographs(seed) if hard else photographs(pictures, seed)
    try:
        found = browser_reading.measured(taken)
    except browser_reading.NotInstalled as error:
        raise click.ClickException(str(error)) from error
    browser_reading.show(found, Console())
    if json_file is not None:
        json_file.write_text(reading_report.as_json(found), encoding="utf-8")
    if not browser_reading.reached(found):
        sys.exit(1)


@commands.command("labels")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 50))
def bench_labels(rounds: int) -> None:
    """Labels as PDF and ZPL, beside three other ways to make them in Python."""
    if not label_speed.run(rounds, Console()):
        sys.exit(1)


@commands.command("label-pictures")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def bench_label_pictures(folder: Path) -> None:
    """Draw one label of each kind into a folder: what docs/labels.md shows."""
    for path in label_pictures.write(folder):
        click.echo(path)


@commands.command("all")
def bench_all() -> None:
    """Every benchmark, one after the other."""
    console = Console()
    reached = [scan.run(20_000, 16, 4.0, 3, console), sizes.run(20_000, console), label_speed.run(3, console)]
    codes = reading.measured(photographs(), reading.ways())
    reading_report.show(codes, console)
    reached.append(reading.best(codes))
    if not all(reached):
        sys.exit(1)
