"""`GET /api/v1/plans/{id}/loading-sheets.pdf`: a sheet for whoever builds each ULD of an accepted load."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Refused
from app.core.identity import Principal
from app.core.papers import local, paper_answer
from app.core.web import STAFF, allow, principal, reading
from app.inventory.queries import ListView, load_lists, task_list
from app.network.models import Departure, Hub
from app.network.queries import departure as departure_by_number
from app.planning.load_pictures import Face, Picture, pictures
from app.planning.models import PlanState
from app.planning.service import plan_by_id
from labels.heads import Origin
from labels.papers.loading_sheet import LoadingFace, LoadingPiece, LoadingSheet, LoadingView, render

papers = Blueprint("load_papers", __name__)


@papers.get("/api/v1/plans/<int:plan_id>/loading-sheets.pdf")
@allow(*STAFF)
def show_loading_sheets(plan_id: int) -> Response:
    """A4, one sheet a ULD: pictures with numbered pieces, each piece with its place, the list's number as Code 128."""
    with reading() as db:
        sheets = loading_sheets(db, principal(), plan_id, at=now())
    return paper_answer(f"loading-sheets-{plan_id}", lambda: render(sheets))


def loading_sheets(db: Session, by: Principal, plan_id: int, *, at: datetime) -> list[LoadingSheet]:
    """The load lists that the plan became, but for those that were given up. Raises NotFound, or Refused where there
    is none."""
    plan = plan_by_id(db, plan_id, by=by)
    if plan.kind != "loads" or plan.state != PlanState.ACCEPTED or plan.result is None:
        told = f"plan {plan_id} is no accepted load"
        raise Refused("no_loads", told, "accept the plan of a load, then print its sheets")
    result: dict[str, Any] = msgspec.json.decode(plan.result)
    one = departure_by_number(db, by, result["departure"])
    lists = [each for each in load_lists(db, by, one.id) if each.source == f"plan {plan_id}"]
    if not lists:
        raise Refused("no_loads", f"no load list of plan {plan_id} is open", "plan the load again")
    hub, departure = db.get_one(Hub, plan.hub_id), db.get_one(Departure, one.id)
    origin = Origin(f"plan {plan_id} as accepted", local(at, hub.zone))
    ulds = {each["key"]: each for each in result["ulds"]}
    return [
        _sheet(each, _as_listed(db, by, each, ulds[each.uld]), departure, hub, result["verified"], origin)
        for each in lists
    ]


def _as_listed(db: Session, by: Principal, one: ListView, uld: Mapping[str, Any]) -> dict[str, Any]:
    """The ULD with the pieces that its list holds."""
    _, lines = task_list(db, by, one.number)
    places = {each["key"]: each for each in uld["pieces"]}
    return {**uld, "pieces": [places[line.code] for line in lines]}


def _sheet(
    one: ListView, uld: Mapping[str, Any], departure: Departure, hub: Hub, verified: bool, origin: Origin
) -> LoadingSheet:
    return LoadingSheet(
        number=one.number,
        uld=uld["key"],
        uld_name=uld["name"],
        departure=departure.number,
        gateway=departure.gateway,
        hub=hub.code,
        hub_name=hub.name,
        due_at=local(departure.cutoff_at, hub.zone),
        tare_g=uld["tare_g"],
        max_gross_g=uld["max_gross_g"],
        verified=verified,
        pieces=tuple(_piece(each) for each in uld["pieces"]),
        views=tuple(_view(each) for each in pictures(uld)),
        origin=origin,
    )


def _piece(one: Mapping[str, Any]) -> LoadingPiece:
    return LoadingPiece(
        code=one["key"],
        kind=one["kind"],
        weight_g=one["weight_g"],
        size_mm=tuple(one["size_mm"]),
        at_mm=tuple(one["at_mm"]),
        measured=one["measured"],
        dangerous=", ".join(one["dangerous"]),
    )


def _view(one: Picture) -> LoadingView:
    return LoadingView(
        one.caption, one.width, one.height, one.outline, tuple(_face(each) for each in one.faces)
    )


def _face(one: Face) -> LoadingFace:
    number = str(one.number) if one.letters_cm else ""
    return LoadingFace(number, one.x, one.y, one.width, one.height, one.dangerous)
