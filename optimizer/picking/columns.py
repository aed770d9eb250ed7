"""An aisle floor as the columns that the sweep walks through, and the price of each way of picking an aisle."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from optimizer.picking.problems import AisleFloor, Pick

FAR = 10**15


class Way(IntEnum):
    """What is walked in one aisle of one block (Ratliff & Rosenthal 1983, figure 4)."""

    NOTHING = 0
    FROM_FRONT = 1
    FROM_BACK = 2
    AROUND_GAP = 3
    THROUGH = 4
    TWICE = 5


Prices = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """One aisle, or the depot between aisles: per block the heights with picks and the price of each way."""

    x_mm: int
    is_depot: bool
    heights: tuple[tuple[int, ...], ...]
    prices: tuple[Prices, ...]


def prices_of(heights: Sequence[int], low: int, high: int) -> Prices:
    """Millimetres of every way through the aisle from `low` to `high` that passes all heights (ascending)."""
    length = high - low
    if not heights:
        return (0, FAR, FAR, FAR, length, 2 * length)
    gap = max((b - a for a, b in pairwise(heights)), default=0)
    around = 2 * (length - gap) if gap else FAR
    return (FAR, 2 * (heights[-1] - low), 2 * (high - heights[0]), around, length, 2 * length)


def block_of(floor: AisleFloor, y_mm: int) -> int:
    """A place on a middle cross aisle counts to the block in front of it."""
    return max(0, bisect_left(floor.cross_y_mm, y_mm) - 1)


def columns_of(floor: AisleFloor, picks: Iterable[Pick]) -> list[Column]:
    """From the first column that must be visited to the last; a tour that leaves this range is never shorter."""
    blocks = len(floor.cross_y_mm) - 1
    heights: list[list[set[int]]] = [[set() for _ in range(blocks)] for _ in floor.aisle_x_mm]
    for pick in picks:
        heights[pick.aisle][block_of(floor, pick.y_mm)].add(pick.y_mm)
    columns = [
        _column(floor, x_mm, [sorted(block) for block in heights[aisle]])
        for aisle, x_mm in enumerate(floor.aisle_x_mm)
    ]
    if floor.depot_x_mm not in floor.aisle_x_mm:
        closed: Prices = (0, FAR, FAR, FAR, FAR, FAR)
        columns.append(Column(floor.depot_x_mm, True, ((),) * blocks, (closed,) * blocks))
        columns.sort(key=lambda column: column.x_mm)
    needed = [place for place, column in enumerate(columns) if column.is_depot or any(column.heights)]
    return columns[needed[0] : needed[-1] + 1]


def _column(floor: AisleFloor, x_mm: int, heights: list[list[int]]) -> Column:
    ends = list(pairwise(floor.cross_y_mm))
    return Column(
        x_mm=x_mm,
        is_depot=x_mm == floor.depot_x_mm,
        heights=tuple(tuple(block) for block in heights),
        prices=tuple(prices_of(block, *end) for block, end in zip(heights, ends, strict=True)),
    )
