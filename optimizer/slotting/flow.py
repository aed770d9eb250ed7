"""Slotting as a least-cost flow: exact while only the number of parcels in a slot binds, and a bound always."""

from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.slotting.pairs import UNPLACED, Ints, Pairs


def is_linear(pairs: Pairs) -> bool:
    """Whether lanes do not matter, and every slot takes by weight and volume whatever it takes by number."""
    if pairs.cost.size and pairs.spread and (pairs.lane >= 0).any():
        return False
    return all(_only_number_binds(pairs, slot) for slot in range(len(pairs.room)))


def _only_number_binds(pairs: Pairs, slot: int) -> bool:
    most = int(pairs.room[slot, 2])
    may = pairs.needs[pairs.allowed[:, slot]]
    if most >= len(may):
        heaviest = may[:, :2].sum(axis=0)
    else:
        heaviest = np.sort(may[:, :2], axis=0)[len(may) - most :].sum(axis=0)
    return bool((heaviest <= pairs.room[slot, :2]).all())


def by_flow(pairs: Pairs) -> tuple[Ints, int]:
    """The least-cost choice when only numbers bind, and its cost without lanes, which no choice can be below."""
    parcels, slots = pairs.allowed.shape
    rows, columns = np.nonzero(pairs.allowed)
    source, sink, stays = parcels + slots, parcels + slots + 1, parcels + slots + 2
    everyone, all_slots = np.arange(parcels), np.arange(slots)
    arcs: list[tuple[Any, Any, Any, Any]] = [
        (np.full(parcels, source), everyone, 1, 0),
        (rows, parcels + columns, 1, pairs.cost[rows, columns]),
        (everyone, np.full(parcels, stays), 1, pairs.unplaced),
        (parcels + all_slots, np.full(slots, sink), pairs.room[:, 2], 0),
        (np.array([stays]), np.array([sink]), parcels, 0),
    ]
    flow = min_cost_flow.SimpleMinCostFlow()
    added = [flow.add_arcs_with_capacity_and_unit_cost(*np.broadcast_arrays(*arc)) for arc in arcs]
    flow.set_nodes_supplies(np.array([source, sink]), np.array([parcels, -parcels]))
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("every parcel may stay without a slot, so there is always a flow")
    taken = flow.flows(added[1]) > 0
    choice = np.full(parcels, UNPLACED, dtype=np.int64)
    choice[rows[taken]] = columns[taken]
    return choice, int(flow.optimal_cost())
