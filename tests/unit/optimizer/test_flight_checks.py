"""The checker of flight plans finds each kind of fault that is put into a good plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.budget import Budget
from optimizer.errors import Unsound
from optimizer.flights import flights
from optimizer.flights.checks import check_flights
from optimizer.flights.plans import FlightPlan
from optimizer.flights.problems import FlightProblem
from optimizer.plans import Reason
from tests.unit.optimizer.making import HOUR, NOW, departure, piece
from tests.unit.optimizer.making import flights as problem_of


def _problem() -> FlightProblem:
    freight = [
        piece("P1", pinned_to="SQ1"),
        piece("P2", classes=frozenset({"lithium"}), weight_g=3_000),
        piece("P3", ready_at=NOW + HOUR, volume_cm3=9_000),
        piece("P4", gateways=frozenset({"HKG"})),
    ]
    departures = [
        departure("SQ1", capacity_g=5_000, capacity_cm3=20_000),
        departure("MH2", cost_per_kg=900, capacity_g=3_500, capacity_cm3=8_000),
        departure(
            "CX3", gateway="HKG", cost_per_kg=300, cutoff_at=NOW + HOUR // 2, embargoed=frozenset({"lithium"})
        ),
    ]
    return problem_of(freight, departures)


def _moved(plan: FlightPlan, key: str, to: str | None) -> FlightPlan:
    lines = [replace(line, departure=to) if line.freight == key else line for line in plan.assignments]
    return replace(plan, assignments=tuple(lines))


def _changed(plan: FlightPlan, place: int, **values: Any) -> FlightPlan:
    lines = list(plan.assignments)
    lines[place] = replace(lines[place], **values)
    return replace(plan, assignments=tuple(lines))


FAULTS: list[tuple[str, Callable[[FlightPlan], FlightPlan]]] = [
    ("missing", lambda plan: replace(plan, assignments=plan.assignments[1:])),
    ("twice", lambda plan: replace(plan, assignments=(*plan.assignments, plan.assignments[0]))),
    ("unknown_freight", lambda plan: _changed(plan, 0, freight="P9")),
    ("unknown_departure", lambda plan: _moved(plan, "P2", "XX9")),
    ("pin_moved", lambda plan: _moved(plan, "P1", "MH2")),
    ("pin_moved", lambda plan: _moved(plan, "P1", None)),
    ("not_served", lambda plan: _moved(plan, "P4", "SQ1")),
    ("missed_cutoff", lambda plan: _moved(plan, "P3", "CX3")),
    ("embargoed", lambda plan: _moved(plan, "P2", "CX3")),
    ("over_weight", lambda plan: _moved(_moved(plan, "P2", "MH2"), "P3", "MH2")),
    ("over_volume", lambda plan: _moved(plan, "P3", "MH2")),
    ("wrong_cost", lambda plan: _changed(plan, 1, cost=plan.assignments[1].cost - 1)),
    ("wrong_lateness", lambda plan: _changed(plan, 1, late_s=1)),
    ("wrong_loads", lambda plan: replace(plan, loads=plan.loads[:-1])),
    ("wrong_loads", lambda plan: replace(plan, loads=(replace(plan.loads[0], weight_g=1), *plan.loads[1:]))),
    ("wrong_total", lambda plan: replace(plan, cost=plan.cost - 1)),
    ("wrong_bound", lambda plan: replace(plan, bound=plan.cost + 1)),
    ("wrong_bound", lambda plan: replace(plan, certified_bound=plan.certified_bound + 1)),
    (
        "wrong_bound",
        lambda plan: replace(plan, loads=(replace(plan.loads[0], price_per_tonne=10**9), *plan.loads[1:])),
    ),
    ("wrong_gap", lambda plan: replace(plan, gap=0.5)),
]


@pytest.mark.parametrize(("code", "spoil"), FAULTS)
def test_a_spoiled_plan_is_found_out(code: str, spoil: Callable[[FlightPlan], FlightPlan]) -> None:
    problem = _problem()
    good = flights.solve(problem, Budget(seconds=2))

    assert check_flights(problem, good) == ()
    assert code in {breach.code for breach in check_flights(problem, spoil(good))}


def test_a_plan_that_the_checker_refuses_does_not_leave_the_library() -> None:
    problem = _problem()
    good = flights.solve(problem, Budget(seconds=2))

    with pytest.raises(Unsound, match="the plan says") as refused:
        flights.proven(problem, replace(good, cost=1))

    assert refused.value.faults[0].code == "wrong_total"


def test_words_are_not_judged_by_the_checker() -> None:
    problem = _problem()
    good = flights.solve(problem, Budget(seconds=2))

    assert check_flights(problem, _changed(good, 0, reason=Reason("other", "Other words"))) == ()
