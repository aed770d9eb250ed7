"""Reading number ranges: what there is of each series, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.identity import Principal
from app.network.models import Carrier, Hub
from app.numbers.models import NOT_EMPTY, NumberRange
from app.numbers.rules import ALLOTTED_BY, WORDS, is_low, written
from labels.identifiers import S10

MOST = 500


@dataclass(frozen=True, slots=True)
class RangeView:
    """One range; `state` is in use, queued behind another, or used up; `next` is None when nothing is left."""

    id: int
    first: str
    last: str
    next: str | None
    size: int
    left: int
    state: str


@dataclass(frozen=True, slots=True)
class Series:
    """All ranges of one kind of number and what it is for; `low` when it is nearly used up or has none left."""

    kind: str
    words: str
    scope: str
    holder: str
    allotted: bool
    low: bool
    left: int
    ranges: tuple[RangeView, ...]


def series(db: Session, by: Principal, company_prefix: str) -> list[Series]:
    """The hub's series, allotted ones first; counters that are kept for each postal dispatch are left out."""
    shown = or_(NumberRange.scope == "", NumberRange.kind.in_(sorted(ALLOTTED_BY)))
    order = list(WORDS)
    return sorted(_found(db, by, shown, company_prefix), key=lambda one: (order.index(one.kind), one.scope))


def allotted_low(db: Session, by: Principal) -> int:
    """How many series of an airline's or a post's are nearly used up."""
    return sum(one.low for one in _found(db, by, NumberRange.kind.in_(sorted(ALLOTTED_BY))))


def air_waybills_left(db: Session, by: Principal, carrier_id: int) -> Series | None:
    """The stock of air waybills of a carrier; None when the hub was never given any."""
    prefix = select(Carrier.airline_prefix).where(visible(by, Carrier), Carrier.id == carrier_id)
    stock = and_(NumberRange.kind == "awb", NumberRange.scope == prefix.scalar_subquery())
    return next(iter(_found(db, by, stock)), None)


def postal_services(db: Session, by: Principal) -> list[tuple[str, str]]:
    """Services of which the post of the hub's country has numbers left here: their indicators (RR) and names."""
    country = select(Hub.country).where(Hub.id == by.hub_id).scalar_subquery()
    stock = and_(NumberRange.kind == "s10", func.substr(NumberRange.scope, 3) == country)
    left = [one.scope for one in _found(db, by, stock) if one.left]
    return [(scope[:2], S10(scope[:2], 0, scope[2:]).service_name) for scope in left]


def _found(
    db: Session, by: Principal, which: ColumnElement[bool], company_prefix: str = ""
) -> Iterable[Series]:
    query = (
        select(NumberRange)
        .where(visible(by, NumberRange), NOT_EMPTY, which)
        .order_by(NumberRange.kind, NumberRange.scope, NumberRange.id)
        .limit(MOST)
    )
    hub, airlines = db.get_one(Hub, by.hub_id).code, _airlines(db, by)
    for (kind, scope), ranges in groupby(db.scalars(query), lambda one: (one.kind, one.scope)):
        views = tuple(_views(ranges, hub, company_prefix))
        yield Series(
            kind,
            WORDS[kind],
            scope,
            holder=airlines.get(scope, "") if kind == "awb" else "",
            allotted=kind in ALLOTTED_BY,
            low=is_low((one.size, one.left) for one in views),
            left=sum(one.left for one in views),
            ranges=views,
        )


def _airlines(db: Session, by: Principal) -> dict[str, str]:
    query = select(Carrier.airline_prefix, Carrier.name).where(
        visible(by, Carrier), Carrier.airline_prefix != ""
    )
    return {row.airline_prefix: row.name for row in db.execute(query)}


def _views(ranges: Iterable[NumberRange], hub: str, company_prefix: str) -> Iterable[RangeView]:
    in_use = False
    for one in ranges:
        left = one.last_value - one.next_value + 1
        state = "used_up" if not left else "queued" if in_use else "in use"
        in_use = in_use or left > 0
        first, last = (
            written(one.kind, one.scope, number, hub, company_prefix)
            for number in (one.first_value, one.last_value)
        )
        following = written(one.kind, one.scope, one.next_value, hub, company_prefix) if left else None
        yield RangeView(one.id, first, last, following, one.last_value - one.first_value + 1, left, state)
