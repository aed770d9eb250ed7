"""Proves by pairs that a fleet is too small: stops of which no two fit on one run need a vehicle each."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Fault
from optimizer.routing.network import Network

MOST_NAMED = 8


def too_many_at_once(net: Network) -> Iterator[Fault]:
    """A greedy clique of stops that exclude each other, when it is larger than the fleet."""
    rows = [
        row
        for row, stop in enumerate(net.problem.stops)
        if stop.prize is None and row not in net.done and row not in net.held
    ]
    vehicles = sum(unit.count for unit in net.units)
    if len(rows) <= vehicles:
        return
    clique = _clique(_excluding(net, rows, net.seconds), vehicles)
    if len(clique) > vehicles:
        # A detour may be quicker than the table's own way, so what is claimed holds for the quickest ways.
        clique = _clique(_excluding(net, rows, _quickest(net.seconds)), vehicles)
    if len(clique) <= vehicles:
        return
    keys = [net.problem.stops[rows[place]].key for place in clique]
    named = ", ".join(keys[:MOST_NAMED]) + (" …" if len(keys) > MOST_NAMED else "")
    message = (
        f"No two of {len(keys)} stops can be on one run, because their windows lie too close for the way "
        f"between them ({named}), and the fleet counts {vehicles}"
    )
    for place in clique:
        yield Fault(
            f"stops[{rows[place]}]", "too_many_at_once", message, str(vehicles), f"{len(keys)} vehicles"
        )


def _quickest(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Floyd and Warshall's shortest ways between all places."""
    quickest = seconds.copy()
    for place in range(len(quickest)):
        np.minimum(quickest, quickest[:, place, None] + quickest[place], out=quickest)
    return quickest


def _excluding(net: Network, rows: list[int], seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of stops fit in neither order, by windows alone."""
    calls = [net.calls[row] for row in rows]
    opens, closes, service = (
        np.array([getattr(call, name) for call in calls], dtype=np.int64)
        for name in ("open_s", "close_s", "service_s")
    )
    places = [call.at for call in calls]
    late = (opens + service)[:, None] + seconds[np.ix_(places, places)] > closes[None, :]
    both: NDArray[np.bool_] = late & late.T
    np.fill_diagonal(both, False)
    return both


def _clique(excluding: NDArray[np.bool_], vehicles: int) -> list[int]:
    """The largest that grows from any stop by always taking the one that excludes most of what is left; nothing when
    none can outnumber the vehicles."""
    best: list[int] = []
    places = _core(excluding, vehicles)
    inside = excluding[np.ix_(places, places)]
    for first in np.argsort(-inside.sum(axis=1), kind="stable")[:50].tolist():
        clique, left = [first], inside[first].copy()
        while left.any():
            rows = np.flatnonzero(left)
            chosen = int(rows[inside[np.ix_(rows, rows)].sum(axis=1).argmax()])
            clique.append(chosen)
            left &= inside[chosen]
        best = max(best, clique, key=len)
    return sorted(int(places[place]) for place in best)


def _core(excluding: NDArray[np.bool_], vehicles: int) -> NDArray[np.intp]:
    """The stops that each exclude as many others among them as there are vehicles: a clique that outnumbers the
    vehicles has no other stop (S. Seidman, Network structure and minimum degree, 1983)."""
    places = np.arange(len(excluding))
    while len(places):
        able = excluding[np.ix_(places, places)].sum(axis=1) >= vehicles
        if able.all():
            break
        places = places[able]
    return places
