"""The disposal record on A4: which parcel was disposed of, what was in it, why, and who stood by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import all_money, kg, moment, money
from labels.heads import Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.papers.consignment import Goods, net_kg, total_net_kg
from labels.tables import Column

_COLUMNS = (
    Column("No.", 8, to_right=True),
    Column("Goods", 74),
    Column("HS code", 22),
    Column("Origin", 14),
    Column("Quantity", 18, to_right=True),
    Column("Net kg", 20, to_right=True),
    Column("Value", 34, to_right=True),
)
_HELD = (Column("Held for", 36), Column("Note", 78), Column("From", 38), Column("Until", 38))


@dataclass(frozen=True, slots=True)
class PastHold:
    """For what the parcel was held; `until` is None while the hold was open to the end."""

    reason: str
    note: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DisposalRecord:
    """One parcel; `reason` is what was written when it was disposed of, `ordered_by` who scanned it."""

    tracking: str
    hub: str
    hub_name: str
    seller: str
    reference: str
    destination: str
    weight_g: int
    clearance: str
    reason: str
    ordered_by: str
    disposed_at: datetime
    photos: int
    goods: Sequence[Goods]
    holds: Sequence[PastHold]
    origin: Origin


def render(record: DisposalRecord) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title="Disposal record",
        number=record.tracking,
        subtitle=f"Disposed of {moment(record.disposed_at)}",
        foot=data_lines(record.origin, record),
    )
    paper = Paper(head)
    paper.facts(_facts(record), 3)
    paper.heading("Reason")
    paper.prose(record.reason or "No reason was written.", 10)
    paper.heading("What was in it")
    paper.table(_COLUMNS, [_row(*one) for one in enumerate(record.goods, start=1)], _total(record))
    paper.heading("Holds before it")
    held = [_hold(one) for one in record.holds]
    paper.table(_HELD, held, empty="It was never held.")
    paper.heading("How it was disposed of")
    paper.blanks(("Method and place", "Receipt or certificate no."), 16)
    paper.signatures(("Carried out by", "Witness", "For customs, where it attends"))
    return bound([paper])


def _facts(record: DisposalRecord) -> list[tuple[str, str]]:
    return [
        ("HUB", f"{record.hub} {record.hub_name}"),
        ("SELLER", record.seller),
        ("REFERENCE", record.reference),
        ("DESTINATION", record.destination),
        ("GROSS WEIGHT", f"{kg(record.weight_g)} kg"),
        ("VALUE", all_money(one.value for one in record.goods) or "not stated"),
        ("CUSTOMS", record.clearance),
        ("ORDERED BY", record.ordered_by),
        ("PHOTOS ON FILE", f"{record.photos:,}"),
    ]


def _row(place: int, goods: Goods) -> tuple[str, ...]:
    value, quantity = money(*goods.value), f"{goods.quantity:,}"
    description, origin = goods.description, goods.origin_country
    return (f"{place}", description, goods.hs_code, origin, quantity, net_kg(goods), value)


def _total(record: DisposalRecord) -> tuple[str, ...]:
    quantity = sum(one.quantity for one in record.goods)
    value = all_money(one.value for one in record.goods)
    return ("", "In all", "", "", f"{quantity:,}", total_net_kg(record.goods), value)


def _hold(one: PastHold) -> tuple[str, ...]:
    return one.reason, one.note, moment(one.since), moment(one.until) if one.until else "not released"
