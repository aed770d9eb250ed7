"""The command line: problems as JSON in, plans as JSON out, and faults that say where."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.__main__ import main
from optimizer.budget import Budget
from optimizer.documents import problem_of, to_json
from optimizer.errors import InvalidProblem
from optimizer.flights.problems import FlightProblem
from optimizer.packing.problems import (
    ANY_SIDE_UP,
    Balance,
    Box,
    CartonProblem,
    CartonType,
    LoadProblem,
    Segregation,
)
from optimizer.packing.ulds import uld
from optimizer.routing.problems import Pause, RouteProblem
from tests.unit.optimizer import making
from tests.unit.optimizer.routing import making as route_making

BOXES = (
    Box("toy", 300, 200, 150, 900, 4, ANY_SIDE_UP, bears_g=5_000),
    Box("acid", 200, 200, 200, 800, group="8"),
)
LOAD = LoadProblem(
    BOXES, (uld("AKE", balance=Balance(0, 1_460, 0, 1_950)),), 75, (Segregation("8", "4.1", 500),)
)


def test_problems_survive_the_way_to_json_and_back() -> None:
    flight = making.flights([making.piece("P1", classes=frozenset({"a", "b"}))], [making.departure("SQ1")])
    route = replace(
        route_making.random_routes(3, 1),
        shipments=(route_making.shipment("A>B", 1, 2),),
        vehicles=(route_making.van(pause=Pause(4 * 3600, 1800), reload_at=("hub",), most_reloads=1),),
    )

    assert problem_of(FlightProblem, to_json(flight)) == flight
    assert problem_of(RouteProblem, to_json(route)) == route
    assert problem_of(LoadProblem, to_json(LOAD)) == LOAD


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


def test_loads_are_planned(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "loads.json"
    file.write_text(to_json(LOAD), encoding="utf-8")

    assert main(["loads", str(file), "--seconds", "5", "--steps", "10"]) == 0

    plan = json.loads(capfd.readouterr().out)
    assert len(plan["fillings"][0]["placements"]) == 5
    assert plan["set_aside"] == []


def test_cartons_are_chosen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cartons.json"
    cartons = (
        CartonType("small", 320, 210, 160, 80, 5_000, 50),
        CartonType("large", 700, 420, 320, 80, 20_000, 120),
    )
    file.write_text(to_json(CartonProblem(BOXES, cartons)), encoding="utf-8")

    assert main(["cartons", str(file), "--seconds", "5", "--steps", "200"]) == 0

    assert json.loads(capfd.readouterr().out)["cost"] == 120


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (
            "loads",
            '{"boxes": [{"key": "a", "length_mm": 1, "width_mm": 1, "height_mm": 1, "weight_g": 1, '
            '"upright": ["side"]}], "containers": []}',
            'boxes[0].upright[0] is "side", expected one of length, width, height',
        ),
        (
            "loads",
            '{"boxes": [], "containers": [{"key": "c", "length_mm": 9, "width_mm": 9, "height_mm": 9, '
            '"max_weight_g": 1, "contour": [[0, 0, 0]]}]}',
            "containers[0].contour[0] is [0, 0, 0], expected a list of 2",
        ),
        ("cartons", '{"boxes": [], "cartons": [{"key": "c"}]}', "cartons[0] has no cost"),
        (
            "bins",
            '{"resources": [], "pieces": [{"key": "p", "needs": 1}], "types": []}',
            "pieces[0].needs is 1",
        ),
        ("picking", '{"floor": {}, "orders": [], "cart": {"capacity_items": 1}}', "floor has no depot_x_mm"),
        ("slotting", '{"slots": 1, "parcels": []}', "slots is 1, expected a list"),
    ],
)
def test_a_wrong_row_and_field_is_named_whatever_is_asked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], question: str, text: str, told: str
) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")

    assert main([question, str(file)]) == 1

    assert told in capfd.readouterr().err


def test_a_file_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["flights", "nowhere.json"]) == 1
    assert "nowhere.json cannot be read" in capfd.readouterr().err


def test_a_budget_that_cannot_be_used_says_which_value() -> None:
    with pytest.raises(InvalidProblem) as refused:
        Budget(seconds=0, steps=0)

    assert [fault.where for fault in refused.value.faults] == ["budget.seconds", "budget.steps"]
