"""The plain answer that stands in for a refused one keeps all rules itself."""

import pytest

from optimizer.budget import Budget, Watch
from optimizer.packing import cartons, loading
from optimizer.packing.checks import check_cartons, check_load
from optimizer.packing.problems import CartonProblem, CartonType, Container, LoadProblem
from optimizer.packing.search import Meter
from tests.unit.optimizer.packing.packings import freight


def meter() -> Meter:
    return Meter(Watch(60), Budget(60, steps=3))


@pytest.mark.parametrize("support_percent", [0, 75, 100])
def test_a_plain_load_keeps_the_rules(support_percent: int) -> None:
    problem = LoadProblem(freight(2), (Container("container", 587, 233, 220, 10**9),), support_percent)
    searched, plain = loading._answers(problem, meter(), Watch(60), None, None)
    assert check_load(problem, plain) == ()
    assert 0 < plain.volume_mm3 <= searched.volume_mm3


def test_a_plain_carton_plan_keeps_the_rules_and_claims_no_bound() -> None:
    problem = CartonProblem(freight(2), (CartonType("crate", 587, 233, 220, 100, 10**6, 7),), 75)
    _, plain = cartons._answers(problem, meter())
    assert check_cartons(problem, plain) == ()
    assert (plain.bound, plain.reason.code) == (0, "plain")
