"""What every routing engine is asked and answers, so that one can stand in for another."""

from dataclasses import dataclass
from math import gcd
from typing import Protocol

from optimizer.budget import Budget
from optimizer.problems import RouteProblem
from optimizer.route_timing import PARTS, unit_costs


@dataclass(frozen=True, slots=True)
class Way:
    """One vehicle's stops in order: a place in the problem's vehicles, and places in its stops."""

    vehicle: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`ways` is None when the engine found nothing that keeps the rules."""

    ways: tuple[Way, ...] | None
    steps: int


class Engine(Protocol):
    """Searches for `seconds`, from the ways of an earlier plan if there are any."""

    @property
    def name(self) -> str: ...

    def search(
        self, problem: RouteProblem, seconds: float, budget: Budget, start: tuple[Way, ...]
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class WholeCosts:
    """The same costs as whole numbers without a common divisor: (fixed, by metre, by second) of each vehicle,
    and each stop's prize (0 where it is required)."""

    vehicles: tuple[tuple[int, int, int], ...]
    prizes: tuple[int, ...]


def whole_costs(problem: RouteProblem) -> WholeCosts:
    vehicles = [(PARTS * vehicle.fixed_cost, *unit_costs(vehicle)) for vehicle in problem.vehicles]
    prizes = [PARTS * (stop.prize or 0) for stop in problem.stops]
    common = gcd(*(cost for costs in vehicles for cost in costs), *prizes) or 1
    return WholeCosts(
        tuple((fixed // common, metre // common, second // common) for fixed, metre, second in vehicles),
        tuple(prize // common for prize in prizes),
    )
