"""A plan for a fleet: who is where when with what aboard, what is skipped and why, and what each engine found."""

from dataclasses import dataclass

from optimizer.plans import Proof, Reason
from optimizer.routing.problems import Action, Amount


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a run: `stop` is the key of a stop, a shipment or (to reload) a depot; `load` leaves with it."""

    stop: str
    action: Action
    arrives_s: int
    starts_s: int
    leaves_s: int
    load: Amount


@dataclass(frozen=True, slots=True)
class Run:
    """One vehicle's way from its first depot to its last; `load` is aboard when it leaves the first."""

    vehicle: str
    leaves_s: int
    back_s: int
    load: Amount
    visits: tuple[Visit, ...]
    metres: int
    cost: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop or shipment that is skipped, at the cost of its prize."""

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
    """`cost` is the sum of the runs' costs and of the prizes of what is skipped."""

    runs: tuple[Run, ...]
    unserved: tuple[Unserved, ...]
    cost: int
    engines: tuple[EngineRun, ...]
    seconds: float
    solver: str
    seed: int
    proof: Proof | None = None
