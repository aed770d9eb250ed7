"""walking a day beside the bound and beside nearest free slot first."""

import random
from dataclasses import replace

import numpy as np
from rich.table import Table

from benchmarks.optimizer.report import Report
from optimizer.budget import Budget
from optimizer.slotting import moves, slots
from optimizer.slotting.pairs import UNPLACED, Ints, Pairs, pairs_of
from optimizer.slotting.problems import MoveProblem, Slot, SlottingProblem, SlottingRules, Stored

# Parcels, slots, grams a slot takes, millimetres a day for each aisle more of a lane.
CASES = (
    (200, 60, 10**8, 0), (1_000, 300, 10**8, 0), (200, 60, 60_000, 0), (200, 60, 60_000, 2_000),
    (1_000, 300, 50_000, 0), (1_000, 300, 50_000, 3_000),
)  # fmt: skip


def hall(parcels: int, number: int, capacity_g: int, spread: int, seed: int = 1) -> SlottingProblem:
    """Aisles of 20 slots, three levels, every fifth slot for fragile ones; parcels of 0.2 to 20 kg for 1 to 30 days."""
    draw = random.Random(seed)
    shelves = []
    for row in range(number):
        x_mm, y_mm = row // 20 * 3_000, row % 20 * 1_000
        shelves.append(
            Slot(
                key=f"S{row}",
                aisle=f"A{row // 20}",
                x_mm=x_mm,
                y_mm=y_mm,
                height_mm=draw.choice([200, 1_000, 1_600]),
                to_dock_mm=5_000 + x_mm + y_mm,
                to_station_mm=3_000 + abs(x_mm - 9_000) + y_mm,
                capacity_g=capacity_g,
                capacity_cm3=200_000 if capacity_g < 10**8 else 10**8,
                capacity_parcels=6,
                zones=frozenset({"fragile"} if row % 5 == 0 else ()),
                reserved=row % 10 == 0,
            )
        )
    drawn = [
        Stored(
            key=f"P{row}",
            weight_g=draw.randint(200, 20_000),
            volume_cm3=draw.randint(1_000, 60_000),
            stay_days=draw.randint(1, 30),
            visits=draw.randint(0, 4),
            lane=draw.choice("ABCDEFGH"),
            needs=frozenset({"fragile"} if draw.random() < 0.1 else ()),
        )
        for row in range(parcels)
    ]
    return SlottingProblem(tuple(shelves), tuple(drawn), SlottingRules(spread_mm_per_day=spread))


def nearest_free(pairs: Pairs) -> Ints:
    """As they come, each to the nearest slot that has room."""
    choice: Ints = np.full(len(pairs.cost), UNPLACED, dtype=np.int64)
    free = pairs.room.copy()
    for row, needs in enumerate(pairs.needs):
        roomy = pairs.allowed[row] & (free >= needs).all(axis=1)
        if roomy.any():
            choice[row] = np.where(roomy, pairs.cost[row], np.iinfo(np.int64).max).argmin()
            free[choice[row]] -= needs
    return choice


def placed(problem: SlottingProblem, choice: Ints) -> SlottingProblem:
    """The parcels that have a slot, lying there."""
    lying = tuple(
        replace(parcel, slot=problem.slots[column].key)
        for parcel, column in zip(problem.parcels, choice.tolist(), strict=True)
        if column != UNPLACED
    )
    return replace(problem, parcels=lying)


def run(report: Report, seconds: float) -> bool:
    """There is no bar: what is told is how far plans are from their bounds."""
    table = Table(title=f"Slotting, at most {seconds:g} s, one core; walking in m a day")
    names = (
        "parcels",
        "slots",
        "kg a slot",
        "lanes",
        "nearest free",
        "plan",
        "bound",
        "gap",
        "s",
        "30 moves gain",
        "s",
    )
    for name in names:
        table.add_column(name, justify="right")
    for parcels, number, capacity_g, spread in report.track(CASES, "slotting"):
        problem = hall(parcels, number, capacity_g, spread)
        pairs = pairs_of(problem)
        came = nearest_free(pairs)
        plan = slots.solve(problem, Budget(seconds=seconds))
        moved = moves.solve(MoveProblem(placed(problem, came), most_moves=30), Budget(seconds=seconds))
        table.add_row(
            f"{parcels:,}",
            str(number),
            "any" if capacity_g == 10**8 else f"{capacity_g // 1_000}",
            f"{spread / 1_000:g} m" if spread else "",
            f"{pairs.total(came) / 1_000:,.0f}",
            f"{plan.mm_per_day / 1_000:,.0f}",
            f"{plan.bound_mm_per_day / 1_000:,.0f}",
            f"{100 * plan.gap:.2f} %",
            f"{plan.seconds:.2f}",
            f"{moved.gain_mm / 1_000:,.0f} m in all",
            f"{moved.seconds:.2f}",
        )
    report.show(table)
    return True
