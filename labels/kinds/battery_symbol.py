"""The symbol of the battery mark: cells standing together, the one at the side broken and burning."""

from collections.abc import Sequence
from math import cos, pi, sin

from labels.elements import Elements, Ink, Shape

Point = tuple[float, float]
# Drawn on a field 100 wide and 60 high: cells as (left, top, width, height), the flame as a curve through points.
_CELLS = ((6, 20, 15, 40), (24, 14, 17, 46), (44, 20, 15, 40))
_FLAME = (
    (80, 33), (73, 29), (70, 22), (72, 14), (76, 9), (77, 14), (80, 16), (82, 10), (79, 2), (78, -2), (85, 2),
    (90, 8), (91, 13), (94, 9), (98, 17), (98, 25), (93, 32), (87, 35), (90, 29), (88, 22), (85, 27),
    (82, 22), (81, 28),
)  # fmt: skip


def symbol(middle_mm: float, top_mm: float, height_mm: float) -> Elements:
    """Black on white, in the middle, so high."""
    scale = height_mm / 60

    def placed(points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple((middle_mm + (x - 50) * scale, top_mm + y * scale) for x, y in points)

    for left, top, width, height in _CELLS:
        yield Shape((placed(_cell(left, top, width, height)), placed(_cap(left, top, width))))
        yield Shape((placed(_box(left + 2, top + height * 0.72, width - 4, 2.2)),), Ink.WHITE)
    lower, upper = _broken()
    yield Shape((placed(lower),))
    yield Shape((placed(upper),))
    yield Shape((placed(_smooth(_FLAME)),))


def _box(left: float, top: float, width: float, height: float) -> list[Point]:
    return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]


def _cell(left: float, top: float, width: float, height: float) -> list[Point]:
    """An upright box with round corners."""
    radius = 2.5
    corners = (
        (left + radius, top + radius, pi), (left + width - radius, top + radius, 1.5 * pi),
        (left + width - radius, top + height - radius, 0.0), (left + radius, top + height - radius, 0.5 * pi),
    )  # fmt: skip
    return [
        (x + radius * cos(start + step * pi / 8), y + radius * sin(start + step * pi / 8))
        for x, y, start in corners
        for step in range(5)
    ]


def _cap(left: float, top: float, width: float) -> list[Point]:
    return _box(left + width * 0.32, top - 4.2, width * 0.36, 3.4)


def _broken() -> tuple[list[Point], list[Point]]:
    """A cell torn in two: its foot stands, its head leans away from it."""
    lower: list[Point] = [(66, 60), (81, 60), (81, 44), (77, 47), (74, 42), (70, 46), (66, 42)]
    upper: list[Point] = [
        (63, 38),
        (67, 41),
        (70, 37),
        (74, 41),
        (77, 37),
        (74, 33),
        (68, 28),
        (66, 22),
        (62, 23),
    ]
    return lower, upper


def _smooth(points: Sequence[Point], steps: int = 6) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    curve: list[Point] = []
    count = len(points)
    for place in range(count):
        a, b, c, d = (points[(place + shift) % count] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append((_through(a[0], b[0], c[0], d[0], t), _through(a[1], b[1], c[1], d[1], t)))
    return curve


def _through(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
