"""The questions that the hub asks: plain frozen values, whole numbers with their units in the name.

Money is in minor units of the hub's one currency; times are epoch seconds.
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
