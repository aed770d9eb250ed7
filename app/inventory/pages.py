"""The page of racks: what stands in the storage hall, how full it is, and the signs and labels on it."""

from flask import Blueprint, render_template

from app.core.web import STAFF, allow, principal, reading
from app.inventory.queries import racks

pages = Blueprint("inventory_pages", __name__)


@pages.get("/racks")
@allow(*STAFF)
def show_racks() -> str:
    """Every aisle with its bins and what lies in them."""
    with reading() as db:
        found = racks(db, principal())
    return render_template("inventory/racks.html", found=found)
