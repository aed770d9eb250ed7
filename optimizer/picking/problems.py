"""What is asked about picking: floors, picks, orders and carts, in whole millimetres, grams and seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AisleFloor:
    """Parallel aisles between cross aisles: two cross aisles make one block, three make two.

    Aisles stand at `aisle_x_mm`, from left to right; cross aisles run at `cross_y_mm`, the front one first. The depot
    is on the front cross aisle at `depot_x_mm`, in front of an aisle, between two or beside them all.
    """

    aisle_x_mm: tuple[int, ...]
    cross_y_mm: tuple[int, ...]
    depot_x_mm: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A place where something is taken: the number of the aisle, from 0, and how far up it."""

    key: str
    aisle: int
    y_mm: int


@dataclass(frozen=True, slots=True)
class TourProblem:
    """One picker walks from the depot past all picks and back."""

    floor: AisleFloor
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class FreeTourProblem:
    """The same on a floor of any shape: `distance_mm` is symmetric; row 0 is the depot, row n + 1 that of `keys[n]`."""

    keys: tuple[str, ...]
    distance_mm: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What must be picked into one cart: an order is never split. `cutoff_at` is when it must be at the depot."""

    key: str
    picks: tuple[Pick, ...]
    items: int
    weight_g: int = 0
    volume_cm3: int = 0
    cutoff_at: int = 0


@dataclass(frozen=True, slots=True)
class Cart:
    """What a picker takes along in one tour."""

    capacity_items: int
    capacity_g: int = 10**10
    capacity_cm3: int = 10**10


@dataclass(frozen=True, slots=True)
class Crew:
    """Who picks: each walks `speed_mm_s`, takes `pick_s` at every pick and `setup_s` for every tour; all start at
    `starts_at`."""

    pickers: int = 1
    speed_mm_s: int = 1_000
    pick_s: int = 10
    setup_s: int = 60
    starts_at: int = 0


@dataclass(frozen=True, slots=True)
class PickingProblem:
    """Orders to be picked in batches. Orders whose cut-offs fall into the same `wave_s` seconds (counted from 0) are
    one wave; batches do not mix waves, and earlier waves are picked first."""

    floor: AisleFloor
    orders: tuple[Order, ...]
    cart: Cart
    crew: Crew = Crew()
    wave_s: int = 3_600
