"""Published routing instances are read under their conventions."""

import json
from pathlib import Path

from benchmarks.optimizer.instances import lilim, solomon
from benchmarks.optimizer.vrplib import homberger, x
from optimizer.routing.problems import Amount, Halt

SOLOMON = """C1

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.   XCOORD.   YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      40         50          0          0       1236          0
    1      45         68         10        912        967         90
"""


def test_solomons_ways_are_cut_to_tenths_and_his_times_are_tenths_too(tmp_path: Path) -> None:
    (tmp_path / "C1.txt").write_text(SOLOMON)
    (tmp_path / "best_known.json").write_text(json.dumps({"C1_distance": {"best_known_cost": 37.2}}))

    (one,) = solomon(tmp_path)

    (stop,), (vehicle,), (depot,) = one.problem.stops, one.problem.vehicles, one.problem.depots
    assert (one.name, one.scale, one.best) == ("C1", 10, 37.2)
    assert one.problem.travel.metres == ((0, 186), (186, 0)) == one.problem.travel.seconds
    assert (stop.window_open_s, stop.window_close_s, stop.service_s) == (9120, 9670, 900)
    assert (stop.collect, vehicle.count, vehicle.capacity.pieces) == (Amount(pieces=10), 25, 200)
    assert (depot.close_s, vehicle.fixed_cost) == (12360, 0)


def test_li_and_lims_pairs_become_shipments_and_vehicles_outweigh_ways(tmp_path: Path) -> None:
    (tmp_path / "lc.txt").write_text(
        "25 200 1\n0 40 50 0 0 1236 0 0 0\n1 45 68 -10 912 967 90 2 0\n2 45 70 10 825 870 80 0 1\n"
    )
    best = {"lc": {"best_known_cost": 5.0, "solved_with_vehicles": 1}}
    (tmp_path / "best_known.json").write_text(json.dumps(best))

    (one,) = lilim(tmp_path)

    (shipment,), (vehicle,) = one.problem.shipments, one.problem.vehicles
    assert (shipment.amount, shipment.pickup) == (Amount(pieces=10), Halt(2, 80_000, 825_000, 870_000))
    assert shipment.delivery == Halt(1, 90_000, 912_000, 967_000)
    assert vehicle.fixed_cost > 100 * sum(one.problem.travel.metres[0])
    assert (one.best, one.best_vehicles) == (5.0, 1)


def test_cvrplibs_ways_are_rounded_and_the_best_cost_stands_beside(tmp_path: Path) -> None:
    (tmp_path / "X-n3.vrp").write_text(
        "CAPACITY : 7\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 1 1\n"
        "DEMAND_SECTION\n1 0\n2 5\n3 6\nDEPOT_SECTION\n1\n-1\nEOF\n"
    )
    (tmp_path / "X-n3.sol").write_text("Route #1: 1\nRoute #2: 2\nCost 12\n")

    (one,) = x(tmp_path)

    assert one.problem.travel.metres == ((0, 5, 1), (5, 0, 4), (1, 4, 0))
    assert [stop.collect.pieces for stop in one.problem.stops] == [5, 6]
    assert (one.best, one.problem.vehicles[0].capacity.pieces) == (12.0, 7)


def test_hombergers_instances_are_the_same_in_either_format(tmp_path: Path) -> None:
    (tmp_path / "in_text.txt").write_text(SOLOMON)
    (tmp_path / "in_vrplib.vrp").write_text(
        "NAME : C1\nVEHICLES : 25\nCAPACITY : 200\nSERVICE_TIME : 90\nNODE_COORD_SECTION\n1\t40\t50\n2\t45\t68\n"
        "DEMAND_SECTION\n1\t0\n2\t10\nTIME_WINDOW_SECTION\n1\t0\t1236\n2\t912\t967\nDEPOT_SECTION\n1\n-1\nEOF\n"
    )
    for name in ("in_text", "in_vrplib"):
        (tmp_path / f"{name}.sol").write_text("Route #1: 1\nCost 37.2\n")

    in_text, in_vrplib = homberger(tmp_path)

    assert in_text.problem == in_vrplib.problem
    assert (in_text.scale, in_text.best) == (10, 37.2) == (in_vrplib.scale, in_vrplib.best)
    assert in_vrplib.problem.travel.seconds == ((0, 186), (186, 0))


def test_an_instance_without_a_solution_beside_it_has_no_best_known_cost(tmp_path: Path) -> None:
    (tmp_path / "C1.txt").write_text(SOLOMON)

    (one,) = homberger(tmp_path)

    assert one.best is None
