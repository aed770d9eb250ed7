"""Routes for a fleet: which vehicle calls where, in what order and when, at the least cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from optimizer.budget import Budget, Watch
from optimizer.errors import Fault, NoPlanFound
from optimizer.plans import Reason
from optimizer.proving import refuse_unsound
from optimizer.routing.checks import check_routes, route_proof
from optimizer.routing.engines.engine import Engine, Ways
from optimizer.routing.engines.genetic.engine import Genetic
from optimizer.routing.engines.ortools import OrTools
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.engines.ready import ready
from optimizer.routing.engines.ruin_recreate import RuinRecreate
from optimizer.routing.engines.trips import Trips
from optimizer.routing.limits import unreachable
from optimizer.routing.network import Network, Way, network, numbers_of
from optimizer.routing.plans import EngineRun, RoutePlan, Run, Unserved
from optimizer.routing.problems import NO_LIMIT, Action, RouteProblem
from optimizer.routing.skipped import LOOKS_ON_THE_WAY, MOST_LOOKS, why_skipped
from optimizer.routing.timing import timed
from optimizer.routing.validation import refuse_wrong_routes, refuse_wrong_start

# What an engine that has found nothing leaves to the next one, and to telling what stands in the way.
SECOND_SHARE, TELLING_SHARE = 0.3, 0.12
# Better plans are told no more often than this, and at first, when they come fast, after a share of the time spent.
TOLD_EVERY_S, TOLD_SHARE = 0.25, 0.2


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
    now_s: int | None = None,
    cross_check: bool = False,
    on_better: Callable[[RoutePlan], None] | None = None,
) -> RoutePlan:
    """The cheapest plan found within the budget, checked.

    `start` is an earlier plan, perhaps of other stops; what of it no longer holds is passed over. With `now_s` its
    runs that have left by then stand as far as their vehicles have come, with what they have aboard; the rest is
    planned anew. `on_better` is given each better plan, checked, soon after it is found. With `cross_check` OR-Tools
    shares the budget, where it can express the problem, and the better answer is taken; `plan.engines` tells what
    each found.
    Raises InvalidProblem, Infeasible when what is required cannot be served, NoPlanFound when the search ends without.
    """
    ready()
    budget = budget or Budget()
    watch = Watch(budget.seconds)
    refuse_wrong_routes(problem)
    refuse_wrong_start(problem, start, now_s)
    whole = network(problem, start, now_s)
    reasons = unreachable(whole)
    net = network(_without(problem, reasons), start, now_s)
    teller = _Teller(problem, net, reasons, budget, watch, start, now_s, on_better)
    trials = list(_trials(net, watch, budget, _ways_of(net, start), cross_check, teller))
    found = [trial for trial in trials if trial.runs is not None]
    if not found:
        raise NoPlanFound(_nothing_found(net, budget), tuple(_left_out(net, watch, budget)))
    best = min(found, key=lambda trial: trial.cost)
    engines = tuple(_engine_run(problem, trial, reasons) for trial in trials)
    plan = teller.plan(best.runs or (), best.engine, engines)
    return proven(problem, plan, start, now_s)


def _without(problem: RouteProblem, reasons: dict[str, Reason]) -> RouteProblem:
    return replace(
        problem,
        stops=tuple(stop for stop in problem.stops if stop.key not in reasons),
        shipments=tuple(shipment for shipment in problem.shipments if shipment.key not in reasons),
    )


@dataclass
class _Teller:
    """Makes plans of ways, and tells the better ones as they come."""

    problem: RouteProblem
    net: Network
    reasons: dict[str, Reason]
    budget: Budget
    watch: Watch
    start: RoutePlan | None
    now_s: int | None
    on_better: Callable[[RoutePlan], None] | None
    told_at: float | None = None
    told: int | None = None

    def tell(self, engine: str, ways: Ways) -> None:
        if self.on_better is None or self._is_soon(self.watch.spent):
            return
        runs = _runs(self.net, ways)
        if runs is None:
            return
        plan = self.plan(runs, engine, ())
        if self.told is None or plan.cost < self.told:
            self.on_better(proven(self.problem, plan, self.start, self.now_s))
            self.told, self.told_at = plan.cost, self.watch.spent

    def _is_soon(self, spent: float) -> bool:
        return self.told_at is not None and spent < self.told_at + min(TOLD_EVERY_S, TOLD_SHARE * spent)

    def plan(self, runs: tuple[Run, ...], engine: str, engines: tuple[EngineRun, ...]) -> RoutePlan:
        looks = MOST_LOOKS if engines else LOOKS_ON_THE_WAY
        unserved = tuple(_unserved(self.problem, self.net, runs, self.reasons, looks))
        return RoutePlan(
            runs=runs,
            unserved=unserved,
            cost=sum(run.cost for run in runs) + sum(left.prize for left in unserved),
            engines=engines,
            seconds=round(self.watch.spent, 3),
            solver=engine,
            seed=self.budget.seed,
        )


def _nothing_found(net: Network, budget: Budget) -> str:
    required = sum(task.prize is None for task in net.problem.tasks)
    vehicles = sum(vehicle.count for vehicle in net.problem.vehicles)
    task = f"serves all {required} required stops with {vehicles} vehicles"
    return f"No plan that {task} was found in {budget.seconds} s."


def _left_out(net: Network, watch: Watch, budget: Budget) -> Iterator[Fault]:
    """What a plan leaves out when everything may be left out at a high price: where a planner should look first."""
    problem, dear = net.problem, 10**8
    if net.held or net.done or (budget.cancelled is not None and budget.cancelled()):
        return
    eased = network(
        replace(
            problem,
            stops=tuple(
                replace(stop, prize=dear if stop.prize is None else stop.prize) for stop in problem.stops
            ),
            shipments=tuple(
                replace(each, prize=dear if each.prize is None else each.prize) for each in problem.shipments
            ),
        )
    )
    trial = _trial(_engines(eased)[0], eased, max(0.1, watch.left), budget, (), lambda *_: None)
    served = {visit.stop for run in trial.runs or () for visit in run.visits}
    if trial.runs is None:
        return
    for row, task in enumerate(problem.tasks):
        if task.prize is None and task.key not in served:
            first = len(problem.stops)
            where = f"stops[{row}]" if row < first else f"shipments[{row - first}]"
            message = (
                f"the nearest plan found leaves out {task.key}: widen its window, or add a vehicle or room"
            )
            yield Fault(where, "left_out", message)


def _ways_of(net: Network, start: RoutePlan | None) -> Ways:
    """The runs of an earlier plan that this problem still knows, without the calls that it does not."""
    numbers = numbers_of(net.problem)
    vehicles = {vehicle.key: place for place, vehicle in enumerate(net.problem.vehicles)}
    free = {row: unit.count for row, unit in enumerate(net.units)}
    ways, used = [], set(net.done)
    for run in start.runs if start else ():
        row = _unit_for(net, run, vehicles.get(run.vehicle), free)
        if row is None:
            continue
        begun = net.units[row].begun
        calls = []
        for visit in run.visits[len(begun.visits) if begun else 0 :]:
            number = numbers.get((visit.stop, visit.action))
            if number is not None and number not in used:
                calls.append(number)
                used |= {number} if number >= 0 else set()
        calls = _whole_pairs(net, calls, begun.held if begun else frozenset())
        if calls or begun:
            free[row] -= 1
            ways.append(Way(row, tuple(calls)))
    return tuple(ways)


def _unit_for(net: Network, run: Run, vehicle: int | None, free: dict[int, int]) -> int | None:
    """The unit that this run has begun as, or else a fresh one of its type."""
    units = list(enumerate(net.units))
    own = [row for row, unit in units if unit.begun and unit.begun.run == run and free[row]]
    fresh = [row for row, unit in units if not unit.begun and unit.vehicle == vehicle and free[row]]
    return next(iter([*own, *fresh]), None)


def _whole_pairs(net: Network, calls: list[int], held: frozenset[int]) -> list[int]:
    """Without shipments of which only one end is there."""
    there = set(calls)
    return [call for call in calls if call in held or call < 0 or net.partner(call) in (None, *there)]


def _engines(net: Network) -> list[Engine]:
    """All that could answer, the likeliest first: each has its turn only when those before it found nothing."""
    engines: list[Engine] = [Genetic(), RuinRecreate(), Trips(), PyVRP(1 - SECOND_SHARE), OrTools()]
    if _rests(net):
        # PyVRP's ways are timed with rests afterwards, which may do; OR-Tools plans with them.
        return [PyVRP(), *(engine for engine in engines if engine.supports(net))]
    return [engine for engine in engines if engine.supports(net)]


def _rests(net: Network) -> bool:
    return any(vehicle.pause for vehicle in net.problem.vehicles)


def _trials(
    net: Network, watch: Watch, budget: Budget, start: Ways, cross_check: bool, teller: _Teller
) -> Iterator[_Trial]:
    if not net.calls and not any(unit.begun for unit in net.units):
        yield _Trial("nothing to search", (), 0, 0.0, 0)
        return
    engines = _engines(net)
    both = (cross_check or _rests(net)) and len(engines) > 1
    if both:
        engines = [engines[0], engines[-1]]
    for place, engine in enumerate(engines):
        last = place == len(engines) - 1
        share = _share(both, last, place)
        trial = _trial(engine, net, max(0.1, share * watch.left), budget, start, teller.tell)
        yield trial
        if trial.runs is not None and not both:
            return


def _share(both: bool, last: bool, place: int) -> float:
    """Of the time that is left. A fallback leaves some for telling what stands in the way."""
    if both:
        return 1.0 if last else 1.0 - SECOND_SHARE
    return 1.0 - TELLING_SHARE if last and place else 1.0


def _trial(
    engine: Engine,
    net: Network,
    seconds: float,
    budget: Budget,
    start: Ways,
    tell: Callable[[str, Ways], None],
) -> _Trial:
    watch, best, cheapest = Watch(seconds), list[Ways](), NO_LIMIT

    def found(ways: Ways) -> None:
        """No engine rests quite as our rule wants: there the cheapest answer that can be timed is what counts."""
        nonlocal cheapest
        if _rests(net):
            runs = _runs(net, ways)
            if runs is None or _cost(net, runs) >= cheapest:
                return
            cheapest = _cost(net, runs)
        best[:] = [ways]
        tell(engine.name, ways)

    # Reading, timing and checking the answer take their part of the time, more for more calls.
    ours = max(0.05, 0.97 * seconds - 0.0005 * len(net.calls))
    answer = engine.search(net, ours, budget, start, found)
    timings = [_runs(net, ways) for ways in (answer.ways, *best) if ways is not None]
    spent, costs = round(watch.spent, 3), [(_cost(net, runs), runs) for runs in timings if runs is not None]
    if not costs:
        return _Trial(engine.name, None, 0, spent, answer.steps)
    cost, runs = min(costs, key=lambda one: one[0])
    return _Trial(engine.name, runs, cost, spent, answer.steps)


def _cost(net: Network, runs: tuple[Run, ...]) -> int:
    served = {visit.stop for run in runs for visit in run.visits}
    skipped = sum(task.prize or 0 for task in net.problem.tasks if task.key not in served)
    return sum(run.cost for run in runs) + skipped


def _runs(net: Network, ways: Ways) -> tuple[Run, ...] | None:
    """The ways timed; vehicles under way that have no more calls come home."""
    idle = {row for row, unit in enumerate(net.units) if unit.begun} - {way.unit for way in ways}
    runs = [timed(net, way) for way in (*ways, *(Way(row, ()) for row in sorted(idle)))]
    found = tuple(run for run in runs if run is not None)
    return found if len(found) == len(runs) else None


def _engine_run(problem: RouteProblem, trial: _Trial, reasons: dict[str, Reason]) -> EngineRun:
    """Its cost on the whole problem, so with the prizes of what no engine could serve."""
    lost = sum(task.prize or 0 for task in problem.tasks if task.key in reasons)
    cost = None if trial.runs is None else trial.cost + lost
    return EngineRun(trial.engine, cost, trial.seconds, trial.steps)


def _unserved(
    problem: RouteProblem, net: Network, runs: tuple[Run, ...], reasons: dict[str, Reason], looks: int
) -> Iterator[Unserved]:
    served = {visit.stop for run in runs for visit in run.visits if visit.action is not Action.RELOAD}
    left = [task for task in problem.tasks if task.key not in served]
    told = why_skipped(net, runs, [task.key for task in left if task.key not in reasons], looks)
    for task in left:
        yield Unserved(task.key, task.prize or 0, reasons.get(task.key) or told[task.key])


def proven(
    problem: RouteProblem, plan: RoutePlan, start: RoutePlan | None = None, now_s: int | None = None
) -> RoutePlan:
    refuse_unsound(check_routes(problem, plan, start, now_s))
    return replace(plan, proof=route_proof())
