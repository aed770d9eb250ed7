"""The assignment model on MathOpt with HiGHS: its relaxation for prices, its restriction for better choices."""

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from optimizer.deadline import POLL_S, Deadline
from optimizer.flights.options import Bools, Ints
from optimizer.flights.parts import Part

NAME = f"MathOpt HiGHS (ortools {version('ortools')})"


@dataclass(frozen=True)
class Relaxed:
    """What a gram and a cubic centimetre of each departure are worth, and the most that any choice can gain."""

    per_g: NDArray[np.float64]
    per_cm3: NDArray[np.float64]


@dataclass(frozen=True)
class Improved:
    """The best choice seen, and the most that any choice of the ways kept can gain."""

    choice: Ints
    gain_at_most: float


class _Model:
    """One variable for each way kept, but none for the base: a piece with no other way takes it."""

    def __init__(self, part: Part, keep: Bools, whole: bool) -> None:
        self.model = mathopt.Model()
        self.rows, self.columns = (axis.tolist() for axis in np.nonzero(keep[:, : part.base]))
        self.ways = [self.model.add_variable(lb=0.0, ub=1.0, is_integer=whole) for _ in self.rows]
        self.model.objective.is_maximize = True
        once = {
            row: self.model.add_linear_constraint(lb=0.0 if keep[row, part.base] else 1.0, ub=1.0)
            for row in sorted(set(self.rows))
        }
        self.grams = self._limits(part.room_g[: part.base])
        self.cubes = self._limits(part.room_cm3[: part.base])
        for way, row, column in zip(self.ways, self.rows, self.columns, strict=True):
            once[row].set_coefficient(way, 1.0)
            self.grams[column].set_coefficient(way, float(part.weight_g[row]))
            self.cubes[column].set_coefficient(way, float(part.volume_cm3[row]))
            self.model.objective.set_linear_coefficient(way, float(part.gain[row, column]))

    def _limits(self, room: Ints) -> list[mathopt.LinearConstraint]:
        return [self.model.add_linear_constraint(ub=float(limit)) for limit in room]

    def solve(
        self,
        watch: Deadline,
        seconds: float,
        nodes: int | None = None,
        hint: mathopt.SolutionHint | None = None,
    ) -> mathopt.SolveResult | None:
        """None once nobody waits for it any more."""
        highs = highs_pb2.HighsOptionsProto()
        highs.int_options["threads"] = 1
        highs.string_options["parallel"] = "off"
        # Our own moves between trees find more in the time of HiGHS's heuristics and restarts.
        highs.double_options["mip_heuristic_effort"] = 0.0
        highs.bool_options["mip_allow_restart"] = False
        limits = mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=max(0.01, seconds)),
            random_seed=watch.budget.seed,
            node_limit=nodes,
            relative_gap_tolerance=1e-7,
            highs=highs,
        )
        hints = mathopt.ModelSolveParameters(solution_hints=[hint] if hint else [])
        return _heard(
            watch,
            lambda: mathopt.solve(self.model, mathopt.SolverType.HIGHS, params=limits, model_params=hints),
        )


def _heard(watch: Deadline, solve: Callable[[], mathopt.SolveResult]) -> mathopt.SolveResult | None:
    """What the solver answers. It cannot be stopped: when the question is taken back, its thread is left to its time
    limit, and nobody listens to it."""
    if watch.budget.cancelled is None:
        return solve()
    answer: Future[mathopt.SolveResult] = Future()
    threading.Thread(target=_answer, args=(answer, solve), daemon=True).start()
    while not watch.cancelled:
        try:
            return answer.result(POLL_S)
        except TimeoutError:
            continue
    return None


def _answer(answer: "Future[mathopt.SolveResult]", solve: Callable[[], mathopt.SolveResult]) -> None:
    try:
        answer.set_result(solve())
    except BaseException as error:
        answer.set_exception(error)


def relax(part: Part, watch: Deadline, seconds: float) -> Relaxed | None:
    """The linear relaxation; None when the time was too short for it."""
    model = _Model(part, part.allowed, whole=False)
    result = model.solve(watch, seconds)
    if result is None or not result.has_dual_feasible_solution():
        return None
    worth = result.dual_values()
    return Relaxed(
        per_g=np.array([max(0.0, worth[limit]) for limit in model.grams]),
        per_cm3=np.array([max(0.0, worth[limit]) for limit in model.cubes]),
    )


def improve(
    part: Part, keep: Bools, choice: Ints, watch: Deadline, seconds: float, nodes: int | None
) -> Improved | None:
    """Searches only the ways kept, from the choice given; None when the time was too short for any answer."""
    model = _Model(part, keep, whole=True)
    ways = zip(model.ways, model.rows, model.columns, strict=True)
    start = mathopt.SolutionHint(variable_values={way: float(choice[row] == col) for way, row, col in ways})
    result = model.solve(watch, seconds, nodes, start)
    if result is None or not result.has_primal_feasible_solution():
        return None
    values = result.variable_values(model.ways)
    found = np.full(len(choice), part.base, dtype=np.int64)
    for value, row, column in zip(values, model.rows, model.columns, strict=True):
        if value > 0.5:
            found[row] = column
    return Improved(found, result.best_objective_bound())
