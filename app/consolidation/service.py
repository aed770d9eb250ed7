"""Verbs of consolidation: open a bag or carton, put parcels in and out, close, seal and measure it, reopen it."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consolidation.rules import Sides, may_measure, refuse_wrong_sides
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.identity import Principal
from app.ledger.service import append_one
from app.network.models import Lane
from app.numbers.service import next_serials
from app.parcels.lifecycle import UnitState as State
from app.parcels.models import HandlingUnit, Identifier
from app.parcels.work import ParcelState, UnitState, Work
from labels.identifiers import Sscc, sscc_count

KINDS = ("bag", "carton")


def open_unit(
    db: Session, kind: str, gateway: str, service: str, company_prefix: str, *, by: Principal, at: datetime
) -> HandlingUnit:
    """A new empty bag or carton for one gateway and service, with its own SSCC."""
    if kind not in KINDS:
        fault = Fault(
            "kind", "unknown_kind", f"{kind!r} is no kind of unit", found=kind, expected=", ".join(KINDS)
        )
        raise Invalid("unknown_kind", fault.message, f"use one of: {', '.join(KINDS)}", (fault,))
    _check_gateway(db, by.hub_id, gateway, service)
    last = sscc_count(company_prefix) - 1
    number = next_serials(db, by.hub_id, "sscc", last=last)[0]
    unit = HandlingUnit(
        hub_id=by.hub_id,
        kind=kind,
        code=str(Sscc.issue(company_prefix, number)),
        gateway=gateway,
        service=service,
        state=State.OPEN,
        seal_number="",
        tare_g=0,
        created_at=at,
        version=0,
        head_hash="",
    )
    db.add(unit)
    db.flush()
    db.add(Identifier(hub_id=by.hub_id, value=unit.code, scheme="sscc", unit_id=unit.id))
    append_one(db, unit, "unit", "open", {"kind": kind, "gateway": gateway, "service": service}, by=by, at=at)
    return unit


def _check_gateway(db: Session, hub_id: int, gateway: str, service: str) -> None:
    query = select(func.count()).where(
        Lane.hub_id == hub_id, Lane.gateway == gateway, Lane.service == service
    )
    if not db.scalar(query):
        raise Invalid(
            "unknown_lane",
            f"no lane of this hub goes {service} through {gateway}",
            "see the list of lanes",
            (Fault("gateway", "unknown_lane", f"no {service} lane through {gateway}", found=gateway),),
        )


def loose(work: Work, parcel: ParcelState) -> None:
    """Refuse to move a parcel by itself while it is in a unit."""
    unit = work.units.get(parcel.unit_id or 0)
    if unit is not None:
        raise Refused(
            "in_unit",
            f"parcel {parcel.tracking} is in {unit.kind} {unit.code}",
            f"scan the {unit.kind} instead",
        )


def pack(work: Work, parcel: ParcelState, unit: UnitState, *, by: Principal, at: datetime) -> None:
    """Put a parcel into an open unit of the same gateway and service."""
    work.check(parcel, "pack")
    if unit.state != State.OPEN:
        raise Refused(
            "unit_closed", f"{unit.kind} {unit.code} is {unit.state}", "open another one, or reopen it"
        )
    if parcel.gateway is None:
        raise Refused("no_lane", f"parcel {parcel.tracking} has no lane", "put it in the exception lane")
    if (parcel.gateway, parcel.service) != (unit.gateway, unit.service):
        raise Refused(
            "wrong_unit",
            f"parcel {parcel.tracking} goes {parcel.service} to {parcel.gateway}, "
            f"this {unit.kind} {unit.service} to {unit.gateway}",
            f"scan a {unit.kind} for {parcel.gateway} {parcel.service}",
        )
    work.move(parcel, "pack", by=by, at=at, note={"unit": unit.code}, unit_id=unit.id, location_id=None)
    unit.members.append(parcel)


def unpack(work: Work, parcel: ParcelState, *, by: Principal, at: datetime) -> None:
    """Take a parcel out of its unit, which must not be closed."""
    unit = work.units.get(parcel.unit_id or 0)
    if unit is not None and unit.state != State.OPEN:
        raise Refused("unit_closed", f"{unit.kind} {unit.code} is {unit.state}", f"reopen {unit.code} first")
    code = unit.code if unit else None
    work.move(parcel, "unpack", by=by, at=at, note={"unit": code}, unit_id=None)
    if unit is not None:
        unit.members.remove(parcel)


def close(work: Work, unit: UnitState, seal_number: str, *, by: Principal, at: datetime) -> None:
    """Close and seal a unit. An empty one is refused."""
    if unit.state == State.OPEN and not unit.members:
        raise Refused("unit_empty", f"{unit.kind} {unit.code} is empty", "put parcels in first")
    weight_g = sum(one.known_weight_g for one in unit.members) + unit.tare_g
    note = {"parcels": len(unit.members), "weight_g": weight_g, "seal": seal_number}
    work.step_unit(unit, "close", by=by, at=at, note=note, seal_number=seal_number, closed_at=work.now)


def measure(db: Session, code: str, sides: Sides, *, by: Principal, at: datetime) -> None:
    """Write down the outer size of a closed unit. Raises NotFound, Refused while it is open or once it is loaded,
    Invalid for a side that cannot be."""
    refuse_wrong_sides(sides)
    query = select(HandlingUnit).where(HandlingUnit.hub_id == by.hub_id, HandlingUnit.code == code)
    unit = db.scalar(query.with_for_update())
    if unit is None:
        raise NotFound("unknown_unit", f"there is no unit {code}", "scan the bag's label")
    may_measure(unit.kind, unit.code, unit.state)
    unit.length_mm, unit.width_mm, unit.height_mm = sides.length_mm, sides.width_mm, sides.height_mm
    append_one(db, unit, "unit", "measure", asdict(sides), by=by, at=at)


def reopen(work: Work, unit: UnitState, *, by: Principal, at: datetime) -> None:
    """Open a closed unit again; its parcels go back from staged to packed, and its size is not known any more."""
    forgotten = dict.fromkeys(("length_mm", "width_mm", "height_mm", "closed_at"))
    work.step_unit(unit, "reopen", by=by, at=at, note={"seal": unit.seal_number}, seal_number="", **forgotten)
    for parcel in unit.members:
        if parcel.handling == "staged":
            work.move(parcel, "unstage", by=by, at=at, note={"unit": unit.code})


def unstage(work: Work, unit: UnitState, *, by: Principal, at: datetime) -> None:
    """Take a staged unit, with all that is in it, back from its lane."""
    work.step_unit(unit, "unstage", by=by, at=at, location_id=None)
    for parcel in unit.members:
        work.move(parcel, "unstage", by=by, at=at, note={"unit": unit.code}, location_id=None)


def stage(
    work: Work, subject: ParcelState | UnitState, location_id: int | None, *, by: Principal, at: datetime
) -> None:
    """Bring a parcel, or a closed unit with all that is in it, to the lane where it waits for its departure."""
    if isinstance(subject, ParcelState):
        loose(work, subject)
        work.move(subject, "stage", by=by, at=at, location_id=location_id)
        return
    for parcel in subject.members:
        work.check(parcel, "stage")
    work.step_unit(subject, "stage", by=by, at=at, location_id=location_id)
    for parcel in subject.members:
        work.move(parcel, "stage", by=by, at=at, note={"unit": subject.code}, location_id=location_id)
