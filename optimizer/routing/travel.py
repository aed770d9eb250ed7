"""Travel tables from coordinates, for when no road network is at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.errors import Fault, InvalidProblem
from optimizer.routing.problems import Travel

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Roads:
    """How roads are in an area: how much longer than the crow flies, and how fast one drives there."""

    road_factor: float = 1.3
    speed_kmh: float = 40.0


def travel_from_coordinates(
    places: Sequence[Place],
    road_factor: float = 1.3,
    speed_kmh: float = 40.0,
    roads: Sequence[Roads] | None = None,
) -> Travel:
    """Great-circle distance times the road factor; metres and seconds rounded up.

    With `roads`, one for each place, half of every way is driven on the roads of either end.
    """
    each = [Roads(road_factor, speed_kmh)] * len(places) if roads is None else list(roads)
    _refuse(places, each)
    north = np.radians([place.latitude for place in places])
    east = np.radians([place.longitude for place in places])
    chord = np.sin((north[:, None] - north) / 2) ** 2
    chord = chord + np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    crow = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    factor, pace = (
        np.array([getattr(one, name) for one in each]).reshape(-1) for name in ("road_factor", "speed_kmh")
    )
    metres = np.ceil(crow * (factor[:, None] + factor) / 2 - 1e-6)
    seconds = np.ceil(metres * 1.8 * (1 / pace[:, None] + 1 / pace) - 1e-9)
    return Travel(_table(metres), _table(seconds))


def _table(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in np.maximum(0, values).astype(np.int64).tolist())


def _refuse(places: Sequence[Place], roads: Sequence[Roads]) -> None:
    faults = []
    if len(roads) != len(places):
        message = f"{len(roads)} kinds of roads for {len(places)} places"
        faults.append(Fault("roads", "not_one_each", message, str(len(roads)), str(len(places))))
    for row, place in enumerate(places):
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            found = f"{place.latitude}, {place.longitude}"
            message = f"place {row} is at {found}, which is not on the globe"
            expected = "latitude -90 to 90, longitude -180 to 180"
            faults.append(Fault(f"places[{row}]", "not_a_place", message, found, expected))
    for one in dict.fromkeys(roads):
        for name, value, most in (("road_factor", one.road_factor, 10), ("speed_kmh", one.speed_kmh, 1000)):
            if not 1 <= value <= most:
                message = f"{name} is {value}"
                faults.append(Fault(name, "out_of_range", message, str(value), f"1 to {most}"))
    if faults:
        raise InvalidProblem(f"No travel table can be made: {faults[0].message}.", tuple(faults))
