"""Milk runs: which vehicle collects at which sellers' doors, in what order and when, at the least cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimizer.budget import Budget, Watch
from optimizer.checks import check_routes, route_proof
from optimizer.engines.ortools_routes import OrTools
from optimizer.engines.pyvrp_routes import PyVRP
from optimizer.engines.routing import Answer, Engine, Way
from optimizer.errors import Fault, NoPlanFound, Unsound
from optimizer.plans import EngineRun, Reason, RoutePlan, Run, Unserved
from optimizer.problems import RouteProblem, Stop
from optimizer.route_limits import unreachable
from optimizer.route_timing import timed
from optimizer.validation import refuse_wrong_routes

# Without an answer PyVRP leaves this share of the time to the fallback; in a cross-check OR-Tools always has it.
SECOND_SHARE = 0.3


@dataclass(frozen=True)
class _Trial:
    """What one engine came to, once its ways are timed; `runs` is None when there is nothing to drive."""

    engine: str
    runs: tuple[Run, ...] | None
    cost: int
    seconds: float
    steps: int


def solve(
    problem: RouteProblem,
    budget: Budget | None = None,
    start: RoutePlan | None = None,
    cross_check: bool = False,
) -> RoutePlan:
    """The cheapest plan found within the budget, checked.

    `start` is an earlier plan, perhaps of other stops; what of it no longer holds is passed over. With `cross_check`
    both engines share the budget and the better answer is taken; `plan.engines` tells what each found.
    Raises InvalidProblem, Infeasible when a required stop cannot be served, NoPlanFound when the search ends without.
    """
    budget = budget or Budget()
    watch = Watch(budget.seconds)
    refuse_wrong_routes(problem)
    reasons = unreachable(problem)
    searched = replace(problem, stops=tuple(stop for stop in problem.stops if stop.key not in reasons))
    trials = list(_trials(searched, watch, budget, _ways_of(searched, start), cross_check))
    found = [
        (trial.cost, place, trial.runs, trial.engine)
        for place, trial in enumerate(trials)
        if trial.runs is not None
    ]
    if not found:
        raise NoPlanFound(_nothing_found(searched, budget))
    _, _, runs, engine = min(found, key=lambda trial: trial[:2])
    unserved = _unserved(problem, runs, reasons)
    plan = RoutePlan(
        runs=runs,
        unserved=unserved,
        cost=sum(run.cost for run in runs) + sum(left.prize for left in unserved),
        engines=tuple(_engine_run(problem, trial, reasons) for trial in trials),
        seconds=round(watch.spent, 3),
        solver=engine,
        seed=budget.seed,
    )
    return proven(problem, plan)


def _nothing_found(problem: RouteProblem, budget: Budget) -> str:
    required = sum(stop.prize is None for stop in problem.stops)
    vehicles = sum(vehicle.count for vehicle in problem.vehicles)
    task = f"serves all {required} required stops with {vehicles} vehicles"
    return f"No plan that {task} was found in {budget.seconds} s."


def _ways_of(problem: RouteProblem, start: RoutePlan | None) -> tuple[Way, ...]:
    """The runs of an earlier plan that this problem still knows, without the stops that it does not."""
    rows = {stop.key: row for row, stop in enumerate(problem.stops)}
    vehicles = {vehicle.key: place for place, vehicle in enumerate(problem.vehicles)}
    free = [vehicle.count for vehicle in problem.vehicles]
    ways = []
    for run in start.runs if start else ():
        stops = tuple(rows.pop(visit.stop) for visit in run.visits if visit.stop in rows)
        vehicle = vehicles.get(run.vehicle)
        if stops and vehicle is not None and free[vehicle]:
            free[vehicle] -= 1
            ways.append(Way(vehicle, stops))
    return tuple(ways)


def _trials(
    problem: RouteProblem, watch: Watch, budget: Budget, start: tuple[Way, ...], cross_check: bool
) -> Iterator[_Trial]:
    if not problem.stops:
        yield _Trial("nothing to search", (), 0, 0.0, 0)
        return
    seconds = watch.left * (1 - SECOND_SHARE) if cross_check else watch.left
    first = _trial(PyVRP(1.0 if cross_check else 1 - SECOND_SHARE), problem, seconds, budget, start)
    yield first
    if cross_check or first.runs is None:
        yield _trial(OrTools(), problem, max(watch.left, 0.1), budget, ())


def _trial(
    engine: Engine, problem: RouteProblem, seconds: float, budget: Budget, start: tuple[Way, ...]
) -> _Trial:
    watch = Watch(seconds)
    # Reading, timing and checking the answer take their part of the time, more for more stops.
    answer = engine.search(problem, max(0.05, 0.97 * seconds - 0.0005 * len(problem.stops)), budget, start)
    runs = _runs(problem, answer)
    if runs is None:
        return _Trial(engine.name, None, 0, round(watch.spent, 3), answer.steps)
    served = {visit.stop for run in runs for visit in run.visits}
    skipped = sum(stop.prize or 0 for stop in problem.stops if stop.key not in served)
    cost = sum(run.cost for run in runs) + skipped
    return _Trial(engine.name, runs, cost, round(watch.spent, 3), answer.steps)


def _runs(problem: RouteProblem, answer: Answer) -> tuple[Run, ...] | None:
    if answer.ways is None:
        return None
    timed_ways = [
        timed(problem, problem.vehicles[way.vehicle], [problem.stops[row] for row in way.stops])
        for way in answer.ways
    ]
    runs = tuple(run for run in timed_ways if run is not None)
    return runs if len(runs) == len(timed_ways) else None


def _engine_run(problem: RouteProblem, trial: _Trial, reasons: dict[str, Reason]) -> EngineRun:
    """Its cost on the whole problem, so with the prizes of the stops that no engine could serve."""
    lost = sum(stop.prize or 0 for stop in problem.stops if stop.key in reasons)
    return EngineRun(
        trial.engine, None if trial.runs is None else trial.cost + lost, trial.seconds, trial.steps
    )


def _unserved(
    problem: RouteProblem, runs: tuple[Run, ...], reasons: dict[str, Reason]
) -> tuple[Unserved, ...]:
    served = {visit.stop for run in runs for visit in run.visits}
    return tuple(
        Unserved(stop.key, stop.prize or 0, reasons.get(stop.key) or _why_skipped(problem, runs, stop))
        for stop in problem.stops
        if stop.key not in served
    )


def _why_skipped(problem: RouteProblem, runs: tuple[Run, ...], stop: Stop) -> Reason:
    extra = min(_insertions(problem, runs, stop), default=None)
    if extra is None:
        return Reason("no_room", "no vehicle has the room and the time left for it")
    return Reason(
        "dearer_than_prize",
        f"visiting it would add {extra} at least where it fits, its prize is {stop.prize}",
    )


def _insertions(problem: RouteProblem, runs: tuple[Run, ...], stop: Stop) -> Iterator[int]:
    """What a visit adds to the cost, at every place of every run and on a vehicle that stands idle."""
    stops = {each.key: each for each in problem.stops}
    for vehicle in problem.vehicles:
        driven = [run for run in runs if run.vehicle == vehicle.key]
        if len(driven) < vehicle.count and (alone := timed(problem, vehicle, [stop])):
            yield alone.cost
        for run in driven:
            order = [stops[visit.stop] for visit in run.visits]
            for place in range(len(order) + 1):
                longer = timed(problem, vehicle, [*order[:place], stop, *order[place:]])
                if longer is not None:
                    yield longer.cost - run.cost


def proven(problem: RouteProblem, plan: RoutePlan) -> RoutePlan:
    breaches = check_routes(problem, plan)
    if breaches:
        faults = tuple(Fault(breach.where, breach.code, breach.message) for breach in breaches)
        raise Unsound(f"The plan found does not keep the rules: {breaches[0].message}.", faults)
    return replace(plan, proof=route_proof())
