"""`flask bench labels`: how many labels a second and how many bytes each, beside other ways in the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from statistics import median
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.peer_labels import INSTALLED, MISSING, WAYS, pieces
from labels.examples import BAG_TAG, PARCEL_LABEL
from labels.identifiers import format_sscc, format_tracking
from labels.kind import Kind
from labels.kinds.bag import BAG, BagTag
from labels.kinds.parcel import PARCEL, ParcelLabel
from labels.printing import Format, printed

PER_SECOND_BAR, BYTES_BAR = 1_000, 2_000
TIMES_BARS = {"ReportLab createBarcodeDrawing": 20, "fpdf2, rectangles, qrcode": 5}
OURS = "this program"
_EACH = 400
NAMES = {"Latin": "Zoë Müller", "Chinese": "王小明", "Thai": "สมชาย น้ำผึ้ง", "Arabic": "محمد بن راشد"}


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one way: labels in a second of the processor, bytes each."""

    labels_per_s: float
    bytes_each: float


def run(rounds: int, console: Console) -> bool:
    """Print the tables; returns whether every bar was reached. Seconds are of the processor, not of the clock."""
    if not INSTALLED:
        raise click.ClickException(MISSING)
    compared = _compared(rounds)
    own = compared[OURS]
    _table("One label: 20 texts, 5 rules, Code 128, SSCC and QR, as PDF", compared, own, console)
    _table("Labels of the hub", _kinds(rounds), own, console)
    reached = own.labels_per_s >= PER_SECOND_BAR and own.bytes_each <= BYTES_BAR
    console.print(
        f"bar: {PER_SECOND_BAR:,} labels a second, {BYTES_BAR:,} bytes: {'reached' if reached else 'NOT reached'}"
    )
    for name, bar in TIMES_BARS.items():
        times = own.labels_per_s / compared[name].labels_per_s
        console.print(f"bar: {bar} times {name}: {times:.1f} times, {_told(times >= bar)}")
        reached = reached and times >= bar
    return reached


def _told(reached: bool) -> str:
    return "reached" if reached else "NOT reached"


def _compared(rounds: int) -> dict[str, Speed]:
    """All ways in turn, so that a busy machine slows each alike; the median of the rounds."""
    found: dict[str, list[Speed]] = {name: [] for name in WAYS}
    for turn in range(rounds):
        for name, (write, how_many) in WAYS.items():
            made = pieces(turn * how_many, how_many)
            found[name].append(_timed(partial(write, made), how_many))
    return {name: _middle(speeds) for name, speeds in found.items()}


def _kinds(rounds: int) -> dict[str, Speed]:
    makers: dict[str, tuple[Kind[Any], Callable[[int], Any]]] = {
        f"parcel, {script} names": (PARCEL, partial(_parcel, name)) for script, name in NAMES.items()
    }
    makers["bag tag"] = (BAG, _bag)
    numbers = count(1_000_000)  # no label is made twice, so nothing that is kept of one speeds up another
    found: dict[str, Speed] = {}
    for name, (kind, make) in makers.items():
        for written in Format:
            printed(kind, [make(next(numbers))], written)  # fonts are ready, as in a running hub
            speeds = []
            for _ in range(rounds):
                labels = [make(next(numbers)) for _ in range(_EACH)]
                speeds.append(_timed(partial(printed, kind, labels, written), _EACH))
            found[f"{name}, {written.upper()}"] = _middle(speeds)
    return found


def _parcel(name: str, number: int) -> ParcelLabel:
    return replace(PARCEL_LABEL, tracking=format_tracking(number, "KUL"), consignee_name=f"{name} {number}")


def _bag(number: int) -> BagTag:
    return replace(BAG_TAG, sscc=format_sscc("9556000", 1, number))


def _timed(write: Callable[[], bytes], count: int) -> Speed:
    start = time.process_time()
    content = write()
    return Speed(count / (time.process_time() - start), len(content) / count)


def _middle(speeds: list[Speed]) -> Speed:
    return Speed(median(one.labels_per_s for one in speeds), speeds[0].bytes_each)


def _table(title: str, found: dict[str, Speed], own: Speed, console: Console) -> None:
    table = Table(title=title)
    for name in ("what", "labels/s", "bytes each", "this program is"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for name, one in found.items():
        times = "" if one is own or name not in WAYS else f"{own.labels_per_s / one.labels_per_s:.1f} ×"
        table.add_row(name, f"{one.labels_per_s:,.0f}", f"{one.bytes_each:,.0f}", times)
    console.print(table)
