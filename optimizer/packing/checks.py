"""Judges load and carton plans against their problems, without a line of the code that made them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from optimizer.packing.judging import Judge, differs, twice_volume
from optimizer.packing.plans import CartonPlan, Filling, LoadPlan
from optimizer.packing.problems import Box, CartonProblem, Container, LoadProblem
from optimizer.plans import Breach, Proof

LOAD_RULES = (
    "inside the walls and the contour", "no two boxes in one place", "no more boxes than there are",
    "allowed edges upright", "weight within limits", "bases supported", "loads on top borne",
    "centre of gravity within limits", "groups apart", "earlier stops free", "figures and bound right",
)  # fmt: skip
CARTON_RULES = (*LOAD_RULES, "every box of the order packed", "cost right")


def check_load(problem: LoadProblem, plan: LoadPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be loaded."""
    rules = Judge(problem.boxes, problem.support_percent, problem.segregation)
    return (
        *_containers_once(problem.containers, plan.fillings),
        *_numbers(problem.boxes, plan),
        *(
            breach
            for container, filling in zip(problem.containers, plan.fillings, strict=False)
            for breach in rules.breaches(container, filling)
        ),
        *_sums(problem, plan),
    )


def load_proof() -> Proof:
    return Proof("optimizer.packing.checks.check_load", LOAD_RULES)


def check_cartons(problem: CartonProblem, plan: CartonPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when the order may be packed by it."""
    rules = Judge(problem.boxes, problem.support_percent, problem.segregation)
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
        breaches.extend(rules.breaches(inside, filling))
    packed = Counter(placement.box for filling in plan.fillings for placement in filling.placements)
    breaches.extend(
        Breach(
            "wrong_number", box.key, f"{packed[box.key]} of {box.key} are packed, the order has {box.count}"
        )
        for box in problem.boxes
        if packed[box.key] != box.count
    )
    breaches.extend(differs("wrong_total", "cost", plan.cost, cost))
    breaches.extend(differs("wrong_total", "gross_weight_g", plan.gross_weight_g, gross_g))
    if plan.bound > plan.cost:
        breaches.append(
            Breach("wrong_bound", "bound", f"the bound {plan.bound} is above the cost {plan.cost}")
        )
    return tuple(breaches)


def carton_proof() -> Proof:
    return Proof("optimizer.packing.checks.check_cartons", CARTON_RULES)


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


def _sums(problem: LoadProblem, plan: LoadPlan) -> Iterator[Breach]:
    yield from differs(
        "wrong_total", "volume_mm3", plan.volume_mm3, sum(filling.volume_mm3 for filling in plan.fillings)
    )
    bound = _volume_bound(problem)
    yield from differs("wrong_bound", "bound_mm3", plan.bound_mm3, bound)
    if plan.volume_mm3 > bound:
        yield Breach("wrong_bound", "bound_mm3", f"{plan.volume_mm3} mm3 are packed, above the bound {bound}")
    yield from differs("wrong_gap", "gap", plan.gap, 1 - plan.volume_mm3 / bound if bound else 0.0)


def _volume_bound(problem: LoadProblem) -> int:
    """The least of: all boxes; all containers' room; the most voluminous boxes per gram, cut to the weight limits."""
    room = sum(twice_volume(container) for container in problem.containers) // 2
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
