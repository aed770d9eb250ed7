"""Lower bounds on the number of bins that need no search: L2 and dual feasible functions, for one kind of bin."""

import numpy as np

from optimizer.bins.model import Ints, Model


def quick_bound(model: Model) -> int:
    """The highest of the bounds on the cost, over all resources; with several kinds of bins only that of the room."""
    rows = range(model.needs.shape[1])
    if len(model.cost) > 1:
        return max((_room(model, row) for row in rows), default=0)
    each = [_least_bins(model.needs[:, row], model.demand, int(model.capacity[0, row])) for row in rows]
    return max(each, default=0) * int(model.cost[0])


def _room(model: Model, row: int) -> int:
    """Bins bought by their room of one resource, the cheapest room first, in parts (a relaxation)."""
    left = int(model.needs[:, row] @ model.demand)
    total, kinds = 0.0, [place for place in range(len(model.cost)) if model.capacity[place, row] > 0]
    for place in sorted(kinds, key=lambda place: model.cost[place] / model.capacity[place, row]):
        room, count = int(model.capacity[place, row]), model.count[place]
        bought = left if count is None else min(left, room * count)
        total += bought * int(model.cost[place]) / room
        left -= bought
    return max(0, int(np.ceil(total * (1 - 1e-12) - 1e-6)))


def _least_bins(sizes: Ints, demand: Ints, capacity: int) -> int:
    if capacity == 0 or not len(sizes):
        return int(demand.any())
    return max(_l2(sizes, demand, capacity), _rounded(sizes, demand, capacity))


def _l2(sizes: Ints, demand: Ints, capacity: int) -> int:
    """Martello & Toth 1990: for every limit, large pieces alone, middle ones alone, small ones fill what is left."""
    best = -(-int(sizes @ demand) // capacity)
    for limit in np.unique(sizes[2 * sizes <= capacity]).tolist():
        large = sizes > capacity - limit
        middle = ~large & (2 * sizes > capacity)
        small = ~large & ~middle & (sizes >= limit)
        alone = int(demand[large].sum() + demand[middle].sum())
        free = capacity * int(demand[middle].sum()) - int(sizes[middle] @ demand[middle])
        rest = int(sizes[small] @ demand[small]) - free
        best = max(best, alone + max(0, -(-rest // capacity)))
    return best


def _rounded(sizes: Ints, demand: Ints, capacity: int) -> int:
    """The dual feasible function u(k) of Fekete & Schepers 2001 for k up to 100, in whole numbers."""
    best = 0
    for k in range(1, 101):
        whole = (sizes * (k + 1)) % capacity == 0
        value = np.where(whole, sizes * k, (sizes * (k + 1) // capacity) * capacity)
        best = max(best, -(-int(value @ demand) // (k * capacity)))
    return best
