"""Plans as jobs: what is read for the solver, how long it may take, and how its answer becomes a proposal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs.kinds import Kind
from app.core.jobs.queue import Claim
from app.planning import service
from app.planning.models import Plan
from app.planning.since import Subjects
from app.planning.solving import FlightTask, MilkRunTask, Solved, solve_flights, solve_milk_run
from optimizer.budget import Budget
from optimizer.flights.problems import FlightProblem
from optimizer.routing.problems import RouteProblem

# Beyond its budget a search reads, explains and checks.
GRACE_S = 60.0


def _flight_task(db: Session, claim: Claim) -> FlightTask:
    plan = _plan_of(db, claim)
    means = msgspec.json.decode(plan.subjects or "", type=Subjects)
    problem = msgspec.json.decode(plan.problem, type=FlightProblem)
    return FlightTask(problem, means.parcels, means.departures, _budget(claim.payload))


def _milk_run_task(db: Session, claim: Claim) -> MilkRunTask:
    plan = _plan_of(db, claim)
    means = msgspec.json.decode(plan.subjects or "", type=Subjects)
    problem = msgspec.json.decode(plan.problem, type=RouteProblem)
    return MilkRunTask(problem, means.parcels, _budget(claim.payload))


def _plan_of(db: Session, claim: Claim) -> Plan:
    return db.scalars(select(Plan).where(Plan.job_id == claim.id)).one()


def _budget(payload: Mapping[str, Any]) -> Budget:
    return Budget(seconds=payload["seconds"], seed=payload["seed"])


def _propose(db: Session, claim: Claim, solved: Solved, at: datetime) -> None:
    service.propose(db, claim.id, claim.hub_id, solved, at=at)


def _limit_s(payload: Mapping[str, Any]) -> float:
    return float(payload["seconds"]) + GRACE_S


FLIGHTS = Kind(_flight_task, solve_flights, _propose, _limit_s)
MILK_RUN = Kind(_milk_run_task, solve_milk_run, _propose, _limit_s)
