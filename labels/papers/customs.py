"""What the customs declarations CN 22 and CN 23 share: their data, the categories of items, the sums of their lines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from labels.amounts import Amount, all_money, money
from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.heads import Origin
from labels.papers.consignment import Goods, Party
from labels.symbols import QUIET_MODULES, bars, code128
from labels.text import BOLD, CannotPrint

OPENED = "May be opened officially / Peut être ouvert d’office"
TITLE = "CUSTOMS DECLARATION / DÉCLARATION EN DOUANE"


class Category(StrEnum):
    """Why an item is sent, in the words of the forms."""

    GIFT = "Gift / Cadeau"
    DOCUMENTS = "Documents / Documents"
    SALE = "Sale of goods / Vente de biens"
    SAMPLE = "Commercial sample / Échantillon commercial"
    RETURNED = "Returned goods / Retour de marchandises"
    OTHER = "Other / Autre"


@dataclass(frozen=True, slots=True)
class CustomsItem:
    """One postal item as its sender declares it. References, licences and the like are empty where there are none.

    `postage` is what its carriage costs, None where it is not stated.
    """

    number: str
    operator: str
    sender: Party
    addressee: Party
    sender_reference: str
    importer_reference: str
    category: Category
    explanation: str
    goods: tuple[Goods, ...]
    gross_weight_g: int
    postage: Amount | None
    comments: str
    licences: str
    certificates: str
    invoice: str
    office: str
    posted_on: date | None
    origin: Origin

    def value(self) -> str:
        return all_money(one.value for one in self.goods)

    def charges(self) -> str:
        return money(*self.postage) if self.postage else ""

    def choices(self) -> tuple[tuple[str, bool], ...]:
        return tuple((one, one is self.category) for one in Category)


def item_bars(sheet: Sheet, number: str, centre_mm: float, y_mm: float, room: tuple[float, float]) -> None:
    """The item's number as Code 128, as coarse as a room of (width, height) mm lets it, and in letters below."""
    widths = bars(code128(number))
    for dots in (3, 2):
        width_mm = linear_mm(widths, dots)
        if width_mm + 2 * QUIET_MODULES * dots * DOT_MM <= room[0]:
            sheet.linear(centre_mm - width_mm / 2, y_mm, widths, room[1] - 4, dots)
            sheet.text(centre_mm, y_mm + room[1] - 0.6, number, 9, BOLD, room_mm=room[0], align="center")
            return
    raise CannotPrint(f"item number {number!r} makes bars of {width_mm:.0f} mm, {room[0]:g} mm have room")
