"""Refuses packing problems whose values cannot be, naming every row at once."""

from collections.abc import Iterator

from optimizer.errors import Fault
from optimizer.faults import between, refuse, unique
from optimizer.packing.problems import Box, CartonProblem, CartonType, Container, LoadProblem, Segregation

# The ceilings keep every sum of products inside 64 bits.
MOST_MM = 20_000
MOST_GRAMS = 10**9
MOST_BOXES = 10_000
MOST_COST = 10**9


def refuse_wrong_load(problem: LoadProblem) -> None:
    refuse("load", [
        *_box_faults(problem.boxes),
        *unique("containers", [container.key for container in problem.containers]),
        *_container_faults(problem.containers),
        *between("problem", "support_percent", problem.support_percent, 0, 100),
        *_segregation_faults(problem.segregation, problem.boxes),
    ])  # fmt: skip


def refuse_wrong_cartons(problem: CartonProblem) -> None:
    refuse("carton", [
        *_box_faults(problem.boxes),
        *unique("cartons", [carton.key for carton in problem.cartons]),
        *_carton_faults(problem.cartons),
        *between("problem", "support_percent", problem.support_percent, 0, 100),
        *_segregation_faults(problem.segregation, problem.boxes),
    ])  # fmt: skip


def _box_faults(boxes: tuple[Box, ...]) -> Iterator[Fault]:
    yield from unique("boxes", [box.key for box in boxes])
    for row, box in enumerate(boxes):
        where = f"boxes[{row}]"
        for field in ("length_mm", "width_mm", "height_mm"):
            yield from between(where, field, getattr(box, field), 1, MOST_MM)
        yield from between(where, "weight_g", box.weight_g, 0, MOST_GRAMS)
        yield from between(where, "count", box.count, 1, MOST_BOXES)
        yield from between(where, "stop", box.stop, 0, MOST_BOXES)
        for field in ("bears_g", "bears_g_per_dm2"):
            if getattr(box, field) is not None:
                yield from between(where, field, getattr(box, field), 0, MOST_GRAMS)
        if not box.upright:
            message = f"no edge of {box.key} may stand upright"
            yield Fault(f"{where}.upright", "empty", message, "none", "length, width or height")
    total = sum(box.count for box in boxes if isinstance(box.count, int))
    if total > MOST_BOXES:
        yield Fault(
            "boxes", "too_many", f"there are {total} boxes in all", str(total), f"at most {MOST_BOXES}"
        )


def _container_faults(containers: tuple[Container, ...]) -> Iterator[Fault]:
    for row, container in enumerate(containers):
        where = f"containers[{row}]"
        for field in ("length_mm", "width_mm", "height_mm"):
            yield from between(where, field, getattr(container, field), 1, MOST_MM)
        yield from between(where, "max_weight_g", container.max_weight_g, 0, MOST_GRAMS)
        if container.contour:
            yield from _contour_faults(where, container)
        if container.balance:
            balance = container.balance
            for side, most in (("length", container.length_mm), ("width", container.width_mm)):
                low, high = getattr(balance, f"{side}_from_mm"), getattr(balance, f"{side}_to_mm")
                yield from between(f"{where}.balance", f"{side}_from_mm", low, 0, most)
                yield from between(f"{where}.balance", f"{side}_to_mm", high, 0, most)
                if low > high:
                    message = f"{side}_from_mm ({low}) is above {side}_to_mm ({high})"
                    name = f"{where}.balance.{side}_from_mm"
                    yield Fault(name, "wrong_order", message, str(low), f"at most {high}")


def _contour_faults(where: str, container: Container) -> Iterator[Fault]:
    points = container.contour
    for place, (y, z) in enumerate(points):
        yield from between(f"{where}.contour[{place}]", "y", y, 0, container.width_mm)
        yield from between(f"{where}.contour[{place}]", "z", z, 0, container.height_mm)
    turns = [
        (y2 - y1) * (z3 - z2) - (z2 - z1) * (y3 - y2)
        for (y1, z1), (y2, z2), (y3, z3) in zip(
            points, points[1:] + points[:1], points[2:] + points[:2], strict=True
        )
    ]
    if (
        len(points) < 3
        or len(set(points)) != len(points)
        or not (min(turns) >= 0 < max(turns) or max(turns) <= 0 > min(turns))
    ):
        message = f"the contour of {container.key} is not a convex polygon of three or more different points"
        yield Fault(f"{where}.contour", "not_convex", message, str(points), "points (y, z) once round")


def _carton_faults(cartons: tuple[CartonType, ...]) -> Iterator[Fault]:
    for row, carton in enumerate(cartons):
        where = f"cartons[{row}]"
        for field in ("length_mm", "width_mm", "height_mm"):
            yield from between(where, field, getattr(carton, field), 1, MOST_MM)
        for field in ("tare_g", "max_weight_g"):
            yield from between(where, field, getattr(carton, field), 0, MOST_GRAMS)
        yield from between(where, "cost", carton.cost, 0, MOST_COST)


def _segregation_faults(rules: tuple[Segregation, ...], boxes: tuple[Box, ...]) -> Iterator[Fault]:
    for row, rule in enumerate(rules):
        where = f"segregation[{row}]"
        for field in ("one", "other"):
            if not getattr(rule, field):
                yield Fault(f"{where}.{field}", "empty", "the rule names no group", "''", "a group of boxes")
        if rule.apart_mm is not None:
            yield from between(where, "apart_mm", rule.apart_mm, 1, MOST_MM)
