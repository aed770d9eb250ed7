"""Judges tours, batches and waves against their problems, without a line of the code that found them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from optimizer.picking.plans import Batch, PickingPlan, Point, Tour
from optimizer.picking.problems import AisleFloor, FreeTourProblem, Order, Pick, PickingProblem, TourProblem
from optimizer.plans import Breach, Proof

TOUR_RULES = (
    "each pick once", "from the depot to the depot", "walked in aisles and cross aisles only",
    "picks passed in order", "length right",
)  # fmt: skip
PICKING_RULES = (
    "each order once", "cart not overfull", "waves not mixed", "tours walked as above", "one tour at a time",
    "times right", "waves and sums right",
)  # fmt: skip


def tour_proof() -> Proof:
    return Proof("optimizer.picking.checks.check_tour", TOUR_RULES)


def free_tour_proof() -> Proof:
    return Proof("optimizer.picking.checks.check_free_tour", (TOUR_RULES[0], TOUR_RULES[1], TOUR_RULES[4]))


def picking_proof() -> Proof:
    return Proof("optimizer.picking.checks.check_picking", PICKING_RULES)


def check_tour(problem: TourProblem, tour: Tour) -> tuple[Breach, ...]:
    """Every rule that the tour breaks; nothing when it may be walked."""
    return tuple(_tour("tour", problem.floor, problem.picks, tour))


def _tour(where: str, floor: AisleFloor, picks: Sequence[Pick], tour: Tour) -> Iterator[Breach]:
    yield from _each_once(where, "pick", [pick.key for pick in picks], tour.order)
    depot = (floor.depot_x_mm, floor.cross_y_mm[0])
    if not tour.way or tour.way[0] != depot or tour.way[-1] != depot:
        yield Breach("not_from_depot", where, f"{where} does not begin and end at the depot {depot}")
    for a, b in pairwise(tour.way):
        if not _is_walkable(floor, a, b):
            yield Breach("not_walkable", where, f"{where} goes from {a} to {b}, through shelves")
    walked = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(tour.way))
    yield from _same("wrong_length", where, tour.length_mm, walked)
    if tour.bound_mm > tour.length_mm:
        yield Breach("wrong_bound", where, f"the bound {tour.bound_mm} is above the length {tour.length_mm}")
    yield from _passed_in_order(where, floor, picks, tour)


def _is_walkable(floor: AisleFloor, a: Point, b: Point) -> bool:
    if a[1] == b[1] and a[1] in floor.cross_y_mm:
        return True
    ends = (floor.cross_y_mm[0], floor.cross_y_mm[-1])
    return a[0] == b[0] and a[0] in floor.aisle_x_mm and all(ends[0] <= y <= ends[1] for y in (a[1], b[1]))


def _passed_in_order(where: str, floor: AisleFloor, picks: Sequence[Pick], tour: Tour) -> Iterator[Breach]:
    places = {pick.key: (floor.aisle_x_mm[pick.aisle], pick.y_mm) for pick in picks}
    at = 0
    for key in tour.order:
        if key not in places:
            continue
        found = next((n for n in range(at, len(tour.way)) if tour.way[n] == places[key]), None)
        if found is None:
            yield Breach("not_passed", key, f"{where} does not stop for {key} at {places[key]} in its turn")
        else:
            at = found


def check_free_tour(problem: FreeTourProblem, tour: Tour) -> tuple[Breach, ...]:
    """Every rule that the tour breaks; nothing when it may be walked."""
    return tuple(_free(problem, tour))


def _free(problem: FreeTourProblem, tour: Tour) -> Iterator[Breach]:
    yield from _each_once("tour", "place", problem.keys, tour.order)
    rows = {key: row + 1 for row, key in enumerate(problem.keys)}
    stops = [0, *(rows[key] for key in tour.order if key in rows), 0]
    length = sum(problem.distance_mm[a][b] for a, b in pairwise(stops))
    yield from _same("wrong_length", "tour", tour.length_mm, length)
    if tour.bound_mm > tour.length_mm:
        yield Breach("wrong_bound", "tour", f"the bound {tour.bound_mm} is above the length {tour.length_mm}")


def check_picking(problem: PickingProblem, plan: PickingPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be used."""
    orders = {order.key: order for order in problem.orders}
    named = [key for batch in plan.batches for key in batch.orders]
    return (
        *_each_once("plan", "order", list(orders), named),
        *(breach for batch in plan.batches for breach in _batch(problem, orders, batch)),
        *_one_at_a_time(problem, plan),
        *_waves(problem, orders, plan),
        *_sums(problem, orders, plan),
    )


