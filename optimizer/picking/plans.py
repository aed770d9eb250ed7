"""The answers about picking: tours with the way to walk, batches with their tours, waves with who picks what when."""

from dataclasses import dataclass

from optimizer.plans import Proof

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tour:
    """The picks in the order of walking. `way` is the line walked, from the depot to the depot, as x and y in
    millimetres (empty on a floor of any shape). No tour is shorter than `bound_mm`."""

    order: tuple[str, ...]
    length_mm: int
    bound_mm: int
    way: tuple[Point, ...]
    solver: str
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders that one picker takes in one tour, with who walks it and when it is back at the depot."""

    key: str
    wave: int
    orders: tuple[str, ...]
    tour: Tour
    picker: int
    starts_at: int
    ends_at: int
    late_s: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Batches due within the same time; `slack_s` is what is left before the cut-off, below zero when late."""

    wave: int
    cutoff_at: int
    batches: int
    length_mm: int
    ends_at: int
    slack_s: int


@dataclass(frozen=True, slots=True)
class PickingPlan:
    """`length_mm` is the walking of all batches; `late_s` sums over orders how late each is at the depot."""

    batches: tuple[Batch, ...]
    waves: tuple[Wave, ...]
    length_mm: int
    late_s: int
    seconds: float
    solver: str
    seed: int
    proof: Proof | None = None
