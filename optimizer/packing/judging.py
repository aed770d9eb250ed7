"""Judges one packed container against the rules, box by box, without a line of the code that packed it."""

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.packing import geometry
from optimizer.packing.geometry import Cuboids, Rows
from optimizer.packing.plans import Filling, Placement
from optimizer.packing.problems import Balance, Box, Container, Edge, Orientation, Segregation
from optimizer.plans import Breach

SIDES = {"l": Edge.LENGTH, "w": Edge.WIDTH, "h": Edge.HEIGHT}
# Loads are sums of rounded shares; so much of them is no load.
ROUNDING = 1e-9


class Judge:
    """The rules of one problem, for any of its containers."""

    def __init__(
        self, boxes: Sequence[Box], support_percent: int, segregation: Sequence[Segregation]
    ) -> None:
        self.boxes = {box.key: box for box in boxes}
        self.support_percent = support_percent
        self.segregation = segregation

    def breaches(self, container: Container, filling: Filling) -> Iterator[Breach]:
        known = [placement for placement in filling.placements if placement.box in self.boxes]
        yield from _Judged(self, container, filling, known).breaches()


class _Judged:
    """One filling: its placements, the boxes that they are of, and where these lie."""

    def __init__(
        self, judge: Judge, container: Container, filling: Filling, placements: list[Placement]
    ) -> None:
        self.judge, self.container, self.filling, self.placements = judge, container, filling, placements
        self.boxes = [judge.boxes[placement.box] for placement in placements]
        self.weights_g = np.array([box.weight_g for box in self.boxes], dtype=np.int64)
        near = np.array([(lies.x_mm, lies.y_mm, lies.z_mm) for lies in placements], dtype=np.int64)
        sides = np.array(
            [(lies.length_mm, lies.width_mm, lies.height_mm) for lies in placements], dtype=np.int64
        )
        self.sides: Rows = sides.reshape(-1, 3)
        self.cuboids = Cuboids(near.reshape(-1, 3), near.reshape(-1, 3) + self.sides)

    def breaches(self) -> Iterator[Breach]:
        for placement, box in zip(self.placements, self.boxes, strict=True):
            yield from _lies_as_it_may(placement, box)
        yield from self._inside()
        for one, other in geometry.overlaps(self.cuboids):
            yield Breach(
                "overlap", self.boxes[one].key, f"{self._at(one)} and {self._at(other)} are in one place"
            )
        yield from self._figures()
        yield from self._centre()
        resting = list(geometry.resting(self.cuboids))
        yield from self._support(resting)
        yield from self._top_loads(resting)
        yield from self._apart()
        yield from self._ways_out()

    def _at(self, row: int) -> str:
        placement = self.placements[row]
        return f"{placement.box} at ({placement.x_mm}, {placement.y_mm}, {placement.z_mm})"

    def _inside(self) -> Iterator[Breach]:
        container = self.container
        size = container.length_mm, container.width_mm, container.height_mm
        walls, slants = geometry.outside(self.cuboids, size, container.contour)
        for row in np.flatnonzero(walls).tolist():
            message = f"{self._at(row)} does not lie inside {container.key}"
            yield Breach("outside", self.boxes[row].key, message)
        for row in np.flatnonzero(slants).tolist():
            message = f"{self._at(row)} sticks out of the contour of {container.key}"
            yield Breach("outside", self.boxes[row].key, message)

    def _figures(self) -> Iterator[Breach]:
        name, most_g, filling = self.container.key, self.container.max_weight_g, self.filling
        weight_g, volume_mm3 = int(self.weights_g.sum()), int(self.sides.prod(axis=1).sum())
        if weight_g > most_g:
            yield Breach("over_weight", name, f"{name} holds {weight_g} g, takes {most_g} g")
        for field, found, right in (
            ("weight_g", filling.weight_g, weight_g),
            ("volume_mm3", filling.volume_mm3, volume_mm3),
            ("volume_share", filling.volume_share, 2 * volume_mm3 / twice_volume(self.container)),
            ("weight_share", filling.weight_share, weight_g / most_g if most_g else 0.0),
        ):
            yield from differs("wrong_figures", f"{name}.{field}", found, right)

    def _centre(self) -> Iterator[Breach]:
        name, weight_g = self.container.key, int(self.weights_g.sum())
        if not weight_g:
            return
        if self.filling.centre_mm is None:
            yield Breach("wrong_figures", name, f"{name} holds weight but states no centre")
            return
        twice = (self.weights_g[:, None] * (self.cuboids.near + self.cuboids.far)).sum(axis=0).tolist()
        for side, axis in enumerate("xyz"):
            stated = self.filling.centre_mm[side]
            yield from differs("wrong_figures", f"{name}.centre.{axis}", stated, twice[side] / (2 * weight_g))
        for axis, low, high, found in _limits(self.container.balance, twice):
            if not 2 * weight_g * low <= found <= 2 * weight_g * high:
                centre = f"{found / (2 * weight_g):.1f} mm along {axis}"
                message = f"the centre of gravity of {name} is at {centre}, allowed {low} to {high}"
                yield Breach("off_balance", name, message)

    def _support(self, resting: list[tuple[Rows, Rows]]) -> Iterator[Breach]:
        for row, (_, areas) in enumerate(resting):
            base, rests = int(self.sides[row, 0] * self.sides[row, 1]), int(areas.sum())
            if self.cuboids.near[row, 2] and 100 * rests < self.judge.support_percent * base:
                message = f"{self._at(row)} rests on {100 * rests / base:.1f} % of its base"
                yield Breach("unsupported", self.boxes[row].key, message)

    def _top_loads(self, resting: list[tuple[Rows, Rows]]) -> Iterator[Breach]:
        """From the top down, each box hands its weight and its load to those below by shares of touching area."""
        loads = np.zeros(len(self.boxes))
        for row in np.argsort(-self.cuboids.near[:, 2], kind="stable").tolist():
            below, areas = resting[row]
            if len(below):
                loads[below] += (loads[row] + self.weights_g[row]) * areas / areas.sum()
        for row, box in enumerate(self.boxes):
            bears_g = _bears_g(box, int(self.sides[row, 0] * self.sides[row, 1]))
            if loads[row] > bears_g * (1 + ROUNDING):
                message = f"{self._at(row)} bears {loads[row]:.1f} g, allowed {bears_g:.1f} g"
                yield Breach("overloaded", box.key, message)

    def _apart(self) -> Iterator[Breach]:
        groups = np.array([box.group for box in self.boxes], dtype=str)
        for rule in self.judge.segregation:
            ones, others = np.flatnonzero(groups == rule.one), np.flatnonzero(groups == rule.other)
            for one, other in geometry.nearer(self.cuboids, ones, others, rule.apart_mm):
                message = f"{self._at(one)} ({rule.one}) is too near to {self._at(other)} ({rule.other})"
                yield Breach("not_apart", self.boxes[one].key, message)

    def _ways_out(self) -> Iterator[Breach]:
        stops = np.array([box.stop for box in self.boxes], dtype=np.int64)
        if len(set(stops.tolist())) < 2:
            return
        for outer, inner in geometry.barred(self.cuboids, stops):
            message = f"{self._at(outer)} is unloaded later and bars the way of {self._at(inner)}"
            yield Breach("barred", self.boxes[inner].key, message)


