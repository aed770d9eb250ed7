"""The hub's own labels of parcels and of bins, as PDF or ZPL."""

from flask import Blueprint, Response

from app.core.clock import now
from app.core.identity import Role
from app.core.printing import label_answer
from app.core.web import STAFF, allow, principal, reading
from app.inbound.queries import bin_labels, parcel_labels
from labels.kinds.bin import BIN
from labels.kinds.parcel import PARCEL
from labels.printing import Format, printed

papers = Blueprint("parcel_labels", __name__)


@papers.get("/api/v1/labels/parcel/<tracking>.<any(pdf, zpl):written>")
@allow(*STAFF, Role.SELLER)
def parcel_label(tracking: str, written: str) -> Response:
    """Code 128 and QR of the tracking number, the gateway and service large; `size` 100x150, A6 or A4x4."""
    with reading() as db:
        [label] = parcel_labels(db, principal(), [tracking.upper()], now())
    return label_answer(
        label.tracking,
        written,
        lambda asked: printed(PARCEL, [label], Format(written), asked.size, asked.dpi, asked.copies),
    )


@papers.get("/api/v1/labels/bin/<code>.<any(pdf, zpl):written>")
@allow(*STAFF)
def bin_label(code: str, written: str) -> Response:
    """Code 128 and DataMatrix of a place, its check number; `size` A4x14 or A4x8 on PDF, 100x50 on a label printer."""
    with reading() as db:
        [label] = bin_labels(db, principal(), [code.upper()], now())
    usual = "100x50" if written == Format.ZPL else ""
    return label_answer(
        label.code,
        written,
        lambda asked: printed(BIN, [label], Format(written), asked.size or usual, asked.dpi, asked.copies),
    )
