"""A plan for flights: what takes which departure and why, and how far it can be from the best."""

from dataclasses import dataclass

from optimizer.plans import Proof, Reason


@dataclass(frozen=True, slots=True)
class Alternative:
    """The next best departure of a piece; `extra_cost` is below zero when it is cheaper but has no room."""

    departure: str
    extra_cost: int
    has_room: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one piece does: `departure` is None when it stays, `cost` is then its unassigned cost."""

    freight: str
    departure: str | None
    cost: int
    late_s: int
    reason: Reason
    next_best: Alternative | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What one departure carries, and what one more tonne or cubic metre on it would save (at most)."""

    departure: str
    pieces: int
    weight_g: int
    volume_cm3: int
    price_per_tonne: int
    price_per_m3: int


@dataclass(frozen=True, slots=True)
class SoFar:
    """How a search stands: what the best choice found costs, and what no choice can be below."""

    cost: int
    bound: int


@dataclass(frozen=True, slots=True)
class FlightPlan:
    """No plan can cost less than `bound`. `certified_bound` follows from the loads' prices alone, so the checker
    recomputes it exactly; `bound` may be higher where the solver searched its whole tree. `gap` is
    (cost - bound) / bound, and 0 means proven to be the best."""

    assignments: tuple[Assignment, ...]
    loads: tuple[Load, ...]
    cost: int
    bound: int
    certified_bound: int
    gap: float
    seconds: float
    solver: str
    seed: int
    proof: Proof | None = None
