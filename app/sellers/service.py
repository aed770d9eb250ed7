"""Verbs on pre-alerts: look at what a seller sent, take it into the hub, or say what is wrong with it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among, insert_rows
from app.core.db import reserve_ids
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal
from app.ledger.service import append, append_one, record
from app.network.models import Hub, Lane
from app.network.queries import lanes_by_country
from app.numbers.service import next_serials
from app.parcels.lifecycle import Clearance, Handling
from app.parcels.models import Consignment, Identifier, ItemLine, Parcel
from app.sellers.files import Limits
from app.sellers.forms import ParcelDraft, Parsed
from app.sellers.models import PreAlert
from app.sellers.reading import read_file
from labels.identifiers import format_tracking


@dataclass(frozen=True, slots=True)
class Review:
    """What would happen if a pre-alert were taken: new parcels, known ones, and every fault."""

    new: tuple[ParcelDraft, ...]
    known: int
    faults: tuple[Fault, ...]
    rows_in: int
    rows_bad: int


def review(db: Session, parsed: Parsed, *, by: Principal) -> Review:
    """Compare what was read with what the hub knows. Writes nothing."""
    known = _fingerprints(db, by, [one.reference for one in parsed.parcels])
    taken = _known_tracking(db, by, [one.carrier_tracking for one in parsed.parcels if one.carrier_tracking])
    lanes = lanes_by_country(db, by.hub_id)
    new, faults, repeated = [], list(parsed.faults), 0
    bad_rows = parsed.rows_bad
    for draft in parsed.parcels:
        if known.get(draft.reference) == fingerprint(draft):
            repeated += 1
            continue
        found = _fault(draft, known, taken, lanes)
        if found is None:
            new.append(draft)
        else:
            faults.append(found)
            bad_rows += max(1, len(draft.rows))
    return Review(tuple(new), repeated, tuple(faults), parsed.rows_in, min(bad_rows, parsed.rows_in))


def _fault(
    draft: ParcelDraft, known: dict[str, str], taken: set[str], lanes: dict[tuple[str, str], Lane]
) -> Fault | None:
    row = draft.rows[0] if draft.rows else None
    if draft.reference in known:
        message = f"reference {draft.reference} was announced before with other content"
        return Fault("reference", "reference_changed", message, row, draft.reference, "a new reference")
    if draft.carrier_tracking.upper() in taken:
        message = f"tracking number {draft.carrier_tracking} already belongs to another parcel"
        return Fault(
            "carrier_tracking", "tracking_known", message, row, draft.carrier_tracking, "an unused number"
        )
    if (draft.consignee_country, draft.service) not in lanes:
        served = ", ".join(sorted({country for country, service in lanes if service == draft.service}))
        message = f"the hub has no {draft.service} lane to {draft.consignee_country}"
        return Fault("country", "no_lane", message, row, draft.consignee_country, f"one of {served}")
    return None


_content = attrgetter(*(one.name for one in fields(ParcelDraft) if one.name != "rows"))


def fingerprint(draft: ParcelDraft) -> str:
    """SHA-256 of a draft's content, whatever row it stood in."""
    return hashlib.sha256(msgspec.json.encode(_content(draft))).hexdigest()


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep_preview(
    db: Session, source: str, content: bytes, found: Review, *, by: Principal, at: datetime
) -> PreAlert:
    """Keep a file for its preview. The same file again gives the same pre-alert."""
    digest = content_hash(content)
    known = db.scalar(
        select(PreAlert).where(PreAlert.seller_id == by.seller_id, PreAlert.content_hash == digest)
    )
    if known is not None:
        if known.state == "preview":
            _count(known, found)
        return known
    pre_alert = PreAlert(
        hub_id=by.hub_id,
        seller_id=by.seller_id,
        source=source[:200],
        content_hash=digest,
        content=content,
        state="preview",
        rows_in=0,
        rows_ok=0,
        rows_bad=0,
        parcels_new=0,
        parcels_known=0,
        created_by=by.actor,
        created_at=at,
        version=0,
        head_hash="",
    )
    _count(pre_alert, found)
    db.add(pre_alert)
    db.flush()
    return pre_alert


