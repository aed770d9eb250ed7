"""Verbs of planning: propose by an optimizer, accept what still holds, reject."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.db import Database
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal
from app.dispatch.queries import READY
from app.dispatch.service import assign
from app.inbound.service import open_load
from app.ledger.service import append_one
from app.network.models import Departure
from app.parcels.models import Parcel
from app.planning import problems
from app.planning.models import Plan
from app.planning.prices import Prices
from optimizer import flights
from optimizer.budget import Budget
from optimizer.errors import OptimizerError
from optimizer.routing import routes
from optimizer.routing.plans import Run


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a plan did, and which of its lines no longer held."""

    plan: int
    applied: int
    stale: tuple[str, ...]


def plan_flights(
    database: Database, seconds: float, seed: int, only: Collection[str], *, by: Principal, at: datetime
) -> int:
    """Propose departures (`only` these, when any are named) for all cleared freight.

    Reads, solves outside any transaction, then writes the plan.
    """
    with database.reading() as db:
        rows = problems.flights(db, by, Prices(), only, now=at)
    with _told():
        answer = flights.solve(rows.problem, Budget(seconds=seconds, seed=seed))
    lines = [
        {
            "freight": one.freight,
            "parcels": rows.parcels[one.freight],
            "departure": one.departure,
            "departure_id": rows.departures.get(one.departure) if one.departure else None,
            "late_s": one.late_s,
            "why": one.reason.text,
            "next_best": asdict(one.next_best) if one.next_best else None,
        }
        for one in answer.assignments
    ]
    result = {
        "lines": lines,
        "pieces": len(lines),
        "assigned": sum(1 for one in lines if one["departure"]),
        "late": sum(1 for one in lines if one["departure"] and one["late_s"]),
        "gap": answer.gap,
        "loads": [asdict(one) for one in answer.loads],
    }
    with database.transaction() as db:
        plan = _keep(
            db,
            "flights",
            rows.problem,
            result,
            answer.solver,
            answer.cost,
            answer.bound,
            answer.seconds,
            by,
            at,
        )
        return plan.id


def plan_milk_run(
    database: Database, vans: int, seconds: float, seed: int, *, by: Principal, at: datetime
) -> int:
    """Propose the vans' rounds that collect announced parcels from sellers."""
    with database.reading() as db:
        rows = problems.milk_run(db, by, Prices(), vans)
    with _told():
        answer = routes.solve(rows.problem, Budget(seconds=seconds, seed=seed))
    result = {
        "runs": [_kept_run(one) for one in answer.runs],
        "unserved": [asdict(one) for one in answer.unserved],
        "parcels": rows.parcels,
        "metres": sum(one.metres for one in answer.runs),
    }
    with database.transaction() as db:
        plan = _keep(
            db, "milk_run", rows.problem, result, answer.solver, answer.cost, None, answer.seconds, by, at
        )
        return plan.id


def _kept_run(run: Run) -> dict[str, Any]:
    """A run as plans keep it, under the names that the pages and earlier plans use."""
    return {
        "vehicle": run.vehicle,
        "leaves_hub_s": run.leaves_s,
        "back_at_hub_s": run.back_s,
        "visits": [
            {
                "stop": visit.stop,
                "arrives_s": visit.arrives_s,
                "starts_s": visit.starts_s,
                "leaves_s": visit.leaves_s,
                "load_g": visit.load.weight_g,
                "load_cm3": visit.load.volume_cm3,
            }
            for visit in run.visits
        ],
        "metres": run.metres,
        "cost": run.cost,
    }


@contextmanager
def _told() -> Iterator[None]:
    """What the optimizer cannot do, as the hub's own error with the rows that stand in the way."""
    try:
        yield
    except OptimizerError as error:
        faults = tuple(
            Fault(one.where, one.code, one.message, None, one.found, one.expected) for one in error.faults
        )
        raise Invalid(error.code, error.detail, error.hint, faults) from error


