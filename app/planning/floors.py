"""The storage floor as walkers see it: aisles between cross aisles, and where tours begin and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.errors import Refused
from app.core.identity import Principal
from app.network.models import Location
from app.planning.snapshots import FloorDrawing, Shelf
from optimizer.picking.problems import AisleFloor

# Cross aisles run so far from the last bin, in the middle of what is kept free there.
CROSS_MM = 1_500
SHELF_MM = 600


@dataclass(frozen=True, slots=True)
class Aisle:
    """The bins of one aisle lie between these, on both sides of its middle."""

    name: str
    left_mm: int
    right_mm: int
    low_mm: int
    high_mm: int

    @property
    def middle_mm(self) -> int:
        return (self.left_mm + self.right_mm) // 2


@dataclass(frozen=True, slots=True)
class Floor:
    """`aisles` in the problem's floor by name; `upwards` is -1 when its front is the side with the higher y."""

    walked: AisleFloor
    number: dict[str, int]
    upwards: int
    drawing: FloorDrawing


def storage_floor(db: Session, by: Principal) -> Floor:
    """From the coordinates of the hub's bins and of its stations behind storage, where picked parcels go.

    Blocks of racks that stand behind each other share aisles of the same middle; a cross aisle runs between them.
    """
    aisles = _aisles(db, by)
    if not aisles:
        raise Refused("no_aisles", "this hub has no bins in aisles", "describe its storage in config/hubs")
    depot_x, depot_y = _depot(db, by)
    middles = sorted({one.middle_mm for one in aisles})
    front, *between, back = cross_aisles(aisles)
    upwards = -1 if abs(depot_y - back) < abs(depot_y - front) else 1
    cross = sorted(upwards * y_mm for y_mm in (front, *between, back))
    return Floor(
        AisleFloor(tuple(middles), tuple(cross), depot_x),
        {one.name: middles.index(one.middle_mm) for one in aisles},
        upwards,
        FloorDrawing(tuple(_shelves(aisles)), (depot_x, back if upwards < 0 else front)),
    )


def _aisles(db: Session, by: Principal) -> list[Aisle]:
    x, y = Location.x_mm, Location.y_mm
    query = (
        select(Location.aisle, func.min(x), func.max(x), func.min(y), func.max(y))
        .where(visible(by, Location), Location.kind == "bin", Location.aisle != "")
        .group_by(Location.aisle)
        .order_by(Location.aisle)
    )
    rows: Iterable[Any] = db.execute(query)
    return [Aisle(*row) for row in rows]


def _depot(db: Session, by: Principal) -> tuple[int, int]:
    """The middle of the stations behind storage; of all stations when none is behind it."""
    last = select(func.max(Location.walk_order)).where(visible(by, Location), Location.kind == "bin")
    stations = select(Location.x_mm, Location.y_mm, Location.walk_order > last.scalar_subquery()).where(
        visible(by, Location), Location.kind == "station"
    )
    found = db.execute(stations).all()
    if not found:
        raise Refused("no_station", "this hub has no station", "describe one in config/hubs")
    behind = [row for row in found if row[2]] or found
    return median_low([row[0] for row in behind]), median_low([row[1] for row in behind])


def cross_aisles(aisles: Sequence[Aisle]) -> list[int]:
    """Before the first bin, in each gap that all aisles share, behind the last."""
    reach, *rest = sorted((one.low_mm, one.high_mm) for one in aisles)
    found, high = [reach[0] - CROSS_MM], reach[1]
    for low, end in rest:
        if low > high:
            found.append((low + high) // 2)
        high = max(high, end)
    return [*found, high + CROSS_MM]


def _shelves(aisles: Sequence[Aisle]) -> Iterable[Shelf]:
    for one in aisles:
        for x_mm in (one.left_mm - SHELF_MM // 2, one.right_mm - SHELF_MM // 2):
            yield Shelf(x_mm, one.low_mm, SHELF_MM, one.high_mm - one.low_mm)
