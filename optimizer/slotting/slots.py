"""Slotting: which parcel into which slot, for the least walking and lifting a day, with a bound and reasons."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.proving import refuse_unsound
from optimizer.slotting.checks import check_slotting, slotting_proof
from optimizer.slotting.coupled import improve
from optimizer.slotting.flow import by_flow, is_linear
from optimizer.slotting.pairs import UNPLACED, Ints, Pairs, pairs_of
from optimizer.slotting.placing import Placing
from optimizer.slotting.plans import SlottingPlan
from optimizer.slotting.prices import priced
from optimizer.slotting.problems import SlottingProblem
from optimizer.slotting.reasons import Explainer
from optimizer.slotting.validation import refuse_wrong_slotting

FLOW = f"least-cost flow (ortools {version('ortools')})"
COUPLED = f"prices, swaps, CP-SAT (ortools {version('ortools')})"
PLACING_SHARE = 0.45
# Beyond this the flow takes longer than the prices, which give the better bound.
MOST_ARCS = 400_000
BOUND_SHARE = 0.2


def solve(
    problem: SlottingProblem, budget: Budget | None = None, start: Mapping[str, str | None] | None = None
) -> SlottingPlan:
    """The plan with the least walking found within the budget, checked.

    `start` maps parcels to slots of an earlier plan; what of it no longer holds is passed over. A parcel for which
    there is no room has no slot and a reason. Raises InvalidProblem for impossible values.
    """
    budget = budget or Budget()
    deadline = Deadline(budget, 0.95 * budget.seconds)
    refuse_wrong_slotting(problem)
    pairs = pairs_of(problem)
    choice, bound, solver = _search(pairs, _columns(problem, start or {}), deadline)
    cost = pairs.total(choice)
    plan = SlottingPlan(
        placements=Explainer(problem, pairs, choice).placements(),
        mm_per_day=cost,
        spread_mm_per_day=pairs.spread_of(choice),
        bound_mm_per_day=bound,
        gap=(cost - bound) / max(1, bound),
        solver=solver,
        seconds=0.0,
        seed=budget.seed,
    )
    refuse_unsound(check_slotting(problem, plan))
    return replace(plan, seconds=round(deadline.spent, 3), proof=slotting_proof())


def _columns(problem: SlottingProblem, start: Mapping[str, str | None]) -> Ints:
    slots: dict[str | None, int] = {slot.key: column for column, slot in enumerate(problem.slots)}
    return np.array(
        [slots.get(start.get(parcel.key), UNPLACED) for parcel in problem.parcels], dtype=np.int64
    )


def _search(pairs: Pairs, start: Ints, deadline: Deadline) -> tuple[Ints, int, str]:
    """With numbers alone the flow is the answer; else its cost is a bound and its choice a beginning."""
    linear = is_linear(pairs)
    flowing, bound = np.full_like(start, UNPLACED), 0
    if linear or pairs.allowed.sum() <= MOST_ARCS:
        flowing, bound = by_flow(pairs)
    if linear:
        return flowing, bound, FLOW
    first = _filled(pairs, flowing)
    proven, charged = priced(pairs, pairs.total(first), deadline.part(BOUND_SHARE * deadline.seconds))
    bound = max(bound, proven)
    nothing = np.full_like(start, UNPLACED)
    begins = [first, _filled(replace(pairs, cost=charged), nothing), _filled(pairs, start)]
    placing = Placing(pairs, min(begins, key=pairs.total))
    placing.improve(deadline.part(PLACING_SHARE * deadline.seconds))
    best = placing.choice
    if pairs.total(best) > bound and not deadline.over:
        best, bound = improve(pairs, best, bound, deadline)
    return best, bound, COUPLED


def _filled(pairs: Pairs, begin: Ints) -> Ints:
    """What holds of `begin`, and each other parcel to where it costs least."""
    placing = Placing(pairs, begin)
    placing.fill()
    return placing.choice
