"""Reports of the dock as PDF: what a load should have brought against what it brought, and what was disposed of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import names
from app.accounts.scope import visible
from app.core.bulk import among
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.core.papers import local, paper_answer
from app.core.web import STAFF, allow, principal, reading
from app.inbound.models import Case, ExpectedParcel, InboundLoad
from app.inbound.queries import goods_of
from app.ledger.queries import Line, history
from app.network.models import Hub, Seller
from app.parcels.lifecycle import Handling
from app.parcels.models import Consignment, Hold, ItemLine, Parcel
from app.parcels.queries import photos
from labels.heads import Origin
from labels.papers import discrepancy, disposal
from labels.papers.consignment import Goods
from labels.papers.discrepancy import Discrepancy, DiscrepancyReport
from labels.papers.disposal import DisposalRecord, PastHold

reports = Blueprint("inbound_reports", __name__)


@reports.get("/api/v1/loads/<number>/discrepancies.pdf")
@allow(*STAFF)
def show_discrepancies(number: str) -> Response:
    """Each piece of a load that did not match, with weights, photos and how its case ended."""
    with reading() as db:
        report = discrepancy_report(db, principal(), number.upper(), at=now())
    return paper_answer(f"discrepancies-{report.load}", lambda: discrepancy.render(report))


@reports.get("/api/v1/parcels/<tracking>/disposal.pdf")
@allow(*STAFF)
def show_disposal(tracking: str) -> Response:
    """The record of a parcel that was disposed of: goods, reason, holds, room for witnesses to sign."""
    with reading() as db:
        record = disposal_record(db, principal(), tracking.upper(), at=now())
    return paper_answer(f"disposal-{record.tracking}", lambda: disposal.render(record))


def discrepancy_report(db: Session, by: Principal, number: str, *, at: datetime) -> DiscrepancyReport:
    """Raises NotFound where `by` may not see the load."""
    load = db.scalar(select(InboundLoad).where(visible(by, InboundLoad), InboundLoad.number == number))
    if load is None:
        raise NotFound("unknown_load", f"there is no inbound load {number}", "see the list of loads")
    hub = db.get_one(Hub, load.hub_id)
    announced = set(db.scalars(select(ExpectedParcel.parcel_id).where(ExpectedParcel.load_id == load.id)))
    came = set(db.scalars(select(Parcel.id).where(Parcel.load_id == load.id)))
    return DiscrepancyReport(
        load=load.number,
        vehicle=load.vehicle,
        hub=hub.code,
        hub_name=hub.name,
        opened_at=local(load.opened_at, hub.zone),
        closed_at=local(load.closed_at, hub.zone) if load.closed_at else None,
        expected=len(announced),
        received=len(came),
        lines=_discrepancies(db, by, load, announced, came),
        origin=Origin(f"load {load.number} after {load.version:,} events", local(at, hub.zone)),
    )


def _discrepancies(
    db: Session, by: Principal, load: InboundLoad, announced: set[int], came: set[int]
) -> tuple[Discrepancy, ...]:
    """Cases of the load and of its parcels in the order in which they were opened, then what came unannounced."""
    of_load = or_(
        Case.load_id == load.id, Case.parcel_id.in_(select(Parcel.id).where(Parcel.load_id == load.id))
    )
    cases = db.scalars(select(Case).where(visible(by, Case), of_load).order_by(Case.id)).all()
    over = came - announced - {one.parcel_id for one in cases if one.kind == "surplus"}
    wanted = over | {one.parcel_id for one in cases if one.parcel_id is not None}
    parcels = {one.id: one for one in db.scalars(select(Parcel).where(among(db, Parcel.id, wanted)))}
    surplus = sorted((parcels[one] for one in over), key=lambda one: one.tracking)
    codes = [*(one.code for one in cases), *(one.tracking for one in surplus)]
    taken = {code: len(found) for code, found in photos(db, by, codes).items()}
    lines = [
        _line(one.kind, one.code, one, parcels.get(one.parcel_id or 0), announced, taken) for one in cases
    ]
    lines += [_line("surplus", one.tracking, None, one, announced, taken) for one in surplus]
    return tuple(lines)


def _line(
    kind: str,
    code: str,
    case: Case | None,
    parcel: Parcel | None,
    announced: set[int],
    taken: Mapping[str, int],
) -> Discrepancy:
    """A piece without a parcel is one that nobody knows: it arrived, or there would be no case."""
    ended = case is not None and case.closed_at is not None
    return Discrepancy(
        code=code,
        kind=kind,
        announced=parcel is not None and parcel.id in announced,
        arrived=parcel is None or parcel.received_at is not None,
        announced_g=parcel.declared_weight_g if parcel else None,
        received_g=parcel.weight_g if parcel else None,
        seen=case.note if case else "",
        photos=taken.get(code, 0),
        outcome=(case.resolution if case else "") if ended else "",
    )


def disposal_record(db: Session, by: Principal, tracking: str, *, at: datetime) -> DisposalRecord:
    """Raises NotFound where `by` may not see the parcel, Refused where it was not disposed of."""
    parcel, to, seller, hub = _parcel(db, by, tracking)
    if parcel.handling != Handling.DISPOSED:
        raise Refused("not_disposed", f"parcel {tracking} is {parcel.handling}", "there is nothing to record")
    event = _disposed(history(db, "parcel", parcel.id))
    return DisposalRecord(
        tracking=parcel.tracking,
        hub=hub.code,
        hub_name=hub.name,
        seller=seller,
        reference=to.reference,
        destination=to.country,
        weight_g=parcel.weight_g or parcel.declared_weight_g,
        clearance=parcel.clearance,
        reason=str(event.payload.get("note", "")),
        ordered_by=names(db, by, [event.actor])[event.actor],
        disposed_at=local(event.occurred_at, hub.zone),
        photos=len(photos(db, by, [parcel.tracking]).get(parcel.tracking, ())),
        goods=_goods(db, parcel.id),
        holds=_holds(db, parcel.id, hub.zone),
        origin=Origin(f"parcel {parcel.tracking} after {parcel.version:,} events", local(at, hub.zone)),
    )


def _parcel(db: Session, by: Principal, tracking: str) -> Any:
    """The parcel, its consignment, its seller's name and its hub."""
    query = (
        select(Parcel, Consignment, Seller.name, Hub)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .join(Hub, Hub.id == Parcel.hub_id)
        .where(visible(by, Parcel), Parcel.tracking == tracking)
    )
    row: Any = db.execute(query).first()
    if row is None:
        raise NotFound("unknown_parcel", f"there is no parcel {tracking}", "check the number")
    return row


def _disposed(lines: list[Line]) -> Line:
    """The event by which it was disposed of: the last one, should an earlier one have been taken back."""
    return next(one for one in reversed(lines) if one.payload.get("to") == Handling.DISPOSED)


def _goods(db: Session, parcel_id: int) -> tuple[Goods, ...]:
    rows = db.scalars(select(ItemLine).where(ItemLine.parcel_id == parcel_id).order_by(ItemLine.line))
    return tuple(goods_of(one) for one in rows)


def _holds(db: Session, parcel_id: int, zone: str) -> tuple[PastHold, ...]:
    rows = db.scalars(select(Hold).where(Hold.parcel_id == parcel_id).order_by(Hold.id))
    return tuple(
        PastHold(
            reason=one.reason.replace("_", " "),
            note=one.note,
            since=local(one.opened_at, zone),
            until=local(one.closed_at, zone) if one.closed_at else None,
        )
        for one in rows
    )
