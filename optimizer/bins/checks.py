"""Judges bins against their problem, without a line of the code that filled them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from optimizer.bins.plans import Bin, BinPlan
from optimizer.bins.problems import BinProblem, BinType, Piece
from optimizer.plans import Breach, Proof, each_once

RULES = (
    "each piece once", "capacities kept", "kinds allowed", "bins enough", "together kept", "apart kept",
    "amounts and costs right",
)  # fmt: skip


def bin_proof() -> Proof:
    return Proof("optimizer.bins.checks.check_bins", RULES)


def check_bins(problem: BinProblem, plan: BinPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be used."""
    pieces = [one.key for one in problem.pieces]
    return (
        *each_once("piece", pieces, (key for one in plan.bins for key in one.pieces)),
        *_bins(problem, plan),
        *_counts(problem, plan),
        *_groups(problem, plan),
        *_sums(plan),
    )


def _bins(problem: BinProblem, plan: BinPlan) -> Iterator[Breach]:
    kinds = {kind.key: kind for kind in problem.types}
    pieces = {piece.key: piece for piece in problem.pieces}
    for place, one in enumerate(plan.bins):
        where, held = f"bin {place}", [pieces[key] for key in one.pieces if key in pieces]
        if one.type in kinds:
            yield from _bin(where, problem.resources, kinds[one.type], held, one)
        else:
            yield Breach("unknown_type", where, f"{where} is a {one.type}, which the problem does not have")


def _bin(
    where: str, resources: Sequence[str], kind: BinType, held: Sequence[Piece], one: Bin
) -> Iterator[Breach]:
    for row, resource in enumerate(resources):
        total = sum(piece.needs[row] for piece in held)
        if total > kind.capacity[row]:
            message = f"{where} ({kind.key}) holds {total} of {resource}, takes {kind.capacity[row]}"
            yield Breach("over_capacity", where, message)
        if one.used[row] != total or one.free[row] != kind.capacity[row] - total:
            message = f"{where}: the plan says {one.used[row]} of {resource}, the problem gives {total}"
            yield Breach("wrong_amount", where, message)
    for piece in held:
        if piece.only_in and kind.key not in piece.only_in:
            yield Breach("wrong_type", piece.key, f"{piece.key} may not go into a {kind.key}")
    if one.cost != kind.cost:
        yield Breach(
            "wrong_cost", where, f"{where}: the plan says {one.cost}, a {kind.key} costs {kind.cost}"
        )


def _counts(problem: BinProblem, plan: BinPlan) -> Iterator[Breach]:
    used = Counter(one.type for one in plan.bins)
    for kind in problem.types:
        if kind.count is not None and used[kind.key] > kind.count:
            message = f"{used[kind.key]} bins of {kind.key} are used, there are {kind.count}"
            yield Breach("too_many_bins", kind.key, message)


def _groups(problem: BinProblem, plan: BinPlan) -> Iterator[Breach]:
    for group in problem.together:
        holders = [place for place, one in enumerate(plan.bins) if group & set(one.pieces)]
        if len(holders) > 1:
            yield Breach("torn_apart", ", ".join(sorted(group)), f"the group is spread over bins {holders}")
    for group in problem.apart:
        for place, one in enumerate(plan.bins):
            met = group & set(one.pieces)
            if len(met) > 1:
                names = ", ".join(sorted(met))
                yield Breach("not_apart", names, f"{names} must not share a bin, but are in bin {place}")


def _sums(plan: BinPlan) -> Iterator[Breach]:
    total = sum(one.cost for one in plan.bins)
    if plan.cost != total:
        yield Breach("wrong_total", "cost", f"the plan says {plan.cost}, its bins cost {total}")
    if plan.bound > plan.cost:
        yield Breach("wrong_bound", "bound", f"the bound {plan.bound} is above the cost {plan.cost}")
