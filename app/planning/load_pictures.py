"""A built unit load device as pictures: from its side, from above and through its door, in centimetres."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

MM = 10
MARGIN_CM = 4
LARGEST_CM, LEAST_CM = 14, 5
# How wide a figure is for its height.
LETTER_SHARE = 0.6

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """One piece as it is seen; `letters_cm` is how high its number is written, 0 where it has no room."""

    number: int
    kind: str
    dangerous: bool
    x: float
    y: float
    width: float
    height: float
    letters_cm: float

    @property
    def middle(self) -> Corner:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """The outline of the inside, the faces from the farthest to the nearest, the centre of gravity."""

    name: str
    width: float
    height: float
    outline: tuple[Corner, ...]
    faces: tuple[Face, ...]
    centre: Corner | None

    @property
    def caption(self) -> str:
        """Where the door is told where it is not looked through."""
        door = "" if "door" in self.name else ", door on the right"
        return f"{self.name.capitalize()}{door}"

    @property
    def view_box(self) -> str:
        sides = (-MARGIN_CM, -MARGIN_CM, self.width + 2 * MARGIN_CM, self.height + 2 * MARGIN_CM)
        return " ".join(f"{side:g}" for side in sides)

    @property
    def points(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.outline)


@dataclass(frozen=True, slots=True)
class _View:
    """Which axes lie across and up, and how near a piece is to who looks."""

    name: str
    across: int
    up: int
    near: Callable[[Sequence[int], Sequence[int]], int]


# The door is on the right of the side and of the view from above; x runs towards it, y to the right of who looks in.
VIEWS = (
    _View("from the side", 0, 2, lambda at, _size: -at[1]),
    _View("from above", 0, 1, lambda at, size: at[2] + size[2]),
    _View("through the door", 1, 2, lambda at, size: at[0] + size[0]),
)


def pictures(uld: Mapping[str, Any]) -> list[Picture]:
    """The three views of a ULD as plans keep it."""
    return [_picture(uld, view) for view in VIEWS]


def _picture(uld: Mapping[str, Any], view: _View) -> Picture:
    width, height = uld["inner_mm"][view.across], uld["inner_mm"][view.up]
    shape = [(0, 0), (width, 0), (width, height), (0, height)]
    if view.across == 1:
        shape = [tuple(point) for point in uld["contour"]]
    numbered = list(enumerate(uld["pieces"], start=1))
    numbered.sort(key=lambda pair: view.near(pair[1]["at_mm"], pair[1]["size_mm"]))
    centre = uld["centre_mm"]
    return Picture(
        view.name,
        width / MM,
        height / MM,
        tuple((x / MM, (height - y) / MM) for x, y in shape),
        _numbered_where_seen([_face(number, piece, view, height) for number, piece in numbered]),
        (centre[view.across] / MM, (height - centre[view.up]) / MM) if centre else None,
    )


def _numbered_where_seen(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Without the numbers that something nearer would cover in part."""
    return tuple(
        replace(one, letters_cm=0) if any(_covers(nearer, one) for nearer in faces[place:]) else one
        for place, one in enumerate(faces, start=1)
    )


def _covers(nearer: Face, one: Face) -> bool:
    across, down = (abs(near - own) for near, own in zip(nearer.middle, one.middle, strict=True))
    written = one.letters_cm * LETTER_SHARE * (len(str(one.number)) + one.dangerous)
    return across < (nearer.width + written) / 2 and down < (nearer.height + one.letters_cm) / 2


def _face(number: int, piece: Mapping[str, Any], view: _View, whole_mm: int) -> Face:
    at, size = piece["at_mm"], piece["size_mm"]
    width, height = size[view.across] / MM, size[view.up] / MM
    room = min(height * 0.7, width * 1.3 / len(str(number)), LARGEST_CM)
    return Face(
        number=number,
        kind=piece["kind"],
        dangerous=bool(piece["dangerous"]),
        x=at[view.across] / MM,
        y=(whole_mm - at[view.up]) / MM - height,
        width=width,
        height=height,
        letters_cm=round(room, 1) if room >= LEAST_CM else 0,
    )
