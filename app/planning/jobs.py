"""Plans as jobs: what is read for the solver, how long it may take, and how its answer becomes a proposal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs.kinds import Kind, Kinds
from app.core.jobs.queue import Claim
from app.planning import service
from app.planning.kinds import KINDS
from app.planning.models import Plan
from app.planning.snapshots import Solved, Subjects, Task
from optimizer.budget import Budget

# Beyond its budget a search reads, explains and checks; on a machine where nothing was compiled yet, it compiles too.
GRACE_S = 120.0


def _task(db: Session, claim: Claim) -> Task:
    plan = db.scalars(select(Plan).where(Plan.job_id == claim.id)).one()
    return Task(
        msgspec.json.decode(plan.problem, type=KINDS[plan.kind].problem),
        msgspec.json.decode(plan.subjects or "", type=Subjects),
        Budget(seconds=claim.payload["seconds"], seed=claim.payload["seed"]),
    )


def _propose(db: Session, claim: Claim, solved: Solved, at: datetime) -> None:
    service.propose(db, claim.id, claim.hub_id, solved, at=at)


def _limit_s(payload: Mapping[str, Any]) -> float:
    return float(payload["seconds"]) + GRACE_S


JOBS: Kinds = {f"plan_{name}": Kind(_task, kind.solve, _propose, _limit_s) for name, kind in KINDS.items()}
