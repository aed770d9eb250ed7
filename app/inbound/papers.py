"""The hub's own labels of parcels, of bins and of racks, and what a parcel bears for the post, as PDF or ZPL."""

from functools import partial

from flask import Blueprint, Response, request

from app.core.clock import now
from app.core.errors import Fault, Invalid
from app.core.identity import Role
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from app.inbound.labels import bin_labels, parcel_labels, rack_signs
from app.inbound.postal import battery_marks, postal_labels
from labels.kinds.battery import BATTERY, KNOWN
from labels.kinds.bin import BIN
from labels.kinds.parcel import PARCEL
from labels.kinds.postal import POSTAL
from labels.kinds.rack import RACK, Runs
from labels.printing import Format, printed

papers = Blueprint("parcel_labels", __name__)
papers.add_app_template_test(KNOWN.__contains__, "battery")


@papers.get("/api/v1/labels/parcel/<tracking>.<any(pdf, zpl):written>")
@allow(*STAFF, Role.SELLER)
def parcel_label(tracking: str, written: str) -> Response:
    """Code 128 and QR of the tracking number, the gateway and service large; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        found = parcel_labels(db, principal(), [tracking.upper()], now())
    return label_answer(tracking, written, partial(printed, PARCEL, found, Format(written)))


@papers.get("/api/v1/labels/postal/<tracking>.<any(pdf, zpl):written>")
@allow(*STAFF, Role.SELLER)
def postal_label(tracking: str, written: str) -> Response:
    """The post's number (UPU S10) as Code 128, both addresses and the CN 22; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        found = postal_labels(db, principal(), [tracking.upper()], now())
    return label_answer(found[0].s10, written, partial(printed, POSTAL, found, Format(written)))


@papers.get("/api/v1/labels/battery/<tracking>.<any(pdf, zpl):written>")
@allow(*STAFF, Role.SELLER)
def battery_mark(tracking: str, written: str) -> Response:
    """The mark of the lithium or sodium-ion cells that a parcel declares; `size` 120x110 or 105x74."""
    with reading() as db:
        found = battery_marks(db, principal(), [tracking.upper()], now())
    return label_answer(f"battery-{tracking}", written, partial(printed, BATTERY, found, Format(written)))


@papers.get("/api/v1/labels/bin/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def bin_label(code: str, written: str) -> Response:
    """Code 128 and DataMatrix of a place, its check number; `size` A4x14 or A4x8 on PDF, 100x50 on a label printer."""
    with reading() as db:
        found = bin_labels(db, principal(), [code.upper()], now())
    return label_answer(code, written, partial(printed, BIN, found, Format(written)), "100x50")


@papers.get("/api/v1/labels/rack/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def rack_sign(code: str, written: str) -> Response:
    """The sign at the end of an aisle (`KUL-A03`), its bays to the `right` or, by `runs`, to the `left`.

    `size` A4x8, A5-landscape or A4-landscape on PDF, 100x50 on a label printer.
    """
    side = request.args.get("runs", Runs.RIGHT.value)
    if side not in list(Runs):
        fault = Fault(
            "runs", "unknown_side", f"bays run to no side {side[:40]!r}", None, side[:40], "left or right"
        )
        raise Invalid("bad_query", fault.message, "use left or right", (fault,))
    with reading() as db:
        found = rack_signs(db, principal(), [code.upper()], now(), Runs(side))
    return label_answer(code, written, partial(printed, RACK, found, Format(written)), "100x50")
