"""The page of one bag or carton: where it goes, what is in it, how large it is."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.consolidation import queries, service
from app.consolidation.rules import MEASURED, Sides, usual_sides
from app.core.clock import now
from app.core.errors import HubError
from app.core.web import STAFF, allow, principal, reading, transaction

pages = Blueprint("unit_pages", __name__)
SIDES = ("length_mm", "width_mm", "height_mm")


@pages.get("/units/<code>")
@allow(*STAFF)
def show_unit(code: str) -> str:
    return _unit(code.upper(), {}, None)


@pages.post("/units/<code>/size")
@allow(*STAFF)
def take_size(code: str) -> Response | tuple[str, int]:
    """What is wrong is shown above the form, which keeps what was typed."""
    typed = {name: request.form.get(name, "").strip() for name in SIDES}
    try:
        sides = Sides(*(int(one) if one.isdecimal() else 0 for one in typed.values()))
        with transaction() as db:
            service.measure(db, code.upper(), sides, by=principal(), at=now())
    except HubError as error:
        return _unit(code.upper(), typed, error), error.status
    flash(f"{code.upper()} measures {sides.length_mm} × {sides.width_mm} × {sides.height_mm} mm")
    return redirect(url_for("unit_pages.show_unit", code=code.upper()), 303)


def _unit(code: str, typed: dict[str, str], error: HubError | None) -> str:
    with reading() as db:
        unit, parcels = queries.unit(db, principal(), code)
    return render_template(
        "consolidation/unit.html",
        unit=unit,
        parcels=parcels,
        usual=usual_sides(unit.kind, 0),
        measurable=unit.state in MEASURED,
        typed=typed,
        error=error,
    )