def _count(pre_alert: PreAlert, found: Review) -> None:
    pre_alert.rows_in = found.rows_in
    pre_alert.rows_bad = found.rows_bad
    pre_alert.rows_ok = found.rows_in - found.rows_bad
    pre_alert.parcels_new = len(found.new)
    pre_alert.parcels_known = found.known
    pre_alert.faults = json.dumps([asdict(one) for one in found.faults[:1000]])


def pre_alert_by_id(db: Session, pre_alert_id: int, *, by: Principal, lock: bool = False) -> PreAlert:
    query = select(PreAlert).where(visible(by, PreAlert), PreAlert.id == pre_alert_id)
    found = db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(
            "unknown_pre_alert", f"there is no pre-alert {pre_alert_id}", "see your list of imports"
        )
    return found


def take(
    db: Session, pre_alert: PreAlert, found: Review, *, good_rows_only: bool, by: Principal, at: datetime
) -> list[tuple[str, str]]:
    """Bring the new parcels of a pre-alert into the hub. Returns (reference, tracking number) of each."""
    if pre_alert.state == "taken":
        raise Refused("already_done", f"{pre_alert.source} was already taken", "nothing to do")
    if found.faults and not good_rows_only:
        raise Invalid(
            "faulty_rows",
            f"{found.rows_bad} of {found.rows_in} rows are wrong; nothing was taken",
            "correct them, or take the good rows only",
            found.faults[:1000],
        )
    taken = _insert(db, pre_alert.id, found.new, by=by, at=at)
    _count(pre_alert, found)
    pre_alert.state, pre_alert.taken_at, pre_alert.content = "taken", at, None
    note = {"parcels": len(found.new), "known": found.known, "rows_bad": found.rows_bad}
    append_one(db, pre_alert, "pre_alert", "take", note, by=by, at=at)
    return taken


def take_preview(
    db: Session, pre_alert: PreAlert, within: Limits, good_rows_only: bool, *, by: Principal, at: datetime
) -> list[tuple[str, str]]:
    """Take a file that was kept for its preview, as it reads now."""
    if pre_alert.content is None:
        return trackings(db, pre_alert)
    parsed, _ = read_file(pre_alert.source, pre_alert.content, within, None)
    return take(db, pre_alert, review(db, parsed, by=by), good_rows_only=good_rows_only, by=by, at=at)


def trackings(db: Session, pre_alert: PreAlert) -> list[tuple[str, str]]:
    """(reference, tracking number) of the parcels that a pre-alert brought in."""
    query = (
        select(Consignment.reference, Parcel.tracking)
        .join(Parcel, Parcel.consignment_id == Consignment.id)
        .where(Consignment.pre_alert_id == pre_alert.id)
        .order_by(Parcel.id)
    )
    return [(reference, tracking) for reference, tracking in db.execute(query)]


def faults_of(pre_alert: PreAlert) -> tuple[Fault, ...]:
    """What was wrong with a pre-alert when it was last looked at."""
    return tuple(Fault(**one) for one in json.loads(pre_alert.faults))


def _insert(
    db: Session, pre_alert_id: int, drafts: Sequence[ParcelDraft], *, by: Principal, at: datetime
) -> list[tuple[str, str]]:
    if not drafts:
        return []
    hub = db.get_one(Hub, by.hub_id)
    lanes = lanes_by_country(db, by.hub_id)
    serials = next_serials(db, by.hub_id, "tracking", len(drafts))
    trackings = [format_tracking(serial, hub.code) for serial in serials]
    consignment_ids = reserve_ids(db, Consignment.__table__, len(drafts))
    parcel_ids = reserve_ids(db, Parcel.__table__, len(drafts))
    new = [
        _New(draft, parcel_id, consignment_id, tracking, lanes[(draft.consignee_country, draft.service)])
        for draft, parcel_id, consignment_id, tracking in zip(
            drafts, parcel_ids, consignment_ids, trackings, strict=True
        )
    ]
    insert_rows(db, Consignment, [_consignment(one, pre_alert_id, by, at) for one in new])
    events = [
        record(one, "parcel", "announce", one.note, by=by, occurred_at=at, recorded_at=at) for one in new
    ]
    insert_rows(db, Parcel, [_parcel(one, by, at) for one in new])
    append(db, events)
    insert_rows(db, ItemLine, [row for one in new for row in _items(one)])
    insert_rows(db, Identifier, [row for one in new for row in _identifiers(one, by)])
    return [(one.draft.reference, one.tracking) for one in new]


