"""The answers of the optimizer, with the reason of every line and the proof of the whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan does not keep: which rule, on which row, and the figures."""

    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The rules that the independent checker recomputed from the problem and found kept."""

    checker: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is as it is: a code for machines, a sentence for the planner."""

    code: str
    text: str


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


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a run: `load_g` and `load_cm3` are on board when the vehicle leaves it."""

    stop: str
    arrives_s: int
    starts_s: int
    leaves_s: int
    load_g: int
    load_cm3: int


@dataclass(frozen=True, slots=True)
class Run:
    """One vehicle's way from the hub round its stops and back."""

    vehicle: str
    leaves_hub_s: int
    back_at_hub_s: int
    visits: tuple[Visit, ...]
    metres: int
    cost: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that is skipped, at the cost of its prize."""

    stop: str
    prize: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class EngineRun:
    """What one engine answered; `cost` is None when it found nothing that keeps the rules."""

    engine: str
    cost: int | None
    seconds: float
    steps: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """`cost` is the sum of the runs' costs and of the prizes of the stops that are skipped."""

    runs: tuple[Run, ...]
    unserved: tuple[Unserved, ...]
    cost: int
    engines: tuple[EngineRun, ...]
    seconds: float
    solver: str
    seed: int
    proof: Proof | None = None
