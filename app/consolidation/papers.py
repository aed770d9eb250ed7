"""`GET /api/v1/labels/bag/{sscc}.pdf`: the tag of a bag or carton."""

from flask import Blueprint, Response, current_app

from app.consolidation.queries import unit
from app.core.web import STAFF, allow, principal, reading
from labels.bag import BagTag, render

papers = Blueprint("unit_labels", __name__)


@papers.get("/api/v1/labels/bag/<code>.pdf")
@allow(*STAFF)
def bag_tag(code: str) -> Response:
    """100 × 150 mm: the SSCC as GS1-128, gateway, service, pieces and weight."""
    with reading() as db:
        found, _ = unit(db, principal(), code)
    tag = BagTag(
        sscc=found.code,
        kind=found.kind,
        hub=current_app.config["SETTINGS"].hub,
        gateway=found.gateway,
        service=found.service,
        parcels=found.parcels,
        weight_g=found.weight_g,
        seal=found.seal_number,
        closed_at=found.closed_at,
    )
    headers = {"Content-Disposition": f'inline; filename="{found.code}.pdf"'}
    return Response(render([tag]), content_type="application/pdf", headers=headers)
