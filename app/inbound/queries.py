"""Reading the dock: loads with their counts, open cases by their clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.identity import Principal
from app.inbound.models import Case, ExpectedParcel, InboundLoad
from app.parcels.models import ItemLine, Parcel
from labels.papers.consignment import Goods


@dataclass(frozen=True, slots=True)
class LoadView:
    number: str
    vehicle: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    expected: int
    received: int


@dataclass(frozen=True, slots=True)
class CaseView:
    id: int
    kind: str
    code: str
    note: str
    owner: str
    opened_at: datetime
    due_at: datetime


def loads(db: Session, by: Principal, *, limit: int = 50) -> list[LoadView]:
    """Loads, newest first."""
    expected = (
        select(func.count())
        .where(ExpectedParcel.load_id == InboundLoad.id)
        .correlate(InboundLoad)
        .scalar_subquery()
    )
    received = (
        select(func.count()).where(Parcel.load_id == InboundLoad.id).correlate(InboundLoad).scalar_subquery()
    )
    query = (
        select(
            InboundLoad.number,
            InboundLoad.vehicle,
            InboundLoad.state,
            InboundLoad.opened_at,
            InboundLoad.closed_at,
            expected,
            received,
        )
        .where(visible(by, InboundLoad))
        .order_by(InboundLoad.id.desc())
        .limit(limit)
    )
    return [LoadView(*row) for row in db.execute(query)]


def open_cases(db: Session, by: Principal, *, kind: str = "", limit: int = 50) -> list[CaseView]:
    """Open cases, those whose time runs out first."""
    query = (
        select(Case.id, Case.kind, Case.code, Case.note, Case.owner, Case.opened_at, Case.due_at)
        .where(visible(by, Case), Case.closed_at.is_(None))
        .order_by(Case.due_at, Case.id)
        .limit(limit)
    )
    if kind:
        query = query.where(Case.kind == kind)
    return [CaseView(*row) for row in db.execute(query)]


def goods_of(line: ItemLine) -> Goods:
    """An item line as papers show it."""
    return Goods(
        description=line.description,
        hs_code=line.hs_code,
        origin_country=line.origin_country,
        quantity=line.quantity,
        unit_value=line.unit_value,
        currency=line.currency,
        net_weight_g=line.net_weight_g,
        sku=line.sku,
    )
