"""Reads the container loading instances of the OR-Library (thpack1 to thpack7, Bischoff and Ratcliff 1995)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optimizer.packing.problems import Box, Container, Edge

# The files state no weights, so the limit stands for none.
NO_LIMIT_G = 10**9


@dataclass(frozen=True, slots=True)
class Instance:
    """`best_known_mm3` is the best published volume without a support rule, 0 when the folder does not tell."""

    name: str
    family: str
    container: Container
    boxes: tuple[Box, ...]
    best_known_mm3: int


def instances_in(folder: Path, limit: int) -> Iterator[Instance]:
    """The first `limit` instances of each BR*.txt file, with what best_known.csv says of them."""
    best = _best_known(folder / "best_known.csv")
    for path in sorted(folder.glob("BR*.txt"), key=lambda path: (len(path.name), path.name)):
        for number, (container, boxes) in enumerate(read(path.read_text(encoding="ascii")), 1):
            if number > limit:
                break
            name = f"{path.stem}_{number}"
            yield Instance(name, path.stem, container, boxes, best.get(f"{path.name}_{number}", 0))


def read(text: str) -> Iterator[tuple[Container, tuple[Box, ...]]]:
    """Each instance: number and seed, container, number of box types; then for each type its number, its three edges
    each followed by 1 when it may stand upright, and how many there are."""
    numbers = iter(int(word) for word in text.split())
    for _ in range(next(numbers)):
        instance, _seed, length, width, height, types = (next(numbers) for _ in range(6))
        container = Container(str(instance), length, width, height, NO_LIMIT_G)
        yield container, tuple(_box([next(numbers) for _ in range(8)]) for _ in range(types))


def _box(row: list[int]) -> Box:
    number, length, stands_l, width, stands_w, height, stands_h, count = row
    flags = zip(Edge, (stands_l, stands_w, stands_h), strict=True)
    upright = frozenset(edge for edge, stands in flags if stands)
    return Box(str(number), length, width, height, 0, count, upright)


def _best_known(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    with path.open(encoding="ascii", newline="") as lines:
        rows = csv.DictReader(lines)
        return {Path(row["Path"]).name: int(row["Best known solution value"]) for row in rows}
