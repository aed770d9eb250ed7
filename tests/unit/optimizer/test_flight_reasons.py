"""Every line of a flight plan says why, and what else could be done; pins that cannot hold say what forbids them."""

from typing import Any

import pytest

from optimizer.budget import Budget
from optimizer.errors import Infeasible, InvalidProblem
from optimizer.flights import flights
from optimizer.flights.plans import Alternative, Assignment
from optimizer.flights.problems import Departure, Freight
from tests.unit.optimizer.making import HOUR, NOW, departure, piece
from tests.unit.optimizer.making import flights as problem_of


def _line(freight: list[Freight], departures: list[Departure], key: str = "P1") -> Assignment:
    plan = flights.solve(problem_of(freight, departures), Budget(seconds=2))
    return next(line for line in plan.assignments if line.freight == key)


def test_the_cheapest_departure_is_named_with_what_the_next_best_would_add() -> None:
    line = _line([piece("P1")], [departure("SQ1"), departure("MH2", cost_per_kg=900)])

    assert (line.departure, line.cost, line.reason.code) == ("SQ1", 400, "cheapest")
    assert line.next_best == Alternative("MH2", 500, True)


def test_a_late_arrival_is_told_and_paid_by_the_second_rounded_up() -> None:
    line = _line([piece("P1", due_at=NOW + 7 * HOUR - 90)], [departure("SQ1")])

    assert (line.late_s, line.cost) == (90, 400 + 3)
    assert line.reason.text == "The cheapest departure, 2 min late"


def test_a_piece_pushed_off_a_full_departure_learns_by_how_much_it_is_too_heavy() -> None:
    freight = [piece("P1", weight_g=1_400), piece("P2", weight_g=2_000)]
    departures = [departure("SQ1", capacity_g=3_000), departure("MH2", cost_per_kg=900)]

    line = _line(freight, departures)

    assert (line.departure, line.reason.code) == ("MH2", "displaced")
    assert line.reason.text == "SQ1 is full: 0.4 kg too heavy"
    assert line.next_best == Alternative("SQ1", 560 - 1260, False)


@pytest.mark.parametrize(
    ("values", "code", "text"),
    [
        ({"gateways": frozenset({"SYD"})}, "no_departure", "No departure to SYD"),
        ({"gateways": frozenset()}, "no_departure", "No departure to any gateway"),
        (
            {"ready_at": NOW + 2 * HOUR + 35 * 60},
            "missed_cutoff",
            "No departure to SIN before cut-off: ready 35 min after that of SQ1",
        ),
        ({"classes": frozenset({"lithium"})}, "embargoed", "No departure to SIN takes lithium"),
        ({"weight_g": 9_400}, "full", "SQ1 is full: 0.4 kg too heavy"),
        ({"volume_cm3": 1_250_000}, "full", "SQ1 is full: 0.25 m³ too big"),
        (
            {"unassigned_cost": 150},
            "dearer_than_waiting",
            "Leaving it costs no more than SQ1, the cheapest departure, which costs 250 more",
        ),
    ],
)
def test_a_piece_that_stays_says_why(values: dict[str, Any], code: str, text: str) -> None:
    only = departure("SQ1", capacity_g=9_000, embargoed=frozenset({"lithium"}))

    line = _line([piece("P1", **values)], [only])

    assert (line.departure, line.reason.code, line.reason.text) == (None, code, text)


def test_a_cutoff_before_now_is_closed_even_for_freight_that_was_ready_long_ago() -> None:
    closed = departure("SQ1", cutoff_at=NOW - 60)

    line = _line([piece("P1", ready_at=NOW - 9 * HOUR)], [closed])

    assert (line.departure, line.reason.code) == (None, "missed_cutoff")


def test_freight_ready_at_the_very_cutoff_still_flies() -> None:
    assert _line([piece("P1", ready_at=NOW + 2 * HOUR)], [departure("SQ1")]).departure == "SQ1"


def test_a_pin_holds_though_another_departure_is_cheaper_and_others_make_way() -> None:
    freight = [piece("P1", pinned_to="MH2"), piece("P2", unassigned_cost=900_000)]
    departures = [departure("SQ1", capacity_g=0), departure("MH2", capacity_g=1_000, cost_per_kg=900)]

    line = _line(freight, departures)

    assert (line.departure, line.reason.code) == ("MH2", "pinned")
    assert _line(freight, departures, "P2").departure is None


@pytest.mark.parametrize(
    ("values", "where", "code", "message"),
    [
        (
            {"pinned_to": "XX9"},
            "freight[0].pinned_to",
            "pin_unknown",
            "P1 is pinned to XX9, which is not a departure of the problem",
        ),
        (
            {"gateways": frozenset({"SYD"})},
            "freight[0].pinned_to",
            "pin_not_served",
            "P1 is pinned to SQ1, which goes to SIN",
        ),
        (
            {"classes": frozenset({"lithium"})},
            "freight[0].pinned_to",
            "pin_embargoed",
            "P1 is pinned to SQ1, which does not take lithium",
        ),
        (
            {"ready_at": NOW + 5 * HOUR},
            "freight[0].pinned_to",
            "pin_missed_cutoff",
            "P1 is pinned to SQ1, but is ready 3 h 00 min after its cut-off",
        ),
        (
            {"weight_g": 9_400},
            "departures[0].capacity_g",
            "pins_too_heavy",
            "The freight pinned to SQ1 weighs 9.4 kg, 0.4 kg more than it takes",
        ),
        (
            {"volume_cm3": 1_250_000},
            "departures[0].capacity_cm3",
            "pins_too_big",
            "The freight pinned to SQ1 fills 1.25 m³, 0.25 m³ more than it takes",
        ),
    ],
)
def test_a_pin_that_cannot_hold_names_the_row_and_the_limit(
    values: dict[str, Any], where: str, code: str, message: str
) -> None:
    only = departure("SQ1", capacity_g=9_000, embargoed=frozenset({"lithium"}))
    problem = problem_of([piece("P1", **{"pinned_to": "SQ1"} | values)], [only])

    with pytest.raises(Infeasible) as refused:
        flights.solve(problem)

    assert [(fault.where, fault.code, fault.message) for fault in refused.value.faults] == [
        (where, code, message)
    ]


def test_every_wrong_value_of_a_problem_is_named_at_once() -> None:
    wrong = [piece("P1", weight_g=0), piece("P1", due_at=-1)]
    backwards = departure("SQ1", cutoff_at=NOW + 9 * HOUR)

    with pytest.raises(InvalidProblem) as refused:
        flights.solve(problem_of(wrong, [backwards]))

    assert {(fault.where, fault.code) for fault in refused.value.faults} == {
        ("freight[1].key", "twice"),
        ("freight[0].weight_g", "out_of_range"),
        ("freight[1].due_at", "out_of_range"),
        ("departures[0].cutoff_at", "wrong_order"),
    }
