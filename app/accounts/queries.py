"""Reading API keys that a person may see and revoke, and the names of the ledger's actors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Handheld, Person, Shift
from app.accounts.scope import visible
from app.core.bulk import among
from app.core.identity import Principal, Role


@dataclass(frozen=True, slots=True)
class KeyView:
    """An API key without its secret."""

    prefix: str
    kind: str
    name: str
    role: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def _own(by: Principal) -> ColumnElement[bool]:
    """Supervisors see every key of the hub, a firm its own, a broker those that the same person made."""
    if by.role in (Role.SUPERVISOR, Role.ADMIN, Role.SELLER, Role.CARRIER):
        return visible(by, ApiKey)
    if by.role == Role.BROKER:
        return and_(ApiKey.hub_id == by.hub_id, ApiKey.created_by == by.actor)
    return false()


def keys(db: Session, by: Principal, *, prefix: str = "", limit: int = 200) -> list[KeyView]:
    """Keys that still work first, the newest of them on top."""
    query = (
        select(
            ApiKey.prefix,
            ApiKey.kind,
            ApiKey.name,
            ApiKey.role,
            ApiKey.created_at,
            ApiKey.last_used_at,
            ApiKey.revoked_at,
        )
        .where(_own(by))
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
        .limit(limit)
    )
    if prefix:
        query = query.where(ApiKey.prefix == prefix)
    return [KeyView(*row) for row in db.execute(query)]


@dataclass(frozen=True, slots=True)
class HandheldView:
    """A handheld as supervisors see it: `people` are those whose shift is open on it."""

    id: UUID
    name: str
    version: str
    waiting: int
    gaps: int
    persisted: bool
    last_seen_at: datetime
    people: tuple[str, ...]


def handhelds(db: Session, by: Principal, *, limit: int = 500) -> list[HandheldView]:
    """Those that have scans waiting first, then the ones seen last."""
    query = (
        select(Handheld)
        .where(visible(by, Handheld))
        .order_by((Handheld.waiting > 0).desc(), Handheld.last_seen_at.desc())
        .limit(limit)
    )
    found = db.scalars(query).all()
    people = _on_shift(db, [one.id for one in found])
    return [
        HandheldView(
            one.id,
            one.name,
            one.version,
            one.waiting,
            one.gaps,
            one.persisted,
            one.last_seen_at,
            tuple(people[one.id]),
        )
        for one in found
    ]


def _on_shift(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(Shift.handheld_id, Person.name)
        .join(Person, Person.id == Shift.person_id)
        .where(among(db, Shift.handheld_id, ids), Shift.ended_at.is_(None))
        .order_by(Person.name)
        .distinct()
    )
    names: dict[UUID, list[str]] = defaultdict(list)
    for handheld_id, name in db.execute(query):
        names[handheld_id].append(name)
    return names


_NAMED: dict[str, Any] = {"person": Person, "device": ApiKey, "key": ApiKey}


def names(db: Session, by: Principal, actors: Iterable[str]) -> dict[str, str]:
    """What to call the ledger's actors. Staff see names of people and devices; others see those of their own firm."""
    told = dict.fromkeys(actors, "the hub")
    for kind, model in _NAMED.items():
        ids = [int(one.partition(":")[2]) for one in told if one.startswith(f"{kind}:")]
        if ids:
            query = select(model.id, model.name).where(model.id.in_(ids), _named_to(by, model))
            told |= {f"{kind}:{id_}": name for id_, name in db.execute(query)}
    return told


def _named_to(by: Principal, model: Any) -> ColumnElement[bool]:
    return false() if by.role == Role.BROKER else visible(by, model)
