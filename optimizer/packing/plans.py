"""Packed containers and cartons, with the reason of every box that is left out and of every carton chosen."""

from dataclasses import dataclass

from optimizer.packing.problems import Orientation
from optimizer.plans import Breach, Proof, Reason


@dataclass(frozen=True, slots=True)
class Placement:
    """One box: its lowest corner, and its extents along x, y and z as it lies in that orientation."""

    box: str
    orientation: Orientation
    x_mm: int
    y_mm: int
    z_mm: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Filling:
    """What one container holds, in an order in which it can be loaded. The shares are 0 to 1 of its inner volume
    and of its weight limit; the centre of gravity is that of the boxes, None when there are none."""

    container: str
    placements: tuple[Placement, ...]
    volume_mm3: int
    weight_g: int
    volume_share: float
    weight_share: float
    centre_mm: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a container does not take one more of a box."""

    container: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unplaced:
    box: str
    count: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """No plan packs more than `bound_mm3`; `gap` is what is missing from it, 0 to 1. `steps` counts the fillings
    tried. `set_aside` is what the checker found in a better answer that it refused: mostly nothing."""

    fillings: tuple[Filling, ...]
    unplaced: tuple[Unplaced, ...]
    volume_mm3: int
    bound_mm3: int
    gap: float
    seconds: float
    steps: int
    solver: str
    seed: int
    proof: Proof | None = None
    set_aside: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cheaper set of cartons, and why it was not taken."""

    cartons: tuple[str, ...]
    cost: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class CartonPlan:
    """One filling for each carton, named by its type. No set of cartons that costs less than `bound` can hold the
    order; the plan is the cheapest when that is its cost. `set_aside` as in a LoadPlan."""

    fillings: tuple[Filling, ...]
    cost: int
    bound: int
    gross_weight_g: int
    reason: Reason
    rejected: tuple[Rejected, ...]
    seconds: float
    steps: int
    solver: str
    seed: int
    proof: Proof | None = None
    set_aside: tuple[Breach, ...] = ()
