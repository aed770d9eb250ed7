"""Bins: all pieces into the fewest or cheapest bins, with a bound on what any plan must cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.bins.bounds import quick_bound
from optimizer.bins.checks import bin_proof, check_bins
from optimizer.bins.diving import Diver
from optimizer.bins.master import Master
from optimizer.bins.model import Model, Pattern, bins_of, model_of
from optimizer.bins.plans import BinPlan
from optimizer.bins.problems import BinProblem
from optimizer.bins.quick import quick
from optimizer.bins.restricted import restricted
from optimizer.bins.validation import refuse_wrong_bins
from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.proving import refuse_unsound


@dataclass(frozen=True)
class Found:
    patterns: Sequence[Pattern]
    bound: int
    found_by: str
    bound_by: str


def _search(model: Model, deadline: Deadline, budget: Budget) -> Found:
    first = quick(model)
    bound, bound_by = quick_bound(model), "L2 and dual feasible functions"
    found_by = "decreasing order"
    master = Master(model, first or [])
    diver = Diver(model, master, first, budget.seed)
    if diver.cost <= bound:
        return Found(first, bound, found_by, bound_by)
    root = master.solve(deadline)
    if master.bound > bound:
        bound, bound_by = master.bound, "column generation"
    while root and diver.cost > bound and not deadline.over:
        if diver.dive(root, deadline): found_by=f"diving {diver.dives}"
        if diver.dives==1 and diver.cost>bound:
            p = restricted(model, list(master.columns), bound, int(diver.cost), deadline.part(deadline.seconds*.1), 1)
            if p: diver.best=p; diver.cost=model.cost_of(p); found_by="restricted"
    return Found(diver.best, bound, found_by, bound_by)
