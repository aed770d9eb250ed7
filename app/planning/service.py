"""Verbs of planning: ask an optimizer, keep its answer, accept what still holds, reject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.db import Database
from app.core.errors import NotFound, Refused
from app.core.identity import Principal, the_hub
from app.core.jobs import queue
from app.core.jobs.models import OPEN, Job
from app.ledger.service import append_one
from app.planning.accepting import Decided
from app.planning.kinds import KINDS
from app.planning.models import Plan, PlanState
from app.planning.queries import plan_view
from app.planning.since import Since, since
from app.planning.snapshots import Snapshot, Solved


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a plan did, which of its lines no longer held, and what happened since it was asked for."""

    plan: int
    applied: int
    stale: tuple[str, ...]
    since: Since


def ask(database: Database, kind: str, wishes: Mapping[str, Any], *, by: Principal, at: datetime) -> int:
    """Ask for a plan over what is in the hub now. `wishes` hold `seconds`, `seed` and what the kind wants beside.

    Reads the problem first; then the plan and its job are written in one transaction.
    """
    with database.reading() as db:
        snapshot = KINDS[kind].read(db, by, wishes, at)
    with database.transaction() as db:
        return _ask(db, kind, snapshot, wishes, by=by, at=at).id


def ask_again(database: Database, plan_id: int, *, by: Principal, at: datetime) -> int:
    """The same wishes over what is in the hub now: a new plan."""
    with database.reading() as db:
        view = plan_view(db, plan_id, by=by)
    if view.job is None or view.is_open:
        raise Refused("not_to_repeat", f"plan {plan_id} is {view.state}", "ask for a new plan")
    return ask(database, view.plan.kind, view.job.asked, by=by, at=at)


def _ask(
    db: Session,
    kind: str,
    snapshot: Snapshot,
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
        problem=msgspec.json.encode(snapshot.problem, order="deterministic").decode(),
        subjects=msgspec.json.encode(snapshot.subjects).decode(),
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
    applied, stale = KINDS[plan.kind].accept(db, Decided(plan_id, result, by, at))
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


def reject(db: Session, plan_id: int, *, by: Principal, at: datetime) -> None:
    plan = plan_by_id(db, plan_id, by=by, lock=True)
    _proposed(plan)
    plan.state = PlanState.REJECTED
    append_one(db, plan, "plan", "reject", {}, by=by, at=at)
