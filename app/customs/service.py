"""Verbs of customs: screen and declare what is announced, take customs' decisions, release."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal
from app.customs.models import Declaration, Release
from app.customs.rulepack import RuleBook
from app.customs.rules import Examined, examine
from app.customs.screening import GoodsLine, ScreenInput
from app.ledger.service import append_one
from app.numbers.service import next_serials
from app.parcels.lifecycle import CLEARANCE, Clearance
from app.parcels.models import Consignment, Hold, ItemLine, Parcel
from app.parcels.numbering import number_houses
from app.parcels.service import hold
from app.parcels.work import ParcelState, Work

BATCH = 200
DECISIONS = {"cleared": "clear", "refused": "refuse", "under_review": "review"}
_SCREENED = ("missing_data", "screening", "dangerous_goods")


def declare_pending(db: Session, book: RuleBook, *, by: Principal, at: datetime) -> int:
    """Screen and declare parcels that nobody has declared yet. Several workers may run it: each takes its own.

    A parcel that a rule stops is held with the rule's own sentence and waits for its seller.
    """
    held = select(Hold.id).where(
        Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None), Hold.reason.in_(_SCREENED)
    )
    query = (
        select(Parcel.id)
        .where(
            Parcel.hub_id == by.hub_id,
            Parcel.clearance == Clearance.UNDECLARED,
            Parcel.handling.not_in(("cancelled", "lost", "returned", "disposed")),
            ~held.exists(),
        )
        .order_by(Parcel.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = db.scalars(query).all()
    if not ids:
        return 0
    work = Work(db, by.hub_id, at)
    work.lock(ids)
    stated, waived = _stated(db, ids), _waived(db, ids)
    found = {one: examine(stated[one], book, at.date(), waived.get(one, frozenset())) for one in work.parcels}
    free = [work.parcels[one].consignment_id for one in found if found[one].stop is None]
    houses = number_houses(db, by.hub_id, free)
    numbers = iter(next_serials(db, by.hub_id, "declaration", len(free)))
    for parcel in work.parcels.values():
        stop = found[parcel.id].stop
        if stop is not None:
            hold(work, parcel, stop.reason, stop.sentence[:400], by=by, at=at)
        else:
            names = f"D{next(numbers):09d}", houses[parcel.consignment_id]
            _declare(work, parcel, stated[parcel.id], found[parcel.id], names, by=by, at=at)
    work.flush()
    return len(ids)


def _declare(
    work: Work,
    parcel: ParcelState,
    stated: ScreenInput,
    found: Examined,
    names: tuple[str, str],
    *,
    by: Principal,
    at: datetime,
) -> None:
    """`names` are the numbers of the declaration and of the house air waybill."""
    _step(parcel, "declare")
    work.add(Declaration, **_row(work, parcel, stated, found, *names))
    note = {"declaration": names[0], "rules": found.rules}
    work.change(parcel, "declare", by=by, at=at, note=note, clearance=parcel.clearance)


def _row(
    work: Work, parcel: ParcelState, stated: ScreenInput, found: Examined, number: str, house: str
) -> dict[str, Any]:
    return {
        "hub_id": work.hub_id,
        "number": number,
        "parcel_id": parcel.id,
        "destination": stated.destination,
        "state": Clearance.DECLARED,
        "goods_value": found.goods_value,
        "currency": found.currency,
        "duty": found.duty,
        "tax": found.tax,
        "charges_currency": found.charges_currency,
        "rules": found.rules,
        "content": json.dumps(_content(parcel, stated, found, house), ensure_ascii=False, default=str),
        "decision_note": "",
        "lodged_at": work.now,
        "version": 0,
        "head_hash": "",
    }


def _content(parcel: ParcelState, stated: ScreenInput, found: Examined, house: str) -> dict[str, Any]:
    """What customs is told. Totals are sums of the lines."""
    return {
        "tracking": parcel.tracking,
        "house_waybill": house,
        "destination": stated.destination,
        "service": stated.service,
        "consignee": dict(stated.consignee),
        "weight_g": parcel.known_weight_g,
        "lines": [
            {
                "description": line.description,
                "hs_code": line.hs_code,
                "origin": line.origin,
                "quantity": line.quantity,
                "unit_value": str(line.unit_value),
                "value": str(line.unit_value * line.quantity),
                "currency": line.currency,
            }
            for line in stated.lines
        ],
        "goods_value": str(found.goods_value),
        "charges": list(found.charges),
        "notes": list(found.notes),
        "warnings": list(found.warnings),
    }


def _step(parcel: ParcelState, action: str) -> str:
    """Take a step of the clearance table on the copy; returns the state before."""
    taken = CLEARANCE.take(action, parcel.clearance, parcel.tracking)
    before, parcel.clearance = parcel.clearance, taken.after or parcel.clearance
    return before


def _waived(db: Session, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Reasons for which each parcel was held before and which a person released."""
    query = select(Hold.parcel_id, Hold.reason).where(
        among(db, Hold.parcel_id, ids), Hold.closed_at.is_not(None), Hold.reason.in_(_SCREENED)
    )
    found: dict[int, frozenset[str]] = {}
    for parcel_id, reason in db.execute(query):
        found[parcel_id] = found.get(parcel_id, frozenset()) | {reason}
    return found


