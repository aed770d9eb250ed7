"""Unit load devices come with contours that the search keeps and the checker knows."""

from dataclasses import replace

import pytest

from optimizer.budget import Budget
from optimizer.errors import InvalidProblem
from optimizer.packing.checks import check_load
from optimizer.packing.loading import solve
from optimizer.packing.problems import ANY_SIDE_UP, Box, LoadProblem
from optimizer.packing.ulds import uld, uld_types

CARTONS = (
    Box("large", 600, 400, 400, 12_000, 60, ANY_SIDE_UP),
    Box("small", 380, 300, 250, 6_000, 120, ANY_SIDE_UP),
)


@pytest.mark.parametrize("code", list(uld_types()))
def test_every_type_is_loaded_within_its_contour(code: str) -> None:
    problem = LoadProblem(CARTONS, (uld(code),), 75)
    plan = solve(problem, Budget(60, steps=2))
    assert check_load(problem, plan) == ()
    assert plan.fillings[0].placements


def test_a_box_below_the_slant_of_an_ld3_is_found() -> None:
    ld3 = uld("AKE")
    boxes = Box("base", 1_460, 1_510, 440, 1_000), Box("edge", 1_460, ld3.width_mm, 500, 1_000)
    problem = LoadProblem(boxes, (ld3,), 75)
    plan = solve(problem, Budget(10, steps=5))
    base, edge = plan.fillings[0].placements
    assert (base.z_mm, edge.z_mm) == (0, 440)
    lower = replace(plan.fillings[0], placements=(base, replace(edge, z_mm=439)))
    assert "outside" in {breach.code for breach in check_load(problem, replace(plan, fillings=(lower,)))}


def test_what_may_be_loaded_is_the_gross_weight_less_the_tare() -> None:
    for found in uld_types().values():
        assert found.container.max_weight_g == found.max_gross_g - found.tare_g > 0


def test_several_of_one_type_have_keys_of_their_own() -> None:
    assert (uld("AKE", "AKE12345DL").key, uld("AKE").key) == ("AKE12345DL", "AKE")


def test_an_unknown_type_is_refused_with_those_known() -> None:
    with pytest.raises(InvalidProblem, match="known are AKE, AKH"):
        uld("AKEX")
