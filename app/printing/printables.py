"""What can be printed in batches: one table of kinds, each with its layout, what words name, and its data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.consolidation.queries import bag_tags
from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.cargo import air_cargo_labels
from app.dispatch.receptacle_tags import receptacle_refusals, receptacle_tags
from app.inbound.labels import bin_labels, parcel_labels, rack_signs
from app.inbound.postal import battery_marks, postal_labels, postal_refusals
from app.printing import named
from app.printing.named import Named
from labels.kind import Kind
from labels.kinds.air_cargo import AIR_CARGO
from labels.kinds.bag import BAG
from labels.kinds.battery import BATTERY
from labels.kinds.bin import BIN
from labels.kinds.parcel import PARCEL
from labels.kinds.postal import POSTAL
from labels.kinds.rack import RACK
from labels.kinds.receptacle import RECEPTACLE


def _nothing_refused(_db: Session, _by: Principal, _codes: Sequence[str]) -> dict[str, Refused]:
    return {}


@dataclass(frozen=True, slots=True)
class Printable:
    """One kind: `words` name it on pages, `wants` says what may be given; `labels` keeps the order of the codes.

    `refused` says of which codes there is no label yet, and why: asked before anything is printed.
    """

    words: str
    wants: str
    layout: Kind[Any]
    named: Callable[[Session, Principal, Sequence[str]], Named]
    labels: Callable[[Session, Principal, Sequence[str], datetime], list[Any]]
    refused: Callable[[Session, Principal, Sequence[str]], dict[str, Refused]] = _nothing_refused


PRINTABLES = {
    "parcel": Printable(
        "Parcel labels", "tracking numbers, inbound loads, bags", PARCEL, named.parcels, parcel_labels
    ),
    "postal": Printable(
        "Postal labels with CN 22",
        "tracking or postal numbers, inbound loads, bags",
        POSTAL,
        named.parcels,
        postal_labels,
        postal_refusals,
    ),
    "battery": Printable(
        "Battery marks",
        "tracking numbers, inbound loads, bags: those of their parcels that declare batteries",
        BATTERY,
        named.with_batteries,
        battery_marks,
    ),
    "unit": Printable(
        "Bag and carton tags", "numbers of bags and cartons (SSCC)", BAG, named.units, bag_tags
    ),
    "receptacle": Printable(
        "Receptacle tags CN 35",
        "numbers of bags (SSCC) or receptacles (S9), postal dispatches (S8)",
        RECEPTACLE,
        named.receptacles,
        receptacle_tags,
        receptacle_refusals,
    ),
    "air_cargo": Printable(
        "Air cargo labels",
        "closed departures or their air waybills: a label for each piece",
        AIR_CARGO,
        named.pieces,
        air_cargo_labels,
    ),
    "bin": Printable(
        "Labels of bins and places",
        "places, or the beginning of their codes and a star: KUL-A03-*",
        BIN,
        named.locations,
        bin_labels,
    ),
    "rack": Printable(
        "Signs of racks, bays to the right",
        "aisles, or the beginning of their codes and a star: KUL-A03, KUL-A*",
        RACK,
        named.racks,
        rack_signs,
    ),
}
