"""What the plan of a hub says: its floor, its carriers, its lanes and when its departures leave."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class LocationKind(StrEnum):
    DOCK = "dock"
    STATION = "station"
    BIN = "bin"
    STAGING = "staging"
    EXCEPTION = "exception"
    INSPECTION = "inspection"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class LocationPlan:
    """One place on the floor. x grows to the east, y to the north (airside), z upwards.

    Bays with odd numbers are on the left of their aisle, even ones on the right. `walk_order` follows the
    parcels through the hub, and through the bins as one walks: up one aisle and down the next.
    No `max_parcels` or `max_weight_g` means that the place does not limit them.
    """

    code: str
    kind: LocationKind
    aisle: str
    bay: int
    level: int
    x_mm: int
    y_mm: int
    z_mm: int
    max_parcels: int | None
    max_weight_g: int | None
    walk_order: int
    size: str = ""
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class HubPlan:
    """A site and everything on its floor, in walking order."""

    code: str
    name: str
    country: str
    currency: str
    zone: str
    latitude: float
    longitude: float
    floor_width_mm: int
    floor_depth_mm: int
    locations: tuple[LocationPlan, ...]


@dataclass(frozen=True, slots=True)
class CarrierPlan:
    """A partner; `airline_prefix` are the three digits that its air waybills begin with."""

    code: str
    name: str
    kind: str
    email: str
    airline_prefix: str = ""


@dataclass(frozen=True, slots=True)
class LanePlan:
    """From the hub to a country with a service, through a gateway. Hours count from the cut-off."""

    code: str
    destination_country: str
    service: str
    gateway: str
    carrier: str
    transit_hours: int
    promise_hours: int


@dataclass(frozen=True, slots=True)
class TimetablePlan:
    """A departure that returns each week; `days` are ISO weekdays (1 is Monday), times are the hub's."""

    flight: str
    transport: str
    carrier: str
    gateway: str
    days: tuple[int, ...]
    departs_local: time
    cutoff_minutes: int
    capacity_kg: int
    capacity_m3: int
    uld_positions: int


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """All plans of one hub, checked against each other."""

    hub: HubPlan
    carriers: tuple[CarrierPlan, ...]
    lanes: tuple[LanePlan, ...]
    timetable: tuple[TimetablePlan, ...]
