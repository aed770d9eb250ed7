"""Small flight problems for the tests of the optimizer: every value has a harmless default."""

from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.flights.problems import Departure, FlightProblem, Freight

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
