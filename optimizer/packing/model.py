"""One container and the boxes for it as arrays, the form in which the compiled search reads them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.packing.problems import Box, Container, Edge, Orientation, Segregation

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

EDGES = {"l": Edge.LENGTH, "w": Edge.WIDTH, "h": Edge.HEIGHT}
ORIENTATIONS = tuple(Orientation)
NEVER = np.int64(2**62)

# Places in `Case.limits`.
MAX_WEIGHT, SUPPORT, CONTOURED, STOPS, SEGREGATED, BEARING, BALANCED, ITEMISED = range(8)


class Case(NamedTuple):
    """`stock` is how many there are of each kind of box; `turns` are (kind, orientation, extent along x, y, z); `edges`
    are (1 if upright, else 0; kind; length), each once; `apart` holds the squared distance of two groups, 0 without a
    rule; `low` and `high` are the ends of the contour's cross-section at each height."""

    size: Whole
    limits: Whole
    stock: Whole
    weight: Whole
    stop: Whole
    group: Whole
    apart: Whole
    bears: Real
    turns: Whole
    edges: Whole
    low: Whole
    high: Whole
    balance: Whole


def extents(box: Box, orientation: Orientation) -> tuple[int, int, int]:
    edges = {"l": box.length_mm, "w": box.width_mm, "h": box.height_mm}
    along_x, along_y, along_z = (edges[letter] for letter in orientation)
    return along_x, along_y, along_z


def turns_of(box: Box) -> list[tuple[Orientation, tuple[int, int, int]]]:
    """The orientations that the box may take, one for each different set of extents."""
    found: dict[tuple[int, int, int], Orientation] = {}
    for orientation in ORIENTATIONS:
        if EDGES[orientation[2]] in box.upright:
            found.setdefault(extents(box, orientation), orientation)
    return [(orientation, sides) for sides, orientation in found.items()]


def bears_g(box: Box, along_x: int, along_y: int) -> float:
    """What may rest on the box when its top face has these sides; infinity without a limit."""
    limit = float("inf") if box.bears_g is None else float(box.bears_g)
    if box.bears_g_per_dm2 is not None:
        limit = min(limit, box.bears_g_per_dm2 * along_x * along_y / 10_000)
    return limit


def case_of(
    boxes: tuple[Box, ...],
    count: list[int],
    container: Container,
    support_percent: int,
    segregation: tuple[Segregation, ...],
) -> Case:
    """`count` says how many of each box are left for this container."""
    turns = [
        (row, ORIENTATIONS.index(orientation), *sides)
        for row, box in enumerate(boxes)
        if count[row]
        for orientation, sides in turns_of(box)
        if fits_empty(container, sides) and box.weight_g <= container.max_weight_g
    ]
    bears = np.full((len(boxes), len(ORIENTATIONS)), np.inf)
    for row, orientation, along_x, along_y, _ in turns:
        bears[row, orientation] = bears_g(boxes[row], along_x, along_y)
    names = sorted({box.group for box in boxes} | {""})
    apart = apart_of(names, segregation)
    # The door side is emptied first, so the last stop is loaded first.
    stops = sorted({box.stop for box in boxes})
    low, high = cross_section(container)
    balance = container.balance
    limits = np.zeros(8, dtype=np.int64)
    limits[MAX_WEIGHT] = container.max_weight_g
    limits[SUPPORT] = support_percent
    limits[CONTOURED] = bool(container.contour)
    limits[STOPS] = len(stops)
    limits[SEGREGATED] = bool(apart.any())
    limits[BEARING] = bool(np.isfinite(bears).any())
    limits[BALANCED] = balance is not None
    # Full support alone is kept by the way spaces are cut; these ask for single boxes.
    limits[ITEMISED] = bool(limits[BEARING]) or 0 < support_percent < 100
    return Case(
        size=np.array([container.length_mm, container.width_mm, container.height_mm], dtype=np.int64),
        limits=limits,
        stock=np.array(count, dtype=np.int64),
        weight=np.array([box.weight_g for box in boxes], dtype=np.int64),
        stop=np.array([stops.index(box.stop) for box in boxes], dtype=np.int64),
        group=np.array([names.index(box.group) for box in boxes], dtype=np.int64),
        apart=apart,
        bears=bears,
        turns=np.array(turns, dtype=np.int64).reshape(-1, 5),
        edges=edges_of(turns),
        low=low,
        high=high,
        balance=np.array(
            [balance.length_from_mm, balance.length_to_mm, balance.width_from_mm, balance.width_to_mm]
            if balance
            else [0, container.length_mm, 0, container.width_mm],
            dtype=np.int64,
        ),
    )


def edges_of(turns: Sequence[tuple[int, ...]]) -> Whole:
    edges = {(int(side == 4), turn[0], turn[side]): None for turn in turns for side in (2, 3, 4)}
    return np.array(list(edges), dtype=np.int64).reshape(-1, 3)


def apart_of(names: list[str], segregation: tuple[Segregation, ...]) -> Whole:
    apart = np.zeros((len(names), len(names)), dtype=np.int64)
    for rule in segregation:
        if rule.one in names and rule.other in names:
            distance = NEVER if rule.apart_mm is None else np.int64(rule.apart_mm) ** 2
            pair = names.index(rule.one), names.index(rule.other)
            apart[pair] = apart[pair[::-1]] = max(apart[pair], distance)
    return apart


@lru_cache(maxsize=64)
def cross_section(container: Container) -> tuple[Whole, Whole]:
    """The least and the greatest whole y inside the contour at every whole height."""
    heights = container.height_mm + 1
    low = np.zeros(heights, dtype=np.int64)
    high = np.full(heights, container.width_mm, dtype=np.int64)
    if container.contour:
        for z in range(heights):
            low[z], high[z] = _ends_at(container.contour, z)
    return low, high


def _ends_at(contour: tuple[tuple[int, int], ...], z: int) -> tuple[int, int]:
    lowest, highest = [], []
    for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True):
        if z1 == z2 == z:
            ends = [(y1, 1), (y2, 1)]
        elif min(z1, z2) <= z <= max(z1, z2) and z1 != z2:
            ends = [(y1 * (z2 - z) + y2 * (z - z1), z2 - z1)]
        else:
            continue
        lowest += [-(-over // under) for over, under in ends]
        highest += [over // under for over, under in ends]
    return min(lowest, default=1), max(highest, default=0)


def fits_empty(container: Container, sides: tuple[int, int, int]) -> bool:
    along_x, along_y, along_z = sides
    if along_x > container.length_mm or along_y > container.width_mm or along_z > container.height_mm:
        return False
    if not container.contour:
        return True
    low, high = cross_section(container)
    rooms = np.minimum(high[:-along_z], high[along_z:]) - np.maximum(low[:-along_z], low[along_z:])
    return bool((rooms >= along_y).any())
