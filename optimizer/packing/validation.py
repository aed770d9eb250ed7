"""Refuses packing problems whose values cannot be, naming every row at once."""

from collections.abc import Iterable, Iterator, Sequence

from optimizer.errors import Fault, InvalidProblem
from optimizer.packing.problems import Box, CartonProblem, CartonType, Container, LoadProblem, Segregation

# The ceilings keep every sum of products inside 64 bits.
MOST_MM = 20_000
MOST_GRAMS = 10**9
MOST_BOXES = 10_000
MOST_COST = 10**9


def refuse_wrong_load(problem: LoadProblem) -> None:
    _refuse("load", [
        *_box_faults(problem.boxes),
        *_unique("containers", [container.key for container in problem.containers]),
        *_container_faults(problem.containers),
        *_between("problem", "support_percent", problem.support_percent, 0, 100),
        *_segregation_faults(problem.segregation, problem.boxes),
    ])  # fmt: skip


def refuse_wrong_cartons(problem: CartonProblem) -> None:
    _refuse("carton", [
        *_box_faults(problem.boxes),
        *_unique("cartons", [carton.key for carton in problem.cartons]),
        *_carton_faults(problem.cartons),
        *_between("problem", "support_percent", problem.support_percent, 0, 100),
        *_segregation_faults(problem.segregation, problem.boxes),
    ])  # fmt: skip


def _refuse(kind: str, faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        more = "" if len(found) == 1 else f", and {len(found) - 1} more"
        raise InvalidProblem(
            f"The {kind} problem is wrong at {found[0].where}: {found[0].message}{more}.", found
        )


def _between(where: str, field: str, found: int, low: int, high: int) -> Iterator[Fault]:
    if isinstance(found, bool) or not isinstance(found, int):
        message, code = f"{field} is {found!r}, which is not a whole number", "not_whole"
    elif low <= found <= high:
        return
    else:
        message, code = f"{field} is {found}, but must be {low} to {high}", "out_of_range"
    yield Fault(f"{where}.{field}", code, message, repr(found), f"{low} to {high}")


def _unique(kind: str, keys: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        where = f"{kind}[{row}].key"
        if not key:
            yield Fault(where, "empty", f"row {row} of {kind} has no key", repr(key), "a name")
        elif key in first:
            yield Fault(where, "twice", f"{key} is also row {first[key]} of {kind}", key, "a name used once")
        first.setdefault(key, row)
    if not keys:
        yield Fault(kind, "empty", f"there are no {kind}", "0", "1 or more")


def _box_faults(boxes: tuple[Box, ...]) -> Iterator[Fault]:
    yield from _unique("boxes", [box.key for box in boxes])
    for row, box in enumerate(boxes):
        where = f"boxes[{row}]"
        for field in ("length_mm", "width_mm", "height_mm"):
            yield from _between(where, field, getattr(box, field), 1, MOST_MM)
        yield from _between(where, "weight_g", box.weight_g, 0, MOST_GRAMS)
        yield from _between(where, "count", box.count, 1, MOST_BOXES)
        yield from _between(where, "stop", box.stop, 0, MOST_BOXES)
        for field in ("bears_g", "bears_g_per_dm2"):
            if getattr(box, field) is not None:
                yield from _between(where, field, getattr(box, field), 0, MOST_GRAMS)
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
            yield from _between(where, field, getattr(container, field), 1, MOST_MM)
        yield from _between(where, "max_weight_g", container.max_weight_g, 0, MOST_GRAMS)
        if container.contour:
            yield from _contour_faults(where, container)
        if container.balance:
            balance = container.balance
            for side, most in (("length", container.length_mm), ("width", container.width_mm)):
                low, high = getattr(balance, f"{side}_from_mm"), getattr(balance, f"{side}_to_mm")
                yield from _between(f"{where}.balance", f"{side}_from_mm", low, 0, most)
                yield from _between(f"{where}.balance", f"{side}_to_mm", high, 0, most)
                if low > high:
                    message = f"{side}_from_mm ({low}) is above {side}_to_mm ({high})"
                    name = f"{where}.balance.{side}_from_mm"
                    yield Fault(name, "wrong_order", message, str(low), f"at most {high}")


def _contour_faults(where: str, container: Container) -> Iterator[Fault]:
    points = container.contour
    for place, (y, z) in enumerate(points):
        yield from _between(f"{where}.contour[{place}]", "y", y, 0, container.width_mm)
        yield from _between(f"{where}.contour[{place}]", "z", z, 0, container.height_mm)
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
            yield from _between(where, field, getattr(carton, field), 1, MOST_MM)
        for field in ("tare_g", "max_weight_g"):
            yield from _between(where, field, getattr(carton, field), 0, MOST_GRAMS)
        yield from _between(where, "cost", carton.cost, 0, MOST_COST)


def _segregation_faults(rules: tuple[Segregation, ...], boxes: tuple[Box, ...]) -> Iterator[Fault]:
    for row, rule in enumerate(rules):
        where = f"segregation[{row}]"
        for field in ("one", "other"):
            if not getattr(rule, field):
                yield Fault(f"{where}.{field}", "empty", "the rule names no group", "''", "a group of boxes")
        if rule.apart_mm is not None:
            yield from _between(where, "apart_mm", rule.apart_mm, 1, MOST_MM)
