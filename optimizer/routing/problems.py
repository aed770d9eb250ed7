"""What is asked of a fleet: stops, shipments, depots, vehicles and roads, as plain frozen values.

Money is in minor units of the hub's one currency; times are seconds of the day; `at` is a row of the travel table.
"""

from dataclasses import dataclass
from enum import StrEnum

# Stands for "no limit" where a limit is a number; far above every real one, far below what 64 bits hold.
NO_LIMIT = 10**10
END_OF_TIME_S = 10**7


@dataclass(frozen=True, slots=True)
class Amount:
    """Freight, or the room for it, in the three resources that a vehicle can run out of."""

    weight_g: int = 0
    volume_cm3: int = 0
    pieces: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.weight_g + other.weight_g, self.volume_cm3 + other.volume_cm3, self.pieces + other.pieces
        )

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(
            self.weight_g - other.weight_g, self.volume_cm3 - other.volume_cm3, self.pieces - other.pieces
        )

    def within(self, room: "Amount") -> bool:
        return (
            self.weight_g <= room.weight_g
            and self.volume_cm3 <= room.volume_cm3
            and self.pieces <= room.pieces
        )


NOTHING = Amount()
ALL = Amount(NO_LIMIT, NO_LIMIT, NO_LIMIT)


@dataclass(frozen=True, slots=True)
class Stop:
    """A door where freight is collected for the depot, delivered from it, or both.

    Service starts within the window (waiting is allowed) and lasts `service_s`. A stop without `prize` must be
    visited; skipping one with a prize costs the prize.
    """

    key: str
    at: int
    service_s: int
    window_open_s: int
    window_close_s: int
    collect: Amount = NOTHING
    deliver: Amount = NOTHING
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class Halt:
    """One end of a shipment: where, and when its service may start and how long it lasts."""

    at: int
    service_s: int
    window_open_s: int
    window_close_s: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """Freight from one door to another, on one trip of one vehicle. A `prize` makes it optional, as for a stop."""

    key: str
    amount: Amount
    pickup: Halt
    delivery: Halt
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class Depot:
    """Where runs begin, reload and end, between `open_s` and `close_s`; emptying and reloading takes `reload_s`."""

    key: str
    at: int
    open_s: int
    close_s: int
    reload_s: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A driver's rule: after at most `after_s` of driving, serving and waiting comes a rest of `lasts_s` or more.

    The rest is taken on arrival at a stop, before its service; a wait that is long enough is a rest.
    """

    after_s: int
    lasts_s: int


@dataclass(frozen=True, slots=True)
class VehicleType:
    """`count` equal vehicles, which leave the depot `start` and come back to `end` (keys of depots).

    `shift_s` is the longest time from leaving to being back, `most_metres` the longest way. A vehicle may call
    `most_reloads` times at one of the depots `reload_at` to empty and reload.
    """

    key: str
    count: int
    capacity: Amount
    fixed_cost: int
    cost_per_km: int
    cost_per_hour: int
    start: str
    end: str
    shift_s: int
    leaves_from_s: int = 0
    back_by_s: int = END_OF_TIME_S
    most_metres: int = NO_LIMIT
    reload_at: tuple[str, ...] = ()
    most_reloads: int = 0
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """Distance and time from each place (row) to each place (column)."""

    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class RouteProblem:
    """A run costs its vehicle's fixed cost, its metres and its seconds away, rounded half up; what is skipped
    costs its prize. The plan with the least sum is wanted."""

    stops: tuple[Stop, ...]
    vehicles: tuple[VehicleType, ...]
    depots: tuple[Depot, ...]
    travel: Travel
    shipments: tuple[Shipment, ...] = ()

    @property
    def tasks(self) -> tuple[Stop | Shipment, ...]:
        """All that a plan serves or skips."""
        return *self.stops, *self.shipments


class Action(StrEnum):
    """What a vehicle does where it calls."""

    VISIT = "visit"
    PICKUP = "pickup"
    DELIVERY = "delivery"
    RELOAD = "reload"
