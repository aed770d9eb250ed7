"""Why a stop or shipment is skipped: no room for it anywhere, or dearer than its prize."""

from collections.abc import Iterator, Sequence

from optimizer.plans import Reason
from optimizer.routing.network import Network, Way, numbers_of
from optimizer.routing.plans import Run
from optimizer.routing.problems import Action
from optimizer.routing.timing import timed

# So many places in all are looked at, fewer in a plan on the way; where there are more, no figure is told.
MOST_LOOKS, LOOKS_ON_THE_WAY = 5_000, 500


def why_skipped(
    net: Network, runs: Sequence[Run], keys: Sequence[str], most_looks: int = MOST_LOOKS
) -> dict[str, Reason]:
    ways, numbers = list(_ways(net, runs)), numbers_of(net.problem)
    tasks = {task.key: task for task in net.problem.tasks}
    calls = {key: _calls(numbers, key) for key in keys}
    places = sum(_places(len(way.calls), len(called)) for called in calls.values() for way, _ in ways)
    if places > most_looks:
        text = "no cheaper plan with it was found, its prize is {}"
        return {key: Reason("not_worth_it", text.format(tasks[key].prize)) for key in keys}
    return {key: _why(net, ways, tasks[key].prize, calls[key]) for key in keys}


def _places(length: int, calls: int) -> int:
    """In how many orders one or two calls go on a way."""
    return length + 1 if calls == 1 else (length + 1) * (length + 2) // 2


def _why(net: Network, ways: Sequence[tuple[Way, int]], prize: int | None, calls: tuple[int, ...]) -> Reason:
    extra = min((cost for cost in _tries(net, ways, calls) if cost is not None), default=None)
    if extra is None:
        return Reason("no_room", "no vehicle has the room and the time left for it")
    text = f"visiting it would add {extra} at least where it fits, its prize is {prize}"
    return Reason("dearer_than_prize", text)


def _calls(numbers: dict[tuple[str, Action], int], key: str) -> tuple[int, ...]:
    if (key, Action.VISIT) in numbers:
        return (numbers[key, Action.VISIT],)
    return numbers[key, Action.PICKUP], numbers[key, Action.DELIVERY]


def _ways(net: Network, runs: Sequence[Run]) -> Iterator[tuple[Way, int]]:
    """Each run as a way again, and every unit of which a vehicle stands idle, with what it costs now."""
    numbers = numbers_of(net.problem)
    free = [unit.count for unit in net.units]
    for run in runs:
        row = next(row for row, unit in enumerate(net.units) if free[row] and _drives(net, row, run))
        free[row] -= 1
        begun = net.units[row].begun
        visits = run.visits[len(begun.visits) if begun else 0 :]
        yield Way(row, tuple(numbers[visit.stop, visit.action] for visit in visits)), run.cost
    for row, count in enumerate(free):
        if count and net.units[row].begun is None:
            yield Way(row, ()), 0


def _drives(net: Network, row: int, run: Run) -> bool:
    unit = net.units[row]
    if unit.begun is None:
        return net.type_of(unit).key == run.vehicle
    old = unit.begun.run
    kept = len(unit.begun.visits)
    return (old.vehicle, old.leaves_s, old.visits[:kept]) == (run.vehicle, run.leaves_s, run.visits[:kept])


def _tries(net: Network, ways: Sequence[tuple[Way, int]], calls: tuple[int, ...]) -> Iterator[int | None]:
    """What it adds to the cost at every place of every way; None where it does not fit."""
    for way, cost in ways:
        for order in _orders(way.calls, calls):
            run = timed(net, Way(way.unit, order))
            yield None if run is None else run.cost - cost


def _orders(order: tuple[int, ...], calls: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    first, *others = calls
    for i in range(len(order) + 1):
        if not others:
            yield (*order[:i], first, *order[i:])
            continue
        for j in range(i, len(order) + 1):
            yield (*order[:i], first, *order[i:j], *others, *order[j:])
