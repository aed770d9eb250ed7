"""What a plan is asked about, as it was then: the optimizer's problem and what its keys mean. No database here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.planning.bag_subjects import BagSubjects
from app.planning.load_subjects import LoadSubjects
from optimizer.budget import Budget

MARGIN_MM = 3_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """One side of an aisle on the floor, in millimetres from the corner; y grows to the north."""

    x_mm: int
    y_mm: int
    width_mm: int
    depth_mm: int


@dataclass(frozen=True, slots=True)
class FloorDrawing:
    """What pictures of a plan are drawn on: shelves, and where tours begin and end."""

    shelves: tuple[Shelf, ...]
    depot: tuple[int, int]

    @property
    def view_box(self) -> str:
        """Of an SVG in metres whose y grows to the south: all shelves with a margin for cross aisles."""
        left = min(one.x_mm for one in self.shelves) - MARGIN_MM
        right = max(one.x_mm + one.width_mm for one in self.shelves) + MARGIN_MM
        low = min(one.y_mm for one in self.shelves) - MARGIN_MM
        high = max(one.y_mm + one.depth_mm for one in self.shelves) + MARGIN_MM
        return " ".join(str(value / 1000) for value in (left, -high, right - left, high - low))


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the keys of a plan's problem mean: freight, stop or pick → parcel ids, departure number → id.

    `narrowed`: only some departures were asked for, and freight meant for others was left where it is. `bins` says
    where each parcel lay, by its key; `until` is up to when freight was due that was looked at. `upwards` is -1 when
    the problem's floor was turned round, so that tours begin at its front. `load` and `bags` are about plans of
    those.
    """

    parcels: dict[str, tuple[int, ...]]
    departures: dict[str, int] = field(default_factory=dict)
    narrowed: bool = False
    bins: dict[str, str] = field(default_factory=dict)
    until: datetime | None = None
    floor: FloorDrawing | None = None
    upwards: int = 1
    load: LoadSubjects | None = None
    bags: BagSubjects | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A problem of the optimizer and its subjects."""

    problem: Any
    subjects: Subjects


@dataclass(frozen=True, slots=True)
class Task:
    """A snapshot on its way to the process that solves it."""

    problem: Any
    subjects: Subjects
    budget: Budget


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer as it is kept: who found it, what it costs, how low it could be, and its lines."""

    solver: str
    cost: int
    bound: float | None
    seconds: float
    result: dict[str, Any]