def _keep(
    db: Session,
    kind: str,
    problem: object,
    result: Mapping[str, Any],
    solver: str,
    cost: int,
    bound: float | None,
    seconds: float,
    by: Principal,
    at: datetime,
) -> Plan:
    plan = Plan(
        hub_id=by.hub_id,
        kind=kind,
        state="proposed",
        problem=msgspec.json.encode(problem, enc_hook=sorted).decode(),
        result=msgspec.json.encode(result).decode(),
        solver=solver,
        cost=cost,
        bound=bound,
        seconds=seconds,
        created_by=by.actor,
        created_at=at,
        version=0,
        head_hash="",
    )
    db.add(plan)
    db.flush()
    append_one(db, plan, "plan", "propose", {"kind": kind, "cost": cost, "solver": solver}, by=by, at=at)
    return plan


def plan_by_id(db: Session, plan_id: int, *, by: Principal, lock: bool = False) -> Plan:
    query = select(Plan).where(visible(by, Plan), Plan.id == plan_id)
    plan = db.scalar(query.with_for_update() if lock else query)
    if plan is None:
        raise NotFound("unknown_plan", f"there is no plan {plan_id}", "see the list of plans")
    return plan


def accept(db: Session, plan_id: int, *, by: Principal, at: datetime) -> Accepted:
    """Write a plan's decisions. Lines whose parcel or departure changed since are left out and named."""
    plan = plan_by_id(db, plan_id, by=by, lock=True)
    if plan.state != "proposed":
        raise Refused("already_decided", f"plan {plan_id} is already {plan.state}", "make a new plan")
    result = msgspec.json.decode(plan.result)
    applied, stale = (
        _accept_flights(db, plan_id, result, by, at)
        if plan.kind == "flights"
        else _accept_runs(db, result, by, at)
    )
    plan.state, plan.accepted_by, plan.accepted_at = "accepted", by.actor, at
    append_one(db, plan, "plan", "accept", {"applied": applied, "stale": len(stale)}, by=by, at=at)
    return Accepted(plan_id, applied, tuple(stale))


def _accept_flights(
    db: Session, plan_id: int, result: dict[str, Any], by: Principal, at: datetime
) -> tuple[int, list[str]]:
    open_ids = set(db.scalars(select(Departure.id).where(visible(by, Departure), Departure.state == "open")))
    everything = [parcel_id for line in result["lines"] for parcel_id in line["parcels"]]
    ready = _still(db, everything, READY)
    chosen: dict[int, tuple[int, str]] = {}
    dropped, stale = [], []
    for line in result["lines"]:
        free = [one for one in line["parcels"] if one in ready]
        if len(free) < len(line["parcels"]):
            stale.append(f"{line['freight']} has moved on since the plan was made")
        if line["departure_id"] is None:
            dropped += free
        elif line["departure_id"] not in open_ids:
            stale.append(f"{line['departure']} is no longer open; {line['freight']} was left out")
        else:
            chosen.update(dict.fromkeys(free, (line["departure_id"], line["why"])))
    return assign(db, chosen, dropped, plan_id, by=by, at=at), stale


def _accept_runs(db: Session, result: dict[str, Any], by: Principal, at: datetime) -> tuple[int, list[str]]:
    """Each run becomes an inbound load with the parcels that still wait at its stops."""
    counts: Counter[str] = Counter()
    stale = []
    for run in result["runs"]:
        ids = [one for visit in run["visits"] for one in result["parcels"][visit["stop"]]]
        waiting = _still(db, ids, ("expected",))
        if len(waiting) < len(ids):
            stale.append(f"{len(ids) - len(waiting)} parcels of {run['vehicle']} have arrived since")
        if waiting:
            open_load(db, run["vehicle"], None, waiting, by=by, at=at)
            counts["loads"] += 1
    return counts["loads"], stale


def _still(db: Session, ids: list[int], states: tuple[str, ...]) -> set[int]:
    return set(db.scalars(select(Parcel.id).where(among(db, Parcel.id, ids), Parcel.handling.in_(states))))


def reject(db: Session, plan_id: int, *, by: Principal, at: datetime) -> None:
    plan = plan_by_id(db, plan_id, by=by, lock=True)
    if plan.state != "proposed":
        raise Refused("already_decided", f"plan {plan_id} is already {plan.state}", "nothing to do")
    plan.state = "rejected"
    append_one(db, plan, "plan", "reject", {}, by=by, at=at)
