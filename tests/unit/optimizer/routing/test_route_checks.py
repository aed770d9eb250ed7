"""The checker of milk runs finds each kind of fault that is put into a good plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.budget import Budget
from optimizer.errors import Unsound
from optimizer.plans import Reason
from optimizer.routing import routes
from optimizer.routing.checks import check_routes
from optimizer.routing.plans import RoutePlan, Unserved
from optimizer.routing.problems import Amount, RouteProblem
from tests.unit.optimizer.routing import making
from tests.unit.optimizer.routing.making import HOUR, road, stop, van


def _problem() -> RouteProblem:
    stops = [
        stop("S1", 1, demand_g=500_000, window_close_s=9 * HOUR),
        stop("S2", 2, demand_g=300_000, demand_cm3=4_000_000),
        stop("S3", 1, demand_g=200_000, demand_cm3=3_000_000),
        stop("S4", 2, prize=50),
    ]
    return making.routes(stops, [van(cost_per_hour=1_801), van(key="truck", count=1)], road(0, 20, 60))


def _run(plan: RoutePlan, **values: Any) -> RoutePlan:
    return replace(plan, runs=(replace(plan.runs[0], **values), *plan.runs[1:]))


def _visit(plan: RoutePlan, **values: Any) -> RoutePlan:
    visits = plan.runs[0].visits
    return _run(plan, visits=(replace(visits[0], **values), *visits[1:]))


def _shifted(plan: RoutePlan, by_s: int) -> RoutePlan:
    """The whole first run that much later: its times agree with each other."""
    run = plan.runs[0]
    visits = tuple(
        replace(v, arrives_s=v.arrives_s + by_s, starts_s=v.starts_s + by_s, leaves_s=v.leaves_s + by_s)
        for v in run.visits
    )
    return _run(plan, visits=visits, leaves_s=run.leaves_s + by_s, back_s=run.back_s + by_s)


def _together(plan: RoutePlan) -> RoutePlan:
    first, second = plan.runs
    return replace(plan, runs=(replace(first, visits=first.visits + second.visits),))


FAULTS: list[tuple[str, Callable[[RoutePlan], RoutePlan]]] = [
    ("missing", lambda plan: _run(plan, visits=plan.runs[0].visits[1:])),
    ("missing", lambda plan: replace(plan, unserved=())),
    ("twice", lambda plan: replace(plan, runs=(*plan.runs, plan.runs[0]))),
    ("unknown_stop", lambda plan: _visit(plan, stop="S9")),
    ("required_skipped", lambda plan: replace(plan, unserved=(Unserved("S1", 0, Reason("none", "None")),))),
    ("unknown_vehicle", lambda plan: _run(plan, vehicle="bike")),
    ("too_many_vehicles", lambda plan: replace(plan, runs=(plan.runs[0],) * 3)),
    ("over_weight", _together),
    ("over_volume", _together),
    ("wrong_loads", lambda plan: _visit(plan, load=Amount(1))),
    ("wrong_time", lambda plan: _visit(plan, arrives_s=plan.runs[0].visits[0].arrives_s - 1)),
    ("wrong_time", lambda plan: _visit(plan, leaves_s=plan.runs[0].visits[0].leaves_s - 60)),
    ("wrong_time", lambda plan: _run(plan, back_s=plan.runs[0].back_s - 60)),
    ("window_missed", lambda plan: _shifted(plan, 11 * HOUR)),
    ("depot_closed", lambda plan: _shifted(plan, 13 * HOUR)),
    ("depot_closed", lambda plan: _shifted(plan, -2 * HOUR)),
    ("shift_exceeded", lambda plan: _run(plan, back_s=plan.runs[0].leaves_s + 9 * HOUR + 1)),
    ("wrong_distance", lambda plan: _run(plan, metres=plan.runs[0].metres - 1)),
    ("wrong_cost", lambda plan: _run(plan, cost=plan.runs[0].cost - 1)),
    ("wrong_prize", lambda plan: replace(plan, unserved=(replace(plan.unserved[0], prize=0),))),
    ("wrong_total", lambda plan: replace(plan, cost=plan.cost + 1)),
]


@pytest.fixture(scope="module")
def good() -> RoutePlan:
    return routes.solve(_problem(), Budget(seconds=2, steps=300))


@pytest.mark.parametrize(("code", "spoil"), FAULTS)
def test_a_spoiled_plan_is_found_out(
    good: RoutePlan, code: str, spoil: Callable[[RoutePlan], RoutePlan]
) -> None:
    assert check_routes(_problem(), good) == ()
    assert code in {breach.code for breach in check_routes(_problem(), spoil(good))}


def test_the_plan_that_is_spoiled_has_two_runs_and_a_skipped_stop(good: RoutePlan) -> None:
    assert (len(good.runs), [left.stop for left in good.unserved]) == (2, ["S4"])


def test_a_plan_that_the_checker_refuses_does_not_leave_the_library(good: RoutePlan) -> None:
    with pytest.raises(Unsound, match="the plan says"):
        routes.proven(_problem(), replace(good, cost=1))
