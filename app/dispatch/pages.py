"""Pages of dispatch: departures, what is meant for and on each, closing and leaving; the queue of cleared freight."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.errors import Forbidden
from app.core.identity import Principal, Role
from app.core.paging import whole_of
from app.core.web import STAFF, allow, principal, reading, transaction
from app.dispatch import queries, service
from app.dispatch.cargo import MOST_TARE_KG
from app.dispatch.freight import LOOSE
from app.inventory.queries import load_lists
from app.network.queries import DepartureView, departures
from app.network.queries import departure as departure_by_number
from app.numbers.queries import air_waybills_left
from app.parcels.lifecycle import DEPARTURE, DepartureState
from labels.identifiers import AirWaybill

pages = Blueprint("dispatch_pages", __name__)
PAGE = 50
MOST_ID = 2**62
MOST_SHOWN = 500
PLANNERS = frozenset({Role.PLANNER, Role.ADMIN})
CLOSERS = PLANNERS | {Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to a departure: its verb, who may, and the words of its button and of its confirmation."""

    verb: Callable[..., Any]
    roles: frozenset[Role]
    words: str
    done: str
    warning: str
    danger: bool = False


ACTS = {
    "close": Act(
        service.close,
        CLOSERS,
        "Close",
        "is closed and its manifest is issued",
        "Everything on it is checked once more and its manifest is issued. Nothing more can be loaded.",
    ),
    "reopen": Act(
        service.reopen,
        PLANNERS,
        "Reopen",
        "is open again",
        "Freight can be loaded and offloaded again. The next close issues a new version of the manifest.",
    ),
    "depart": Act(
        service.depart,
        CLOSERS,
        "Depart",
        "has left",
        "Everything on it leaves the hub. This cannot be taken back.",
        danger=True,
    ),
    "hand-over": Act(
        service.hand_over,
        CLOSERS,
        "Hand over",
        "is handed over",
        "The carrier has taken the freight: the hub’s part has ended.",
    ),
    "cancel": Act(
        service.cancel,
        PLANNERS,
        "Cancel",
        "is cancelled",
        "Nothing may be on it. What was meant for it needs another departure.",
        danger=True,
    ),
}


def may_do(by: Principal, state: str) -> list[str]:
    """What this person may do to a departure in a state, in table order."""
    allowed = set(DEPARTURE.allowed(state)) | ({"hand-over"} if state == DepartureState.DEPARTED else set())
    return [name for name, act in ACTS.items() if name in allowed and by.role in act.roles]


@pages.get("/departures")
@allow(*STAFF)
def show_departures() -> str:
    """Departures of one state by cut-off."""
    state = request.args.get("state", "open")
    with reading() as db:
        found = queries.standings(db, principal(), (state,), 200)
    return render_template(
        "dispatch/departures.html", found=found, state=state, states=list(DepartureState), at=now()
    )


@pages.get("/departures/<path:number>")
@allow(*STAFF)
def show_departure(number: str) -> str:
    """One departure: facts, what is on it, what is still to be loaded."""
    by = principal()
    with reading() as db:
        one = departure_by_number(db, by, number)
        units = queries.loaded_units(db, one.id)
        standing = _standing(db, by, one)
        waiting = _waiting(db, by, one)
        lists = load_lists(db, by, one.id)
        stock = air_waybills_left(db, by, one.carrier_id) if one.transport == "flight" else None
    acts = {name: ACTS[name] for name in may_do(by, one.state)}
    return render_template(
        "dispatch/departure.html",
        one=one,
        standing=standing,
        units=units,
        lists=lists,
        waiting=waiting,
        stock=stock,
        waybill=AirWaybill.parse(one.air_waybill).printed if one.air_waybill else "",
        acts=acts,
        at=now(),
    )


@pages.get("/departures/<path:number>/uld-tag")
@allow(*STAFF)
def ask_uld_tag(number: str) -> str:
    """Which ULD, and what of the departure goes in it."""
    with reading() as db:
        one = departure_by_number(db, principal(), number)
        units = queries.loaded_units(db, one.id)
    return render_template(
        "dispatch/uld_tag.html", one=one, units=units, loose=LOOSE, most_tare_kg=MOST_TARE_KG
    )


