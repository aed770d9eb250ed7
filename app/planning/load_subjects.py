"""What the keys of a loading problem mean: the pieces, the unit load devices, what is not ready. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.consolidation.rules import Sides

SUPPORT_PERCENT = 75
# What each kind of piece bears on a square decimetre of its top: the hub's own rule of thumb.
BEARS_G_PER_DM2 = {"bag": 3_000, "carton": 5_000, "parcel": 2_000}
# The centre of gravity stays within this part of the ULD's length and width, from the middle to either side.
OFF_CENTRE = 0.1


@dataclass(frozen=True, slots=True)
class Piece:
    """A closed unit, or a parcel by itself, that is meant for a departure.

    `kind` is that of the unit, or parcel. `measured` is false where its size is only what is usual. `cm3` is the sum
    of what is in it. `group` are its classes of dangerous goods, `numbers` their UN numbers.
    """

    key: str
    kind: str
    unit_id: int | None
    parcels: tuple[int, ...]
    weight_g: int
    cm3: int
    sides: Sides
    measured: bool
    due_s: int
    group: str = ""
    numbers: tuple[str, ...] = ()

    @property
    def looks(self) -> tuple[str, Sides, int, str]:
        """Pieces that look alike may stand in each other's place."""
        return self.kind, self.sides, self.weight_g, self.group


@dataclass(frozen=True, slots=True)
class Behind:
    """What is not in the problem, and why."""

    key: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class LoadSubjects:
    """`alike`: of each box of the problem, the keys of the pieces that it stands for, the most urgent first; `types`:
    of each container, its type of unit load device."""

    departure: str
    pieces: dict[str, Piece]
    alike: dict[str, tuple[str, ...]]
    types: dict[str, str]
    behind: tuple[Behind, ...] = field(default=())


def alike(pieces: Iterable[Piece]) -> dict[str, tuple[str, ...]]:
    """Pieces that look alike, under the key of the first."""
    found: dict[object, list[str]] = {}
    for one in pieces:
        found.setdefault(one.looks, []).append(one.key)
    return {keys[0]: tuple(keys) for keys in found.values()}
