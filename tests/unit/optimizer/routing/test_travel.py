"""Travel tables from coordinates against known distances."""

import pytest

from optimizer.errors import InvalidProblem
from optimizer.routing.travel import Place, Roads, travel_from_coordinates

AIRPORT, CITY = Place(2.7456, 101.7072), Place(3.1390, 101.6869)


def test_a_degree_of_latitude_is_a_sixtieth_of_the_way_to_sixty_nautical_miles() -> None:
    travel = travel_from_coordinates([Place(0, 100), Place(1, 100)], road_factor=1.0)

    assert travel.metres[0][1] == pytest.approx(60 * 1852, rel=0.002)


def test_roads_are_longer_than_the_crow_flies_and_take_their_time() -> None:
    crow = travel_from_coordinates([AIRPORT, CITY], road_factor=1.0, speed_kmh=60)
    road = travel_from_coordinates([AIRPORT, CITY], road_factor=1.5, speed_kmh=60)

    assert crow.metres[0][1] == pytest.approx(43_800, rel=0.01)
    assert road.metres[0][1] == pytest.approx(1.5 * crow.metres[0][1], abs=2)
    assert crow.seconds[0][1] == pytest.approx(crow.metres[0][1] * 60 / 1000, abs=1)


def test_a_place_is_nothing_from_itself_and_the_way_back_is_as_long() -> None:
    travel = travel_from_coordinates([AIRPORT, CITY, AIRPORT])

    assert [travel.metres[row][row] for row in range(3)] == [0, 0, 0]
    assert travel.metres[0][2] == 0
    assert travel.seconds[0][1] == travel.seconds[1][0] > 0


def test_no_places_make_an_empty_table() -> None:
    assert travel_from_coordinates([]).metres == ()


def test_swapped_coordinates_and_impossible_speeds_are_named() -> None:
    with pytest.raises(InvalidProblem) as refused:
        travel_from_coordinates([AIRPORT, Place(101.7, 2.7)], road_factor=0.5, speed_kmh=0)

    assert [fault.where for fault in refused.value.faults] == ["places[1]", "road_factor", "speed_kmh"]


def test_each_area_has_its_own_roads_and_a_way_between_two_takes_half_of_either() -> None:
    city, plain = Roads(1.6, 20), Roads(1.2, 60)

    mixed = travel_from_coordinates([CITY, AIRPORT, AIRPORT], roads=[city, plain, plain])
    even = travel_from_coordinates([CITY, AIRPORT], road_factor=1.4, speed_kmh=30)

    assert mixed.metres[0][1] == even.metres[0][1]
    assert mixed.seconds[0][1] == even.seconds[0][1]
    with pytest.raises(InvalidProblem, match="1 kinds of roads for 2 places"):
        travel_from_coordinates([CITY, AIRPORT], roads=[city])
