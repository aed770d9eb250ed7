"""Floors and orders drawn at random, for the picking benchmark and its comparisons."""

import random

from optimizer.picking.problems import AisleFloor, Cart, Order, Pick, PickingProblem

AISLES, POSITIONS = 10, 45
POSITION_MM, AISLE_MM = 1_000, 5_000


def floor(blocks: int = 1) -> AisleFloor:
    """10 aisles 5 m apart, 45 positions 1 m apart, cross aisles 1 m beyond them, the depot before the first aisle."""
    high_mm = POSITION_MM * (POSITIONS + 1)
    cross_y_mm = tuple(high_mm * row // blocks for row in range(blocks + 1))
    return AisleFloor(tuple(AISLE_MM * aisle for aisle in range(AISLES)), cross_y_mm, 0)


def picks(number: int, draw: random.Random, name: str = "P") -> tuple[Pick, ...]:
    """Each position is as likely as any other; a position may come twice."""
    return tuple(
        Pick(f"{name}{row}", draw.randrange(AISLES), POSITION_MM * draw.randint(1, POSITIONS))
        for row in range(number)
    )


def orders(number: int, capacity_items: int, seed: int) -> PickingProblem:
    """Orders of 5 to 25 lines, one item a line, all due at the same time."""
    draw = random.Random(seed)
    drawn = []
    for row in range(number):
        lines = draw.randint(5, 25)
        drawn.append(Order(f"O{row}", picks(lines, draw, f"O{row}-"), items=lines))
    return PickingProblem(floor(), tuple(drawn), Cart(capacity_items))
