"""Why a container does not take a box, in the planner's words."""

from optimizer.packing.leftovers import Leftovers
from optimizer.packing.model import ORIENTATIONS, extents, fits_empty
from optimizer.packing.plans import Refusal
from optimizer.packing.problems import Box, Container, LoadProblem
from optimizer.packing.search import Meter
from optimizer.plans import Reason
from optimizer.wording import kilograms

SENTENCES = {
    "support": "where it has room, less than {support} % of its base would rest",
    "top_load": "where it has room, it would rest on boxes that may not bear it",
    "segregation": "where it has room, it would stand too near to a group that it must be kept from",
    "unload_order": "where it has room, it would bar the way of boxes that are unloaded earlier, or be barred itself",
    "balance": "where it has room, it would move the centre of gravity out of its limits",
    "weight": "it weighs {weight}, and {spare} are left of the weight limit",
    "time": "the budget ended before every place was tried for it; give more seconds",
    "no_room": "no free space holds it; the largest is {largest} mm",
}


def refusal(
    problem: LoadProblem, container: Container, leftovers: Leftovers, kind: int, meter: Meter
) -> Refusal:
    """The rules that keep one more of the box out where the fewest do; the code names them, joined by +."""
    box = problem.boxes[kind]
    return Refusal(container.key, _at_all(box, container) or _now(problem, container, leftovers, kind, meter))


def _at_all(box: Box, container: Container) -> Reason | None:
    """What keeps the box out of the empty container."""
    if box.weight_g > container.max_weight_g:
        text = f"it weighs {kilograms(box.weight_g)}, the container takes {kilograms(container.max_weight_g)}"
        return Reason("weight", text)
    lies = [turn for turn in ORIENTATIONS if fits_empty(container, extents(box, turn))]
    upright = {"l": "length", "w": "width", "h": "height"}
    if not lies:
        size = f"{box.length_mm} × {box.width_mm} × {box.height_mm} mm"
        return Reason("too_large", f"{size} do not fit into the empty container in any orientation")
    if not any(upright[turn.value[2]] in box.upright for turn in lies):
        edges = " or ".join(sorted({upright[turn.value[2]] for turn in lies}))
        return Reason("upright", f"it would fit only with its {edges} upright, which it does not allow")
    return None


def _now(problem: LoadProblem, container: Container, leftovers: Leftovers, kind: int, meter: Meter) -> Reason:
    kept = leftovers.kept_out(kind, meter)
    spare_g = container.max_weight_g - leftovers.weight_g
    text = "; ".join(
        SENTENCES[rule].format(
            support=problem.support_percent,
            weight=kilograms(problem.boxes[kind].weight_g),
            spare=kilograms(spare_g),
            largest=" × ".join(str(side) for side in kept.largest),
        )
        for rule in sorted(kept.rules)
    )
    return Reason("+".join(sorted(kept.rules)), text)