def _each_once(where: str, what: str, wanted: Sequence[str], found: Sequence[str]) -> Iterator[Breach]:
    seen = Counter(found)
    for key in wanted:
        if seen[key] != 1:
            code = "missing" if seen[key] == 0 else "twice"
            yield Breach(code, key, f"{what} {key} stands {seen[key]} times in the {where}, not once")
    for key in sorted(seen.keys() - set(wanted)):
        yield Breach("unknown", key, f"{what} {key} is in the {where} but not in the problem")


def _same(code: str, where: str, found: int, right: int) -> Iterator[Breach]:
    if found != right:
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def _batch(problem: PickingProblem, orders: dict[str, Order], batch: Batch) -> Iterator[Breach]:
    held = [orders[key] for key in batch.orders if key in orders]
    cart, crew = problem.cart, problem.crew
    for unit, total, most in (
        ("items", sum(order.items for order in held), cart.capacity_items),
        ("g", sum(order.weight_g for order in held), cart.capacity_g),
        ("cm³", sum(order.volume_cm3 for order in held), cart.capacity_cm3),
    ):
        if total > most:
            yield Breach("over_capacity", batch.key, f"{batch.key} holds {total} {unit}, a cart takes {most}")
    if {order.cutoff_at // problem.wave_s for order in held} != {batch.wave}:
        yield Breach("mixed_waves", batch.key, f"{batch.key} holds orders that are not of wave {batch.wave}")
    picks = [pick for order in held for pick in order.picks]
    yield from _tour(batch.key, problem.floor, picks, batch.tour)
    takes_s = crew.setup_s + crew.pick_s * len(picks) + -(-batch.tour.length_mm // crew.speed_mm_s)
    yield from _same("wrong_time", batch.key, batch.ends_at, batch.starts_at + takes_s)
    late_s = sum(max(0, batch.ends_at - order.cutoff_at) for order in held)
    yield from _same("wrong_lateness", batch.key, batch.late_s, late_s)


def _one_at_a_time(problem: PickingProblem, plan: PickingPlan) -> Iterator[Breach]:
    free_at = [problem.crew.starts_at] * problem.crew.pickers
    for batch in sorted(plan.batches, key=lambda batch: batch.starts_at):
        if not 0 <= batch.picker < len(free_at):
            yield Breach("unknown_picker", batch.key, f"{batch.key} is given to picker {batch.picker}")
        elif batch.starts_at < free_at[batch.picker]:
            free = free_at[batch.picker]
            message = f"{batch.key} starts at {batch.starts_at}, its picker is free at {free}"
            yield Breach("picker_busy", batch.key, message)
        else:
            free_at[batch.picker] = batch.ends_at


def _waves(problem: PickingProblem, orders: dict[str, Order], plan: PickingPlan) -> Iterator[Breach]:
    right = Counter(batch.wave for batch in plan.batches)
    if Counter(wave.wave for wave in plan.waves) != Counter(set(right)):
        yield Breach("wrong_waves", "waves", "the plan does not list each wave of its batches exactly once")
    for wave in plan.waves:
        own = [batch for batch in plan.batches if batch.wave == wave.wave]
        held = [orders[key] for batch in own for key in batch.orders if key in orders]
        where = f"wave {wave.wave}"
        cutoff_at = min((order.cutoff_at for order in held), default=0)
        slack_s = min(
            (orders[key].cutoff_at - batch.ends_at for batch in own for key in batch.orders if key in orders),
            default=0,
        )
        yield from _same("wrong_wave", where, wave.batches, len(own))
        yield from _same("wrong_wave", where, wave.length_mm, sum(batch.tour.length_mm for batch in own))
        yield from _same("wrong_wave", where, wave.ends_at, max((batch.ends_at for batch in own), default=0))
        yield from _same("wrong_wave", where, wave.cutoff_at, cutoff_at)
        yield from _same("wrong_wave", where, wave.slack_s, slack_s)


def _sums(problem: PickingProblem, orders: dict[str, Order], plan: PickingPlan) -> Iterator[Breach]:
    yield from _same("wrong_total", "length_mm", plan.length_mm, sum(b.tour.length_mm for b in plan.batches))
    yield from _same("wrong_total", "late_s", plan.late_s, sum(batch.late_s for batch in plan.batches))
