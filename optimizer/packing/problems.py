"""What is to be packed into what, and under which rules: millimetres and grams, whole numbers.

A container's length runs along x from its back wall to its door, its width along y, its height along z.
"""

from dataclasses import dataclass
from enum import StrEnum


class Edge(StrEnum):
    LENGTH = "length"
    WIDTH = "width"
    HEIGHT = "height"


class Orientation(StrEnum):
    """Which edge of the box lies along x, y and z; the last letter is the edge that stands upright."""

    LWH = "lwh"
    WLH = "wlh"
    LHW = "lhw"
    HLW = "hlw"
    WHL = "whl"
    HWL = "hwl"


THIS_SIDE_UP = frozenset({Edge.HEIGHT})
ANY_SIDE_UP = frozenset(Edge)


@dataclass(frozen=True, slots=True)
class Box:
    """`count` equal boxes.

    `upright` are the edges that may stand upright. What rests on a box may weigh at most `bears_g`, and at most
    `bears_g_per_dm2` times its top face. A lower `stop` is unloaded earlier. `group` is what segregation is about,
    such as a class of dangerous goods; "" is none.
    """

    key: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    count: int = 1
    upright: frozenset[Edge] = THIS_SIDE_UP
    bears_g: int | None = None
    bears_g_per_dm2: int | None = None
    stop: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the centre of gravity of the boxes may lie, along x and along y."""

    length_from_mm: int
    length_to_mm: int
    width_from_mm: int
    width_to_mm: int


@dataclass(frozen=True, slots=True)
class Container:
    """A carton, truck, pallet with a height limit, or unit load device, with its inner size.

    `contour` is the convex cross-section over (y, z), the same all along x; without it the container is a cuboid.
    `max_weight_g` is for the boxes alone.
    """

    key: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_weight_g: int
    contour: tuple[tuple[int, int], ...] = ()
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class Segregation:
    """Boxes of the two groups stand at least `apart_mm` from each other as seen from above, or never in one
    container when `apart_mm` is None. The two groups may be the same one."""

    one: str
    other: str
    apart_mm: int | None = None


@dataclass(frozen=True, slots=True)
class LoadProblem:
    """Fill the containers in their order with as much volume as they take.

    At least `support_percent` of the base of every box rests on the floor or on boxes. With several stops, no box
    that is unloaded later stands nearer to the door before an earlier one, or above it.
    """

    boxes: tuple[Box, ...]
    containers: tuple[Container, ...]
    support_percent: int = 75
    segregation: tuple[Segregation, ...] = ()


@dataclass(frozen=True, slots=True)
class CartonType:
    """A carton that is on stock in any number; `max_weight_g` is for its content, `tare_g` its own weight."""

    key: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    max_weight_g: int
    cost: int


@dataclass(frozen=True, slots=True)
class CartonProblem:
    """Find the cheapest cartons that hold all boxes of an order."""

    boxes: tuple[Box, ...]
    cartons: tuple[CartonType, ...]
    support_percent: int = 75
    segregation: tuple[Segregation, ...] = ()
