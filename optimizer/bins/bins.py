"""Bins: all pieces into the fewest or cheapest bins, with a bound on what any plan must cost."""

from collections.abc import Sequence
from dataclasses import replace

from optimizer.bins.apart import rivals_of
from optimizer.bins.checks import bin_proof, check_bins
from optimizer.bins.model import Model, bins_of, model_of
from optimizer.bins.plans import Bin, BinPlan
from optimizer.bins.problems import BinProblem
from optimizer.bins.search import Found, search
from optimizer.bins.validation import refuse_wrong_bins
from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.errors import Fault, Infeasible, NoPlanFound
from optimizer.proving import refuse_unsound

NAMED = 5


def solve(problem: BinProblem, budget: Budget | None = None, start: BinPlan | None = None) -> BinPlan:
    """The cheapest bins found within the budget, checked.

    `start` is an earlier plan of the same problem; it is kept when nothing cheaper is found and it still holds.
    Raises InvalidProblem, Infeasible with the pieces for which there is no room, NoPlanFound when the search ends
    without an answer.
    """
    budget = budget or Budget()
    deadline = Deadline(budget)
    refuse_wrong_bins(problem)
    model = model_of(problem)
    found = search(model, rivals_of(problem, model), deadline)
    plan = _plan(problem, model, found, budget)
    if start is not None and not check_bins(problem, start) and (plan is None or start.cost < plan.cost):
        plan = replace(_planned(start.bins, found, budget), found_by="start")
    if plan is None:
        raise _nothing(model, found, budget)
    refuse_unsound(check_bins(problem, plan))
    return replace(plan, seconds=round(deadline.spent, 3), proof=bin_proof())


def _plan(problem: BinProblem, model: Model, found: Found, budget: Budget) -> BinPlan | None:
    if found.patterns is None:
        return None
    return _planned(bins_of(problem, model, found.patterns), found, budget)


def _planned(bins: Sequence[Bin], found: Found, budget: Budget) -> BinPlan:
    cost = sum(one.cost for one in bins)
    return BinPlan(
        bins=tuple(bins),
        cost=cost,
        bound=found.bound,
        gap=(cost - found.bound) / max(1, found.bound),
        found_by=found.found_by,
        bound_by=found.bound_by,
        seconds=0.0,
        seed=budget.seed,
    )


def _nothing(model: Model, found: Found, budget: Budget) -> Infeasible | NoPlanFound:
    if found.impossible:
        return Infeasible("No bins hold all pieces and keep the groups of `apart` apart.")
    if not found.short:
        more = "Give more seconds, or more bins."
        return NoPlanFound(f"No bins for all pieces were found in {budget.seconds} s.", hint=more)
    keys = [key for kind in found.short for group in model.members[kind] for key in group]
    named = ", ".join(keys[:NAMED]) + (f" and {len(keys) - NAMED} more" if len(keys) > NAMED else "")
    fault = Fault("types", "too_few_bins", f"there are too few bins for all of {named}", named)
    return Infeasible(f"However the bins are filled, pieces stay out: {fault.message}.", (fault,))
