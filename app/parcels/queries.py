"""Reading parcels: one with why it waits, lists of them, their lines, holds and history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import NotFound
from app.core.identity import Principal
from app.ledger.queries import Line, history
from app.network.models import Lane, Location, Seller
from app.parcels.lifecycle import ENDED
from app.parcels.models import Consignment, HandlingUnit, Hold, Identifier, ItemLine, Parcel, Photo
from app.parcels.rules import Waits, why_it_waits


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel as lists and pages show it."""

    id: int
    tracking: str
    handling: str
    clearance: str
    seller: str
    reference: str
    service: str
    country: str
    gateway: str | None
    weight_g: int | None
    declared_weight_g: int
    weight_source: str
    dangerous: str
    location: str | None
    unit: str | None
    due_at: datetime | None
    created_at: datetime
    received_at: datetime | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class HoldView:
    id: int
    tracking: str
    reason: str
    note: str
    opened_by: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None


def photos(db: Session, by: Principal, codes: Iterable[str]) -> dict[str, list[UUID]]:
    """Scans that pictures were taken with, by the code that was scanned, oldest first."""
    query = select(Photo.code, Photo.scan_id).where(visible(by, Photo), among(db, Photo.code, set(codes)))
    found: dict[str, list[UUID]] = {}
    for code, scan_id in db.execute(query.order_by(Photo.received_at)):
        found.setdefault(code, []).append(scan_id)
    return found


def photo(db: Session, by: Principal, scan_id: UUID) -> bytes:
    """A picture, as JPEG."""
    jpeg = db.scalar(select(Photo.jpeg).where(visible(by, Photo), Photo.scan_id == scan_id))
    if jpeg is None:
        raise NotFound("no_photo", "there is no picture of this scan", "see the parcel's page")
    return jpeg


@dataclass(frozen=True, slots=True)
class ItemView:
    description: str
    hs_code: str
    origin_country: str
    quantity: int
    unit_value: Decimal
    currency: str
    net_weight_g: int | None


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """All that the parcel's page and `GET /api/v1/parcels/{tracking}` say."""

    parcel: ParcelView
    consignee: dict[str, str]
    items: list[ItemView]
    holds: list[HoldView]
    waits: tuple[Waits, ...]
    aliases: list[tuple[str, str]]
    house_number: str | None


def _parcels() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Parcel.id,
            Parcel.tracking,
            Parcel.handling,
            Parcel.clearance,
            Seller.name,
            Consignment.reference,
            Consignment.service,
            Consignment.country,
            Lane.gateway,
            Parcel.weight_g,
            Parcel.declared_weight_g,
            Parcel.weight_source,
            Parcel.dangerous,
            Location.code,
            HandlingUnit.code,
            Parcel.due_at,
            Parcel.created_at,
            Parcel.received_at,
            Parcel.moved_at,
        )
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .outerjoin(Location, Location.id == Parcel.location_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Parcel.unit_id)
    )


def page(db: Session, by: Principal, tracking: str, *, now: datetime) -> ParcelPage:
    """One parcel by its tracking number, or by any other code it is known by."""
    view = _one(db, by, tracking.strip().upper())
    consignment = db.scalars(
        select(Consignment).join(Parcel, Parcel.consignment_id == Consignment.id).where(Parcel.id == view.id)
    ).one()
    holds = holds_of(db, view.id, view.tracking)
    items = db.execute(
        select(
            ItemLine.description,
            ItemLine.hs_code,
            ItemLine.origin_country,
            ItemLine.quantity,
            ItemLine.unit_value,
            ItemLine.currency,
            ItemLine.net_weight_g,
        )
        .where(ItemLine.parcel_id == view.id)
        .order_by(ItemLine.line)
    )
    aliases = db.execute(
        select(Identifier.scheme, Identifier.value)
        .where(Identifier.parcel_id == view.id)
        .order_by(Identifier.id)
    )
    open_holds = tuple(one.reason for one in holds if one.closed_at is None)
    return ParcelPage(
        parcel=view,
        consignee=_consignee(consignment),
        items=[ItemView(*row) for row in items],
        holds=holds,
        waits=why_it_waits(view.handling, view.clearance, open_holds, view.gateway, view.due_at, now),
        aliases=[(scheme.partition(":")[0], value) for scheme, value in aliases],
        house_number=consignment.house_number,
    )


def _one(db: Session, by: Principal, code: str) -> ParcelView:
    scope = visible(by, Parcel)
    row = db.execute(_parcels().where(scope, Parcel.tracking == code)).first()
    if row is None:
        known = select(Identifier.parcel_id).where(Identifier.hub_id == by.hub_id, Identifier.value == code)
        row = db.execute(_parcels().where(scope, Parcel.id.in_(known))).first()
    if row is None:
        raise NotFound(
            "unknown_parcel", f"there is no parcel {code}", "check the number; any code on the label works"
        )
    return ParcelView(*row)


def _consignee(one: Consignment) -> dict[str, str]:
    names = (
        "consignee_name",
        "address1",
        "address2",
        "city",
        "region",
        "postcode",
        "country",
        "phone",
        "email",
    )
    return {name.removeprefix("consignee_"): getattr(one, name) for name in names} | {
        "incoterm": one.incoterm
    }


def holds_of(db: Session, parcel_id: int, tracking: str) -> list[HoldView]:
    rows = db.scalars(select(Hold).where(Hold.parcel_id == parcel_id).order_by(Hold.id))
    return [_hold(one, tracking) for one in rows]


def _hold(one: Hold, tracking: str) -> HoldView:
    return HoldView(
        one.id, tracking, one.reason, one.note, one.opened_by, one.opened_at, one.closed_by, one.closed_at
    )


def open_holds(
    db: Session, by: Principal, *, reason: str = "", after: int = 0, limit: int = 50
) -> list[HoldView]:
    """Open holds, oldest first; the next page begins after the last id."""
    query = (
        select(Hold, Parcel.tracking)
        .join(Parcel, Parcel.id == Hold.parcel_id)
        .where(visible(by, Hold), Hold.closed_at.is_(None), Hold.id > after)
        .order_by(Hold.id)
        .limit(limit)
    )
    if reason:
        query = query.where(Hold.reason == reason)
    return [_hold(one, tracking) for one, tracking in db.execute(query)]


def parcels(
    db: Session,
    by: Principal,
    *,
    handling: Iterable[str] = (),
    clearance: str = "",
    held: bool = False,
    late_at: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[ParcelView]:
    """Parcels, newest first; the next page begins before the last id."""
    query = _parcels().where(visible(by, Parcel)).order_by(Parcel.id.desc()).limit(limit)
    if states := list(handling):
        query = query.where(Parcel.handling.in_(states))
    if clearance:
        query = query.where(Parcel.clearance == clearance)
    if held:
        query = query.where(
            select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).exists()
        )
    if late_at is not None:
        query = query.where(Parcel.due_at < late_at, Parcel.handling.not_in([*ENDED, "departed"]))
    if before is not None:
        query = query.where(Parcel.id < before)
    return [ParcelView(*row) for row in db.execute(query)]


def counts_by_state(db: Session, by: Principal) -> dict[str, int]:
    query = select(Parcel.handling, func.count()).where(visible(by, Parcel)).group_by(Parcel.handling)
    return dict(db.execute(query).all())


def timeline(db: Session, by: Principal, tracking: str) -> list[Line]:
    """A parcel's history, oldest first."""
    return history(db, "parcel", _one(db, by, tracking.strip().upper()).id)
