"""Judges packed containers against their problems, box by box, without a line of the code that packed them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from optimizer.packing.plans import CartonPlan, Filling, LoadPlan, Placement
from optimizer.packing.problems import (
    Box,
    CartonProblem,
    Container,
    Edge,
    LoadProblem,
    Orientation,
    Segregation,
)
from optimizer.plans import Breach, Proof

LOAD_RULES = (
    "inside the walls and the contour", "no two boxes in one place", "no more boxes than there are",
    "allowed edges upright", "weight within limits", "bases supported", "loads on top borne",
    "centre of gravity within limits", "groups apart", "earlier stops free", "figures and bound right",
)  # fmt: skip
CARTON_RULES = (*LOAD_RULES, "every box of the order packed", "cost right")

SIDES = {"l": Edge.LENGTH, "w": Edge.WIDTH, "h": Edge.HEIGHT}


def check_load(problem: LoadProblem, plan: LoadPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be loaded."""
    rules = _Rules(problem.boxes, problem.support_percent, problem.segregation)
    return (
        *_containers_once(problem.containers, plan.fillings),
        *_numbers(problem.boxes, plan),
        *(
            breach
            for container, filling in zip(problem.containers, plan.fillings, strict=False)
            for breach in rules.judge(container, filling)
        ),
        *_sums(problem, plan),
    )


def load_proof() -> Proof:
    return Proof("optimizer.packing.checks.check_load", LOAD_RULES)


