"""What can be printed in batches: one table of kinds, each with its layout, what words name, and its data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.consolidation.queries import bag_tags
from app.core.identity import Principal
from app.inbound.labels import bin_labels, parcel_labels
from app.printing import named
from app.printing.named import Named
from labels.kind import Kind
from labels.kinds.bag import BAG
from labels.kinds.bin import BIN
from labels.kinds.parcel import PARCEL


@dataclass(frozen=True, slots=True)
class Printable:
    """One kind: `words` name it on pages, `wants` says what may be given; `labels` keeps the order of the codes."""

    words: str
    wants: str
    layout: Kind[Any]
    named: Callable[[Session, Principal, Sequence[str]], Named]
    labels: Callable[[Session, Principal, Sequence[str], datetime], list[Any]]


PRINTABLES = {
    "parcel": Printable(
        "Parcel labels", "tracking numbers, inbound loads, bags", PARCEL, named.parcels, parcel_labels
    ),
    "unit": Printable(
        "Bag and carton tags", "numbers of bags and cartons (SSCC)", BAG, named.units, bag_tags
    ),
    "bin": Printable(
        "Labels of bins and places",
        "places, or the beginning of their codes and a star: KUL-A03-*",
        BIN,
        named.locations,
        bin_labels,
    ),
}
