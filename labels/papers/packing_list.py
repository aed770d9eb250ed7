"""The packing list on A4: what is in which parcel of a consignment, how heavy and how large each is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from labels.amounts import kg
from labels.heads import Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.papers.consignment import Goods, Party, Piece, net_kg, total_net_kg
from labels.tables import Column

_COLUMNS = (
    Column("No.", 8, to_right=True),
    Column("Parcel", 33),
    Column("Contents", 53),
    Column("Article", 22),
    Column("Quantity", 14, to_right=True),
    Column("Net kg", 17, to_right=True),
    Column("Gross kg", 17, to_right=True),
    Column("L × W × H mm", 26, to_right=True),
)


@dataclass(frozen=True, slots=True)
class PackingList:
    """The parcels of one consignment; `code` is what the paper's bars say, in ASCII."""

    number: str
    code: str
    dated: date
    sender: Party
    consignee: Party
    pieces: tuple[Piece, ...]
    origin: Origin


def render(packing: PackingList) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title="Packing list",
        number=packing.number,
        code=packing.code,
        subtitle=f"Dated {packing.dated.isoformat()}",
        foot=data_lines(packing.origin, packing),
    )
    paper = Paper(head)
    paper.boxes((("SENDER", packing.sender.lines()), ("CONSIGNEE", packing.consignee.lines())))
    paper.table(_COLUMNS, list(_rows(packing)), _total(packing), size_pt=8)
    paper.space(4)
    paper.signatures(("Packed and checked by", "Received by"))
    return bound([paper])


def _rows(packing: PackingList) -> Iterator[tuple[str, ...]]:
    """One row for each kind of goods; the parcel's own number, weight and size stand in its first."""
    for place, piece in enumerate(packing.pieces, start=1):
        sides = " × ".join(map(str, piece.sides_mm)) if piece.sides_mm else "not measured"
        first = (f"{place}", piece.tracking, kg(piece.gross_weight_g), sides)
        for goods in piece.goods:
            number, tracking, gross, size = first
            yield (number, tracking, *_contents(goods), gross, size)
            first = ("", "", "", "")
        if not piece.goods:
            number, tracking, gross, size = first
            yield (number, tracking, "no contents are stated", "", "", "", gross, size)


def _contents(goods: Goods) -> tuple[str, str, str, str]:
    return goods.description, goods.sku, f"{goods.quantity:,}", net_kg(goods)


def _total(packing: PackingList) -> tuple[str, ...]:
    goods = [one for piece in packing.pieces for one in piece.goods]
    gross_g = sum(piece.gross_weight_g for piece in packing.pieces)
    count = len(packing.pieces)
    parcels = f"{count:,} parcel{'s' if count != 1 else ''}"
    quantity = sum(one.quantity for one in goods)
    return ("", parcels, "", "", f"{quantity:,}", total_net_kg(goods), kg(gross_g), "")
