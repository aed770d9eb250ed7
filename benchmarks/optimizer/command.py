"""`flask bench optimizer`: every problem of the optimizer on published or drawn instances, beside other engines."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.optimizer import bins, first, flights, packing, picking, routing, slotting
from benchmarks.optimizer.report import Report
from optimizer.budget import Watch

# The folder of each published set below the one that --instances names.
FOLDERS = {
    "solomon": "solomon_vrptw",
    "homberger": "homberger_vrptw",
    "lilim": "li_lim_pdptw_100",
    "x": "cvrp_x",
    "packing": "container_br",
    "supported": "container_br",
    "bins": "bin_packing_falkenauer",
}
DRAWN = ("first", "picking", "flights", "slotting")
SETS = (*FOLDERS, *DRAWN)
USUAL_S = {"solomon": 10, "homberger": 10, "lilim": 10, "x": 10, "flights": 10}
ROUTERS = set(routing.SETS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured: seconds for each instance (the set's own when None), how many instances, which engines."""

    folder: Path | None
    seconds: float | None
    limit: int
    seed: int
    alone: bool
    reference_s: float

    def seconds_of(self, name: str) -> float:
        return self.seconds or USUAL_S.get(name, 5)


def _run(name: str, asked: Asked, report: Report) -> bool:
    seconds, limit = asked.seconds_of(name), asked.limit
    folder = asked.folder / FOLDERS[name] if asked.folder and name in FOLDERS else None
    if name in ROUTERS and folder is not None:
        engines = ["ours"] if asked.alone else list(routing.ENGINES)
        return routing.run(report, name, folder, seconds, limit, asked.seed, engines)
    if name in ("packing", "supported") and folder is not None:
        return packing.run(report, folder, seconds, limit, 100 if name == "supported" else 0, asked.seed)
    drawn: dict[str, Callable[[], bool]] = {
        "bins": lambda: bins.run(report, folder, seconds, limit),
        "first": lambda: first.run(report, asked.reference_s, min(limit, 5), asked.seed),
        "picking": lambda: picking.run(report, seconds, min(limit, 5)),
        "flights": lambda: flights.run(
            report, seconds, min(limit, 5), [] if asked.alone else list(flights.ENGINES)
        ),
        "slotting": lambda: slotting.run(report, seconds),
    }
    return drawn[name]()


def _wanted(names: tuple[str, ...], folder: Path | None, report: Report) -> Iterator[str]:
    """The sets asked for, or all, of which the instances are there; those that are not are told."""
    if folder is None and any(name not in DRAWN for name in names):
        raise click.UsageError("Published instances are files: tell their folder with --instances DIR.")
    for name in names or SETS:
        if name in DRAWN or (folder is not None and (folder / FOLDERS[name]).is_dir()):
            yield name
        else:
            report.say(f"{name}: not measured, its instances belong into {folder or 'DIR'}/{FOLDERS[name]}.")


@click.command("optimizer")
@click.argument("sets", nargs=-1, type=click.Choice(SETS))
@click.option(
    "--instances",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder a set below it.",
)
@click.option(
    "--seconds", type=click.FloatRange(0.1), help="For each instance and engine (5 or 10 by the set)."
)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1), help="Instances of a set or class."
)
@click.option(
    "--reference-seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(1),
    help="Of the long search that first plans are held against.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--alone", is_flag=True, help="Without the other engines.")
@click.option("--cpu", is_flag=True, help="Budgets in CPU seconds, for a machine that others use, too.")
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows there too."
)
def bench_optimizer(
    sets: tuple[str, ...],
    instances: Path | None,
    seconds: float | None,
    limit: int,
    reference_seconds: float,
    seed: int,
    alone: bool,
    cpu: bool,
    json_file: Path | None,
) -> None:
    """Routes, loads, bins, picks, slots and flights: gap to the best known, on one core, other engines beside."""
    if cpu:
        Watch.clock = time.process_time
    asked, report = Asked(instances, seconds, limit, seed, alone, reference_seconds), Report()
    short = [name for name in _wanted(sets, instances, report) if not _run(name, asked, report)]
    report.write(json_file)
    if short:
        report.say(f"Below the bar: {', '.join(short)}")
        sys.exit(1)
