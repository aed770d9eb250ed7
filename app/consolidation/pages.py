"""The page of one bag or carton: where it goes, what is in it."""

from flask import Blueprint, render_template

from app.consolidation import queries
from app.core.web import STAFF, allow, principal, reading

pages = Blueprint("unit_pages", __name__)


@pages.get("/units/<code>")
@allow(*STAFF)
def show_unit(code: str) -> str:
    with reading() as db:
        unit, parcels = queries.unit(db, principal(), code.upper())
    return render_template("consolidation/unit.html", unit=unit, parcels=parcels)
