"""Dangerous goods of a load: which classes they are, and what may not share a unit load device."""

import tomllib
from pathlib import Path

import pytest

from app.planning.segregation import DATA, clashes, group_of, must_part, rules
from optimizer.packing.problems import Segregation

EXPORT = Path("config/customs/export.toml")


def test_every_number_on_the_export_list_has_a_class() -> None:
    listed = {un for rule in tomllib.loads(EXPORT.read_text())["dangerous"] for un in rule["un"]}
    assert listed == set(tomllib.loads(DATA.read_text())["classes"])


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("UN1266", "UN3480", True),
        ("UN1266", "UN2014", True),
        ("UN1266", "UN3481", False),
        ("UN1950", "UN1266", False),
        ("UN0336", "UN1845", True),
        ("UN4321", "UN1845", True),
        ("UN4321", "UN4321", False),
    ],
)
def test_what_must_part_parts_in_either_order(one: str, other: str, apart: bool) -> None:
    first, second = group_of([one]), group_of([other])
    assert (must_part(first, second), must_part(second, first)) == (apart, apart)


def test_a_bag_with_perfume_and_batteries_clashes_and_one_hazard_of_two_classes_does_not() -> None:
    assert clashes(group_of(["UN1266", "UN3480"]))
    assert not clashes(group_of(["UN2014"]))
    assert not clashes(group_of([]))


def test_only_groups_that_are_there_make_rules() -> None:
    assert rules(["", "3", "9"]) == ()
    assert rules(["", "3", "9L", "3"]) == (Segregation("3", "9L"),)
