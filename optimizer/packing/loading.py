"""Loading: which box goes where in which container, so that they take as much volume as they can."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.packing.balance import balanced
from optimizer.packing.checks import check_load, load_proof
from optimizer.packing.leftovers import Leftovers
from optimizer.packing.model import ORIENTATIONS, Case, Whole, case_of
from optimizer.packing.plans import Filling, LoadPlan, Placement, Unplaced
from optimizer.packing.problems import Box, Container, LoadProblem
from optimizer.packing.refusals import refusal
from optimizer.packing.search import Meter, Search
from optimizer.packing.start import ready
from optimizer.packing.validation import refuse_wrong_load
from optimizer.proving import first_sound

NAME = "block beam search"
# What it takes to read, explain and check the place of one box, and where rules ask for every box.
READING_S, JUDGING_S = 2e-4, 6e-4
# Topping up a filled container takes at most so long; mostly a hundredth of it.
TOPPING_S = 0.3
# Telling why boxes are left out takes at most so long when the budget has ended.
EXPLAINING_S = 0.3
# What the plain answer may take that stands in for one that the checker refused.
PLAIN_S = 1.0


def solve(
    problem: LoadProblem,
    budget: Budget | None = None,
    start: LoadPlan | None = None,
    on_better: Callable[[int], None] | None = None,
) -> LoadPlan:
    """The fullest containers found within the budget, checked.

    `start` is an earlier plan; it is kept where the search finds nothing better and it still holds. `on_better` is
    told the volume in mm3 of all containers whenever it has grown. Once the budget is cancelled, containers that were
    not begun are filled plainly. The first call on a machine compiles the search, which takes some seconds beside the
    budget. Raises InvalidProblem.
    """
    refuse_wrong_load(problem)
    ready()
    budget = budget or Budget()
    watch = Watch(budget.seconds)
    meter = Meter(Watch(search_seconds(budget, problem.boxes, problem.support_percent)), budget)
    plan, found = first_sound(
        _answers(problem, meter, watch, start, on_better), lambda plan: check_load(problem, plan)
    )
    seconds = round(watch.spent, 3)
    return replace(
        plan, seconds=seconds, steps=meter.steps, seed=budget.seed, proof=load_proof(), set_aside=found
    )


def search_seconds(budget: Budget, boxes: Sequence[Box], support_percent: int) -> float:
    """What the budget leaves for the search when the time to read and check its answer is set apart."""
    judged = 0 < support_percent < 100 or any(
        box.bears_g is not None or box.bears_g_per_dm2 is not None for box in boxes
    )
    apart = (JUDGING_S if judged else READING_S) * sum(box.count for box in boxes)
    return max(budget.seconds / 2, budget.seconds - apart)


def _answers(
    problem: LoadProblem,
    meter: Meter,
    watch: Watch,
    start: LoadPlan | None,
    on_better: Callable[[int], None] | None,
) -> Iterator[LoadPlan]:
    """The plan that the search finds, or the better one that it began with; then one plainly filled."""
    plan = _plan(problem, meter, watch, on_better)
    better = start is not None and start.volume_mm3 > plan.volume_mm3 and not check_load(problem, start)
    yield start if start is not None and better else plan
    yield _plan(problem, _plain(meter), watch, topped=False)


def _plan(
    problem: LoadProblem,
    meter: Meter,
    watch: Watch,
    on_better: Callable[[int], None] | None = None,
    topped: bool = True,
) -> LoadPlan:
    left = [box.count for box in problem.boxes]
    fillings: list[Filling] = []
    leftovers = []
    for place, container in enumerate(problem.containers):
        case = case_of(problem.boxes, left, container, problem.support_percent, problem.segregation)
        packed = sum(filling.volume_mm3 for filling in fillings)
        grown = (lambda more, packed=packed: on_better(packed + more)) if on_better else None
        if _called_off(meter):
            items, leftover = filled(case, _plain(meter), _plain(meter), topped, grown)
        else:
            share = Watch(meter.watch.left / (len(problem.containers) - place))
            items, leftover = filled(case, Meter(share, meter.budget, meter.steps), meter, topped, grown)
        for kind in items[:, 0].tolist():
            left[kind] -= 1
        fillings.append(filling_of(problem.boxes, container, case, items))
        leftovers.append(leftover)
    volume, bound = sum(filling.volume_mm3 for filling in fillings), volume_bound(problem)
    return LoadPlan(
        fillings=tuple(fillings),
        unplaced=_unplaced(problem, left, leftovers, meter.within(max(EXPLAINING_S, watch.left / 2))),
        volume_mm3=volume,
        bound_mm3=bound,
        gap=1 - volume / bound if bound else 0.0,
        seconds=0.0,
        steps=0,
        solver=NAME,
        seed=0,
    )


def _called_off(meter: Meter) -> bool:
    cancelled = meter.budget.cancelled
    return cancelled is not None and cancelled()


def _plain(meter: Meter) -> Meter:
    """For one filling that nobody improves, whoever waits for it or not."""
    return Meter(Watch(PLAIN_S), Budget(seed=meter.budget.seed, steps=1))


def filled(
    case: Case,
    own: Meter,
    whole: Meter,
    topped: bool = True,
    on_better: Callable[[int], None] | None = None,
) -> tuple[Whole, Leftovers]:
    """The best filling of one container, topped up box by box if asked, and what it leaves over."""
    best = np.zeros((0, 5), dtype=np.int64)
    if len(case.turns):
        most = -1
        for items in Search(case, own).run():
            kept = balanced(case, items)
            volume = int(case.turns[kept[:, 1], 2:].prod(axis=1).sum())
            if volume > most:
                best, most = kept, volume
                if on_better:
                    on_better(volume)
    leftovers = Leftovers(case, best)
    if topped:
        best = np.concatenate([best, leftovers.add(whole.within(TOPPING_S))])
    whole.steps = own.steps
    return best, leftovers


def filling_of(boxes: Sequence[Box], container: Container, case: Case, items: Whole) -> Filling:
    placements = tuple(_placement(boxes, case, item) for item in items)
    weights = [boxes[kind].weight_g for kind in items[:, 0].tolist()]
    volume, weight = sum(_volume(placement) for placement in placements), sum(weights)
    return Filling(
        container=container.key,
        placements=placements,
        volume_mm3=volume,
        weight_g=weight,
        volume_share=volume / float(inner_volume(container)),
        weight_share=weight / container.max_weight_g if container.max_weight_g else 0.0,
        centre_mm=_centre(placements, weights) if weight else None,
    )


def _placement(boxes: Sequence[Box], case: Case, item: Whole) -> Placement:
    kind, turn, x, y, z = item.tolist()
    _, orientation, length, width, height = case.turns[turn].tolist()
    return Placement(boxes[kind].key, ORIENTATIONS[orientation], x, y, z, length, width, height)


def _volume(placement: Placement) -> int:
    return placement.length_mm * placement.width_mm * placement.height_mm


def _centre(placements: tuple[Placement, ...], weights: list[int]) -> tuple[float, float, float]:
    twice = [0, 0, 0]
    for lies, weight in zip(placements, weights, strict=True):
        twice[0] += weight * (2 * lies.x_mm + lies.length_mm)
        twice[1] += weight * (2 * lies.y_mm + lies.width_mm)
        twice[2] += weight * (2 * lies.z_mm + lies.height_mm)
    x, y, z = (moment / (2 * sum(weights)) for moment in twice)
    return x, y, z


def inner_volume(container: Container) -> Fraction:
    """In mm3, halves included."""
    if not container.contour:
        return Fraction(container.length_mm * container.width_mm * container.height_mm)
    points = container.contour
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return Fraction(abs(sum(y1 * z2 - y2 * z1 for (y1, z1), (y2, z2) in pairs)) * container.length_mm, 2)


def volume_bound(problem: LoadProblem) -> int:
    """No plan packs more: the containers' room, and the boxes of the most volume for their weight, up to the limit."""
    grams = sum(container.max_weight_g for container in problem.containers)
    packed = Fraction(0)
    volumes = [box.length_mm * box.width_mm * box.height_mm for box in problem.boxes]
    for box, volume in sorted(
        zip(problem.boxes, volumes, strict=True), key=lambda pair: Fraction(pair[0].weight_g, pair[1])
    ):
        fit = Fraction(box.count)
        if box.weight_g:
            fit = min(fit, Fraction(grams, box.weight_g))
        packed += fit * volume
        grams -= int(fit * box.weight_g)
    return int(min(packed, sum(inner_volume(container) for container in problem.containers)))


def _unplaced(
    problem: LoadProblem, left: list[int], leftovers: list[Leftovers], meter: Meter
) -> tuple[Unplaced, ...]:
    return tuple(
        Unplaced(
            box.key,
            left[kind],
            tuple(
                refusal(problem, container, leftover, kind, meter)
                for container, leftover in zip(problem.containers, leftovers, strict=True)
            ),
        )
        for kind, box in enumerate(problem.boxes)
        if left[kind]
    )