def check_cartons(problem: CartonProblem, plan: CartonPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when the order may be packed by it."""
    rules = _Rules(problem.boxes, problem.support_percent, problem.segregation)
    types = {carton.key: carton for carton in problem.cartons}
    breaches: list[Breach] = []
    cost = gross_g = 0
    for row, filling in enumerate(plan.fillings):
        carton = types.get(filling.container)
        if carton is None:
            breaches.append(Breach("unknown_carton", filling.container, "it is not among the cartons"))
            continue
        cost += carton.cost
        gross_g += carton.tare_g + filling.weight_g
        inside = Container(
            f"carton {row + 1} ({carton.key})", carton.length_mm, carton.width_mm, carton.height_mm, carton.max_weight_g
        )  # fmt: skip
        breaches.extend(rules.judge(inside, filling))
    packed = Counter(placement.box for filling in plan.fillings for placement in filling.placements)
    breaches.extend(
        Breach(
            "wrong_number", box.key, f"{packed[box.key]} of {box.key} are packed, the order has {box.count}"
        )
        for box in problem.boxes
        if packed[box.key] != box.count
    )
    breaches.extend(_same("wrong_total", "cost", plan.cost, cost))
    breaches.extend(_same("wrong_total", "gross_weight_g", plan.gross_weight_g, gross_g))
    if plan.bound > plan.cost:
        breaches.append(
            Breach("wrong_bound", "bound", f"the bound {plan.bound} is above the cost {plan.cost}")
        )
    return tuple(breaches)


def carton_proof() -> Proof:
    return Proof("optimizer.packing.checks.check_cartons", CARTON_RULES)


def _same(code: str, where: str, found: float, right: float) -> Iterator[Breach]:
    if abs(found - right) > 1e-6 * max(1.0, abs(right)):
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def _containers_once(containers: Sequence[Container], fillings: Sequence[Filling]) -> Iterator[Breach]:
    listed, wanted = [filling.container for filling in fillings], [container.key for container in containers]
    if listed != wanted:
        yield Breach("wrong_containers", "fillings", f"the plan fills {listed}, the problem has {wanted}")


def _numbers(boxes: Sequence[Box], plan: LoadPlan) -> Iterator[Breach]:
    packed = Counter(placement.box for filling in plan.fillings for placement in filling.placements)
    left: Counter[str] = Counter()
    for line in plan.unplaced:
        left[line.box] += line.count
        if line.count < 1 or not line.refusals:
            yield Breach("no_reason", line.box, f"{line.box} is left out without a number or a reason")
    for box in boxes:
        if packed[box.key] + left[box.key] != box.count:
            message = f"{packed[box.key]} placed and {left[box.key]} left out, the problem has {box.count}"
            yield Breach("wrong_number", box.key, f"{box.key}: {message}")
    for key in sorted((packed | left).keys() - {box.key for box in boxes}):
        yield Breach("unknown_box", key, f"{key} is in the plan but not in the problem")


class _Rules:
    """The rules of one problem, for any of its containers."""

    def __init__(
        self, boxes: Sequence[Box], support_percent: int, segregation: Sequence[Segregation]
    ) -> None:
        self.boxes = {box.key: box for box in boxes}
        self.support_percent = support_percent
        self.segregation = segregation

    def judge(self, container: Container, filling: Filling) -> Iterator[Breach]:
        known = [placement for placement in filling.placements if placement.box in self.boxes]
        for placement in known:
            yield from self._lies_as_it_may(placement)
            yield from _inside(container, placement)
        yield from _overlaps(known)
        yield from self._weights(container, filling, known)
        resting = _resting(known)
        yield from self._support(known, resting)
        yield from self._top_loads(known, resting)
        yield from self._apart(known)
        yield from self._ways_out(known)

    def _lies_as_it_may(self, placement: Placement) -> Iterator[Breach]:
        box = self.boxes[placement.box]
        edges = {Edge.LENGTH: box.length_mm, Edge.WIDTH: box.width_mm, Edge.HEIGHT: box.height_mm}
        along = [SIDES[letter] for letter in Orientation(placement.orientation).value]
        stated = [placement.length_mm, placement.width_mm, placement.height_mm]
        if [edges[edge] for edge in along] != stated:
            yield Breach(
                "wrong_extents", box.key, f"{box.key} {placement.orientation} cannot measure {stated}"
            )
        if along[2] not in box.upright:
            yield Breach("tilted", box.key, f"the {along[2]} of {box.key} stands upright and may not")

    def _weights(self, container: Container, filling: Filling, known: list[Placement]) -> Iterator[Breach]:
        name = container.key
        weight_g = sum(self.boxes[placement.box].weight_g for placement in known)
        volume_mm3 = sum(_volume(placement) for placement in known)
        if weight_g > container.max_weight_g:
            message = f"{name} holds {weight_g} g, takes {container.max_weight_g} g"
            yield Breach("over_weight", name, message)
        yield from _same("wrong_figures", f"{name}.weight_g", filling.weight_g, weight_g)
        yield from _same("wrong_figures", f"{name}.volume_mm3", filling.volume_mm3, volume_mm3)
        share = Fraction(2 * volume_mm3, _twice_volume(container))
        yield from _same("wrong_figures", f"{name}.volume_share", filling.volume_share, float(share))
        weight_share = weight_g / container.max_weight_g if container.max_weight_g else 0.0
        yield from _same("wrong_figures", f"{name}.weight_share", filling.weight_share, weight_share)
        yield from self._centre(container, filling, known)

    def _centre(self, container: Container, filling: Filling, known: list[Placement]) -> Iterator[Breach]:
        weight_g = sum(self.boxes[placement.box].weight_g for placement in known)
        if not weight_g:
            return
        twice = [0, 0, 0]
        for placement in known:
            lies, spans = _corner(placement), _extents(placement)
            for side in range(3):
                twice[side] += self.boxes[placement.box].weight_g * (2 * lies[side] + spans[side])
        if filling.centre_mm is None:
            yield Breach("wrong_figures", container.key, f"{container.key} holds weight but states no centre")
            return
        for side, name in enumerate("xyz"):
            yield from _same("wrong_figures", f"{container.key}.centre.{name}", filling.centre_mm[side],
                             twice[side] / (2 * weight_g))  # fmt: skip
        if container.balance:
            allowed = container.balance
            limits = (
                (allowed.length_from_mm, allowed.length_to_mm),
                (allowed.width_from_mm, allowed.width_to_mm),
            )
            for side, (low, high) in enumerate(limits):
                if not 2 * weight_g * low <= twice[side] <= 2 * weight_g * high:
                    centre = f"{twice[side] / (2 * weight_g):.1f} mm along {'xy'[side]}"
                    message = (
                        f"the centre of gravity of {container.key} is at {centre}, allowed {low} to {high}"
                    )
                    yield Breach("off_balance", container.key, message)

    def _support(self, known: list[Placement], resting: list[dict[int, int]]) -> Iterator[Breach]:
        for placement, below in zip(known, resting, strict=True):
            base = placement.length_mm * placement.width_mm
            if placement.z_mm and 100 * sum(below.values()) < self.support_percent * base:
                share = f"{100 * sum(below.values()) / base:.1f} %"
                yield Breach(
                    "unsupported", placement.box, f"{_named(placement)} rests on {share} of its base"
                )

    def _top_loads(self, known: list[Placement], resting: list[dict[int, int]]) -> Iterator[Breach]:
        """From the top down, each box hands its weight and its load to those below by shares of touching area."""
        loads = [Fraction(0)] * len(known)
        for row in sorted(range(len(known)), key=lambda row: -known[row].z_mm):
            box, total = self.boxes[known[row].box], sum(resting[row].values())
            for below, area in resting[row].items():
                loads[below] += (loads[row] + box.weight_g) * Fraction(area, total)
        for placement, load in zip(known, loads, strict=True):
            box = self.boxes[placement.box]
            face = Fraction(placement.length_mm * placement.width_mm, 10_000)
            limits = [
                limit
                for limit in (
                    box.bears_g,
                    None if box.bears_g_per_dm2 is None else box.bears_g_per_dm2 * face,
                )
                if limit is not None
            ]
            if limits and load > min(limits):
                message = f"{_named(placement)} bears {float(load):.1f} g, allowed {float(min(limits)):.1f} g"
                yield Breach("overloaded", box.key, message)

    def _apart(self, known: list[Placement]) -> Iterator[Breach]:
        of_group: dict[str, list[Placement]] = defaultdict(list)
        for placement in known:
            of_group[self.boxes[placement.box].group].append(placement)
        for rule in self.segregation:
            for one in of_group[rule.one]:
                for other in of_group[rule.other]:
                    if one is not other and not _far_enough(one, other, rule.apart_mm):
                        message = f"{_named(one)} ({rule.one}) is too near to {_named(other)} ({rule.other})"
                        yield Breach("not_apart", one.box, message)

    def _ways_out(self, known: list[Placement]) -> Iterator[Breach]:
        if len({self.boxes[placement.box].stop for placement in known}) < 2:
            return
        for inner in known:
            for outer in known:
                later = self.boxes[outer.box].stop > self.boxes[inner.box].stop
                if later and _bars(outer, inner):
                    message = f"{_named(outer)} is unloaded later and bars the way of {_named(inner)}"
                    yield Breach("barred", inner.box, message)


def _named(placement: Placement) -> str:
    return f"{placement.box} at ({placement.x_mm}, {placement.y_mm}, {placement.z_mm})"


def _corner(placement: Placement) -> tuple[int, int, int]:
    return placement.x_mm, placement.y_mm, placement.z_mm


def _extents(placement: Placement) -> tuple[int, int, int]:
    return placement.length_mm, placement.width_mm, placement.height_mm


def _volume(placement: Placement) -> int:
    return placement.length_mm * placement.width_mm * placement.height_mm


def _twice_volume(container: Container) -> int:
    """By the shoelace formula."""
    contour = container.contour or (
        (0, 0), (container.width_mm, 0), (container.width_mm, container.height_mm), (0, container.height_mm)
    )  # fmt: skip
    area = sum(
        y1 * z2 - y2 * z1 for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True)
    )
    return abs(area) * container.length_mm


def _inside(container: Container, placement: Placement) -> Iterator[Breach]:
    limits = (container.length_mm, container.width_mm, container.height_mm)
    lies, spans = _corner(placement), _extents(placement)
    if any(
        at < 0 or span < 1 or at + span > limit for at, span, limit in zip(lies, spans, limits, strict=True)
    ):
        yield Breach("outside", placement.box, f"{_named(placement)} does not lie inside {container.key}")
        return
    contour = container.contour
    area = sum(
        y1 * z2 - y2 * z1 for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True)
    )
    turning = 1 if area > 0 else -1
    for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True):
        for y in (placement.y_mm, placement.y_mm + placement.width_mm):
            for z in (placement.z_mm, placement.z_mm + placement.height_mm):
                if turning * ((y2 - y1) * (z - z1) - (z2 - z1) * (y - y1)) < 0:
                    message = f"{_named(placement)} sticks out of the contour of {container.key}"
                    yield Breach("outside", placement.box, message)
                    return


def _spans_meet(at: int, span: int, other_at: int, other_span: int) -> int:
    return max(0, min(at + span, other_at + other_span) - max(at, other_at))


def _meets(one: Placement, other: Placement) -> tuple[int, int, int]:
    """How much two boxes have in common along x, y and z."""
    return (
        _spans_meet(one.x_mm, one.length_mm, other.x_mm, other.length_mm),
        _spans_meet(one.y_mm, one.width_mm, other.y_mm, other.width_mm),
        _spans_meet(one.z_mm, one.height_mm, other.z_mm, other.height_mm),
    )


def _overlaps(known: list[Placement]) -> Iterator[Breach]:
    ordered = sorted(known, key=lambda placement: placement.x_mm)
    for row, one in enumerate(ordered):
        for other in ordered[row + 1 :]:
            if other.x_mm >= one.x_mm + one.length_mm:
                break
            if all(_meets(one, other)):
                yield Breach("overlap", one.box, f"{_named(one)} and {_named(other)} are in one place")


def _resting(known: list[Placement]) -> list[dict[int, int]]:
    """For each box, the boxes that it rests on, with the touching areas."""
    tops = defaultdict(list)
    for row, placement in enumerate(known):
        tops[placement.z_mm + placement.height_mm].append(row)
    resting = []
    for placement in known:
        areas = {}
        for row in tops[placement.z_mm] if placement.z_mm else []:
            along_x, along_y, _ = _meets(placement, known[row])
            if along_x and along_y:
                areas[row] = along_x * along_y
        resting.append(areas)
    return resting


def _far_enough(one: Placement, other: Placement, apart_mm: int | None) -> bool:
    if apart_mm is None:
        return False
    gap_x = max(0, other.x_mm - one.x_mm - one.length_mm, one.x_mm - other.x_mm - other.length_mm)
    gap_y = max(0, other.y_mm - one.y_mm - one.width_mm, one.y_mm - other.y_mm - other.width_mm)
    return bool(gap_x**2 + gap_y**2 >= apart_mm**2)


def _bars(outer: Placement, inner: Placement) -> bool:
    """Whether `outer` stands between `inner` and the door, or above it."""
    along_x, along_y, along_z = _meets(outer, inner)
    before = along_y and along_z and outer.x_mm >= inner.x_mm + inner.length_mm
    above = along_x and along_y and outer.z_mm >= inner.z_mm + inner.height_mm
    return bool(before or above)


def _sums(problem: LoadProblem, plan: LoadPlan) -> Iterator[Breach]:
    yield from _same(
        "wrong_total", "volume_mm3", plan.volume_mm3, sum(filling.volume_mm3 for filling in plan.fillings)
    )
    bound = _volume_bound(problem)
    yield from _same("wrong_bound", "bound_mm3", plan.bound_mm3, bound)
    if plan.volume_mm3 > bound:
        yield Breach("wrong_bound", "bound_mm3", f"{plan.volume_mm3} mm3 are packed, above the bound {bound}")
    yield from _same("wrong_gap", "gap", plan.gap, 1 - plan.volume_mm3 / bound if bound else 0.0)


def _volume_bound(problem: LoadProblem) -> int:
    """The least of: all boxes; all containers' room; the most voluminous boxes per gram, cut to the weight limits."""
    room = sum(_twice_volume(container) for container in problem.containers) // 2
    left_g = sum(container.max_weight_g for container in problem.containers)
    by_density = sorted(
        ((box.weight_g * box.count, box.length_mm * box.width_mm * box.height_mm * box.count) for box in problem.boxes),
        key=lambda line: Fraction(line[0], line[1]),
    )  # fmt: skip
    volume = Fraction(0)
    for weight_g, volume_mm3 in by_density:
        taken = min(weight_g, left_g)
        volume += Fraction(volume_mm3 * taken, weight_g) if weight_g else volume_mm3
        left_g -= taken
    return min(room, int(volume))
