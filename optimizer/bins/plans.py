"""The answer about bins: what is in each, what all cost, and how far that can be from the least."""

from dataclasses import dataclass

from optimizer.plans import Proof


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin with its pieces; `used` and `free` have one amount for each resource of the problem."""

    type: str
    pieces: tuple[str, ...]
    used: tuple[int, ...]
    free: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class BinPlan:
    """No plan can cost less than `bound`; `gap` is (cost - bound) / bound, and 0 means proven to be the best.
    `found_by` is the part of the search that found the plan, `bound_by` the one that proved the bound."""

    bins: tuple[Bin, ...]
    cost: int
    bound: int
    gap: float
    found_by: str
    bound_by: str
    seconds: float
    seed: int
    proof: Proof | None = None
