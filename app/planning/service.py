"""Verbs of planning: ask an optimizer, keep its answer, accept what still holds, reject."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.db import Database
from app.core.errors import NotFound, Refused
from app.core.identity import Principal, the_hub
from app.core.jobs import queue
from app.core.jobs.models import OPEN, Job
from app.dispatch.queries import READY
from app.dispatch.service import assign
from app.inbound.service import open_load
from app.ledger.service import append_one
from app.network.models import Departure
from app.parcels.models import Parcel
from app.planning import problems
from app.planning.models import Plan, PlanState
from app.planning.prices import Prices
from app.planning.queries import plan_view
from app.planning.since import Since, Subjects, since
from app.planning.solving import Solved


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a plan did, which of its lines no longer held, and what happened since it was asked for."""

    plan: int
    applied: int
    stale: tuple[str, ...]
    since: Since


def ask_flights(
    database: Database, seconds: float, seed: int, only: Collection[str], *, by: Principal, at: datetime
) -> int:
    """Ask for departures (`only` these, when any are named) for all cleared freight, as it is now.

    Reads the problem first; then the plan and its job are written in one transaction.
    """
    with database.reading() as db:
        rows = problems.flights(db, by, Prices(), only, now=at)
    subjects = Subjects(rows.parcels, rows.departures, bool(only))
    wishes = {"seconds": seconds, "seed": seed, "departures": sorted(only)}
    with database.transaction() as db:
        return _ask(db, "flights", rows.problem, subjects, wishes, by=by, at=at).id


def ask_milk_run(
    database: Database, vans: int, seconds: float, seed: int, *, by: Principal, at: datetime
) -> int:
    """Ask for the vans' rounds that collect announced parcels from sellers, as they wait now."""
    with database.reading() as db:
        rows = problems.milk_run(db, by, Prices(), vans)
    wishes = {"seconds": seconds, "seed": seed, "vans": vans}
    with database.transaction() as db:
        return _ask(db, "milk_run", rows.problem, Subjects(rows.parcels), wishes, by=by, at=at).id


def ask_again(database: Database, plan_id: int, *, by: Principal, at: datetime) -> int:
    """The same wishes over what is in the hub now: a new plan."""
    with database.reading() as db:
        view = plan_view(db, plan_id, by=by)
    if view.job is None or view.is_open:
        raise Refused("not_to_repeat", f"plan {plan_id} is {view.state}", "ask for a new plan")
    asked = view.job.asked
    if view.plan.kind == "flights":
        return ask_flights(database, asked["seconds"], asked["seed"], asked["departures"], by=by, at=at)
    return ask_milk_run(database, asked["vans"], asked["seconds"], asked["seed"], by=by, at=at)


def _ask(
    db: Session,
    kind: str,
    problem: object,
    subjects: Subjects,
    wishes: Mapping[str, Any],
    *,
    by: Principal,
    at: datetime,
) -> Plan:
    job = queue.enqueue(db, f"plan_{kind}", wishes, by=by, at=at)
    plan = Plan(
        hub_id=by.hub_id,
        job_id=job.id,
        kind=kind,
        problem=msgspec.json.encode(problem, order="deterministic").decode(),
        subjects=msgspec.json.encode(subjects).decode(),
        created_by=by.actor,
        created_at=at,
        version=0,
        head_hash="",
    )
    db.add(plan)
    db.flush()
    job.result_path = f"/planning/{plan.id}"
    append_one(db, plan, "plan", "ask", {"kind": kind, "job": job.id, **wishes}, by=by, at=at)
    return plan


def propose(db: Session, job_id: int, hub_id: int, solved: Solved, *, at: datetime) -> None:
    """The answer of a plan's job becomes the proposal. The caller ends the job in the same transaction."""
    plan = db.scalars(select(Plan).where(Plan.job_id == job_id).with_for_update()).one()
    plan.state = PlanState.PROPOSED
    plan.solver, plan.cost, plan.bound, plan.seconds = (
        solved.solver,
        solved.cost,
        solved.bound,
        solved.seconds,
    )
    plan.result = msgspec.json.encode(solved.result).decode()
    told = {"kind": plan.kind, "cost": solved.cost, "solver": solved.solver}
    append_one(db, plan, "plan", "propose", told, by=the_hub(hub_id), at=at)


def cancel(db: Session, plan_id: int, *, by: Principal, at: datetime) -> None:
    """A plan that waits is given up now, one that is worked on within a second or two."""
    queue.cancel(_open_job(db, plan_id, by), at=at)
    append_one(db, plan_by_id(db, plan_id, by=by, lock=True), "plan", "cancel", {}, by=by, at=at)


def enough(db: Session, plan_id: int, *, by: Principal, at: datetime) -> None:
    """The search ends within seconds, and the best that it has found becomes the proposal."""
    queue.enough(_open_job(db, plan_id, by), at=at)
    append_one(db, plan_by_id(db, plan_id, by=by, lock=True), "plan", "enough", {}, by=by, at=at)


def _open_job(db: Session, plan_id: int, by: Principal) -> Job:
    """The locked job of a plan that waits or is worked on."""
    plan = plan_view(db, plan_id, by=by).plan
    job = db.get_one(Job, plan.job_id, with_for_update=True, populate_existing=True) if plan.job_id else None
    if job is None or job.state not in OPEN:
        raise Refused("already_ended", f"plan {plan_id} is no longer worked on", "see what came of it")
    return job


def plan_by_id(db: Session, plan_id: int, *, by: Principal, lock: bool = False) -> Plan:
    query = select(Plan).where(visible(by, Plan), Plan.id == plan_id)
    plan = db.scalar(query.with_for_update() if lock else query)
    if plan is None:
        raise NotFound("unknown_plan", f"there is no plan {plan_id}", "see the list of plans")
    return plan


def accept(db: Session, plan_id: int, *, by: Principal, at: datetime) -> Accepted:
    """Write a plan's decisions. Lines whose parcel or departure changed since are left out and named."""
    plan = plan_by_id(db, plan_id, by=by, lock=True)
    result = _proposed(plan)
    happened = since(db, plan, by=by)
    applied, stale = (
        _accept_flights(db, plan_id, result, by, at)
        if plan.kind == "flights"
        else _accept_runs(db, result, by, at)
    )
    plan.state, plan.accepted_by, plan.accepted_at = PlanState.ACCEPTED, by.actor, at
    append_one(db, plan, "plan", "accept", {"applied": applied, "stale": len(stale)}, by=by, at=at)
    return Accepted(plan_id, applied, tuple(stale), happened)


def _proposed(plan: Plan) -> dict[str, Any]:
    """The result of a plan that waits for a word."""
    if plan.state == PlanState.ASKED or plan.result is None:
        raise Refused("not_solved", f"plan {plan.id} has not been worked out", "wait for it, or ask again")
    if plan.state != PlanState.PROPOSED:
        raise Refused("already_decided", f"plan {plan.id} is already {plan.state}", "make a new plan")
    result: dict[str, Any] = msgspec.json.decode(plan.result)
    return result


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
    _proposed(plan)
    plan.state = PlanState.REJECTED
    append_one(db, plan, "plan", "reject", {}, by=by, at=at)
