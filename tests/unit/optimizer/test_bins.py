"""Bins hold all pieces at the least cost, within every rule, or say which pieces have no room."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.bins import bins
from optimizer.bins.arcflow import by_flow
from optimizer.bins.bounds import quick_bound
from optimizer.bins.checks import check_bins
from optimizer.bins.model import model_of
from optimizer.bins.plans import Bin, BinPlan
from optimizer.bins.problems import BinProblem, BinType, Piece
from optimizer.bins.restricted import restricted
from optimizer.bins.search import search
from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.errors import Infeasible, InvalidProblem

EXAMPLES = 400 if os.environ.get("ENTREPOT_SOAK") == "1" else 40
BUDGET = Budget(seconds=30, steps=20)
# The triplets of Falkenauer in small: each bin of 1,000 is filled exactly by three pieces.
TRIPLETS = (
    (366, 350, 284), (474, 266, 260), (396, 318, 286), (373, 339, 288), (469, 277, 254), (430, 310, 260),
    (413, 332, 255), (449, 285, 266), (440, 291, 269), (487, 259, 254),
)  # fmt: skip


def _line(sizes: Sequence[int], capacity: int = 100) -> BinProblem:
    pieces = tuple(Piece(f"P{row}", (size,)) for row, size in enumerate(sizes))
    return BinProblem(("weight_g",), pieces, (BinType("bag", (capacity,)),))


def _least(problem: BinProblem) -> int | None:
    """The least cost over all ways, trying each piece in every open bin and in one new bin of each kind."""
    best: int | None = None

    def fits(held: list[Piece], kind: BinType, piece: Piece) -> bool:
        both = [*held, piece]
        names = {each.key for each in both}
        room = all(sum(each.needs[row] for each in both) <= most for row, most in enumerate(kind.capacity))
        kept = all(len(names & group) < 2 for group in problem.apart)
        return room and kept and (not piece.only_in or kind.key in piece.only_in)

    def together(filled: list[tuple[BinType, list[Piece]]]) -> bool:
        return all(
            sum(bool(group & {each.key for each in held}) for _, held in filled) <= 1
            for group in problem.together
        )

    def put(row: int, filled: list[tuple[BinType, list[Piece]]]) -> None:
        nonlocal best
        cost = sum(kind.cost for kind, _ in filled)
        if best is not None and cost >= best:
            return
        if row == len(problem.pieces):
            best = cost if together(filled) else best
            return
        piece = problem.pieces[row]
        for kind, held in filled:
            if fits(held, kind, piece):
                held.append(piece)
                put(row + 1, filled)
                held.pop()
        for kind in problem.types:
            used = sum(other is kind for other, _ in filled)
            if (kind.count is None or used < kind.count) and fits([], kind, piece):
                put(row + 1, [*filled, (kind, [piece])])

    put(0, [])
    return best


@st.composite
def bin_problems(draw: st.DrawFn, rules: bool) -> BinProblem:
    number = draw(st.integers(1, 7))
    size = st.tuples(st.integers(1, 9), st.integers(0, 9))
    kinds = (
        BinType("bag", (14, 14), cost=draw(st.integers(1, 9))),
        BinType("sack", (9, 20), cost=draw(st.integers(1, 9))),
        BinType("open", (6, 6), cost=0, count=1),
    )
    only = st.sampled_from([frozenset[str](), frozenset({"bag"}), frozenset({"bag", "open"})])
    pieces = tuple(Piece(f"P{row}", draw(size), draw(only)) for row in range(number))
    if not rules:
        return BinProblem(("weight_g", "volume_cm3"), pieces, kinds)
    some = st.frozensets(st.sampled_from([piece.key for piece in pieces]), min_size=1, max_size=3)
    apart = draw(st.lists(some, min_size=1, max_size=2))
    together = draw(st.lists(some, max_size=1))
    return BinProblem(("weight_g", "volume_cm3"), pieces, kinds, tuple(together), tuple(apart))


@settings(max_examples=EXAMPLES, deadline=None)
@given(bin_problems(rules=False))
def test_no_bins_are_cheaper(problem: BinProblem) -> None:
    plan = bins.solve(problem, BUDGET)

    assert plan.cost == _least(problem)
    assert plan.bound <= plan.cost


@settings(max_examples=EXAMPLES, deadline=None)
@given(bin_problems(rules=True))
def test_no_bins_that_keep_pieces_together_and_apart_are_cheaper(problem: BinProblem) -> None:
    least = _least(problem)
    if least is None:
        with pytest.raises(Infeasible):
            bins.solve(problem, BUDGET)
        return

    assert bins.solve(problem, BUDGET).cost == least


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_no_bound_is_above_the_least(sizes: list[int]) -> None:
    problem = _line(sizes)
    least = _least(problem)

    assert least is not None
    assert quick_bound(model_of(problem)) <= least
    assert bins.solve(problem, BUDGET).bound <= least


def test_triplets_without_any_waste_are_solved_by_diving() -> None:
    plan = bins.solve(
        _line([size for three in TRIPLETS for size in three], 1_000), Budget(seconds=60, steps=60)
    )

    assert (plan.cost, plan.bound, plan.gap) == (10, 10, 0.0)


def test_the_arc_flow_and_the_restricted_master_find_the_same() -> None:
    problem = _line([51, 27, 33, 21, 68, 40, 30, 60, 40, 30], 100)
    model = model_of(problem)
    deadline = Deadline(Budget(seconds=30))
    found = search(model, (), deadline).patterns
    assert found is not None

    by_arcs = by_flow(model, 5, 6, deadline)
    chosen = restricted(model, found, 5, 6, deadline)

    assert by_arcs is not None
    assert chosen is not None
    assert model.cost_of(by_arcs) == model.cost_of(chosen) == model.cost_of(found) == 5


def test_large_capacities_of_three_resources_come_near_the_bound() -> None:
    pieces = tuple(Piece(f"P{n}", (500 + 977 * n % 8_000, 2_000 + 7_919 * n % 28_000, 1)) for n in range(60))
    problem = BinProblem(
        ("weight_g", "volume_cm3", "pieces"), pieces, (BinType("bag", (30_000, 120_000, 12)),)
    )

    plan = bins.solve(problem, Budget(seconds=20, steps=8))

    assert plan.cost <= plan.bound + 1


def test_the_same_seed_and_steps_give_the_same_bins() -> None:
    problem = _line([17 + 31 * n % 60 for n in range(50)])

    plans = [replace(bins.solve(problem, Budget(seconds=60, steps=5)), seconds=0) for _ in range(2)]

    assert plans[0] == plans[1]


def test_an_earlier_plan_is_kept_when_nothing_cheaper_is_found() -> None:
    problem = _line([60, 40, 60, 40])
    good = bins.solve(problem)

    assert bins.solve(problem, Budget(cancelled=lambda: True), good).cost == good.cost == 2


def test_nothing_needs_no_bin() -> None:
    assert bins.solve(BinProblem(("weight_g",), (), (BinType("bag", (10,)),))).bins == ()


def test_a_piece_that_fits_no_bin_is_named() -> None:
    with pytest.raises(Infeasible, match="P1 needs 101 weight_g, more than any bin it may go into holds"):
        bins.solve(_line([50, 101]))


def test_too_few_bins_are_told_with_the_pieces_that_stay_out() -> None:
    problem = replace(_line([60, 60, 60]), types=(BinType("bag", (100,), count=2),))

    with pytest.raises(Infeasible, match="too few bins for all of"):
        bins.solve(problem, BUDGET)

    with pytest.raises(Infeasible, match="all pieces need 180 of weight_g, all bins hold 100"):
        bins.solve(replace(problem, types=(BinType("bag", (100,), count=1),)))


def test_rules_that_contradict_each_other_are_told() -> None:
    pair = frozenset({"P0", "P1"})

    with pytest.raises(Infeasible, match="P0, P1 must share a bin and must not"):
        bins.solve(replace(_line([10, 10]), together=(pair,), apart=(pair,)))
    with pytest.raises(Infeasible, match="must share a bin, but need 120 weight_g together"):
        bins.solve(replace(_line([60, 60]), together=(pair,)))


def test_all_faults_are_named_at_once() -> None:
    problem = BinProblem(
        ("weight_g",),
        (Piece("P0", (1, 2)), Piece("P0", (-1,), frozenset({"box"}))),
        (BinType("bag", (10,), cost=-1),),
        apart=(frozenset({"P7"}),),
    )

    with pytest.raises(InvalidProblem) as refused:
        bins.solve(problem)

    places = {fault.where for fault in refused.value.faults}
    assert places == {
        "pieces[1].key",
        "pieces[0].needs",
        "pieces[1].needs.weight_g",
        "pieces[1].only_in",
        "types[0].cost",
        "apart[0]",
    }


def _first(plan: BinPlan, change: Callable[[Bin], Bin]) -> BinPlan:
    return replace(plan, bins=(change(plan.bins[0]), *plan.bins[1:]))


def _all_in_one(plan: BinPlan) -> BinPlan:
    keys = tuple(key for one in plan.bins for key in one.pieces)
    return replace(plan, bins=(replace(plan.bins[0], pieces=keys),))


def _spread(plan: BinPlan) -> BinPlan:
    alone = [replace(one, pieces=(key,)) for one in plan.bins for key in one.pieces]
    return replace(plan, bins=tuple(alone))


SPOILT: list[tuple[str, Callable[[BinPlan], BinPlan]]] = [
    ("missing", lambda plan: replace(plan, bins=plan.bins[1:])),
    ("twice", lambda plan: replace(plan, bins=(*plan.bins, plan.bins[0]))),
    ("unknown_piece", lambda plan: _first(plan, lambda one: replace(one, pieces=("P9",)))),
    ("unknown_type", lambda plan: _first(plan, lambda one: replace(one, type="crate"))),
    ("over_capacity", _all_in_one),
    ("not_apart", _all_in_one),
    ("wrong_amount", lambda plan: _first(plan, lambda one: replace(one, used=(0,)))),
    ("wrong_type", lambda plan: replace(plan, bins=tuple(replace(o, type="sack") for o in plan.bins))),
    ("too_many_bins", lambda plan: replace(plan, bins=tuple(replace(o, type="sack") for o in plan.bins))),
    ("wrong_cost", lambda plan: _first(plan, lambda one: replace(one, cost=7))),
    ("torn_apart", _spread),
    ("wrong_total", lambda plan: replace(plan, cost=plan.cost + 1)),
    ("wrong_bound", lambda plan: replace(plan, bound=plan.cost + 1)),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT)
def test_a_spoilt_plan_is_found_out(code: str, spoil: Callable[[BinPlan], BinPlan]) -> None:
    problem = BinProblem(
        ("weight_g",),
        (Piece("P0", (60,)), Piece("P1", (30,)), Piece("P2", (50,), frozenset({"bag"})), Piece("P3", (10,))),
        (BinType("bag", (100,)), BinType("sack", (100,), cost=2, count=1)),
        together=(frozenset({"P0", "P1"}),),
        apart=(frozenset({"P0", "P2"}),),
    )
    good = bins.solve(problem)

    assert check_bins(problem, good) == ()
    assert code in {breach.code for breach in check_bins(problem, spoil(good))}
