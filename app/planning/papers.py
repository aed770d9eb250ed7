"""`GET /api/v1/plans/{id}/driver-sheets.pdf`: a sheet for the driver of each van of an accepted milk run."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.clock import now
from app.core.errors import Refused
from app.core.identity import Principal
from app.core.papers import local, paper_answer
from app.core.web import STAFF, allow, principal, reading
from app.inbound.models import ExpectedParcel, InboundLoad
from app.network.models import Hub, Seller
from app.parcels.models import Parcel
from app.planning.models import Plan, PlanState
from app.planning.service import plan_by_id
from labels.heads import Origin
from labels.papers.driver_sheet import DriverSheet, DriverStop, render

papers = Blueprint("planning_papers", __name__)


@papers.get("/api/v1/plans/<int:plan_id>/driver-sheets.pdf")
@allow(*STAFF)
def show_driver_sheets(plan_id: int) -> Response:
    """A4 landscape, one sheet a van: stops with times and parcels, room to sign, the load's number as QR code."""
    with reading() as db:
        sheets = driver_sheets(db, principal(), plan_id, at=now())
    return paper_answer(f"driver-sheets-{plan_id}", lambda: render(sheets))


def driver_sheets(db: Session, by: Principal, plan_id: int, *, at: datetime) -> list[DriverSheet]:
    """The rounds that became inbound loads when the plan was accepted. Raises NotFound, or Refused before that."""
    plan = plan_by_id(db, plan_id, by=by)
    if plan.kind != "milk_run" or plan.state != PlanState.ACCEPTED or plan.result is None:
        told = f"plan {plan_id} is no accepted milk run"
        raise Refused("no_rounds", told, "accept a milk run, then print its sheets")
    result: dict[str, Any] = msgspec.json.decode(plan.result)
    hub, loads = db.get_one(Hub, plan.hub_id), _loads(db, by, plan)
    sellers = {one.code: one for one in db.scalars(select(Seller).where(visible(by, Seller)))}
    counts = _announced(db, list(loads.values()))
    origin = Origin(f"plan {plan_id} as accepted", local(at, hub.zone))
    sheets = [
        _sheet(run, loads[run["vehicle"]], hub, sellers, counts, origin)
        for run in result["runs"]
        if run["vehicle"] in loads
    ]
    if not sheets:
        raise Refused("no_rounds", f"no van of plan {plan_id} went out", "all parcels had arrived before it")
    return sheets


def _loads(db: Session, by: Principal, plan: Plan) -> dict[str, InboundLoad]:
    """By vehicle, the loads that accepting the plan opened, at that very moment."""
    query = select(InboundLoad).where(visible(by, InboundLoad), InboundLoad.opened_at == plan.accepted_at)
    return {one.vehicle: one for one in db.scalars(query)}


def _announced(db: Session, loads: list[InboundLoad]) -> dict[tuple[int, str], int]:
    """How many parcels each seller has in each load."""
    query = (
        select(ExpectedParcel.load_id, Seller.code, func.count())
        .join(Parcel, Parcel.id == ExpectedParcel.parcel_id)
        .join(Seller, Seller.id == Parcel.seller_id)
        .where(ExpectedParcel.load_id.in_([one.id for one in loads]))
        .group_by(ExpectedParcel.load_id, Seller.code)
    )
    found: dict[tuple[int, str], int] = defaultdict(int)
    found.update({(load_id, code): count for load_id, code, count in db.execute(query)})
    return found


def _sheet(
    run: Mapping[str, Any],
    load: InboundLoad,
    hub: Hub,
    sellers: Mapping[str, Seller],
    counts: Mapping[tuple[int, str], int],
    origin: Origin,
) -> DriverSheet:
    return DriverSheet(
        number=load.number,
        vehicle=run["vehicle"],
        hub=hub.code,
        hub_name=hub.name,
        leaves_s=run["leaves_hub_s"],
        back_s=run["back_at_hub_s"],
        metres=run["metres"],
        stops=tuple(
            DriverStop(
                code=visit["stop"],
                name=sellers[visit["stop"]].name,
                address=sellers[visit["stop"]].address,
                arrives_s=visit["arrives_s"],
                leaves_s=visit["leaves_s"],
                parcels=counts[load.id, visit["stop"]],
                load_g=visit["load_g"],
            )
            for visit in run["visits"]
        ),
        origin=origin,
    )
