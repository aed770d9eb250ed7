"""What the keys of a problem of bags mean. No database here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lain:
    """Where a parcel lies, and its place on the way through the bins."""

    id: int
    bin: str
    walk_order: int
    weight_g: int
    cm3: int


@dataclass(frozen=True, slots=True)
class BagSubjects:
    """`due_s`: of each kind of bag that has a departure its cut-off, in seconds since 1970; `large` fit into no bag."""

    parcels: dict[str, Lain]
    due_s: dict[str, int]
    large: tuple[str, ...] = ()