def _stated(db: Session, ids: Sequence[int]) -> dict[int, ScreenInput]:
    lines: dict[int, list[GoodsLine]] = defaultdict(list)
    columns = (
        ItemLine.parcel_id,
        ItemLine.description,
        ItemLine.hs_code,
        ItemLine.origin_country,
        ItemLine.quantity,
        ItemLine.unit_value,
        ItemLine.currency,
    )
    query = select(*columns).where(ItemLine.parcel_id.in_(ids)).order_by(ItemLine.parcel_id, ItemLine.line)
    rows: Iterable[Any] = db.execute(query)
    for parcel_id, *values in rows:
        lines[parcel_id].append(GoodsLine(*values))
    consignments = db.execute(
        select(Parcel.id, Parcel.dangerous, Parcel.weight_g, Parcel.declared_weight_g, Consignment)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .where(Parcel.id.in_(ids))
    )
    return {
        parcel_id: ScreenInput(
            destination=one.country,
            service=one.service,
            consignee={
                "name": one.consignee_name,
                "address1": one.address1,
                "city": one.city,
                "postcode": one.postcode,
                "phone": one.phone,
                "email": one.email,
                "tax_id": one.tax_id,
            },
            lines=tuple(lines[parcel_id]),
            weight_g=weight_g or declared_g,
            dangerous=dangerous,
        )
        for parcel_id, dangerous, weight_g, declared_g, one in consignments
    }


def declaration_by_number(db: Session, number: str, *, by: Principal) -> Declaration:
    found = db.scalar(select(Declaration).where(visible(by, Declaration), Declaration.number == number))
    if found is None:
        raise NotFound(
            "unknown_declaration", f"there is no declaration {number}", "see the list of declarations"
        )
    return found


def decide(
    db: Session, number: str, decision: str, release_number: str, note: str, *, by: Principal, at: datetime
) -> Declaration:
    """Customs' decision on a declaration: cleared makes the release, refused and under_review a hold.

    The same decision again changes nothing. A parcel that was cleared can still be refused until it has left;
    its release is then taken back.
    """
    action = DECISIONS.get(decision)
    if action is None:
        listed = ", ".join(DECISIONS)
        fault = Fault("decision", "unknown_decision", f"{decision!r} is no decision", None, decision, listed)
        raise Invalid("unknown_decision", fault.message, f"use one of: {listed}", (fault,))
    parcel_id = declaration_by_number(db, number, by=by).parcel_id
    work = Work(db, by.hub_id, at)
    work.lock([parcel_id])
    parcel = work.parcels[parcel_id]
    declaration = db.scalars(
        select(Declaration)
        .where(Declaration.number == number, Declaration.hub_id == by.hub_id)
        .with_for_update()
    ).one()
    if declaration.state == decision:
        return declaration
    before = _step(parcel, action)
    declaration.state, declaration.decision_note, declaration.decided_at = decision, note[:400], at
    work.change(
        parcel, action, by=by, at=at, note={"declaration": number, "from": before}, clearance=decision
    )
    _follow(work, parcel, declaration, decision, release_number, note, by=by, at=at)
    work.flush()
    append_one(db, declaration, "declaration", action, {"note": note[:400]}, by=by, at=at)
    return declaration


def _follow(
    work: Work,
    parcel: ParcelState,
    declaration: Declaration,
    decision: str,
    release_number: str,
    note: str,
    *,
    by: Principal,
    at: datetime,
) -> None:
    """What a decision brings with it: a release, a hold, a release taken back, a hold that ends."""
    db = work.db
    if decision == Clearance.CLEARED:
        if "inspection" in parcel.holds:
            _end_inspection(work, parcel, by=by, at=at)
        work.add(
            Release,
            hub_id=work.hub_id,
            parcel_id=parcel.id,
            declaration_id=declaration.id,
            number=release_number or f"R{declaration.number}",
            released_at=work.now,
            released_by=by.actor,
            revoked_at=None,
        )
        return
    if parcel.handling in ("departed", "handed_over"):
        raise Refused(
            "already_left", f"parcel {parcel.tracking} has already left", "ask the carrier for a recall"
        )
    db.execute(
        update(Release)
        .where(Release.parcel_id == parcel.id, Release.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    reason = "inspection" if decision == Clearance.UNDER_REVIEW else "customs"
    if reason not in parcel.holds:
        hold(work, parcel, reason, note or f"customs: {decision.replace('_', ' ')}", by=by, at=at)


def _end_inspection(work: Work, parcel: ParcelState, *, by: Principal, at: datetime) -> None:
    work.db.execute(
        update(Hold)
        .where(Hold.parcel_id == parcel.id, Hold.reason == "inspection", Hold.closed_at.is_(None))
        .values(closed_by=by.actor, closed_at=at)
    )
    parcel.holds = tuple(one for one in parcel.holds if one != "inspection")
    work.change(parcel, "release_hold", by=by, at=at, note={"reason": "inspection"})
