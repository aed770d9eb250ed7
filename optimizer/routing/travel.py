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


def travel_from_coordinates(
    places: Sequence[Place], road_factor: float = 1.3, speed_kmh: float = 40.0
) -> Travel:
    """Great-circle distance times `road_factor`, driven at one speed; metres and seconds rounded up."""
    _refuse(places, road_factor, speed_kmh)
    north = np.radians([place.latitude for place in places])
    east = np.radians([place.longitude for place in places])
    chord = np.sin((north[:, None] - north) / 2) ** 2
    chord = chord + np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    metres = np.ceil(2 * EARTH_RADIUS_M * road_factor * np.arcsin(np.sqrt(np.minimum(1.0, chord))) - 1e-6)
    seconds = np.ceil(metres * 3.6 / speed_kmh - 1e-9)
    return Travel(_table(metres), _table(seconds))


def _table(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in np.maximum(0, values).astype(np.int64).tolist())


def _refuse(places: Sequence[Place], road_factor: float, speed_kmh: float) -> None:
    faults = []
    for row, place in enumerate(places):
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            found = f"{place.latitude}, {place.longitude}"
            message = f"place {row} is at {found}, which is not on the globe"
            expected = "latitude -90 to 90, longitude -180 to 180"
            faults.append(Fault(f"places[{row}]", "not_a_place", message, found, expected))
    if not 1 <= road_factor <= 10:
        message = f"road_factor is {road_factor}"
        faults.append(Fault("road_factor", "out_of_range", message, str(road_factor), "1 to 10"))
    if not 1 <= speed_kmh <= 1000:
        faults.append(
            Fault("speed_kmh", "out_of_range", f"speed_kmh is {speed_kmh}", str(speed_kmh), "1 to 1000")
        )
    if faults:
        raise InvalidProblem(f"No travel table can be made: {faults[0].message}.", tuple(faults))