@pages.post("/departures/<path:number>/air-waybill")
@allow(Role.SUPERVISOR, Role.PLANNER)
def take_air_waybill(number: str) -> Response:
    """Number the departure now, for papers that are made before its close."""
    with transaction() as db:
        found = service.give_air_waybill(db, number, by=principal(), at=now())
    flash(f"{number} has air waybill {AirWaybill.parse(found).printed}")
    return redirect(url_for("dispatch_pages.show_departure", number=number), 303)


def _standing(db: Session, by: Principal, one: DepartureView) -> queries.Standing | None:
    found = queries.standings(db, by, (one.state,), MOST_SHOWN)
    return next((standing for standing in found if standing.departure.id == one.id), None)


def _waiting(db: Session, by: Principal, one: DepartureView) -> list[queries.Queued]:
    """Freight that is meant for a departure and not on it yet."""
    found = queries.queue(db, by, gateway=one.gateway, limit=MOST_SHOWN)
    return [queued for queued in found if queued.departure == one.number]


@pages.get("/departures/<path:number>/<any(close, reopen, depart, 'hand-over', cancel):name>")
@allow(Role.SUPERVISOR, Role.PLANNER)
def ask(number: str, name: str) -> str:
    """What would happen, before it does."""
    by = principal()
    with reading() as db:
        one = departure_by_number(db, by, number)
        units = queries.loaded_units(db, one.id)
        waiting = _waiting(db, by, one)
    return render_template(
        "dispatch/confirm.html", one=one, act=_act(by, name), name=name, units=units, waiting=waiting
    )


@pages.post("/departures/<path:number>/<any(close, reopen, depart, 'hand-over', cancel):name>")
@allow(Role.SUPERVISOR, Role.PLANNER)
def take(number: str, name: str) -> Response:
    by = principal()
    act = _act(by, name)
    with transaction() as db:
        act.verb(db, number, by=by, at=now())
    flash(f"{number} {act.done}")
    return redirect(url_for("dispatch_pages.show_departure", number=number), 303)


def _act(by: Principal, name: str) -> Act:
    act = ACTS[name]
    if by.role not in act.roles:
        who = ", ".join(sorted(act.roles))
        raise Forbidden(
            "wrong_role", f"{by.name} ({by.role}) may not {name} a departure", f"it is for: {who}"
        )
    return act


@pages.get("/queue")
@allow(*STAFF)
def show_queue() -> str:
    """Cleared parcels that may leave, and where each is meant to go."""
    args = request.args
    gateway, unassigned = args.get("gateway", "").strip().upper(), args.get("unassigned") == "1"
    after = whole_of(args, "after", 0, 0, MOST_ID)
    with reading() as db:
        found = queries.queue(
            db, principal(), gateway=gateway, unassigned=unassigned, after=after, limit=PAGE
        )
    kept: dict[str, Any] = {name: args[name] for name in ("gateway", "unassigned") if args.get(name)}
    more = url_for("dispatch_pages.show_queue", after=found[-1].id, **kept) if len(found) == PAGE else ""
    return render_template(
        "dispatch/queue.html", found=found, gateway=gateway, unassigned=unassigned, more=more, at=now()
    )


@pages.get("/queue/<tracking>/pin")
@allow(Role.SUPERVISOR, Role.PLANNER)
def ask_pin(tracking: str) -> str:
    """Which open departure this parcel is meant for, whatever plans say."""
    gateway = request.args.get("gateway", "")
    with reading() as db:
        found = [one for one in departures(db, principal()) if one.gateway == gateway]
    return render_template("dispatch/pin.html", tracking=tracking, gateway=gateway, found=found, at=now())


@pages.post("/queue/<tracking>/pin")
@allow(Role.SUPERVISOR, Role.PLANNER)
def take_pin(tracking: str) -> Response:
    number = request.form.get("departure") or None
    with transaction() as db:
        service.pin(db, tracking, number, by=principal(), at=now())
    flash(f"{tracking} is meant for {number}" if number else f"{tracking} is free to be planned")
    return redirect(url_for("dispatch_pages.show_queue"), 303)
