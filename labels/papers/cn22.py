"""The postal customs declaration CN 22, 74 × 105 mm, in English and French; further lines go on further forms."""

from collections.abc import Iterator, Sequence

from labels.amounts import kg, money
from labels.boxes import Place, box, frame, ticks
from labels.drawing import Sheet
from labels.heads import data_lines, worded
from labels.papers.consignment import Goods, net_kg
from labels.papers.customs import OPENED, TITLE, CustomsItem, item_bars
from labels.tables import Column, Grid
from labels.text import BOLD, REGULAR, CannotPrint

WIDTH_MM, HEIGHT_MM = 74.0, 105.0
CERTIFIED = (
    "I, the undersigned, whose name and address are given on the item, certify that the particulars given in this "
    "declaration are correct and that this item does not contain any dangerous article or articles prohibited by "
    "legislation or by postal or customs regulations"
)
_LEFT, _ROOM = 3.0, 68.0
_LINES_TOP, _LINES_FOOT = 29.0, 52.7
_COLUMNS = (
    Column(
        "Quantity and detailed description of contents (1) / Quantité et description détaillée du contenu", 35
    ),
    Column("Net weight (2) (in kg) / Poids net", 13, to_right=True),
    Column("Value and currency (3) / Valeur et monnaie", 20, to_right=True),
)
_GRID = Grid(_LEFT, _COLUMNS, 5.5)
Form = tuple[Goods, ...]


def render(items: Sequence[CustomsItem]) -> bytes:
    """A PDF; each item has its own page numbers. Raises CannotPrint, naming the text that does not go on."""
    if not items:
        raise CannotPrint("there is no declaration to print")
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, "CN 22")
    for item in items:
        forms, made = list(_forms(item)), data_lines(item.origin, item)
        for number, goods in enumerate(forms, start=1):
            _form(sheet, item, goods)
            _foot(sheet, made, f"page {number} of {len(forms)}")
            sheet.next_page()
    return sheet.pdf()


def _forms(item: CustomsItem) -> Iterator[Form]:
    """So many lines a form as it has room for: at least one form, even when nothing is stated."""
    room_mm = _LINES_FOOT - _LINES_TOP - _GRID.head_mm
    taken, form = 0.0, Form()
    for place, goods in enumerate(item.goods, start=1):
        height_mm = _height_mm(goods)
        if height_mm > room_mm:
            raise CannotPrint(f"line {place} ({goods.description}) is higher than the form: shorten its text")
        if taken + height_mm > room_mm:
            yield form
            taken, form = 0.0, Form()
        taken, form = taken + height_mm, (*form, goods)
    yield form


def _height_mm(goods: Goods) -> float:
    return _GRID.height_mm(_GRID.row(_row(goods)))


def _row(goods: Goods) -> tuple[str, ...]:
    return worded(f"{goods.quantity:,} × {goods.description}"), net_kg(goods), money(*goods.value)


def _form(sheet: Sheet, item: CustomsItem, goods: Form) -> None:
    frame(sheet, Place(_LEFT, 3, _ROOM, 6.5))
    sheet.text(_LEFT + 1, 5.8, TITLE, 6, BOLD, room_mm=50)
    sheet.text(_LEFT + 1, 8.6, OPENED, 5.5, room_mm=50)
    sheet.text(_LEFT + _ROOM - 1, 8, "CN 22", 12, BOLD, align="right")
    box(
        sheet,
        Place(_LEFT, 9.5, _ROOM, 6),
        "Designated operator / Opérateur désigné",
        [worded(item.operator)],
        7,
    )
    frame(sheet, Place(_LEFT, 15.5, _ROOM, 13.5))
    ticks(sheet, Place(_LEFT + 1, 15.8, _ROOM - 1, 13.2), item.choices(), 2, 5.5)
    _GRID.draw_form(sheet, _LINES_TOP, _LINES_FOOT, [_GRID.row(_row(one)) for one in goods])
    _below(sheet, item, goods)


def _below(sheet: Sheet, item: CustomsItem, goods: Form) -> None:
    caption = (
        "For commercial items only: HS tariff number (4) and country of origin of goods (5) / Pour les envois "
        "commerciaux seulement: N° tarifaire du SH et pays d’origine des marchandises"
    )
    codes = "; ".join(f"{one.hs_code} {one.origin_country}".strip() for one in goods)
    box(sheet, Place(_LEFT, _LINES_FOOT, _ROOM, 10.3), caption, [worded(codes)], 7)
    half = _ROOM / 2
    weight = "Total weight (6) (in kg) / Poids total (en kg)"
    box(sheet, Place(_LEFT, 63, half, 9), weight, [kg(item.gross_weight_g)], 9, BOLD)
    box(sheet, Place(_LEFT + half, 63, half, 9), "Total value (7) / Valeur totale", [item.value()], 9, BOLD)
    frame(sheet, Place(_LEFT, 72, _ROOM, 14.5))
    sheet.block(_LEFT + 1, 72.3, [CERTIFIED], 5.5, (_ROOM - 2, 9), REGULAR)
    signed = "Date and sender’s signature (8) / Date et signature de l’expéditeur"
    sheet.text(_LEFT + 1, 85.9, signed, 5.5, room_mm=_ROOM - 2)
    item_bars(sheet, item.number, WIDTH_MM / 2, 87.6, (WIDTH_MM - 2, 11.5))


def _foot(sheet: Sheet, lines: tuple[str, str], page: str) -> None:
    made, digest = lines
    sheet.text(_LEFT, 101.6, worded(made), 5.5, room_mm=_ROOM)
    sheet.text(_LEFT, 103.8, digest[:24], 5.5, room_mm=48)
    sheet.text(_LEFT + _ROOM, 103.8, page, 6, BOLD, align="right")
