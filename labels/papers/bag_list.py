"""The list of one bag or carton on A4, as the post's CN 31 and CN 33: each item with its weight, and their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import kg, moment
from labels.heads import Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.tables import Column

_COLUMNS = (
    Column("No.", 10, to_right=True),
    Column("Item", 36),
    Column("Seller", 42),
    Column("Consignee", 48),
    Column("To", 10),
    Column("Weight kg", 18, to_right=True),
    Column("Remarks", 26),
)


@dataclass(frozen=True, slots=True)
class BagListItem:
    """One parcel in the bag."""

    tracking: str
    seller: str
    consignee: str
    country: str
    weight_g: int
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class BagList:
    """One receptacle; `sscc` is its 18 digits, `tare_g` what it weighs empty."""

    sscc: str
    kind: str
    hub: str
    hub_name: str
    gateway: str
    service: str
    seal: str
    tare_g: int
    closed_at: datetime | None
    items: Sequence[BagListItem]
    origin: Origin


def render(bag: BagList) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title=f"{bag.kind} list",
        number=bag.sscc,
        subtitle=f"From {bag.hub} to {bag.gateway}",
        is_sscc=True,
        foot=data_lines(bag.origin, bag),
    )
    paper = Paper(head)
    net_g = sum(one.weight_g for one in bag.items)
    paper.facts(_facts(bag, net_g), 4)
    rows = [_row(*one) for one in enumerate(bag.items, start=1)]
    total = ("", f"{len(bag.items):,} items", "", "", "", kg(net_g), "")
    paper.table(_COLUMNS, rows, total, empty="There is nothing in it.")
    paper.space(4)
    paper.signatures(("Office of dispatch: made up by", "Checked by", "Office of destination: opened by"))
    return bound([paper])


def _facts(bag: BagList, net_g: int) -> list[tuple[str, str]]:
    return [
        ("OFFICE OF DISPATCH", f"{bag.hub} {bag.hub_name}"),
        ("GATEWAY", bag.gateway),
        ("SERVICE", bag.service),
        ("SEAL", bag.seal or "none"),
        ("ITEMS", f"{len(bag.items):,}"),
        ("WEIGHT OF THE ITEMS", f"{kg(net_g)} kg"),
        ("GROSS WEIGHT", f"{kg(net_g + bag.tare_g)} kg"),
        ("CLOSED", moment(bag.closed_at) if bag.closed_at else "not closed yet"),
    ]


def _row(place: int, item: BagListItem) -> tuple[str, ...]:
    weight = kg(item.weight_g)
    return (f"{place}", item.tracking, item.seller, item.consignee, item.country, weight, item.remarks)
