"""Reading units: lists with counts and weights derived from what is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.parcels.models import HandlingUnit, Parcel


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


def units_by_code(db: Session, by: Principal, codes: Iterable[str]) -> dict[str, UnitView]:
    """Units by their SSCCs; those that are not there are left out."""
    query = _units().where(visible(by, HandlingUnit), among(db, HandlingUnit.code, codes))
    return {row.code: _view(row) for row in db.execute(query)}


def unit(db: Session, by: Principal, code: str) -> tuple[UnitView, list[str]]:
    """A unit by its SSCC, and the tracking numbers in it."""
    row = db.execute(_units().where(visible(by, HandlingUnit), HandlingUnit.code == code)).first()
    if row is None:
        raise NotFound("unknown_unit", f"there is no unit {code}", "scan the bag's label")
    inside = select(Parcel.tracking).where(Parcel.unit_id == row[0]).order_by(Parcel.tracking)
    return _view(row), list(db.scalars(inside))


def _view(row: Any) -> UnitView:
    *head, weight_g = row
    values = [*head, int(weight_g)]
    return UnitView(*values)
