"""Reading units: lists with counts and weights derived from what is in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.network.models import Hub, Seller
from app.parcels.models import HandlingUnit, ItemLine, Parcel
from labels.kinds.bag import BagTag


@dataclass(frozen=True, slots=True)
class UnitView:
    id: int
    code: str
    kind: str
    gateway: str
    service: str
    state: str
    seal_number: str
    created_at: datetime
    closed_at: datetime | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    parcels: int
    weight_g: int


def _units() -> Select[*tuple[Any, ...]]:
    weight = func.coalesce(func.sum(func.coalesce(Parcel.weight_g, Parcel.declared_weight_g)), 0)
    unit = HandlingUnit
    return (
        select(
            unit.id,
            unit.code,
            unit.kind,
            unit.gateway,
            unit.service,
            unit.state,
            unit.seal_number,
            unit.created_at,
            unit.closed_at,
            unit.length_mm,
            unit.width_mm,
            unit.height_mm,
            func.count(Parcel.id),
            weight + unit.tare_g,
        )
        .outerjoin(Parcel, Parcel.unit_id == unit.id)
        .group_by(unit.id)
    )


def units(db: Session, by: Principal, states: Iterable[str], limit: int = 50) -> list[UnitView]:
    """Units in some states, newest first."""
    query = (
        _units()
        .where(visible(by, HandlingUnit), HandlingUnit.state.in_(list(states)))
        .order_by(HandlingUnit.id.desc())
        .limit(limit)
    )
    return [_view(row) for row in db.execute(query)]


def bag_tags(db: Session, by: Principal, codes: Sequence[str], _at: datetime) -> list[BagTag]:
    """What stands on the tags of these units, in this order. Raises NotFound for one that is not there."""
    hub = db.scalars(select(Hub.code).where(Hub.id == by.hub_id)).one()
    query = _units().where(visible(by, HandlingUnit), among(db, HandlingUnit.code, codes))
    found = {row.code: _view(row) for row in db.execute(query)}
    return [_tag(found.get(code) or _missing(code), hub) for code in codes]


def _tag(one: UnitView, hub: str) -> BagTag:
    return BagTag(
        sscc=one.code,
        kind=one.kind,
        hub=hub,
        gateway=one.gateway,
        service=one.service,
        parcels=one.parcels,
        weight_g=one.weight_g,
        seal=one.seal_number,
        closed_at=one.closed_at,
    )


def unit(db: Session, by: Principal, code: str) -> tuple[UnitView, list[str]]:
    """A unit by its SSCC, and the tracking numbers in it."""
    row = db.execute(_units().where(visible(by, HandlingUnit), HandlingUnit.code == code)).first()
    if row is None:
        _missing(code)
    inside = select(Parcel.tracking).where(Parcel.unit_id == row[0]).order_by(Parcel.tracking)
    return _view(row), list(db.scalars(inside))


def parcel_ids(db: Session, unit_id: int) -> list[int]:
    """What is in a unit, by the ids of its parcels."""
    return list(db.scalars(select(Parcel.id).where(Parcel.unit_id == unit_id)))


@dataclass(frozen=True, slots=True)
class Article:
    """So many pieces of one thing, over all parcels of a unit."""

    sku: str
    hs_code: str
    description: str
    quantity: int


def contents(db: Session, unit_id: int) -> tuple[list[str], list[Article]]:
    """The sellers whose parcels lie in a unit, and what is in those, summed by article."""
    names = (
        select(Seller.name)
        .join(Parcel, Parcel.seller_id == Seller.id)
        .where(Parcel.unit_id == unit_id)
        .distinct()
        .order_by(Seller.name)
    )
    kept = (ItemLine.sku, ItemLine.hs_code, ItemLine.description)
    goods = (
        select(*kept, func.sum(ItemLine.quantity))
        .join(Parcel, Parcel.id == ItemLine.parcel_id)
        .where(Parcel.unit_id == unit_id)
        .group_by(*kept)
        .order_by(*kept)
    )
    return list(db.scalars(names)), [Article(*row[:3], int(row[3])) for row in db.execute(goods)]


def hub_name(db: Session, by: Principal) -> str:
    return db.scalars(select(Hub.name).where(Hub.id == by.hub_id)).one()


def _view(row: Any) -> UnitView:
    *head, weight_g = row
    values = [*head, int(weight_g)]
    return UnitView(*values)


def _missing(code: str) -> NoReturn:
    raise NotFound("unknown_unit", f"there is no unit {code}", "scan the bag's label")
