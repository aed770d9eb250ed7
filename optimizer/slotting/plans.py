"""The answers about slotting: a slot for each parcel with its reason, and moves with what each of them gains."""

from dataclasses import dataclass

from optimizer.plans import Proof, Reason


@dataclass(frozen=True, slots=True)
class OtherSlot:
    """The next best slot; `extra_mm_per_day` is below zero when it is nearer but has no room."""

    slot: str
    extra_mm_per_day: int
    has_room: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one parcel goes: `slot` is None when it finds no room, `mm_per_day` is then what that counts."""

    parcel: str
    slot: str | None
    mm_per_day: int
    reason: Reason
    next_best: OtherSlot | None = None


@dataclass(frozen=True, slots=True)
class SlottingPlan:
    """`mm_per_day` sums all placements and `spread_mm_per_day`, what lanes spread over aisles count. No plan is below
    `bound_mm_per_day`."""

    placements: tuple[Placement, ...]
    mm_per_day: int
    spread_mm_per_day: int
    bound_mm_per_day: int
    gap: float
    solver: str
    seconds: float
    seed: int
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`saves_mm_per_day` over the parcel's stay, less `costs_mm` once, is `gain_mm`. `after` names the moves of the
    plan that must be done before, because they make the room."""

    parcel: str
    from_slot: str
    to_slot: str
    saves_mm_per_day: int
    costs_mm: int
    gain_mm: int
    reason: Reason
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovePlan:
    """Moves in the order in which they can be done, the most gain first where room allows."""

    moves: tuple[Move, ...]
    gain_mm: int
    saves_mm_per_day: int
    seconds: float
    solver: str
    seed: int
    proof: Proof | None = None
