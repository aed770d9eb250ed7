"""Orders into waves by their cut-offs, and each wave's batches to pickers so that they are back in time."""

import heapq
from collections import defaultdict
from collections.abc import Sequence

from optimizer.picking.plans import Batch, Tour, Wave
from optimizer.picking.problems import Crew, Order, PickingProblem


def waves_of(problem: PickingProblem) -> list[tuple[int, list[Order]]]:
    """The orders of each wave, the earliest first; within a wave by cut-off."""
    found: dict[int, list[Order]] = defaultdict(list)
    for order in sorted(problem.orders, key=lambda order: order.cutoff_at):
        found[order.cutoff_at // problem.wave_s].append(order)
    return sorted(found.items())


def takes_s(crew: Crew, tour: Tour) -> int:
    """Making ready, walking (rounded up to whole seconds) and taking."""
    return crew.setup_s + crew.pick_s * len(tour.order) + -(-tour.length_mm // crew.speed_mm_s)


def scheduled(
    problem: PickingProblem, waves: Sequence[tuple[int, Sequence[tuple[Sequence[Order], Tour]]]]
) -> list[Batch]:
    """Wave after wave, the batches due first and then the longest first, each to the picker who is free first."""
    free = [(problem.crew.starts_at, picker) for picker in range(problem.crew.pickers)]
    batches: list[Batch] = []
    for wave, tours in waves:
        for orders, tour in sorted(tours, key=lambda one: _urgency(problem.crew, *one)):
            starts_at, picker = heapq.heappop(free)
            ends_at = starts_at + takes_s(problem.crew, tour)
            heapq.heappush(free, (ends_at, picker))
            batches.append(
                Batch(
                    key=f"B{len(batches) + 1}",
                    wave=wave,
                    orders=tuple(order.key for order in orders),
                    tour=tour,
                    picker=picker,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    late_s=sum(max(0, ends_at - order.cutoff_at) for order in orders),
                )
            )
    return batches


def _urgency(crew: Crew, orders: Sequence[Order], tour: Tour) -> tuple[int, int]:
    return (min(order.cutoff_at for order in orders), -takes_s(crew, tour))


def summed(problem: PickingProblem, batches: Sequence[Batch]) -> tuple[Wave, ...]:
    cutoffs = {order.key: order.cutoff_at for order in problem.orders}
    waves: dict[int, list[Batch]] = defaultdict(list)
    for batch in batches:
        waves[batch.wave].append(batch)
    return tuple(
        Wave(
            wave=wave,
            cutoff_at=min(cutoffs[key] for batch in own for key in batch.orders),
            batches=len(own),
            length_mm=sum(batch.tour.length_mm for batch in own),
            ends_at=max(batch.ends_at for batch in own),
            slack_s=min(cutoffs[key] - batch.ends_at for batch in own for key in batch.orders),
        )
        for wave, own in sorted(waves.items())
    )
