"""The search for bins: an instant answer and a bound, then columns, dives, the restricted master and the arc flow."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.bins.apart import rivals_bound, separated
from optimizer.bins.arcflow import by_flow, suits
from optimizer.bins.bounds import quick_bound
from optimizer.bins.diving import Diver
from optimizer.bins.master import Master
from optimizer.bins.model import Model, Pattern
from optimizer.bins.quick import Rivals, quick
from optimizer.bins.restricted import restricted
from optimizer.deadline import Deadline

MASTER_SHARE = 0.15
FLOW_SHARE = 0.4
# After this many dives the other ways have their turn.
FIRST_DIVES = 6
# With more kinds of pieces the relaxation is not worth its time, and decreasing order is near the bound.
MOST_KINDS = 4_000


@dataclass(frozen=True)
class Found:
    """`patterns` is None without an answer; `short` has the kinds of pieces for which there is provably no room."""

    patterns: Sequence[Pattern] | None
    bound: int
    found_by: str
    bound_by: str
    short: Sequence[int] = ()
    impossible: bool = False


def search(model: Model, rivals: Rivals, deadline: Deadline) -> Found:
    if not model.kinds:
        return Found([], 0, "nothing to pack", "nothing to pack")
    first = quick(model, deadline, rivals)
    known = Found(first, quick_bound(model), "decreasing order", "L2 and dual feasible functions")
    if rivals:
        return _with_rivals(model, rivals, known, deadline)
    done = first is not None and model.cost_of(first) <= known.bound
    if done or deadline.over or (first is not None and model.kinds > MOST_KINDS):
        return known
    return _Columns(model, known, deadline).run()


def _with_rivals(model: Model, rivals: Rivals, known: Found, deadline: Deadline) -> Found:
    bound, bound_by = max((known.bound, known.bound_by), (rivals_bound(model, rivals), "pieces kept apart"))
    if known.patterns is not None and model.cost_of(known.patterns) <= bound:
        return Found(known.patterns, bound, known.found_by, bound_by)
    patterns, proven, impossible = separated(model, rivals, known.patterns, deadline)
    bound, bound_by = max((bound, bound_by), (proven, "CP-SAT"))
    if patterns is None or (
        known.patterns is not None and model.cost_of(patterns) >= model.cost_of(known.patterns)
    ):
        return Found(known.patterns, bound, known.found_by, bound_by, impossible=impossible)
    return Found(patterns, bound, "CP-SAT", bound_by)


class _Columns:
    """Column generation, and all that makes whole bins of its columns."""

    def __init__(self, model: Model, known: Found, deadline: Deadline) -> None:
        self.model, self.deadline = model, deadline
        self.bound, self.bound_by, self.found_by = known.bound, known.bound_by, known.found_by
        self.master = Master(model, known.patterns or ())
        self.diver = Diver(model, self.master, known.patterns, deadline.budget.seed)

    def run(self) -> Found:
        root = self.master.solve(self.deadline)
        self._prove("column generation")
        if root is not None and self.master.short:
            root = self.master.solve(self.deadline, exact=True)
            if root is not None and self.master.short:
                return Found(None, self.bound, "", self.bound_by, self.master.short)
        if root is not None:
            self._make_whole(root)
        return Found(self.diver.best, self.bound, self.found_by, self.bound_by)

    def _prove(self, by: str) -> None:
        if self.master.bound > self.bound:
            self.bound, self.bound_by = self.master.bound, by

    def _make_whole(self, root: dict[Pattern, float]) -> None:
        steps = self.deadline.budget.steps
        while not self._done and (steps is None or self.diver.dives < steps):
            if self.diver.dive(root, self.deadline):
                self.found_by = "diving"
            if self.diver.dives == FIRST_DIVES and not self._done:
                root = self._proven(root)
                self._ask_others()

    def _proven(self, root: dict[Pattern, float]) -> dict[Pattern, float]:
        """The relaxation with no pattern missing, when the time is enough for that."""
        found = self.master.solve(self.deadline.part(self.deadline.left / 3), exact=True)
        self._prove("column generation")
        return root if found is None else found

    @property
    def _done(self) -> bool:
        gap = self.deadline.budget.gap * self.bound
        return self.diver.cost - self.bound <= gap or self.deadline.over

    def _ask_others(self) -> None:
        cost = int(min(self.diver.cost, 10**15))
        part = self.deadline.part(self.deadline.seconds * MASTER_SHARE)
        self._take(
            restricted(self.model, list(self.master.columns), self.bound, cost, part), "restricted master"
        )
        if not self._done and self.diver.best is not None and suits(self.model):
            part = self.deadline.part(self.deadline.seconds * FLOW_SHARE)
            self._take(by_flow(self.model, self.bound, int(self.diver.cost), part), "arc flow")

    def _take(self, patterns: list[Pattern] | None, found_by: str) -> None:
        if patterns is not None and self.model.cost_of(patterns) < self.diver.cost:
            self.diver.best, self.diver.cost = patterns, self.model.cost_of(patterns)
            self.found_by = found_by
