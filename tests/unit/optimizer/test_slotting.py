"""Parcels go into slots for the least walking, within every rule, with reasons; moves are worth their way."""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.budget import Budget
from optimizer.errors import Infeasible, InvalidProblem
from optimizer.slotting import moves, slots
from optimizer.slotting.checks import check_moves, check_slotting
from optimizer.slotting.flow import is_linear
from optimizer.slotting.pairs import pairs_of
from optimizer.slotting.plans import MovePlan, SlottingPlan
from optimizer.slotting.problems import MoveProblem, Slot, SlottingProblem, SlottingRules, Stored

EXAMPLES = 300 if os.environ.get("ENTREPOT_SOAK") == "1" else 40
BUDGET = Budget(seconds=60, steps=50)


def slot(key: str, far_mm: int = 10_000, **values: Any) -> Slot:
    usual = Slot(
        key=key,
        aisle="A",
        x_mm=far_mm,
        y_mm=0,
        height_mm=1_000,
        to_dock_mm=far_mm,
        to_station_mm=far_mm,
        capacity_g=20_000,
        capacity_cm3=100_000,
        capacity_parcels=1,
    )
    return replace(usual, **values)


def parcel(key: str, **values: Any) -> Stored:
    return replace(Stored(key, weight_g=1_000, volume_cm3=5_000, stay_days=2), **values)


def problem_of(slots: list[Slot], parcels: list[Stored], **rules: Any) -> SlottingProblem:
    return SlottingProblem(tuple(slots), tuple(parcels), SlottingRules(**rules))


