"""Random small packing problems, and plans spoiled in one way."""

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from optimizer.packing.plans import Filling, LoadPlan, Placement
from optimizer.packing.problems import Balance, Box, Container, Edge, LoadProblem, Segregation

LD3 = ((0, 0), (60, 0), (90, 30), (90, 80), (0, 80))


@st.composite
def load_problems(draw: st.DrawFn) -> LoadProblem:
    """A few small boxes and one or two containers, with any of the rules."""
    sides = st.integers(5, 45)
    containers = tuple(
        Container(
            f"container {row}",
            draw(st.integers(40, 120)),
            90,
            80,
            draw(st.sampled_from([500, 3_000, 10**6])),
            contour=draw(st.sampled_from([(), LD3])),
            balance=draw(st.sampled_from([None, Balance(15, 25, 30, 60)])),
        )
        for row in range(draw(st.integers(1, 2)))
    )
    boxes = tuple(
        Box(
            f"box {row}",
            draw(sides),
            draw(sides),
            draw(sides),
            draw(st.integers(0, 300)),
            draw(st.integers(1, 8)),
            draw(st.frozensets(st.sampled_from(Edge), min_size=1)),
            bears_g=draw(st.sampled_from([None, None, 0, 200])),
            bears_g_per_dm2=draw(st.sampled_from([None, None, 3_000])),
            stop=draw(st.integers(0, 2)),
            group=draw(st.sampled_from(["", "", "acid", "base"])),
        )
        for row in range(draw(st.integers(1, 5)))
    )
    rules = draw(st.sampled_from([(), (Segregation("acid", "base", 20),), (Segregation("acid", "base"),)]))
    return LoadProblem(boxes, containers, draw(st.sampled_from([0, 60, 75, 100])), rules)


def with_placements(problem: LoadProblem, plan: LoadPlan, *placements: Placement) -> LoadPlan:
    """The plan with these placements in its first container and figures that fit them."""
    weights = {box.key: box.weight_g for box in problem.boxes}
    container = problem.containers[0]
    volume = sum(each.length_mm * each.width_mm * each.height_mm for each in placements)
    weight = sum(weights[each.box] for each in placements)
    filling = Filling(
        container=container.key,
        placements=placements,
        volume_mm3=volume,
        weight_g=weight,
        volume_share=volume / (container.length_mm * container.width_mm * container.height_mm),
        weight_share=weight / container.max_weight_g,
        centre_mm=_centre(placements, weights) if weight else None,
    )
    gap = 1 - volume / plan.bound_mm3
    return replace(plan, fillings=(filling, *plan.fillings[1:]), unplaced=(), volume_mm3=volume, gap=gap)


def _centre(placements: tuple[Placement, ...], weights: dict[str, int]) -> tuple[float, float, float]:
    total = sum(weights[each.box] for each in placements)
    x = sum(weights[each.box] * (each.x_mm + each.length_mm / 2) for each in placements) / total
    y = sum(weights[each.box] * (each.y_mm + each.width_mm / 2) for each in placements) / total
    z = sum(weights[each.box] * (each.z_mm + each.height_mm / 2) for each in placements) / total
    return x, y, z


def freight(seed: int, kinds: int = 8) -> tuple[Box, ...]:
    """Boxes in the manner of the published instances for a container of 587 by 233 by 220: many sides are alike."""
    draw = Random(seed)
    return tuple(
        Box(
            f"box {row}",
            draw.randint(30, 120),
            draw.randint(25, 100),
            draw.randint(20, 80),
            0,
            draw.randint(5, 2 + 130 // kinds),
            frozenset({Edge.HEIGHT, *(edge for edge in Edge if draw.random() < 0.6)}),
        )
        for row in range(kinds)
    )
