"""The manager's live view: exceptions first, then departures by cut-off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.carriers.models import Acknowledgement
from app.core.identity import Principal
from app.dispatch.models import Assignment, Manifest
from app.dispatch.queries import READY, Standing, standings
from app.inbound.models import Case
from app.numbers.queries import allotted_low
from app.parcels.lifecycle import ENDED
from app.parcels.models import Hold, Parcel


@dataclass(frozen=True, slots=True)
class Exceptions:
    """How many things need a person, by kind. Zero means nothing to do."""

    late: int
    held: int
    missing_data: int
    cases: int
    cases_overdue: int
    unassigned: int
    unanswered_manifests: int
    numbers_low: int


@dataclass(frozen=True, slots=True)
class Board:
    exceptions: Exceptions
    by_handling: dict[str, int]
    departures: list[Standing]
    read_at: datetime


def board(db: Session, by: Principal, *, now: datetime) -> Board:
    return Board(_exceptions(db, by, now), _by_handling(db, by), standings(db, by, ("open", "closed")), now)


def _exceptions(db: Session, by: Principal, now: datetime) -> Exceptions:
    in_hub = Parcel.handling.in_(READY)
    open_hold = select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None))
    parcels = select(func.count()).select_from(Parcel).where(visible(by, Parcel))
    open_cases = select(func.count()).select_from(Case).where(visible(by, Case), Case.closed_at.is_(None))
    answered = select(Acknowledgement.manifest_id)
    return Exceptions(
        late=_count(db, parcels.where(Parcel.due_at < now, Parcel.handling.not_in([*ENDED, "departed"]))),
        held=_count(db, _held(by)),
        missing_data=_count(db, _held(by).where(Hold.reason.in_(("missing_data", "screening")))),
        cases=_count(db, open_cases),
        cases_overdue=_count(db, open_cases.where(Case.due_at < now)),
        unassigned=_count(
            db,
            parcels.where(
                in_hub,
                Parcel.clearance == "cleared",
                ~open_hold.exists(),
                Parcel.id.not_in(select(Assignment.parcel_id)),
            ),
        ),
        unanswered_manifests=_count(
            db,
            select(func.count())
            .select_from(Manifest)
            .where(visible(by, Manifest), Manifest.id.not_in(answered)),
        ),
        numbers_low=allotted_low(db, by),
    )


def _held(by: Principal) -> Select[int]:
    return select(func.count(func.distinct(Hold.parcel_id))).where(
        visible(by, Hold), Hold.closed_at.is_(None)
    )


def _count(db: Session, query: Select[int]) -> int:
    return db.scalar(query) or 0


def _by_handling(db: Session, by: Principal) -> dict[str, int]:
    query = select(Parcel.handling, func.count()).where(visible(by, Parcel)).group_by(Parcel.handling)
    return dict(db.execute(query).all())