def _cost(problem: SlottingProblem, places: tuple[Slot | None, ...]) -> int | None:
    """What a choice counts, worked out from the words of the rules; None when it breaks one."""
    rules, total = problem.rules, 0
    for one in problem.slots:
        held = [p for p, place in zip(problem.parcels, places, strict=True) if place is one]
        if (
            sum(p.weight_g for p in held) > one.capacity_g
            or sum(p.volume_cm3 for p in held) > one.capacity_cm3
            or len(held) > one.capacity_parcels
        ):
            return None
    lanes: dict[str, set[str]] = {}
    for p, place in zip(problem.parcels, places, strict=True):
        if place is None:
            total += rules.unplaced_mm_per_day
            continue
        if not p.needs <= place.zones or (place.reserved and not p.needs & place.zones):
            return None
        if p.weight_g > rules.heavy_g and place.height_mm > rules.heavy_up_to_mm:
            return None
        lift = p.weight_g * abs(place.height_mm - rules.comfortable_mm) * rules.lift_mm_per_kg_m // 1_000_000
        walk = 2 * place.to_dock_mm + 2 * p.visits * place.to_station_mm + (1 + p.visits) * lift
        total += -(-walk // p.stay_days)
        if p.lane:
            lanes.setdefault(p.lane, set()).add(place.aisle)
    return total + sum(rules.spread_mm_per_day * (len(aisles) - 1) for aisles in lanes.values())


@st.composite
def slotting_problems(draw: st.DrawFn, linear: bool) -> SlottingProblem:
    zones = st.sampled_from([frozenset[str](), frozenset({"fragile"}), frozenset({"fragile", "dg"})])
    room = 20_000_000 if linear else draw(st.integers(8_000, 30_000))
    slots_drawn = [
        slot(
            f"S{n}",
            draw(st.integers(0, 9)) * 1_000,
            aisle=f"A{n % 2}",
            height_mm=draw(st.sampled_from([200, 1_000, 1_800])),
            to_station_mm=draw(st.integers(0, 9)) * 1_000,
            capacity_g=room,
            capacity_cm3=room * 4,
            capacity_parcels=draw(st.integers(1, 3)),
            zones=draw(zones),
            reserved=draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    parcels = [
        parcel(
            f"P{n}",
            weight_g=draw(st.integers(100, 20_000)),
            volume_cm3=draw(st.integers(100, 50_000)),
            stay_days=draw(st.integers(1, 5)),
            visits=draw(st.integers(0, 3)),
            lane=draw(st.sampled_from(["", "SIN", "HKG"])),
            needs=draw(zones),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    spread = 0 if linear else draw(st.integers(0, 4)) * 1_000
    return problem_of(slots_drawn, parcels, spread_mm_per_day=spread, unplaced_mm_per_day=100_000)


def _least(problem: SlottingProblem) -> int:
    choices = product((None, *problem.slots), repeat=len(problem.parcels))
    return min(cost for places in choices if (cost := _cost(problem, places)) is not None)


@settings(max_examples=EXAMPLES, deadline=None)
@given(slotting_problems(linear=True))
def test_no_choice_walks_less_while_only_numbers_bind(problem: SlottingProblem) -> None:
    plan = slots.solve(problem, BUDGET)

    assert is_linear(pairs_of(problem))
    assert plan.mm_per_day == plan.bound_mm_per_day == _least(problem)


@settings(max_examples=EXAMPLES, deadline=None)
@given(slotting_problems(linear=False))
def test_no_choice_walks_less_when_weight_volume_and_lanes_count(problem: SlottingProblem) -> None:
    plan = slots.solve(problem, BUDGET)

    assert plan.bound_mm_per_day <= plan.mm_per_day == _least(problem)


def _hall(parcels: int, seed: int) -> SlottingProblem:
    draw = random.Random(seed)
    hall = [
        slot(
            f"S{n}",
            2_000 + n * 700,
            aisle=f"A{n // 6}",
            height_mm=draw.choice([300, 1_000, 1_700]),
            capacity_parcels=4,
            y_mm=n % 6 * 900,
        )
        for n in range(24)
    ]
    drawn = [
        parcel(
            f"P{n}",
            weight_g=draw.randint(200, 18_000),
            volume_cm3=draw.randint(1_000, 60_000),
            stay_days=draw.randint(1, 20),
            visits=draw.randint(0, 3),
            lane=draw.choice(["SIN", "HKG", "SYD"]),
        )
        for n in range(parcels)
    ]
    return problem_of(hall, drawn, spread_mm_per_day=500)


def test_the_same_seed_and_steps_give_the_same_slots() -> None:
    problem = _hall(30, 1)
    budget = Budget(seconds=100, steps=4)

    plans = [replace(slots.solve(problem, budget), seconds=0) for _ in range(2)]

    assert plans[0] == plans[1]
    assert plans[0].gap < 0.1


def test_an_earlier_plan_is_a_beginning_and_a_search_taken_back_is_checked() -> None:
    problem = _hall(30, 2)
    first = slots.solve(problem, Budget(seconds=100, steps=4))
    start = {line.parcel: line.slot for line in first.placements} | {"gone": "S1"}

    again = slots.solve(problem, Budget(cancelled=lambda: True), start)

    assert again.mm_per_day <= first.mm_per_day
    assert again.proof is not None


def _reasons(plan: SlottingPlan) -> dict[str, tuple[str | None, str, str]]:
    return {line.parcel: (line.slot, line.reason.code, line.reason.text) for line in plan.placements}


def test_every_parcel_says_why_it_lies_there() -> None:
    hall = [
        slot("near", 1_000),
        slot("far", 9_000, capacity_parcels=2),
        slot("safe", 9_500, zones=frozenset({"dg"}), reserved=True),
    ]
    parcels = [
        parcel("quick", stay_days=1),
        parcel("slow", stay_days=9),
        parcel("lithium", needs=frozenset({"dg"}), stay_days=9),
        parcel("frozen", needs=frozenset({"cold"})),
        parcel("more", needs=frozenset({"dg"})),
    ]

    plan = slots.solve(problem_of(hall, parcels))

    found = _reasons(plan)
    assert found["quick"] == ("near", "nearest", "The least walking of all slots: 2.0 m a day")
    assert found["slow"] == ("far", "nearer_full", "near holds as many parcels as it takes")
    assert found["lithium"][:2] == ("safe", "nearest")
    assert found["frozen"][:2] == (None, "no_slot_suits")
    assert "near is not cold; far is not cold" in found["frozen"][2]
    assert found["more"][:2] == (None, "full")
    other = plan.placements[0].next_best
    assert other is not None
    assert (other.slot, other.extra_mm_per_day, other.has_room) == ("far", 16_000, True)


def test_a_lane_is_kept_together_and_says_so() -> None:
    hall = [slot("S1", 1_000), slot("S2", 2_000, aisle="B"), slot("S3", 2_500, capacity_parcels=2)]
    parcels = [parcel("P1", lane="SIN"), parcel("P2", lane="SIN")]

    plan = slots.solve(problem_of(hall, parcels, spread_mm_per_day=5_000), BUDGET)

    assert sorted(line.slot or "" for line in plan.placements) == ["S1", "S3"]
    assert "with_its_lane" in {line.reason.code for line in plan.placements}


def test_heavy_parcels_lie_low() -> None:
    hall = [slot("high", 1_000, height_mm=1_800), slot("low", 9_000, height_mm=700)]

    plan = slots.solve(problem_of(hall, [parcel("safe", weight_g=19_000)]))

    assert plan.placements[0].slot == "low"


def test_no_slots_and_no_parcels_are_problems_too() -> None:
    assert (
        slots.solve(problem_of([], [parcel("P1", lane="SIN")], spread_mm_per_day=1)).placements[0].slot
        is None
    )
    assert slots.solve(problem_of([slot("S1")], [])).placements == ()


def test_all_faults_are_named_at_once() -> None:
    wrong = problem_of([slot("S1", capacity_g=-1)], [parcel("P1", stay_days=0, slot="S9")], heavy_g=-1)

    with pytest.raises(InvalidProblem) as refused:
        slots.solve(wrong)

    assert [fault.where for fault in refused.value.faults] == [
        "slots[0].capacity_g",
        "parcels[0].stay_days",
        "parcels[0].slot",
        "rules.heavy_g",
    ]


def _line(plan: SlottingPlan, row: int, **values: Any) -> SlottingPlan:
    lines = list(plan.placements)
    lines[row] = replace(lines[row], **values)
    return replace(plan, placements=tuple(lines))


SPOILT: list[tuple[str, Callable[[SlottingPlan], SlottingPlan]]] = [
    ("missing", lambda plan: replace(plan, placements=plan.placements[1:])),
    ("twice", lambda plan: replace(plan, placements=(*plan.placements, plan.placements[0]))),
    ("unknown_parcel", lambda plan: _line(plan, 0, parcel="P9")),
    ("unknown_slot", lambda plan: _line(plan, 0, slot="S9")),
    ("wrong_zone", lambda plan: _line(plan, 2, slot="S1")),
    ("reserved", lambda plan: _line(plan, 0, slot="safe")),
    ("too_high", lambda plan: _line(plan, 1, slot="S2")),
    ("over_number", lambda plan: _line(plan, 0, slot=plan.placements[1].slot)),
    ("over_weight", lambda plan: _line(_line(plan, 0, slot="safe"), 1, slot="safe")),
    ("over_volume", lambda plan: _line(plan, 3, slot="safe")),
    ("wrong_cost", lambda plan: _line(plan, 0, mm_per_day=1)),
    ("wrong_cost", lambda plan: _line(plan, 0, slot=None)),
    ("wrong_spread", lambda plan: replace(plan, spread_mm_per_day=7)),
    ("wrong_total", lambda plan: replace(plan, mm_per_day=plan.mm_per_day + 1)),
    ("wrong_bound", lambda plan: replace(plan, bound_mm_per_day=plan.mm_per_day + 1)),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT)
def test_a_spoilt_plan_is_found_out(code: str, spoil: Callable[[SlottingPlan], SlottingPlan]) -> None:
    hall = [
        slot("S1", 1_000),
        slot("S2", 2_000, height_mm=1_800),
        slot("safe", 3_000, zones=frozenset({"dg"}), reserved=True, capacity_parcels=9),
    ]
    parcels = [
        parcel("P0", lane="SIN"),
        parcel("P1", weight_g=19_500),
        parcel("P2", needs=frozenset({"dg"})),
        parcel("P3", volume_cm3=99_000, needs=frozenset({"cold"})),
    ]
    problem = problem_of(hall, parcels, spread_mm_per_day=100)
    good = slots.solve(problem, BUDGET)

    assert check_slotting(problem, good) == ()
    assert code in {breach.code for breach in check_slotting(problem, spoil(good))}


def _lying(seed: int, most_moves: int = 6) -> MoveProblem:
    """Parcels put at random, and slots so full that some must leave before others come."""
    problem, draw = _hall(40, seed), random.Random(seed)
    free = {one.key: [one.capacity_g, one.capacity_cm3, one.capacity_parcels] for one in problem.slots}
    put = []
    for one in problem.parcels:
        needs = (one.weight_g, one.volume_cm3, 1)
        roomy = [key for key, room in free.items() if all(a >= b for a, b in zip(room, needs, strict=True))]
        if roomy:
            key = draw.choice(roomy)
            free[key] = [a - b for a, b in zip(free[key], needs, strict=True)]
            put.append(replace(one, slot=key))
    return MoveProblem(replace(problem, parcels=tuple(put)), most_moves, handling_mm=2_000)


@pytest.mark.parametrize("seed", range(5))
def test_moves_have_room_in_their_turn_and_gain_what_they_say(seed: int) -> None:
    problem = _lying(seed)

    plan = moves.solve(problem)

    assert 0 < len(plan.moves) <= 6
    assert check_moves(problem, plan) == ()
    assert plan.moves[0].gain_mm == max(move.gain_mm for move in plan.moves)


def test_a_parcel_makes_room_for_one_that_gains_more() -> None:
    hall = [slot("near", 1_000), slot("middle", 2_000), slot("far", 50_000)]
    parcels = [parcel("slow", stay_days=30, slot="near"), parcel("quick", visits=9, slot="far")]

    plan = moves.solve(MoveProblem(problem_of(hall, parcels), most_moves=2, handling_mm=100))

    assert [(move.parcel, move.to_slot) for move in plan.moves] == [("quick", "middle")]
    tight = replace(problem_of([hall[0], hall[2], slot("side", 1_200)], parcels))
    tight = replace(tight, slots=(hall[0], hall[2], slot("side", 1_200, capacity_g=1_000)))
    heavy = replace(parcels[1], weight_g=5_000)
    chain = moves.solve(MoveProblem(replace(tight, parcels=(parcels[0], heavy)), 2, 100))
    assert [(move.parcel, move.after) for move in chain.moves] == [("slow", ()), ("quick", ("slow",))]
    assert chain.moves[0].reason.code == "makes_room"


def test_nothing_is_moved_that_is_not_worth_its_way() -> None:
    problem = _lying(1)

    assert moves.solve(replace(problem, handling_mm=10**9)).moves == ()
    assert moves.solve(replace(problem, most_moves=0)).moves == ()


def test_slots_that_hold_more_than_they_take_and_parcels_without_a_slot_are_told() -> None:
    hall = [slot("S1")]

    both = [parcel("P1", slot="S1"), parcel("P2", slot="S1")]
    with pytest.raises(Infeasible, match="S1 holds 2 parcels and takes 1"):
        moves.solve(MoveProblem(problem_of(hall, both), 3))
    with pytest.raises(InvalidProblem, match="P1 lies in no slot"):
        moves.solve(MoveProblem(problem_of(hall, [parcel("P1")]), 3))


def _move(plan: MovePlan, **values: Any) -> MovePlan:
    return replace(plan, moves=(replace(plan.moves[0], **values), *plan.moves[1:]))


SPOILT_MOVES: list[tuple[str, Callable[[MovePlan], MovePlan]]] = [
    ("too_many", lambda plan: replace(plan, moves=plan.moves * 7)),
    ("twice", lambda plan: replace(plan, moves=(*plan.moves, plan.moves[0]))),
    ("unknown", lambda plan: _move(plan, to_slot="S99")),
    ("not_there", lambda plan: _move(plan, from_slot=plan.moves[0].to_slot)),
    ("wrong_order", lambda plan: _move(plan, after=(plan.moves[1].parcel,))),
    ("over_number", lambda plan: replace(plan, moves=tuple(replace(m, to_slot="S0") for m in plan.moves))),
    ("wrong_saving", lambda plan: _move(plan, saves_mm_per_day=1)),
    ("wrong_cost", lambda plan: _move(plan, costs_mm=1)),
    ("wrong_gain", lambda plan: _move(plan, gain_mm=1)),
    ("wrong_total", lambda plan: replace(plan, gain_mm=plan.gain_mm + 1)),
    ("not_worth_it", lambda plan: _move(plan, gain_mm=-(10**9))),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT_MOVES)
def test_spoilt_moves_are_found_out(code: str, spoil: Callable[[MovePlan], MovePlan]) -> None:
    problem = _lying(2)
    good = moves.solve(problem)

    assert check_moves(problem, good) == ()
    assert code in {breach.code for breach in check_moves(problem, spoil(good))}
