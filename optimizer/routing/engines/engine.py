"""What every routing engine is asked and answers, so that one can stand in for another."""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd
from typing import Protocol

from optimizer.budget import Budget
from optimizer.routing.network import Network, Way
from optimizer.routing.timing import PARTS, unit_costs

Ways = tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`ways` is None when the engine found nothing that keeps the rules."""

    ways: Ways | None
    steps: int


class Engine(Protocol):
    """Searches for `seconds` from the ways given, if any, and tells each better answer to `found` as it comes."""

    @property
    def name(self) -> str: ...

    def supports(self, net: Network) -> bool:
        """Whether its answers keep every rule of the problem."""
        ...

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class WholeCosts:
    """The same costs as whole numbers without a common divisor: (fixed, by metre, by second) of each vehicle type,
    and the prize of each call (0 where it is required; a shipment's is its pickup's)."""

    vehicles: tuple[tuple[int, int, int], ...]
    prizes: tuple[int, ...]


def whole_costs(net: Network) -> WholeCosts:
    vehicles = [(PARTS * vehicle.fixed_cost, *unit_costs(vehicle)) for vehicle in net.problem.vehicles]
    prizes = [PARTS * (call.prize or 0) for call in net.calls]
    common = gcd(*(cost for costs in vehicles for cost in costs), *prizes) or 1
    return WholeCosts(
        tuple((fixed // common, metre // common, second // common) for fixed, metre, second in vehicles),
        tuple(prize // common for prize in prizes),
    )


def may_be_skipped(net: Network, call: int) -> bool:
    """Optional, and not aboard a vehicle that is under way already."""
    return net.calls[call].prize is not None and call not in net.held
