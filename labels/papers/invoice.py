"""The commercial invoice on A4: seller, buyer, terms, goods line by line, and totals that are sums of the lines."""

from dataclasses import dataclass
from datetime import date

from labels.amounts import Amount, all_money, kg, money, number
from labels.heads import Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.papers.consignment import Goods, Party, net_kg, total_net_kg
from labels.tables import Column

DECLARED = (
    "I declare that the particulars given on this invoice are true and correct, that the values are the prices "
    "paid or payable, and that the goods are of the origin stated."
)
_COLUMNS = (
    Column("No.", 8, to_right=True),
    Column("Description of goods", 58),
    Column("HS code", 20),
    Column("Origin", 12),
    Column("Quantity", 15, to_right=True),
    Column("Net kg", 19, to_right=True),
    Column("Unit price", 27, to_right=True),
    Column("Line value", 31, to_right=True),
)


@dataclass(frozen=True, slots=True)
class CommercialInvoice:
    """One consignment as sold. `charges` are what the buyer pays beside the goods, each with its name.

    `code` is what the paper's bars say: ASCII, the number by which the hub knows the consignment.
    """

    number: str
    code: str
    dated: date
    order: str
    incoterm: str
    incoterm_place: str
    reason: str
    seller: Party
    buyer: Party
    pieces: int
    gross_weight_g: int
    goods: tuple[Goods, ...]
    charges: tuple[tuple[str, Amount], ...]
    origin: Origin


def render(invoice: CommercialInvoice) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    paper = Paper(_head(invoice))
    paper.boxes((("SELLER / EXPORTER", invoice.seller.lines()), ("BUYER / CONSIGNEE", invoice.buyer.lines())))
    paper.facts(_facts(invoice), 4)
    paper.table(_COLUMNS, [_row(*one) for one in enumerate(invoice.goods, 1)], _total(invoice), size_pt=8)
    paper.space(3)
    _sums(paper, invoice)
    paper.space(4)
    paper.prose(DECLARED)
    paper.signatures(("For the seller",))
    return bound([paper])


def _head(invoice: CommercialInvoice) -> Head:
    return Head(
        title="Commercial invoice",
        number=invoice.number,
        code=invoice.code,
        subtitle=f"Dated {invoice.dated.isoformat()}",
        foot=data_lines(invoice.origin, invoice),
    )


def _facts(invoice: CommercialInvoice) -> list[tuple[str, str]]:
    return [
        ("ORDER", invoice.order),
        ("TERMS OF DELIVERY (INCOTERMS 2020)", f"{invoice.incoterm} {invoice.incoterm_place}"),
        ("REASON FOR EXPORT", invoice.reason),
        ("COUNTRY OF DESTINATION", invoice.buyer.country),
        ("PACKAGES", f"{invoice.pieces:,}"),
        ("GROSS WEIGHT", f"{kg(invoice.gross_weight_g)} kg"),
        ("NET WEIGHT", _with_unit(total_net_kg(invoice.goods))),
        ("TOTAL", all_money(_amounts(invoice))),
    ]


def _with_unit(weight: str) -> str:
    return f"{weight} kg" if weight[0].isdigit() else weight


def _row(place: int, goods: Goods) -> tuple[str, ...]:
    described = f"{goods.description} [{goods.sku}]" if goods.sku else goods.description
    return (
        f"{place}", described, goods.hs_code, goods.origin_country, f"{goods.quantity:,}", net_kg(goods),
        f"{number(goods.unit_value, goods.currency)} {goods.currency}", money(*goods.value),
    )  # fmt: skip


def _total(invoice: CommercialInvoice) -> tuple[str, ...]:
    pieces = sum(one.quantity for one in invoice.goods)
    value = all_money(one.value for one in invoice.goods)
    return ("", "Value of the goods", "", "", f"{pieces:,}", total_net_kg(invoice.goods), "", value)


def _amounts(invoice: CommercialInvoice) -> list[Amount]:
    return [*(one.value for one in invoice.goods), *(amount for _, amount in invoice.charges)]


def _sums(paper: Paper, invoice: CommercialInvoice) -> None:
    """Charges one by one, then what is to be paid."""
    columns = (Column("Charges and total", 130), Column("Amount", 60, to_right=True))
    charges = [(name, money(*amount)) for name, amount in invoice.charges]
    paper.table(
        columns,
        charges or [("No charges beside the goods are stated", "")],
        ("Total of the invoice", all_money(_amounts(invoice))),
        size_pt=9,
    )
