"""Refuses bin problems whose values cannot be, and says which pieces can go into no bin at all."""

from collections.abc import Iterator, Sequence

from optimizer.bins.problems import BinProblem, BinType
from optimizer.errors import Fault, Infeasible
from optimizer.faults import between, refuse, unique

MOST = 10**9


def refuse_wrong_bins(problem: BinProblem) -> None:
    refuse("bin", _faults(problem))
    lost = [*_homeless(problem), *_torn(problem)]
    lost = lost or [*_short(problem)]
    if lost:
        more = "" if len(lost) == 1 else f", and {len(lost) - 1} more"
        raise Infeasible(f"The pieces cannot all be put into bins: {lost[0].message}{more}.", tuple(lost))


def _faults(problem: BinProblem) -> Iterator[Fault]:
    yield from unique("pieces", [piece.key for piece in problem.pieces])
    yield from unique("types", [kind.key for kind in problem.types])
    kinds = {kind.key for kind in problem.types}
    if not problem.resources:
        yield Fault("resources", "empty", "no resource is counted", "0", "1 or more")
    for row, piece in enumerate(problem.pieces):
        yield from _amounts(f"pieces[{row}]", "needs", piece.needs, problem)
        yield from _known(f"pieces[{row}].only_in", "type", piece.only_in, kinds)
    for row, kind in enumerate(problem.types):
        yield from _amounts(f"types[{row}]", "capacity", kind.capacity, problem)
        yield from between(f"types[{row}]", "cost", kind.cost, 0, MOST)
        if kind.count is not None:
            yield from between(f"types[{row}]", "count", kind.count, 0, MOST)
    pieces = {piece.key for piece in problem.pieces}
    for name, groups in (("together", problem.together), ("apart", problem.apart)):
        for row, group in enumerate(groups):
            yield from _known(f"{name}[{row}]", "piece", group, pieces)


def _amounts(where: str, field: str, values: Sequence[int], problem: BinProblem) -> Iterator[Fault]:
    if len(values) != len(problem.resources):
        message = f"{len(values)} values for the resources {', '.join(problem.resources)}"
        yield Fault(
            f"{where}.{field}", "wrong_length", message, str(len(values)), str(len(problem.resources))
        )
    for name, value in zip(problem.resources, values, strict=False):
        yield from between(f"{where}.{field}", name, value, 0, MOST)


def _known(where: str, what: str, names: frozenset[str], known: set[str]) -> Iterator[Fault]:
    for name in sorted(names - known):
        yield Fault(where, "unknown", f"{name} is no {what} of the problem", name, f"a {what}'s key")


def _fits(needs: Sequence[int], kind: BinType) -> bool:
    return kind.count != 0 and all(n <= c for n, c in zip(needs, kind.capacity, strict=True))


def _homeless(problem: BinProblem) -> Iterator[Fault]:
    for row, piece in enumerate(problem.pieces):
        kinds = [kind for kind in problem.types if not piece.only_in or kind.key in piece.only_in]
        if not any(_fits(piece.needs, kind) for kind in kinds):
            needs = _told(problem, piece.needs)
            names = ", ".join(kind.key for kind in kinds) or "none"
            message = f"{piece.key} needs {needs}, more than any bin it may go into holds ({names})"
            yield Fault(f"pieces[{row}]", "fits_no_bin", message, needs)


def _torn(problem: BinProblem) -> Iterator[Fault]:
    """Groups that must share a bin, whole chains of them, against capacities, kinds and `apart`."""
    pieces = {piece.key: piece for piece in problem.pieces}
    for group in joined(problem.together):
        names = ", ".join(sorted(group))
        needs = [sum(pieces[key].needs[row] for key in group) for row in range(len(problem.resources))]
        kinds = [
            kind
            for kind in problem.types
            if all(not pieces[key].only_in or kind.key in pieces[key].only_in for key in group)
        ]
        if not any(_fits(needs, kind) for kind in kinds):
            told = _told(problem, needs)
            message = f"{names} must share a bin, but need {told} together, which no bin for them all holds"
            yield Fault("together", "fits_no_bin", message, told)
        for rival in problem.apart:
            met = sorted(rival & group)
            if len(met) > 1:
                message = f"{', '.join(met)} must share a bin and must not"
                yield Fault("apart", "contradiction", message, names)


def _short(problem: BinProblem) -> Iterator[Fault]:
    if any(kind.count is None for kind in problem.types):
        return
    for row, name in enumerate(problem.resources):
        needed = sum(piece.needs[row] for piece in problem.pieces)
        room = sum(kind.capacity[row] * (kind.count or 0) for kind in problem.types)
        if needed > room:
            message = f"all pieces need {needed} of {name}, all bins hold {room}"
            yield Fault("types", "too_little_room", message, str(room), f"{needed} or more")


def _told(problem: BinProblem, needs: Sequence[int]) -> str:
    return ", ".join(f"{amount} {name}" for amount, name in zip(needs, problem.resources, strict=True))


def joined(groups: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Groups that share a member are one group."""
    found: list[frozenset[str]] = []
    for group in groups:
        met = [other for other in found if other & group]
        found = [other for other in found if not other & group] + [group.union(*met)]
    return found
