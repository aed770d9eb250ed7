"""`GET /api/v1/labels/bag/{sscc}.pdf` and `.zpl`: the tag of a bag or carton."""

from flask import Blueprint, Response, current_app

from app.consolidation.queries import unit
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from labels.kinds.bag import BAG, BagTag
from labels.printing import Format, printed

papers = Blueprint("unit_labels", __name__)


@papers.get("/api/v1/labels/bag/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def bag_tag(code: str, written: str) -> Response:
    """The SSCC as GS1-128, gateway, service, pieces and weight; `size` 100x150, A6 or A4x4."""
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
    return label_answer(
        found.code,
        written,
        lambda asked: printed(BAG, [tag], Format(written), asked.size, asked.dpi, asked.copies),
    )