def differs(code: str, where: str, found: float, right: float) -> Iterator[Breach]:
    if abs(found - right) > 1e-6 * max(1.0, abs(right)):
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def twice_volume(container: Container) -> int:
    """In mm3, so that half ones are whole."""
    if container.contour:
        return abs(geometry.twice_area(container.contour)) * container.length_mm
    return 2 * container.length_mm * container.width_mm * container.height_mm


def _lies_as_it_may(placement: Placement, box: Box) -> Iterator[Breach]:
    edges = {Edge.LENGTH: box.length_mm, Edge.WIDTH: box.width_mm, Edge.HEIGHT: box.height_mm}
    along = [SIDES[letter] for letter in Orientation(placement.orientation).value]
    stated = [placement.length_mm, placement.width_mm, placement.height_mm]
    if [edges[edge] for edge in along] != stated:
        yield Breach("wrong_extents", box.key, f"{box.key} {placement.orientation} cannot measure {stated}")
    if along[2] not in box.upright:
        yield Breach("tilted", box.key, f"the {along[2]} of {box.key} stands upright and may not")


def _limits(balance: Balance | None, twice: list[int]) -> Iterator[tuple[str, int, int, int]]:
    if balance:
        yield "x", balance.length_from_mm, balance.length_to_mm, twice[0]
        yield "y", balance.width_from_mm, balance.width_to_mm, twice[1]


def _bears_g(box: Box, face_mm2: int) -> float:
    limits = [] if box.bears_g is None else [float(box.bears_g)]
    if box.bears_g_per_dm2 is not None:
        limits.append(box.bears_g_per_dm2 * face_mm2 / 10_000)
    return min(limits, default=float("inf"))
