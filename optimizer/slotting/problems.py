"""What is asked about slotting: slots, parcels to be stored, and what counts; millimetres, grams, whole days."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A bin or shelf at `x_mm`, `y_mm` on the floor; `to_dock_mm` and `to_station_mm` are walked one way.

    `capacity_*` is what it still takes. It suits parcels whose needs are all among its `zones`; a `reserved` one takes
    only parcels that need one of them.
    """

    key: str
    aisle: str
    x_mm: int
    y_mm: int
    height_mm: int
    to_dock_mm: int
    to_station_mm: int
    capacity_g: int
    capacity_cm3: int
    capacity_parcels: int
    zones: frozenset[str] = frozenset()
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A parcel that is to be put away: how long it is expected to stay, and how often someone will come for it.

    `needs` are zones, such as fragile or dangerous goods. `slot` is where it lies now, if it lies anywhere.
    """

    key: str
    weight_g: int
    volume_cm3: int
    stay_days: int
    visits: int = 0
    lane: str = ""
    needs: frozenset[str] = frozenset()
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class SlottingRules:
    """What counts, in millimetres of walking.

    A parcel over `heavy_g` goes no higher than `heavy_up_to_mm`. Lifting a kilogram over a metre away from
    `comfortable_mm` counts `lift_mm_per_kg_m`. Each aisle more than one that a lane is spread over counts
    `spread_mm_per_day`; a parcel without a slot counts `unplaced_mm_per_day`.
    """

    heavy_g: int = 15_000
    heavy_up_to_mm: int = 1_400
    comfortable_mm: int = 1_000
    lift_mm_per_kg_m: int = 500
    spread_mm_per_day: int = 0
    unplaced_mm_per_day: int = 10_000_000


@dataclass(frozen=True, slots=True)
class SlottingProblem:
    """Every parcel into one slot, for the least walking a day. A day's walking of a parcel is its way in and out and
    all its visits there and back, with what its lifting counts, spread over its stay and rounded up."""

    slots: tuple[Slot, ...]
    parcels: tuple[Stored, ...]
    rules: SlottingRules = SlottingRules()


@dataclass(frozen=True, slots=True)
class MoveProblem:
    """Which of the parcels that lie in slots should be moved. A move costs the way between the two slots (along x and
    y) and `handling_mm`; it is worth what it saves a day over the parcel's stay. Capacities are of empty slots."""

    slotting: SlottingProblem
    most_moves: int
    handling_mm: int = 20_000
