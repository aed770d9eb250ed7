"""The kinds of plans: of each, how it is read, solved, compared with what is in the hub now, and accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.identity import Principal
from app.core.jobs.outcomes import Report
from app.dispatch.queries import ready_parcels
from app.planning import bags, loads, moving, problems, putting_away, waves
from app.planning.accepting import Decided, accept_flights, accept_runs
from app.planning.bag_solving import solve_bags
from app.planning.load_solving import solve_loads
from app.planning.slot_solving import solve_moves, solve_put_away
from app.planning.snapshots import Snapshot, Solved, Subjects, Task
from app.planning.solving import solve_flights, solve_milk_run
from app.planning.wave_solving import solve_waves
from optimizer.bins.problems import BinProblem
from optimizer.flights.problems import FlightProblem
from optimizer.packing.problems import LoadProblem
from optimizer.picking.problems import PickingProblem
from optimizer.routing.problems import RouteProblem
from optimizer.slotting.problems import MoveProblem, SlottingProblem


def money(minor_units: float) -> str:
    return f"{minor_units / 100:,.2f}"


def walking(millimetres: float) -> str:
    return f"{-millimetres / 1000:,.0f} m saved" if millimetres < 0 else f"{millimetres / 1000:,.0f} m"


def left_behind(cm3: float) -> str:
    return f"{cm3 / 1_000_000:,.2f} m³ left"


def bag_count(bags: float) -> str:
    return "1 bag" if bags == 1 else f"{bags:,.0f} bags"


@dataclass(frozen=True, slots=True)
class PlanKind:
    """`read` makes the snapshot for some wishes; `solve` runs in a process of its own; `there` are the parcels that a
    snapshot of the same wishes would be about now; `accept` writes what still holds, and says how much that was and
    what did not hold. `tell` says a cost, or a bound, as people read it."""

    problem: type
    read: Callable[[Session, Principal, Mapping[str, Any], datetime], Snapshot]
    solve: Callable[[Task, Report], Solved]
    there: Callable[[Session, Principal, Subjects], set[int]]
    accept: Callable[[Session, Decided], tuple[int, list[str]]]
    tell: Callable[[float], str] = money

    def told(self, cost: float | None) -> str:
        return "–" if cost is None else self.tell(cost)


def _ready(db: Session, by: Principal, subjects: Subjects) -> set[int]:
    return ready_parcels(db, by, subjects.departures.values() if subjects.narrowed else None)


def _waiting(db: Session, by: Principal, _subjects: Subjects) -> set[int]:
    return problems.waiting_parcels(db, by)


KINDS: Mapping[str, PlanKind] = {
    "flights": PlanKind(FlightProblem, problems.flights, solve_flights, _ready, accept_flights),
    "milk_run": PlanKind(RouteProblem, problems.milk_run, solve_milk_run, _waiting, accept_runs),
    "waves": PlanKind(PickingProblem, waves.read, solve_waves, waves.there, waves.accept, walking),
    "put_away": PlanKind(
        SlottingProblem,
        putting_away.read,
        solve_put_away,
        putting_away.there,
        putting_away.accept,
        walking,
    ),
    "moves": PlanKind(MoveProblem, moving.read, solve_moves, moving.there, moving.accept, walking),
    "bags": PlanKind(BinProblem, bags.read, solve_bags, bags.there, bags.accept, bag_count),
    "loads": PlanKind(LoadProblem, loads.read, solve_loads, loads.there, loads.accept, left_behind),
}
