"""The questions that the hub asks: plain frozen values, whole numbers with their units in the name.

Money is in minor units of the hub's one currency; times are epoch seconds (flights) or seconds of the day (routes).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Freight:
    """A parcel or a closed bag that waits for a departure.

    `gateways` are the airports from which it can reach its consignee. Leaving it behind costs `unassigned_cost`;
    arriving after `due_at` costs `lateness_cost_per_hour`, by the second, rounded up to a whole minor unit.
    """

    key: str
    weight_g: int
    volume_cm3: int
    ready_at: int
    due_at: int
    gateways: frozenset[str]
    lateness_cost_per_hour: int
    unassigned_cost: int
    classes: frozenset[str] = frozenset()
    pinned_to: str | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """A flight or truck with what is left to fill; carriage costs `cost_per_kg` by the gram, rounded up."""

    key: str
    gateway: str
    cutoff_at: int
    departs_at: int
    arrives_at: int
    capacity_g: int
    capacity_cm3: int
    cost_per_kg: int
    embargoed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FlightProblem:
    """Freight may take a departure that goes to one of its gateways, embargoes none of its classes, and
    whose cut-off is neither before the freight is ready nor before `now`."""

    freight: tuple[Freight, ...]
    departures: tuple[Departure, ...]
    now: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A seller's door where freight is collected.

    `at` is its row in the travel table. Service starts within the window (waiting is allowed) and lasts
    `service_s`. A stop without `prize` must be visited; skipping one with a prize costs the prize.
    """

    key: str
    at: int
    demand_g: int
    demand_cm3: int
    service_s: int
    window_open_s: int
    window_close_s: int
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class VehicleType:
    """`count` equal vehicles; `shift_s` is the longest time from leaving the hub to being back."""

    key: str
    count: int
    capacity_g: int
    capacity_cm3: int
    shift_s: int
    fixed_cost: int
    cost_per_km: int
    cost_per_hour: int


@dataclass(frozen=True, slots=True)
class Hub:
    """Where every run begins and ends; vehicles leave at or after `open_s` and are back by `close_s`."""

    at: int
    open_s: int
    close_s: int


@dataclass(frozen=True, slots=True)
class Travel:
    """Distance and time from each place (row) to each place (column)."""

    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class RouteProblem:
    """A run costs its vehicle's fixed cost, its metres and its seconds away from the hub, rounded half up."""

    stops: tuple[Stop, ...]
    vehicles: tuple[VehicleType, ...]
    hub: Hub
    travel: Travel
