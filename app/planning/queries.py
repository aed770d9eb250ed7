"""Reading plans together with the jobs that make them."""

import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defer

from app.accounts.scope import visible
from app.core.db import Database
from app.core.errors import NotFound
from app.core.identity import Principal
from app.core.jobs.models import OPEN, Job
from app.core.jobs.outcomes import Failure, Progress
from app.planning.models import Plan, PlanState

LOOK_S = 0.1
FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan and its job; plans from before jobs, and plans of long ago, have none."""

    plan: Plan
    job: Job | None

    @property
    def state(self) -> str:
        """The job's, until it has brought a proposal; a job that ended long ago is forgotten."""
        if self.plan.state != PlanState.ASKED:
            return self.plan.state
        return self.job.state if self.job else FORGOTTEN

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def progress(self) -> Progress:
        """Of a solved plan: what came out."""
        if self.plan.state != PlanState.ASKED:
            return Progress(self.plan.seconds or 0.0, self.plan.cost, self.plan.bound)
        return self.job.progressed if self.job else Progress()

    @property
    def budget_s(self) -> float | None:
        return float(self.job.asked["seconds"]) if self.job else None

    @property
    def failure(self) -> Failure | None:
        return self.job.failure if self.job else None

    @property
    def is_cancelling(self) -> bool:
        return self.is_open and self.job is not None and self.job.cancel_requested_at is not None

    @property
    def is_ending(self) -> bool:
        """Somebody takes the best so far."""
        return self.is_open and self.job is not None and self.job.enough_at is not None

    @property
    def has_some(self) -> bool:
        """Something was found that could be taken now."""
        open_still = self.is_open and not self.is_cancelling and not self.is_ending
        return open_still and self.progress.best_cost is not None


def plans(db: Session, by: Principal, limit: int) -> list[PlanView]:
    """The newest, without their problems and results."""
    return _views(db, visible(by, Plan), limit)


def plan_view(db: Session, plan_id: int, *, by: Principal) -> PlanView:
    """One plan, without its problem and result."""
    found = _views(db, visible(by, Plan) & (Plan.id == plan_id), 1)
    if not found:
        raise NotFound("unknown_plan", f"there is no plan {plan_id}", "see the list of plans")
    return found[0]


def _views(db: Session, where: ColumnElement[bool], limit: int) -> list[PlanView]:
    large = (defer(Plan.problem), defer(Plan.subjects), defer(Plan.result))
    query = select(Plan, Job).outerjoin(Job, Job.id == Plan.job_id).where(where).options(*large)
    return [PlanView(plan, job) for plan, job in db.execute(query.order_by(Plan.id.desc()).limit(limit))]


def wait_for(database: Database, plan_id: int, seconds: float, *, by: Principal) -> PlanView:
    """The plan once its job has ended, or as it stands after so many seconds."""
    until = time.monotonic() + seconds
    while True:
        with database.reading() as db:
            view = plan_view(db, plan_id, by=by)
        if not view.is_open or time.monotonic() >= until:
            return view
        time.sleep(LOOK_S)
