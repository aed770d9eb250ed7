"""The page of one bag or carton: where it goes, what is in it, how large it is, its number for the post."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.consolidation import queries, receptacles, service
from app.consolidation.forms import dispatch_of, route_of
from app.consolidation.rules import MEASURED, Sides, usual_sides
from app.core.clock import now
from app.core.errors import HubError
from app.core.web import STAFF, allow, principal, reading, transaction
from app.numbers.queries import postal_services
from app.parcels.numbering import give_postal_items, postal_items
from labels.identifiers import Receptacle

pages = Blueprint("unit_pages", __name__)
SIDES = ("length_mm", "width_mm", "height_mm")
# UPU code list 115.
CATEGORIES = {"A": "airmail", "B": "surface air lifted", "C": "surface", "D": "priority by surface"}


@pages.get("/units/<code>")
@allow(*STAFF)
def show_unit(code: str) -> str:
    return _unit(code.upper(), {}, None)


@pages.post("/units/<code>/size")
@allow(*STAFF)
def take_size(code: str) -> Response | tuple[str, int]:
    """What is wrong is shown above the form, which keeps what was typed."""
    values = {name: request.form.get(name, "").strip() for name in SIDES}
    try:
        sides = Sides(*(int(one) if one.isdecimal() and len(one) < 9 else 0 for one in values.values()))
        with transaction() as db:
            service.measure(db, code.upper(), sides, by=principal(), at=now())
    except HubError as error:
        return _unit(code.upper(), values, error), error.status
    flash(f"{code.upper()} measures {sides.length_mm} × {sides.width_mm} × {sides.height_mm} mm")
    return redirect(url_for("unit_pages.show_unit", code=code.upper()), 303)


def _unit(code: str, values: dict[str, str], error: HubError | None) -> str:
    by, at = principal(), now()
    with reading() as db:
        unit, parcels = queries.unit(db, by, code.upper())
        given = receptacles.receptacle_of(db, unit.id)
        dispatches = receptacles.newest_dispatches(db, by, unit.gateway, at)
        numbered = len(postal_items(db, queries.parcel_ids(db, unit.id)))
        services = postal_services(db, by)
    return render_template(
        "consolidation/unit.html",
        unit=unit,
        parcels=parcels,
        usual=usual_sides(unit.kind, 0),
        measurable=unit.state in MEASURED,
        receptacle=Receptacle.parse(given).printed if given else "",
        dispatches=dispatches,
        numbered=numbered,
        services=services,
        categories=CATEGORIES,
        values=values,
        error=error,
    )


@pages.post("/units/<code>/postal-items")
@allow(*STAFF)
def take_postal_items(code: str) -> Response:
    """Number all its parcels for the post that have no number yet."""
    with transaction() as db:
        count = give_postal_items(db, code, request.form.get("service", ""), by=principal(), at=now())
    flash(f"{count:,} parcels in {code} got a postal number")
    return redirect(url_for("unit_pages.show_unit", code=code, _anchor="parcels"), 303)


@pages.post("/units/<code>/receptacle")
@allow(*STAFF)
def take_receptacle(code: str) -> Response | tuple[str, int]:
    """Number a closed bag in a dispatch, or in a new one whose route is given."""
    values, by, at = request.form.to_dict(), principal(), now()
    flags = {name: name in values for name in ("highest", "registered")}
    try:
        route = {} if values.get("dispatch") else route_of(values)
        with transaction() as db:
            dispatch = (
                receptacles.begin_dispatch(db, **route, by=by, at=at)
                if route
                else dispatch_of(values["dispatch"])
            )
            made = receptacles.give_receptacle(db, code, dispatch, **flags, by=by, at=at)
    except HubError as error:
        return _unit(code, values, error), error.status
    flash(f"{code} is receptacle {made.printed}")
    return redirect(url_for("unit_pages.show_unit", code=code, _anchor="post"), 303)
