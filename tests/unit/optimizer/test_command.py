"""The command line: problems as JSON in, plans as JSON out, and faults that say where."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.__main__ import main
from optimizer.budget import Budget
from optimizer.documents import flight_problem, route_problem, to_json
from optimizer.errors import InvalidProblem
from optimizer.routing.problems import Pause
from tests.unit.optimizer import making
from tests.unit.optimizer.routing import making as route_making


def test_problems_survive_the_way_to_json_and_back() -> None:
    flight = making.flights([making.piece("P1", classes=frozenset({"a", "b"}))], [making.departure("SQ1")])
    route = replace(
        route_making.random_routes(3, 1),
        shipments=(route_making.shipment("A>B", 1, 2),),
        vehicles=(route_making.van(pause=Pause(4 * 3600, 1800), reload_at=("hub",), most_reloads=1),),
    )

    assert flight_problem(to_json(flight)) == flight
    assert route_problem(to_json(route)) == route


def test_the_command_prints_only_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "flights.json"
    file.write_text(to_json(making.random_flights(60, 4, seed=2)), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "flights", str(file), "--seconds", "2", "--seed", "5"],
        capture_output=True,
        text=True,
        check=True,
    )

    plan = json.loads(done.stdout)
    assert len(plan["assignments"]) == 60
    assert plan["seed"] == 5
    assert plan["proof"]["rules"]


def test_routes_are_planned_by_both_engines_when_asked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "routes.json"
    file.write_text(to_json(route_making.random_routes(4, 1)), encoding="utf-8")

    assert main(["routes", str(file), "--seconds", "1", "--steps", "100", "--cross-check"]) == 0

    assert len(json.loads(capfd.readouterr().out)["engines"]) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[]", "the document is [], expected an object with freight, departures, now"),
        ('{"freight": [], "departures": []}', "the document has no now"),
        (
            '{"freight": [7], "departures": [], "now": 0}',
            "freight[0] is 7, expected an object with key, weight_g",
        ),
        ('{"freight": [], "departures": {}, "now": 0}', "departures is {}, expected a list"),
        ('{"freight": [], "departures": [], "now": "0"}', 'now is "0", expected a whole number'),
        ('{"freight": [], "departures": [], "now": true}', "now is true, expected a whole number"),
        (
            '{"freight": [], "departures": [], "now": 0, "then": 1}',
            "the document has then, which is not known",
        ),
    ],
)
def test_a_wrong_document_is_refused_with_the_place_and_what_was_expected(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")

    assert main(["flights", str(file)]) == 1

    shown = capfd.readouterr()
    assert (shown.out, told in shown.err) == ("", True)


def test_a_file_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["flights", "nowhere.json"]) == 1
    assert "nowhere.json cannot be read" in capfd.readouterr().err


def test_a_budget_that_cannot_be_used_says_which_value() -> None:
    with pytest.raises(InvalidProblem) as refused:
        Budget(seconds=0, steps=0)

    assert [fault.where for fault in refused.value.faults] == ["budget.seconds", "budget.steps"]
