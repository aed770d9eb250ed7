"""Flight assignment: which waiting freight takes which departure, at the least cost, with a bound and reasons."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.deadline import Deadline
from optimizer.flights.checks import check_flights, flight_proof
from optimizer.flights.mathopt import NAME
from optimizer.flights.options import STAYS, Ints, Options, options_of
from optimizer.flights.parts import Cut, Part, cut
from optimizer.flights.plans import Assignment, FlightPlan, Load, SoFar
from optimizer.flights.problems import FlightProblem
from optimizer.flights.reasons import Explainer
from optimizer.flights.search import Found, Search
from optimizer.flights.start import ready
from optimizer.flights.validation import refuse_wrong_flights
from optimizer.proving import refuse_unsound

MILLION = 1_000_000
TOLD_EVERY_S = 0.2
# What it takes to explain and check the line of one piece.
READING_S = 6e-5


def solve(
    problem: FlightProblem,
    budget: Budget | None = None,
    start: Mapping[str, str | None] | None = None,
    on_better: Callable[[SoFar], None] | None = None,
) -> FlightPlan:
    """The cheapest plan found within the budget, checked.

    `start` maps freight to departures of an earlier plan; what of it no longer holds is passed over. `on_better` is
    given cost and bound of the whole as they improve, a few times a second at most.
    Raises InvalidProblem for impossible values and Infeasible for pins that cannot be kept.
    """
    ready()
    budget = budget or Budget()
    watch = Watch(budget.seconds)
    refuse_wrong_flights(problem)
    options = options_of(problem)
    pieces = cut(options)
    teller = _Teller(_cost_of(options, pieces.choice), pieces.parts, watch, on_better)
    found = _search(pieces, _columns(problem, start or {}), watch, budget, teller)
    plan = _plan(problem, options, pieces, found, budget)
    return proven(problem, replace(plan, seconds=round(watch.spent, 3)))


def _columns(problem: FlightProblem, start: Mapping[str, str | None]) -> Ints:
    known: dict[str | None, int] = {
        departure.key: column for column, departure in enumerate(problem.departures)
    }
    return np.array([known.get(start.get(piece.key), STAYS) for piece in problem.freight], dtype=np.int64)


def _cost_of(options: Options, choice: Ints) -> int:
    stays = choice == STAYS
    ways = (
        np.take_along_axis(options.cost, np.where(stays, 0, choice)[:, None], axis=1)[:, 0]
        if options.cost.size
        else 0
    )
    return int(np.where(stays, options.stay, ways).sum())


class _Teller:
    """Tells how the whole stands while one part after the other is searched. What a part gains and can gain at most
    are taken from `base`, the cost of the choice that no part has bettered yet."""

    def __init__(
        self, base: int, parts: tuple[Part, ...], watch: Watch, on_better: Callable[[SoFar], None] | None
    ) -> None:
        self.base, self.watch, self.on_better = base, watch, on_better
        self.gains = [0] * len(parts)
        self.most = [int(part.gain.max(axis=1, initial=0).sum()) for part in parts]
        self.told_at = -TOLD_EVERY_S
        self._tell()

    def _tell(self) -> None:
        if self.on_better is not None and self.watch.spent >= self.told_at + TOLD_EVERY_S:
            self.told_at = self.watch.spent
            self.on_better(SoFar(self.base - sum(self.gains), self.base - sum(self.most)))

    def of_part(self, number: int) -> Callable[[int, int], None]:
        def told(gain: int, most: int) -> None:
            self.gains[number], self.most[number] = gain, min(most, self.most[number])
            self._tell()

        return told


def _search(
    pieces: Cut, start: Ints, watch: Watch, budget: Budget, teller: _Teller
) -> list[tuple[Part, Found]]:
    """Each part gets the share of the remaining time that its size has in what remains."""
    found, waiting = [], sum(part.gain.size for part in pieces.parts)
    for number, part in enumerate(pieces.parts):
        usable = max(watch.left / 2, watch.left - READING_S * len(start))
        seconds = 0.97 * usable * part.gain.size / waiting
        waiting -= part.gain.size
        own = np.full(len(part.rows), part.base, dtype=np.int64)
        for place, column in enumerate(part.columns):
            own[start[part.rows] == column] = place
        search = Search(part, own, Deadline(budget, seconds), budget, teller.of_part(number))
        found.append((part, search.run()))
    return found


def _plan(
    problem: FlightProblem, options: Options, pieces: Cut, found: list[tuple[Part, Found]], budget: Budget
) -> FlightPlan:
    choice = pieces.choice.copy()
    prices = np.zeros((len(problem.departures), 2), dtype=np.int64)
    short = 0
    for part, answer in found:
        taken = answer.state.choice < part.base
        choice[part.rows[taken]] = part.columns[answer.state.choice[taken]]
        prices[part.columns, 0] = np.rint(answer.per_g * MILLION)
        prices[part.columns, 1] = np.rint(answer.per_cm3 * MILLION)
        short += answer.most - answer.state.gain
    assignments = _assignments(problem, choice)
    cost = sum(line.cost for line in assignments)
    certified = _certified(options, prices)
    bound = max(certified, cost - short)
    return FlightPlan(
        assignments=assignments,
        loads=_loads(problem, options, choice, prices),
        cost=cost,
        bound=bound,
        certified_bound=certified,
        gap=(cost - bound) / max(1, bound),
        seconds=0.0,
        solver=NAME,
        seed=budget.seed,
    )


def _assignments(problem: FlightProblem, choice: Ints) -> tuple[Assignment, ...]:
    names = [None if column == STAYS else problem.departures[column].key for column in choice.tolist()]
    return Explainer(problem, names).assignments()


def _loads(problem: FlightProblem, options: Options, choice: Ints, prices: Ints) -> tuple[Load, ...]:
    return tuple(
        Load(
            departure=departure.key,
            pieces=int(on.sum()),
            weight_g=int(options.weight_g[on].sum()),
            volume_cm3=int(options.volume_cm3[on].sum()),
            price_per_tonne=int(prices[column, 0]),
            price_per_m3=int(prices[column, 1]),
        )
        for column, departure in enumerate(problem.departures)
        for on in [choice == column]
    )


def _certified(options: Options, prices: Ints) -> int:
    """Lagrange's bound at the prices, in millionths; Python's whole numbers, so that nothing is rounded."""
    tonne, m3 = prices[:, 0].astype(object), prices[:, 1].astype(object)
    pinned = options.pinned >= 0
    may = options.allowed.copy()
    may[pinned] = np.arange(may.shape[1]) == options.pinned[pinned, None]
    room = np.outer(options.weight_g.astype(object), tonne) + np.outer(options.volume_cm3.astype(object), m3)
    ways = np.where(may, options.cost * MILLION + room, 10**30)
    stay = np.where(pinned, 10**30, options.stay.astype(object) * MILLION)
    least = np.column_stack([ways, stay]).min(axis=1)
    total = int(sum(least)) - int(sum(options.room_g * tonne)) - int(sum(options.room_cm3 * m3))
    return max(0, -(-total // MILLION))


def proven(problem: FlightProblem, plan: FlightPlan) -> FlightPlan:
    refuse_unsound(check_flights(problem, plan))
    return replace(plan, proof=flight_proof())
