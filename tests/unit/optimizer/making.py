"""Small problems for the tests of the optimizer: every value has a harmless default."""

from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.problems import (
    Departure,
    FlightProblem,
    Freight,
    Hub,
    RouteProblem,
    Stop,
    Travel,
    VehicleType,
)

NOW = 1_800_000_000
HOUR = 3600


def piece(key: str, **values: Any) -> Freight:
    usual = Freight(
        key=key,
        weight_g=1_000,
        volume_cm3=4_000,
        ready_at=NOW,
        due_at=NOW + 48 * HOUR,
        gateways=frozenset({"SIN"}),
        lateness_cost_per_hour=100,
        unassigned_cost=50_000,
    )
    return replace(usual, **values)


def departure(key: str, **values: Any) -> Departure:
    usual = Departure(
        key=key,
        gateway="SIN",
        cutoff_at=NOW + 2 * HOUR,
        departs_at=NOW + 5 * HOUR,
        arrives_at=NOW + 7 * HOUR,
        capacity_g=100_000,
        capacity_cm3=1_000_000,
        cost_per_kg=400,
    )
    return replace(usual, **values)


def flights(freight: list[Freight], departures: list[Departure]) -> FlightProblem:
    return FlightProblem(tuple(freight), tuple(departures), NOW)


def random_flights(pieces: int, departures: int, seed: int, room: float = 0.8) -> FlightProblem:
    """Departures that hold `room` of the freight in all, so that most pieces compete."""
    draw = np.random.default_rng(seed)
    gateways = ("SIN", "HKG", "SYD")
    arrival_h = draw.integers(14, 60, departures)
    freight = [
        piece(
            f"P{row}",
            weight_g=int(draw.integers(100, 5_000)),
            volume_cm3=int(draw.integers(500, 30_000)),
            ready_at=NOW + int(draw.integers(-6, 20)) * HOUR,
            due_at=NOW + int(draw.integers(10, 50)) * HOUR,
            gateways=frozenset(name for name in gateways if draw.random() < 0.7),
            lateness_cost_per_hour=int(draw.integers(10, 300)),
            unassigned_cost=int(draw.integers(2_000, 9_000)),
        )
        for row in range(pieces)
    ]
    share = draw.dirichlet(np.ones(departures) * 4)
    weight_g, volume_cm3 = sum(p.weight_g for p in freight), sum(p.volume_cm3 for p in freight)
    return flights(
        freight,
        [
            departure(
                f"F{row}",
                gateway=gateways[row % 3],
                cutoff_at=NOW + int(arrival_h[row] - 10) * HOUR,
                departs_at=NOW + int(arrival_h[row] - 7) * HOUR,
                arrives_at=NOW + int(arrival_h[row]) * HOUR,
                capacity_g=int(share[row] * weight_g * room),
                capacity_cm3=int(share[row] * volume_cm3 * room),
                cost_per_kg=int(draw.integers(200, 700)),
            )
            for row in range(departures)
        ],
    )


def stop(key: str, at: int, **values: Any) -> Stop:
    usual = Stop(
        key=key,
        at=at,
        demand_g=10_000,
        demand_cm3=50_000,
        service_s=600,
        window_open_s=8 * HOUR,
        window_close_s=18 * HOUR,
    )
    return replace(usual, **values)


def van(**values: Any) -> VehicleType:
    usual = VehicleType(
        key="van",
        count=2,
        capacity_g=900_000,
        capacity_cm3=6_000_000,
        shift_s=9 * HOUR,
        fixed_cost=6_000,
        cost_per_km=90,
        cost_per_hour=1_800,
    )
    return replace(usual, **values)


def road(*kilometres: int) -> Travel:
    """Places on one straight road, a minute a kilometre."""
    metres = tuple(tuple(abs(a - b) * 1_000 for b in kilometres) for a in kilometres)
    return Travel(metres, tuple(tuple(value * 60 // 1_000 for value in row) for row in metres))


def routes(stops: list[Stop], vehicles: list[VehicleType], travel: Travel) -> RouteProblem:
    return RouteProblem(tuple(stops), tuple(vehicles), Hub(0, 7 * HOUR, 20 * HOUR), travel)


def random_routes(stops: int, seed: int, optional: float = 0.3, vehicles: int = 2) -> RouteProblem:
    draw = np.random.default_rng(seed)
    places = draw.integers(0, 40, (stops + 1, 2))
    metres = np.abs(places[:, None] - places).sum(axis=2) * 1_000
    table = tuple(tuple(row) for row in metres.tolist())
    travel = Travel(table, tuple(tuple(value * 60 // 800 for value in row) for row in table))
    drawn = []
    for row in range(stops):
        opens_s = int(draw.integers(8, 14)) * HOUR
        prize = int(draw.integers(500, 6_000)) if draw.random() < optional else None
        drawn.append(
            stop(
                f"S{row}",
                row + 1,
                demand_g=int(draw.integers(5, 60)) * 1_000,
                demand_cm3=int(draw.integers(20, 400)) * 1_000,
                window_open_s=opens_s,
                window_close_s=opens_s + int(draw.integers(2, 7)) * HOUR,
                prize=prize,
            )
        )
    fleet = [
        van(count=vehicles, capacity_g=150_000, capacity_cm3=900_000, fixed_cost=2_000),
        van(
            key="truck",
            count=1,
            capacity_g=400_000,
            capacity_cm3=2_500_000,
            fixed_cost=5_000,
            cost_per_km=170,
        ),
    ]
    return routes(drawn, fleet, travel)
