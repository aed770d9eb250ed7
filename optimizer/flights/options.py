"""What each piece of freight may do and at what cost, as tables; and which limits can bind at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Fault, Infeasible
from optimizer.flights.problems import Departure, FlightProblem, Freight
from optimizer.wording import cubic_metres, duration, kilograms

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
STAYS = -1
OPEN = -2


@dataclass(frozen=True)
class Options:
    """One row a piece, one column a departure. `weight_g` and `volume_cm3` are of the pieces, `room_g` and `room_cm3`
    of the departures; `stay` is the cost of leaving the piece behind; `pinned` is a column, or OPEN."""

    weight_g: Ints
    volume_cm3: Ints
    cost: Ints
    allowed: Bools
    stay: Ints
    pinned: Ints
    room_g: Ints
    room_cm3: Ints


def options_of(problem: FlightProblem) -> Options:
    freight, departures = problem.freight, problem.departures
    columns = {departure.key: column for column, departure in enumerate(departures)}
    _refuse_pins(problem, columns)
    weight_g = _column([piece.weight_g for piece in freight])
    late_s = np.maximum(
        0, _column([d.arrives_at for d in departures]) - _column([p.due_at for p in freight])[:, None]
    )
    carriage = _column([d.cost_per_kg for d in departures]) * weight_g[:, None]
    lateness = late_s * _column([piece.lateness_cost_per_hour for piece in freight])[:, None]
    return Options(
        weight_g=weight_g,
        volume_cm3=_column([piece.volume_cm3 for piece in freight]),
        cost=_ceil(carriage, 1000) + _ceil(lateness, 3600),
        allowed=_allowed(problem),
        stay=_column([piece.unassigned_cost for piece in freight]),
        pinned=_column([OPEN if p.pinned_to is None else columns[p.pinned_to] for p in freight]),
        room_g=_column([departure.capacity_g for departure in departures]),
        room_cm3=_column([departure.capacity_cm3 for departure in departures]),
    )


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _ceil(values: Ints, divisor: int) -> Ints:
    return -(-values // divisor)


def _allowed(problem: FlightProblem) -> Bools:
    ready = np.maximum(_column([piece.ready_at for piece in problem.freight]), problem.now)
    allowed: Bools = ready[:, None] <= _column([departure.cutoff_at for departure in problem.departures])
    for row, piece in enumerate(problem.freight):
        for column, departure in enumerate(problem.departures):
            if departure.gateway not in piece.gateways or departure.embargoed & piece.classes:
                allowed[row, column] = False
    return allowed


def _refuse_pins(problem: FlightProblem, columns: dict[str, int]) -> None:
    faults: list[Fault] = []
    pinned_g, pinned_cm3 = [0] * len(columns), [0] * len(columns)
    for row, piece in enumerate(problem.freight):
        if piece.pinned_to is None:
            continue
        fault = _pin_fault(problem, row, piece, columns.get(piece.pinned_to))
        if fault is not None:
            faults.append(fault)
        elif (column := columns.get(piece.pinned_to)) is not None:
            pinned_g[column] += piece.weight_g
            pinned_cm3[column] += piece.volume_cm3
    for row, departure in enumerate(problem.departures):
        faults += _overfull(row, departure, pinned_g[row], pinned_cm3[row])
    if faults:
        more = "" if len(faults) == 1 else f" There are {len(faults) - 1} more."
        raise Infeasible(f"{faults[0].message}.{more}", tuple(faults))


def _pin_fault(problem: FlightProblem, row: int, piece: Freight, column: int | None) -> Fault | None:
    where, pin = f"freight[{row}].pinned_to", f"{piece.key} is pinned to {piece.pinned_to}"
    if column is None:
        expected = (
            ", ".join(departure.key for departure in problem.departures[:10]) or "no departures are given"
        )
        message = f"{pin}, which is not a departure of the problem"
        return Fault(where, "pin_unknown", message, str(piece.pinned_to), expected)
    departure = problem.departures[column]
    if departure.gateway not in piece.gateways:
        message = f"{pin}, which goes to {departure.gateway}"
        return Fault(where, "pin_not_served", message, departure.gateway, ", ".join(sorted(piece.gateways)))
    if departure.embargoed & piece.classes:
        banned = ", ".join(sorted(departure.embargoed & piece.classes))
        return Fault(where, "pin_embargoed", f"{pin}, which does not take {banned}", banned)
    earliest = max(piece.ready_at, problem.now)
    if earliest > departure.cutoff_at:
        late = duration(earliest - departure.cutoff_at)
        message = f"{pin}, but is ready {late} after its cut-off"
        return Fault(where, "pin_missed_cutoff", message, str(earliest), f"at most {departure.cutoff_at}")
    return None


def _overfull(row: int, departure: Departure, weight_g: int, volume_cm3: int) -> list[Fault]:
    where, faults = f"departures[{row}]", []
    if weight_g > departure.capacity_g:
        over = f"{kilograms(weight_g - departure.capacity_g)} more than it takes"
        message = f"The freight pinned to {departure.key} weighs {kilograms(weight_g)}, {over}"
        limit = f"at most {departure.capacity_g}"
        faults.append(Fault(f"{where}.capacity_g", "pins_too_heavy", message, str(weight_g), limit))
    if volume_cm3 > departure.capacity_cm3:
        over = f"{cubic_metres(volume_cm3 - departure.capacity_cm3)} more than it takes"
        message = f"The freight pinned to {departure.key} fills {cubic_metres(volume_cm3)}, {over}"
        limit = f"at most {departure.capacity_cm3}"
        faults.append(Fault(f"{where}.capacity_cm3", "pins_too_big", message, str(volume_cm3), limit))
    return faults
