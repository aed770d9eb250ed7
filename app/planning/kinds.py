"""The kinds of plans: of each, how it is read, solved, compared with what is in the hub now, and accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.identity import Principal
from app.core.jobs.outcomes import Report
from app.dispatch.queries import ready_parcels
from app.planning import moving, problems, putting_away, waves
from app.planning.accepting import Decided, accept_flights, accept_runs
from app.planning.slot_solving import solve_moves, solve_put_away
from app.planning.snapshots import Snapshot, Solved, Subjects, Task
from app.planning.solving import solve_flights, solve_milk_run
from app.planning.wave_solving import solve_waves
from optimizer.flights.problems import FlightProblem
from optimizer.picking.problems import PickingProblem
from optimizer.routing.problems import RouteProblem
from optimizer.slotting.problems import MoveProblem, SlottingProblem


@dataclass(frozen=True, slots=True)
class PlanKind:
    """`read` makes the snapshot for some wishes; `solve` runs in a process of its own; `there` are the parcels that a
    snapshot of the same wishes would be about now; `accept` writes what still holds, and says how much that was and
    what did not hold. Costs are in minor units of money, or in millimetres where a plan `walks`."""

    problem: type
    read: Callable[[Session, Principal, Mapping[str, Any], datetime], Snapshot]
    solve: Callable[[Task, Report], Solved]
    there: Callable[[Session, Principal, Subjects], set[int]]
    accept: Callable[[Session, Decided], tuple[int, list[str]]]
    walks: bool = False

    def told(self, cost: float | None) -> str:
        """A cost, or a bound, as people read it."""
        if cost is None:
            return "–"
        if self.walks and cost < 0:
            return f"{-cost / 1000:,.0f} m saved"
        return f"{cost / 1000:,.0f} m" if self.walks else f"{cost / 100:,.2f}"


def _ready(db: Session, by: Principal, subjects: Subjects) -> set[int]:
    return ready_parcels(db, by, subjects.departures.values() if subjects.narrowed else None)


def _waiting(db: Session, by: Principal, _subjects: Subjects) -> set[int]:
    return problems.waiting_parcels(db, by)


KINDS: Mapping[str, PlanKind] = {
    "flights": PlanKind(FlightProblem, problems.flights, solve_flights, _ready, accept_flights),
    "milk_run": PlanKind(RouteProblem, problems.milk_run, solve_milk_run, _waiting, accept_runs),
    "waves": PlanKind(PickingProblem, waves.read, solve_waves, waves.there, waves.accept, walks=True),
    "put_away": PlanKind(
        SlottingProblem,
        putting_away.read,
        solve_put_away,
        putting_away.there,
        putting_away.accept,
        walks=True,
    ),
    "moves": PlanKind(MoveProblem, moving.read, solve_moves, moving.there, moving.accept, walks=True),
}
