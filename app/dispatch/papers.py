"""Papers that go with freight: customs declarations, invoice, packing list, waybills, dispatch note; and its labels."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.errors import Invalid, Refused
from app.core.identity import Role
from app.core.papers import paper_answer
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from app.dispatch import consignment_papers, freight
from app.dispatch.cargo import departure_labels, uld_tag, uld_wish
from app.dispatch.consignments import Sold, sold
from app.dispatch.receptacle_tags import receptacle_tags
from app.network.queries import departure
from labels.identifiers import Identifier, Scheme, classify
from labels.kinds.air_cargo import AIR_CARGO
from labels.kinds.receptacle import RECEPTACLE
from labels.kinds.uld import ULD
from labels.papers import air_waybill, cn22, cn23, dispatch_note, invoice, packing_list
from labels.printing import Format, printed

papers = Blueprint("freight_papers", __name__)


@papers.get("/api/v1/parcels/<tracking>/cn22.pdf")
@allow(*STAFF, Role.SELLER)
def show_cn22(tracking: str) -> Response:
    """The customs declaration CN 22 of a parcel: the small one, 74 × 105 mm."""
    return _of(tracking, "CN22", lambda one: cn22.render([consignment_papers.customs_item(one, now())]))


@papers.get("/api/v1/parcels/<tracking>/cn23.pdf")
@allow(*STAFF, Role.SELLER)
def show_cn23(tracking: str) -> Response:
    """The customs declaration CN 23 of a parcel, A5."""
    return _of(tracking, "CN23", lambda one: cn23.render([consignment_papers.customs_item(one, now())]))


@papers.get("/api/v1/parcels/<tracking>/invoice.pdf")
@allow(*STAFF, Role.SELLER)
def show_invoice(tracking: str) -> Response:
    """The commercial invoice of a parcel's consignment."""
    return _of(
        tracking, "invoice", lambda one: invoice.render(consignment_papers.commercial_invoice(one, now()))
    )


@papers.get("/api/v1/parcels/<tracking>/packing-list.pdf")
@allow(*STAFF, Role.SELLER)
def show_packing_list(tracking: str) -> Response:
    """What is in which parcel of a parcel's consignment."""
    return _of(
        tracking, "packing-list", lambda one: packing_list.render(consignment_papers.packing(one, now()))
    )


@papers.get("/api/v1/parcels/<tracking>/house-waybill.pdf")
@allow(*STAFF, Role.SELLER)
def show_house_waybill(tracking: str) -> Response:
    """The house air waybill of a parcel's consignment."""
    return _of(
        tracking,
        "house-waybill",
        lambda one: air_waybill.render(consignment_papers.house_waybill(one, now())),
    )


def _of(tracking: str, name: str, write: Callable[[Sold], bytes]) -> Response:
    with reading() as db:
        one = sold(db, principal(), tracking.upper())
        return paper_answer(f"{name}-{one.asked.tracking}", lambda: write(one))


@papers.get("/api/v1/departures/<path:number>/dispatch-note.pdf")
@allow(*STAFF)
def show_dispatch_note(number: str) -> Response:
    """What a departure takes, unit by unit, to be signed by the hub and the carrier."""
    with reading() as db:
        note = freight.note(db, departure(db, principal(), number), at=now())
    return paper_answer(f"dispatch-note-{number}", lambda: dispatch_note.render(note))


@papers.get("/api/v1/departures/<path:number>/master-waybill.pdf")
@allow(*STAFF)
def show_master_waybill(number: str) -> Response:
    """The master air waybill of a flight, with its number; one that has none takes `number`, as 232-12345675."""
    with reading() as db:
        found = departure(db, principal(), number)
        awb = _awb(found.air_waybill or request.args.get("number", ""))
        if found.transport == "truck":
            raise Refused("not_by_air", f"{number} is a truck", "print its dispatch note")
        waybill = freight.master_waybill(db, found, awb, at=now())
    return paper_answer(f"master-waybill-{awb}", lambda: air_waybill.render(waybill))


@papers.get("/api/v1/labels/air-cargo/<path:number>.<any(pdf, zpl):written>")
@allow(*STAFF)
def show_air_cargo_labels(number: str, written: str) -> Response:
    """A label (IATA resolution 606) for each piece of a closed flight; `size` 100x150, A6 or A4x4.

    A flight that the hub has not numbered takes `number`, as 232-12345675.
    """
    with reading() as db:
        found = departure_labels(db, principal(), number, request.args.get("number", ""))
    return label_answer(f"pieces-{number}", written, partial(printed, AIR_CARGO, found, Format(written)))


@papers.get("/api/v1/labels/uld/<path:number>.<any(pdf, zpl):written>")
@allow(*STAFF)
def show_uld_tag(number: str, written: str) -> Response:
    """The tag of a ULD on a departure: `uld` (AKE12345MH), `tare_kg`, `position`, `seal`, and each `unit` in it.

    Without `unit` all that is on the departure; `size` 100x150, A6 or A4x4.
    """
    wish = uld_wish(request.args, request.args.getlist("unit"))
    with reading() as db:
        tag = uld_tag(db, principal(), number, wish)
    return label_answer(tag.uld, written, partial(printed, ULD, [tag], Format(written)))


@papers.get("/api/v1/labels/receptacle/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def show_receptacle_tag(code: str, written: str) -> Response:
    """The tag CN 35 of a bag that goes by post, by its SSCC; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        found = receptacle_tags(db, principal(), [code.upper()], now())
    return label_answer(found[0].receptacle, written, partial(printed, RECEPTACLE, found, Format(written)))


def _awb(raw: str) -> str:
    found = classify(raw)
    if not isinstance(found, Identifier):
        raise Invalid("bad_awb", found.message, "give the number that the airline gave you")
    if found.scheme is not Scheme.AWB:
        hint = "give the number that the airline gave you, as 232-12345675"
        raise Invalid("bad_awb", f"{raw[:40]!r} is no air waybill number", hint)
    return f"{found.value[:3]}-{found.value[3:]}"
