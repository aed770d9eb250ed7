"""Labels of a bag or carton by its SSCC, as PDF or ZPL: its tag, its GS1 logistic label, the list of what is in it."""

from functools import partial

from flask import Blueprint, Response, current_app

from app.consolidation import queries
from app.consolidation.queries import UnitView
from app.core.clock import now
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from labels.kinds.bag import BAG
from labels.kinds.carton import CARTON, CartonLabel, CartonLine
from labels.kinds.logistic import LOGISTIC, LogisticLabel
from labels.printing import Format, printed

papers = Blueprint("unit_labels", __name__)
_HEAVIEST_OF_TWO_PLACES_G = 9_999_999


@papers.get("/api/v1/labels/bag/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def bag_tag(code: str, written: str) -> Response:
    """The SSCC as GS1-128, gateway, service, pieces and weight; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        [tag] = queries.bag_tags(db, principal(), [code], now())
    return label_answer(tag.sscc, written, partial(printed, BAG, [tag], Format(written)))


@papers.get("/api/v1/labels/logistic/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def logistic_label(code: str, written: str) -> Response:
    """The GS1 logistic label: SSCC and gross weight as GS1-128 and GS1 DataMatrix; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        found, _ = queries.unit(db, principal(), code)
        hub_name = queries.hub_name(db, principal())
    label = LogisticLabel(
        sscc=found.code,
        ship_from=(_hub(), hub_name),
        ship_to=(found.gateway, found.service.upper()),
        carrier=f"{found.parcels:,} parcels",
        elements=gross_weight(found),
    )
    return label_answer(found.code, written, partial(printed, LOGISTIC, [label], Format(written)))


@papers.get("/api/v1/labels/carton/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def carton_label(code: str, written: str) -> Response:
    """What is in a carton or bag, article by article, over its SSCC; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        found, _ = queries.unit(db, principal(), code)
        sellers, goods = queries.contents(db, found.id)
    label = CartonLabel(
        sscc=found.code,
        order=f"{found.parcels:,} parcels",
        seller=sellers[0] if len(sellers) == 1 else f"{len(sellers)} sellers",
        ship_to=f"{found.gateway} {found.service}",
        gateway=found.gateway,
        carton=1,
        cartons=1,
        gross_g=found.weight_g,
        lines=tuple(CartonLine(one.sku or one.hs_code, one.description, one.quantity) for one in goods),
    )
    return label_answer(found.code, written, partial(printed, CARTON, [label], Format(written)))


def gross_weight(unit: UnitView) -> tuple[tuple[str, str], ...]:
    """GS1 element 330n: kilograms with two decimals, with one where those have no room; none of an empty unit."""
    if not unit.weight_g:
        return ()
    if unit.weight_g <= _HEAVIEST_OF_TWO_PLACES_G:
        return (("3302", f"{round(unit.weight_g / 10):06d}"),)
    return (("3301", f"{round(unit.weight_g / 100):06d}"),)


def _hub() -> str:
    return str(current_app.config["SETTINGS"].hub)