@dataclass(slots=True)
class _New:
    """A parcel about to be inserted; it heads its own stream of events."""

    draft: ParcelDraft
    id: int
    consignment_id: int
    tracking: str
    lane: Lane
    version: int = 0
    head_hash: str = ""

    @property
    def note(self) -> dict[str, object]:
        return {"tracking": self.tracking, "reference": self.draft.reference}


def _consignment(one: _New, pre_alert_id: int, by: Principal, at: datetime) -> dict[str, Any]:
    draft = one.draft
    return {
        "id": one.consignment_id,
        "hub_id": by.hub_id,
        "seller_id": by.seller_id,
        "pre_alert_id": pre_alert_id,
        "reference": draft.reference,
        "lane_id": one.lane.id,
        "service": draft.service,
        "incoterm": draft.incoterm,
        "consignee_name": draft.consignee_name,
        "address1": draft.consignee_address1,
        "address2": draft.consignee_address2,
        "city": draft.consignee_city,
        "region": draft.consignee_region,
        "postcode": draft.consignee_postcode,
        "country": draft.consignee_country,
        "phone": draft.consignee_phone,
        "email": draft.consignee_email,
        "tax_id": draft.consignee_tax_id,
        "fingerprint": fingerprint(draft),
        "created_at": at,
    }


def _parcel(one: _New, by: Principal, at: datetime) -> dict[str, Any]:
    draft = one.draft
    return {
        "id": one.id,
        "hub_id": by.hub_id,
        "seller_id": by.seller_id,
        "consignment_id": one.consignment_id,
        "lane_id": one.lane.id,
        "tracking": one.tracking,
        "handling": Handling.EXPECTED.value,
        "clearance": Clearance.UNDECLARED.value,
        "dangerous": draft.dangerous,
        "declared_weight_g": draft.weight_g,
        "declared_length_mm": draft.length_mm,
        "declared_width_mm": draft.width_mm,
        "declared_height_mm": draft.height_mm,
        "weight_source": "declared",
        "due_at": at + timedelta(hours=one.lane.promise_hours - one.lane.transit_hours),
        "created_at": at,
        "moved_at": at,
        "version": one.version,
        "head_hash": one.head_hash,
    }


def _items(one: _New) -> Iterable[dict[str, Any]]:
    for line, item in enumerate(one.draft.items, start=1):
        yield {
            "parcel_id": one.id,
            "line": line,
            "description": item.description,
            "hs_code": item.hs_code,
            "origin_country": item.origin_country,
            "quantity": item.quantity,
            "unit_value": item.unit_value,
            "currency": item.currency,
            "net_weight_g": item.net_weight_g,
            "sku": item.sku,
        }


def _identifiers(one: _New, by: Principal) -> Iterable[dict[str, Any]]:
    """Every code by which the parcel may be scanned from the first day on."""
    names = {"tracking": one.tracking, "carrier": one.draft.carrier_tracking.upper()}
    names[f"ref:{by.seller_id}"] = one.draft.reference.upper()
    for scheme, value in names.items():
        if value:
            yield {
                "hub_id": by.hub_id,
                "scheme": scheme,
                "value": value,
                "parcel_id": one.id,
                "unit_id": None,
            }


def _fingerprints(db: Session, by: Principal, references: Sequence[str]) -> dict[str, str]:
    query = select(Consignment.reference, Consignment.fingerprint).where(
        Consignment.seller_id == by.seller_id
    )
    return dict(_pairs(db, query, Consignment.reference, references))


def _known_tracking(db: Session, by: Principal, values: Sequence[str]) -> set[str]:
    query = select(Identifier.value, Identifier.scheme).where(
        Identifier.hub_id == by.hub_id, Identifier.scheme == "carrier"
    )
    return {value for value, _ in _pairs(db, query, Identifier.value, [one.upper() for one in values])}


def _pairs(db: Session, query: Any, column: Any, values: Sequence[str]) -> Iterable[tuple[str, str]]:
    return db.execute(query.where(among(db, column, values))).all()
