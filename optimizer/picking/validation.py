"""Refuses picking problems whose values cannot be, naming every row at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from optimizer.errors import Fault, Infeasible
from optimizer.faults import between, refuse, unique
from optimizer.picking.problems import AisleFloor, FreeTourProblem, Order, Pick, PickingProblem, TourProblem

MOST_MM = 10**7
MOST = 10**10
MOST_CROSS_AISLES = 4


def refuse_wrong_tour(problem: TourProblem) -> None:
    floor = problem.floor
    faults = [*_floor(floor), *unique("picks", [pick.key for pick in problem.picks])]
    refuse("tour", faults or _picks("picks", floor, problem.picks))


def refuse_wrong_free_tour(problem: FreeTourProblem) -> None:
    refuse("tour", [*unique("keys", problem.keys), *_table(problem)])


def refuse_wrong_picking(problem: PickingProblem) -> None:
    floor_faults = list(_floor(problem.floor))
    refuse("picking", [*floor_faults, *_orders(problem, bool(floor_faults)), *_crew(problem)])
    too_big = [
        _too_big(f"orders[{row}]", order, problem)
        for row, order in enumerate(problem.orders)
        if order.items > problem.cart.capacity_items
        or order.weight_g > problem.cart.capacity_g
        or order.volume_cm3 > problem.cart.capacity_cm3
    ]
    if too_big:
        raise Infeasible(f"{len(too_big)} orders fit no cart: {too_big[0].message}.", tuple(too_big))


def _too_big(where: str, order: Order, problem: PickingProblem) -> Fault:
    cart = problem.cart
    held = f"{order.items} items, {order.weight_g} g, {order.volume_cm3} cm³"
    takes = f"{cart.capacity_items} items, {cart.capacity_g} g, {cart.capacity_cm3} cm³"
    return Fault(where, "too_big", f"{order.key} has {held}; a cart takes {takes}", held, takes)


def _floor(floor: AisleFloor) -> Iterator[Fault]:
    yield from between("floor", "depot_x_mm", floor.depot_x_mm, -MOST_MM, MOST_MM)
    for name, values, least, most in (
        ("aisle_x_mm", floor.aisle_x_mm, 1, 1000),
        ("cross_y_mm", floor.cross_y_mm, 2, MOST_CROSS_AISLES),
    ):
        if not least <= len(values) <= most:
            message = f"{len(values)} values of {name}"
            yield Fault(f"floor.{name}", "out_of_range", message, str(len(values)), f"{least} to {most}")
        for row, value in enumerate(values):
            yield from between(f"floor.{name}", f"[{row}]", value, -MOST_MM, MOST_MM)
        for row, (before, after) in enumerate(pairwise(values)):
            if before >= after:
                message = f"{after} stands after {before}"
                yield Fault(f"floor.{name}[{row + 1}]", "wrong_order", message, str(after), f"above {before}")


def _picks(where: str, floor: AisleFloor, picks: Sequence[Pick]) -> Iterator[Fault]:
    low, high = floor.cross_y_mm[0], floor.cross_y_mm[-1]
    for row, pick in enumerate(picks):
        yield from between(f"{where}[{row}]", "aisle", pick.aisle, 0, len(floor.aisle_x_mm) - 1)
        yield from between(f"{where}[{row}]", "y_mm", pick.y_mm, low, high)


def _orders(problem: PickingProblem, floor_is_wrong: bool) -> Iterator[Fault]:
    yield from unique("orders", [order.key for order in problem.orders])
    yield from unique("picks", [pick.key for order in problem.orders for pick in order.picks])
    for row, order in enumerate(problem.orders):
        where = f"orders[{row}]"
        for field in ("items", "weight_g", "volume_cm3", "cutoff_at"):
            yield from between(where, field, getattr(order, field), 0, MOST)
        if not order.picks:
            yield Fault(f"{where}.picks", "empty", f"{order.key} has nothing to pick", "0", "1 or more")
        if not floor_is_wrong:
            yield from _picks(f"{where}.picks", problem.floor, order.picks)


def _crew(problem: PickingProblem) -> Iterator[Fault]:
    crew, cart = problem.crew, problem.cart
    yield from between("crew", "pickers", crew.pickers, 1, 10_000)
    yield from between("crew", "speed_mm_s", crew.speed_mm_s, 1, 100_000)
    yield from between("crew", "pick_s", crew.pick_s, 0, 86_400)
    yield from between("crew", "setup_s", crew.setup_s, 0, 86_400)
    yield from between("crew", "starts_at", crew.starts_at, 0, MOST)
    yield from between("problem", "wave_s", problem.wave_s, 1, MOST)
    for field in ("capacity_items", "capacity_g", "capacity_cm3"):
        yield from between("cart", field, getattr(cart, field), 0, MOST)


def _table(problem: FreeTourProblem) -> Iterator[Fault]:
    places = len(problem.keys) + 1
    rows = problem.distance_mm
    if len(rows) != places or any(len(row) != places for row in rows):
        message = f"distance_mm is not {places} rows of {places} columns: the depot, then a row for each key"
        yield Fault("distance_mm", "not_square", message, str(len(rows)), str(places))
        return
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            where = f"distance_mm[{row}]"
            yield from between(where, f"[{column}]", value, 0, 0 if row == column else MOST_MM)
            if column < row and value != rows[column][row]:
                message = f"{value} there, but {rows[column][row]} back"
                yield Fault(
                    f"{where}[{column}]", "not_symmetric", message, str(value), str(rows[column][row])
                )
