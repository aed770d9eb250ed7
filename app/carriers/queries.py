"""Reading manifests as carriers do: what changed since a place in the sealed ledger, one by its number, a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.carriers.models import Acknowledgement
from app.carriers.rules import Given
from app.core.errors import Malformed, NotFound
from app.core.identity import Principal
from app.dispatch.models import Manifest
from app.ledger.models import Event, Position
from app.network.models import Carrier, Departure

MARK = 12


@dataclass(frozen=True, slots=True)
class ManifestView:
    """One version of a manifest, without its lines, and what its carrier answered."""

    id: int
    number: str
    version: int
    supersedes: int | None
    carrier: str
    departure: str
    departure_id: int
    departure_state: str
    gateway: str
    cutoff_at: datetime
    departs_at: datetime
    issued_at: datetime
    pieces: int
    weight_g: int
    sha256: str
    seal_number: int
    seal_hash: str
    acknowledgement: Given | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the sealed ledger: a position, and the first digits of the hash of the event that stands there.

    The digits tell a place in this ledger from the same position of another one, such as a hub that was
    brought back from a backup and went on differently.
    """

    position: int
    mark: str


START = Place(0, "")


@dataclass(frozen=True, slots=True)
class Changes:
    """Manifests issued after a place, in the order of the ledger, and the place to go on from."""

    manifests: list[ManifestView]
    next: Place


@dataclass(frozen=True, slots=True)
class ManifestPage:
    """Manifests for a page, newest first; `next_before` asks for the older ones, None when there are none."""

    manifests: list[ManifestView]
    next_before: int | None


def changes(db: Session, by: Principal, since: Place, limit: int) -> Changes:
    """Manifests whose close event was sealed after `since`: one that commits late still comes after it."""
    _check(db, since)
    query = _changed(by, since, limit).add_columns(Position.position, Event.hash)
    rows = db.execute(query).all()
    place = Place(rows[-1].position, rows[-1].hash[:MARK]) if rows else since
    return Changes([_view(row) for row in rows], place)


def _changed(by: Principal, since: Place, limit: int) -> Select[*tuple[Any, ...]]:
    return (
        _manifests()
        .join(
            Event,
            and_(
                Event.stream == "departure",
                Event.stream_id == Manifest.departure_id,
                Event.version == Manifest.event_version,
            ),
        )
        .join(Position, Position.event_id == Event.id)
        .where(visible(by, Manifest), Position.position > since.position)
        .order_by(Position.position)
        .limit(limit)
    )


def _check(db: Session, place: Place) -> None:
    if place == START:
        return
    query = select(Event.hash).join(Position, Position.event_id == Event.id)
    found = db.scalar(query.where(Position.position == place.position))
    if found is None or found[:MARK] != place.mark:
        raise Malformed(
            "unknown_cursor",
            "this cursor is of another ledger than the hub's now; the hub may have been restored",
            "begin again without since, and leave out what you have by number, version and sha256",
        )


def manifest(db: Session, by: Principal, number: str, version: int | None = None) -> ManifestView:
    """One version of a manifest, the newest by default. Another carrier's is as unknown as one that never was."""
    query = _manifests().where(visible(by, Manifest), Manifest.number == number)
    if version is not None:
        query = query.where(Manifest.version == version)
    row = db.execute(query.order_by(Manifest.version.desc()).limit(1)).first()
    if row is not None:
        return _view(row)
    which = number if version is None else f"{number} with version {version}"
    raise NotFound("unknown_manifest", f"there is no manifest {which}", "see /api/v1/manifests")


def content(db: Session, by: Principal, manifest_id: int) -> str:
    """The frozen JSON of a manifest, as it was issued."""
    return db.execute(
        select(Manifest.content).where(visible(by, Manifest), Manifest.id == manifest_id)
    ).scalar_one()


def versions(db: Session, by: Principal, number: str) -> list[ManifestView]:
    """Every version of a manifest, newest first; raises NotFound where there is none."""
    query = _manifests().where(visible(by, Manifest), Manifest.number == number)
    rows = db.execute(query.order_by(Manifest.version.desc())).all()
    return [_view(row) for row in rows] if rows else [manifest(db, by, number)]


def newest_version(db: Session, by: Principal, number: str) -> int:
    """The highest version of a manifest, 0 when there is none."""
    query = select(func.max(Manifest.version)).where(visible(by, Manifest), Manifest.number == number)
    return db.scalar(query) or 0


def manifests_page(
    db: Session,
    by: Principal,
    *,
    search: str = "",
    answered: str = "",
    before: int | None = None,
    limit: int = 50,
) -> ManifestPage:
    """The newest version of each manifest, newest first.

    `search` is the beginning of a manifest's or a departure's number; `answered` is accepted, rejected or
    waiting; `before` is the `next_before` of the page before.
    """
    later = aliased(Manifest)
    same = later.departure_id == Manifest.departure_id
    superseded = select(later.id).where(same, later.version > Manifest.version).exists()
    query = _manifests().where(visible(by, Manifest), ~superseded)
    if search:
        numbers = (Manifest.number, Departure.number)
        query = query.where(or_(*(one.startswith(search.upper(), autoescape=True) for one in numbers)))
    if answered == "waiting":
        query = query.where(Acknowledgement.manifest_id.is_(None))
    elif answered:
        query = query.where(Acknowledgement.answer == answered)
    if before is not None:
        query = query.where(Manifest.id < before)
    found = [_view(row) for row in db.execute(query.order_by(Manifest.id.desc()).limit(limit + 1))]
    shown = found[:limit]
    return ManifestPage(shown, shown[-1].id if len(found) > limit else None)


def _manifests() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Manifest.id,
            Manifest.number,
            Manifest.version,
            Carrier.code.label("carrier"),
            Departure.number.label("departure"),
            Departure.id.label("departure_id"),
            Departure.state.label("departure_state"),
            Departure.gateway,
            Departure.cutoff_at,
            Departure.departs_at,
            Manifest.issued_at,
            Manifest.pieces,
            Manifest.weight_g,
            Manifest.sha256,
            Manifest.seal_number,
            Manifest.seal_hash,
            Acknowledgement.answer,
            Acknowledgement.reason,
            Acknowledgement.answered_at,
        )
        .join(Departure, Departure.id == Manifest.departure_id)
        .join(Carrier, Carrier.id == Manifest.carrier_id)
        .outerjoin(Acknowledgement, Acknowledgement.manifest_id == Manifest.id)
    )


def _view(row: Any) -> ManifestView:
    return ManifestView(
        id=row.id,
        number=row.number,
        version=row.version,
        supersedes=row.version - 1 or None,
        carrier=row.carrier,
        departure=row.departure,
        departure_id=row.departure_id,
        departure_state=row.departure_state,
        gateway=row.gateway,
        cutoff_at=row.cutoff_at,
        departs_at=row.departs_at,
        issued_at=row.issued_at,
        pieces=row.pieces,
        weight_g=row.weight_g,
        sha256=row.sha256,
        seal_number=row.seal_number,
        seal_hash=row.seal_hash,
        acknowledgement=Given(row.answer, row.reason, row.answered_at) if row.answer else None,
    )
