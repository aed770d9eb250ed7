"""How pickers walk and batch without an optimizer, for comparison: S-shape, return, largest gap (Hall 1993)."""

from collections.abc import Sequence
from itertools import pairwise

from optimizer.picking.problems import AisleFloor, Order, Pick, PickingProblem


def s_shape_mm(floor: AisleFloor, picks: Sequence[Pick]) -> int:
    """Through every aisle with picks; when their number is odd, into the last one and back."""
    aisles = _heights(floor, picks)
    length = floor.cross_y_mm[-1] - floor.cross_y_mm[0]
    through = len(aisles) - len(aisles) % 2
    last = 2 * max(list(aisles.values())[-1]) if len(aisles) % 2 else 0
    return _across(floor, aisles) + through * length + last


def return_mm(floor: AisleFloor, picks: Sequence[Pick]) -> int:
    """Into every aisle as far as its last pick, and back."""
    aisles = _heights(floor, picks)
    return _across(floor, aisles) + sum(2 * max(heights) for heights in aisles.values())


def largest_gap_mm(floor: AisleFloor, picks: Sequence[Pick]) -> int:
    """Through the first and the last aisle; into the others from both ends, so that the largest gap is left out."""
    aisles = _heights(floor, picks)
    if len(aisles) < 2:
        return return_mm(floor, picks)
    length = floor.cross_y_mm[-1] - floor.cross_y_mm[0]
    between = list(aisles.values())[1:-1]
    gaps = [max(b - a for a, b in pairwise([0, *sorted(heights), length])) for heights in between]
    return _across(floor, aisles) + 2 * length + sum(2 * (length - gap) for gap in gaps)


def first_come(problem: PickingProblem) -> list[list[Order]]:
    """Orders as they came; a batch is closed when the next order does not fit."""
    found: list[list[Order]] = [[]]
    for order in problem.orders:
        if sum(held.items for held in found[-1]) + order.items > problem.cart.capacity_items:
            found.append([])
        found[-1].append(order)
    return found


def _heights(floor: AisleFloor, picks: Sequence[Pick]) -> dict[int, set[int]]:
    """Heights above the front cross aisle, by aisle from the left."""
    aisles: dict[int, set[int]] = {}
    for pick in sorted(picks, key=lambda pick: pick.aisle):
        aisles.setdefault(pick.aisle, set()).add(pick.y_mm - floor.cross_y_mm[0])
    return aisles


def _across(floor: AisleFloor, aisles: dict[int, set[int]]) -> int:
    """There and back along the cross aisles: from the depot to the aisles at both ends."""
    ends = (floor.aisle_x_mm[min(aisles)], floor.aisle_x_mm[max(aisles)], floor.depot_x_mm)
    return 2 * (max(ends) - min(ends))
