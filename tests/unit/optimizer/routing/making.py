"""Small route problems for the tests: every value has a harmless default."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.routing.problems import (
    NO_LIMIT,
    Amount,
    Depot,
    Halt,
    RouteProblem,
    Shipment,
    Stop,
    Travel,
    VehicleType,
)

HOUR = 3600


def stop(key: str, at: int, demand_g: int = 10_000, demand_cm3: int = 50_000, **values: Any) -> Stop:
    usual = Stop(
        key=key,
        at=at,
        collect=Amount(demand_g, demand_cm3, 1),
        service_s=600,
        window_open_s=8 * HOUR,
        window_close_s=18 * HOUR,
    )
    return replace(usual, **values)


def van(capacity_g: int = 900_000, capacity_cm3: int = 6_000_000, **values: Any) -> VehicleType:
    usual = VehicleType(
        key="van",
        count=2,
        capacity=Amount(capacity_g, capacity_cm3, NO_LIMIT),
        start="hub",
        end="hub",
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


def shipment(key: str, pickup_at: int, delivery_at: int, **values: Any) -> Shipment:
    ends = (Halt(at, 300, 8 * HOUR, 18 * HOUR) for at in (pickup_at, delivery_at))
    return replace(Shipment(key, Amount(10_000, 50_000, 1), *ends), **values)


def routes(
    stops: list[Stop], vehicles: list[VehicleType], travel: Travel, shipments: Sequence[Shipment] = ()
) -> RouteProblem:
    depot = Depot("hub", 0, 7 * HOUR, 20 * HOUR, reload_s=900)
    return RouteProblem(tuple(stops), tuple(vehicles), (depot,), travel, tuple(shipments))


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
