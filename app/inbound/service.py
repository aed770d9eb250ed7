"""Verbs of the dock: open a load, receive what comes (announced or not), close it and name what is missing."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.inbound.models import Case, ExpectedParcel, InboundLoad
from app.inbound.rules import weight_differs
from app.ledger.service import append_one
from app.network.models import Location
from app.numbers.service import next_serials
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel
from app.parcels.work import ParcelState, Work

CASE_TIME = timedelta(hours=4)


def open_load(
    db: Session,
    vehicle: str,
    dock: str | None,
    parcel_ids: Iterable[int],
    *,
    by: Principal,
    at: datetime,
) -> InboundLoad:
    """A vehicle is at the dock, or on its way, with these parcels announced in it."""
    serial = next_serials(db, by.hub_id, "inbound_load")[0]
    dock_id = _dock(db, by.hub_id, dock) if dock else None
    load = InboundLoad(
        hub_id=by.hub_id,
        number=f"IN{serial:07d}",
        vehicle=vehicle,
        dock_id=dock_id,
        state="open",
        opened_at=at,
        version=0,
        head_hash="",
    )
    db.add(load)
    db.flush()
    expected = [{"load_id": load.id, "parcel_id": one} for one in sorted(set(parcel_ids))]
    if expected:
        db.execute(insert(ExpectedParcel.__table__), expected)  # type: ignore[arg-type]
    append_one(db, load, "load", "open", {"expected": len(expected)}, by=by, at=at)
    return load


def _dock(db: Session, hub_id: int, code: str) -> int:
    found = db.execute(
        select(Location.id, Location.kind).where(Location.hub_id == hub_id, Location.code == code)
    ).first()
    if found is None or found.kind != "dock":
        raise NotFound("unknown_dock", f"there is no dock {code}", "scan the dock's label")
    return int(found.id)


def load_by_number(db: Session, hub_id: int, number: str, *, lock: bool = False) -> InboundLoad:
    query = select(InboundLoad).where(InboundLoad.hub_id == hub_id, InboundLoad.number == number)
    load = db.scalar(query.with_for_update() if lock else query)
    if load is None:
        raise NotFound("unknown_load", f"there is no inbound load {number}", "see the list of loads")
    return load


def loads_by_number(db: Session, hub_id: int, numbers: Collection[str]) -> dict[str, InboundLoad]:
    if not numbers:
        return {}
    query = select(InboundLoad).where(InboundLoad.hub_id == hub_id, InboundLoad.number.in_(sorted(numbers)))
    return {one.number: one for one in db.scalars(query)}


def receive(
    work: Work,
    parcel: ParcelState,
    load: InboundLoad | None,
    damaged: str,
    *,
    override: bool = False,
    by: Principal,
    at: datetime,
) -> None:
    """A parcel came. The dock never blocks: damage opens a case, and the parcel is received."""
    if load is not None and load.state != "open" and not override:
        raise Refused("load_closed", f"load {load.number} is closed", "open a new load, or scan without one")
    note: dict[str, object] = {"load": load.number} if load else {}
    load_id = load.id if load else None
    work.move(parcel, "receive", by=by, at=at, note=note, load_id=load_id, received_at=work.now)
    if damaged:
        open_case(work, "damaged", parcel.tracking, parcel=parcel, by=by, load_id=load_id, note=damaged[:400])


def receive_unknown(work: Work, code: str, load: InboundLoad | None, *, by: Principal) -> None:
    """A piece that nobody announced: it goes to the exception lane as a case with an owner and a clock."""
    open_case(work, "unknown", code, by=by, load_id=load.id if load else None)


def open_case(
    work: Work,
    kind: str,
    code: str,
    *,
    by: Principal,
    parcel: ParcelState | None = None,
    load_id: int | None = None,
    note: str = "",
) -> None:
    work.add(
        Case,
        hub_id=work.hub_id,
        kind=kind,
        code=code,
        parcel_id=parcel.id if parcel else None,
        load_id=load_id,
        note=note,
        owner=by.actor,
        opened_at=work.now,
        due_at=work.now + CASE_TIME,
        resolution="",
    )


def measured(work: Work, parcel: ParcelState, *, by: Principal) -> str:
    """After a weighing: a case when the seller's weight was far off. Returns what differs, or nothing."""
    differs = weight_differs(parcel.declared_weight_g, parcel.weight_g)
    if differs:
        open_case(work, "weight", parcel.tracking, parcel=parcel, by=by, note=differs)
    return differs


def close_load(db: Session, number: str, *, by: Principal, at: datetime) -> dict[str, int]:
    """Close a load: what was announced and has not come gets a `short` case. Returns counts."""
    load = load_by_number(db, by.hub_id, number, lock=True)
    if load.state != "open":
        raise Refused("already_done", f"load {number} is already closed", "nothing to do")
    expected = select(ExpectedParcel.parcel_id).where(ExpectedParcel.load_id == load.id)
    missing = db.execute(
        select(Parcel.id, Parcel.tracking).where(
            Parcel.id.in_(expected), Parcel.handling == Handling.EXPECTED
        )
    ).all()
    received = db.scalars(select(Parcel.id).where(Parcel.load_id == load.id)).all()
    announced = set(db.scalars(expected))
    shorts = [_short(by, load.id, row.id, row.tracking, at) for row in missing]
    if shorts:
        db.execute(insert(Case.__table__), shorts)  # type: ignore[arg-type]
    load.state, load.closed_at = "closed", at
    counts = {
        "expected": len(announced),
        "received": len(received),
        "short": len(missing),
        "over": len(set(received) - announced),
    }
    append_one(db, load, "load", "close", counts, by=by, at=at)
    return counts


def _short(by: Principal, load_id: int, parcel_id: int, tracking: str, at: datetime) -> dict[str, object]:
    return {
        "hub_id": by.hub_id,
        "kind": "short",
        "code": tracking,
        "parcel_id": parcel_id,
        "load_id": load_id,
        "note": "announced but not in the load",
        "owner": by.actor,
        "opened_at": at,
        "due_at": at + CASE_TIME,
        "resolution": "",
    }


def close_case(db: Session, case_id: int, resolution: str, *, by: Principal, at: datetime) -> None:
    case = db.scalar(select(Case).where(Case.id == case_id, Case.hub_id == by.hub_id).with_for_update())
    if case is None:
        raise NotFound("unknown_case", f"there is no case {case_id}", "see the list of cases")
    if case.closed_at is not None:
        raise Refused("already_done", f"case {case_id} is already closed", "nothing to do")
    case.closed_at, case.closed_by, case.resolution = at, by.actor, resolution
