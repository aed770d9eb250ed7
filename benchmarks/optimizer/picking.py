"""Picking: exact tours beside rules of thumb, batches beside first come, S-shape."""

import random
import statistics
import time
from collections.abc import Callable

from rich.table import Table

from benchmarks.optimizer import picking_floor
from benchmarks.optimizer.report import Report
from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.picking import aisle_tours, orders
from optimizer.picking.batches import Batches
from optimizer.picking.batching import by_savings
from optimizer.picking.habits import first_come, largest_gap_mm, return_mm, s_shape_mm
from optimizer.picking.problems import Order, Pick, PickingProblem, TourProblem

TOUR_BAR_MS = 0.5
TOURS = 200
# Orders and items a cart takes: walking to be saved, in percent of first come, first served with S-shape.
BARS = {(40, 45): 29.0, (40, 75): 16.0, (100, 45): 27.0, (100, 75): 20.0}


def tours(report: Report) -> bool:
    """Milliseconds of the exact tour, warm, and how much longer the rules of thumb walk."""
    table = Table(title=f"One picker, 10 aisles × 45 positions, {TOURS} tours a row")
    for name in (
        "picks",
        "exact, ms",
        "checked, ms",
        "two blocks, ms",
        "S-shape",
        "return",
        "largest gap",
        "bar",
    ):
        table.add_column(name, justify="right")
    reached = True
    for number in (5, 10, 20, 40, 60, 90):
        one, two = _problems(number, 1), _problems(number, 2)
        walking, checked = _median_ms(aisle_tours.walk, one), _median_ms(aisle_tours.solve, one)
        exact = sum(aisle_tours.walk(problem).length_mm for problem in one)
        longer = [
            100 * (sum(rule(problem.floor, problem.picks) for problem in one) / exact - 1)
            for rule in (s_shape_mm, return_mm, largest_gap_mm)
        ]
        reached &= number != 40 or walking < TOUR_BAR_MS
        table.add_row(
            str(number),
            f"{walking:.3f}",
            f"{checked:.3f}",
            f"{_median_ms(aisle_tours.walk, two):.3f}",
            *(f"+{share:.1f} %" for share in longer),
            f"< {TOUR_BAR_MS} ms" if number == 40 else "",
        )
    report.show(table)
    return reached


def _problems(number: int, blocks: int) -> list[TourProblem]:
    draw = random.Random(number)
    floor = picking_floor.floor(blocks)
    return [TourProblem(floor, picking_floor.picks(number, draw)) for _ in range(TOURS)]


def _median_ms(solve: Callable[[TourProblem], object], problems: list[TourProblem]) -> float:
    solve(problems[0])
    taken = []
    for problem in problems:
        began = time.perf_counter()
        solve(problem)
        taken.append(time.perf_counter() - began)
    return 1_000 * statistics.median(taken)


def batches(report: Report, seconds: float, seeds: int) -> bool:
    """Walking saved against first come, first served with S-shape, in percent."""
    table = Table(
        title=f"Order batching, {seconds:g} s, one core, mean of {seeds} drawn instances; walking saved in %"
    )
    for name in ("orders", "items", "first come, exact", "savings, exact", "plan", "least", "bar", "CPU s"):
        table.add_column(name, justify="right")
    reached = True
    for (number, items), bar in BARS.items():
        drawn = report.track(range(1, seeds + 1), f"{number} orders, {items} items a cart")
        rows = [_saved(picking_floor.orders(number, items, seed), seconds) for seed in drawn]
        first, savings, plan, spent = (statistics.mean(column) for column in zip(*rows, strict=True))
        least = min(row[2] for row in rows)
        reached &= plan >= bar
        cells = (f"{value:.2f}" for value in (first, savings, plan, least))
        table.add_row(str(number), str(items), *cells, f"≥ {bar:g}", f"{spent:.1f}")
    report.show(table)
    return reached


def _saved(problem: PickingProblem, seconds: float) -> tuple[float, float, float, float]:
    came = first_come(problem)
    walked = sum(s_shape_mm(problem.floor, _picks(held)) for held in came)
    exact = sum(aisle_tours.walk(TourProblem(problem.floor, _picks(held))).length_mm for held in came)
    sets = Batches(problem.floor, problem.orders, problem.cart)
    savings = sets.total(by_savings(sets, len(problem.orders), Deadline(Budget(seconds=seconds))))
    began = time.process_time()
    plan = orders.solve(problem, Budget(seconds=seconds))
    spent = time.process_time() - began
    first, second, third = (100 * (1 - length / walked) for length in (exact, savings, plan.length_mm))
    return first, second, third, spent


def _picks(held: list[Order]) -> tuple[Pick, ...]:
    return tuple(pick for order in held for pick in order.picks)


def run(report: Report, seconds: float, seeds: int) -> bool:
    """Both; whether every bar was reached."""
    reached = [tours(report), batches(report, seconds, seeds)]
    return all(reached)
