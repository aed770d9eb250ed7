"""The postal customs declaration CN 23, A5, in English and French; what its lines do not hold goes on further pages."""

from collections.abc import Sequence

from labels.amounts import kg, money
from labels.boxes import Place, box, captioned, filled, frame, ticks
from labels.drawing import Sheet
from labels.heads import Head, data_lines, worded
from labels.paper import A5_LANDSCAPE, Paper, bound
from labels.papers.consignment import Goods, net_kg
from labels.papers.customs import OPENED, TITLE, CustomsItem, item_bars
from labels.tables import Column, Grid, Row
from labels.text import BOLD, REGULAR

CERTIFIED = (
    "I certify that the particulars given in this customs declaration are correct and that this item does not "
    "contain any dangerous article or articles prohibited by legislation or by postal or customs regulations / "
    "Je certifie que les renseignements donnés dans la présente déclaration en douane sont exacts et que cet envoi "
    "ne contient aucun objet dangereux ou interdit par la législation ou la réglementation postale ou douanière"
)
_LEFT, _MIDDLE, _RIGHT = 10.0, 106.0, 200.0
_LINES_TOP, _LINES_FOOT = 65.0, 91.0
_COLUMNS = (
    Column("Detailed description of contents (1) / Description détaillée du contenu", 72),
    Column("Quantity (2) / Quantité", 16, to_right=True),
    Column("Net weight (3) (in kg) / Poids net (en kg)", 22, to_right=True),
    Column("Value (5) / Valeur", 29, to_right=True),
    Column("HS tariff number (7) / N° tarifaire du SH", 25),
    Column("Country of origin of goods (8) / Pays d’origine des marchandises", 26),
)


def render(items: Sequence[CustomsItem]) -> bytes:
    """A PDF; each item has its own page numbers. Raises CannotPrint, naming the text that does not go on."""
    return bound([_paper(item) for item in items])


def _paper(item: CustomsItem) -> Paper:
    grid = Grid(_LEFT, _COLUMNS)
    rows = [grid.row([worded(text) for text in _row(one)]) for one in item.goods]
    fitting = _fitting(grid, rows)
    head = Head(title="CN 23", number=item.number, subtitle=TITLE, foot=data_lines(item.origin, item))
    paper = Paper(head, A5_LANDSCAPE, lambda sheet: _form(sheet, item, grid, rows[:fitting], len(rows)))
    if fitting < len(rows):
        paper.table(_COLUMNS, [_row(one) for one in item.goods[fitting:]])
    return paper


def _fitting(grid: Grid, rows: Sequence[Row]) -> int:
    """How many lines stand on the form; where not all do, a line of words says where the others are."""
    room_mm = _LINES_FOOT - _LINES_TOP - grid.head_mm
    if sum(map(grid.height_mm, rows)) <= room_mm:
        return len(rows)
    room_mm -= grid.line_mm + 1
    count = 0
    while count < len(rows) and sum(map(grid.height_mm, rows[: count + 1])) <= room_mm:
        count += 1
    return count


def _row(goods: Goods) -> tuple[str, ...]:
    value = money(*goods.value)
    weight = net_kg(goods)
    return goods.description, f"{goods.quantity:,}", weight, value, goods.hs_code, goods.origin_country


def _form(sheet: Sheet, item: CustomsItem, grid: Grid, rows: Sequence[Row], lines: int) -> None:
    _top(sheet, item)
    _parties(sheet, item)
    _contents(sheet, grid, rows, lines)
    _totals(sheet, item)
    _category(sheet, item)
    _below(sheet, item)


def _top(sheet: Sheet, item: CustomsItem) -> None:
    half = _MIDDLE - _LEFT
    box(sheet, Place(_LEFT, 4, half, 8), "Designated operator / Opérateur désigné", [worded(item.operator)])
    frame(sheet, Place(_MIDDLE, 4, _RIGHT - _MIDDLE, 8))
    sheet.text(_MIDDLE + 1.2, 9.4, TITLE, 8, BOLD, room_mm=74)
    sheet.text(_RIGHT - 1.2, 9.8, "CN 23", 13, BOLD, align="right")


def _parties(sheet: Sheet, item: CustomsItem) -> None:
    half, right = _MIDDLE - _LEFT, _RIGHT - _MIDDLE
    at = Place(_LEFT, 12, half, 28)
    frame(sheet, at)
    reference = "Sender’s customs reference (if any) / Référence en douane de l’expéditeur (si elle existe)"
    box(sheet, Place(_MIDDLE - 34, 12, 34, 15), reference, [worded(item.sender_reference)], 8)
    beside = Place(_LEFT, 12, half - 34, 28)
    filled(sheet, beside, captioned(sheet, beside, "From / De"), _shown(item.sender.lines()), 9)
    box(sheet, Place(_LEFT, 40, half, 25), "To / À", _shown(item.addressee.lines()), 9)
    box(
        sheet,
        Place(_MIDDLE, 12, right, 23),
        "No. of item (barcode, if any) / N° de l’envoi (code à barres, s’il existe)",
    )
    item_bars(sheet, item.number, (_MIDDLE + _RIGHT) / 2, 16, (right - 1, 18.5))
    frame(sheet, Place(_MIDDLE, 35, right, 5))
    sheet.text(_MIDDLE + 1.2, 38.6, OPENED, 8, BOLD, room_mm=right - 3)
    caption = (
        "Importer’s reference (if any) (tax code/VAT No./importer code) (optional) / "
        "Référence de l’importateur (si elle existe) (code fiscal/n° de TVA/code de l’importateur) (facultatif)"
    )
    box(sheet, Place(_MIDDLE, 40, right, 13), caption, [worded(item.importer_reference)])
    reached = ", ".join(part for part in (item.addressee.phone, item.addressee.email) if part)
    caption = (
        "Importer’s telephone/fax/e-mail (if known) / N° de téléphone/fax/e-mail de l’importateur (si connus)"
    )
    box(sheet, Place(_MIDDLE, 53, right, 7.5), caption, [worded(reached)])
    frame(sheet, Place(_MIDDLE, 60.5, right, 4.5))
    commercial = "(7), (8): For commercial items only / Pour les envois commerciaux seulement"
    sheet.text(_RIGHT - 1.2, 63.6, commercial, 6.5, room_mm=right - 3, align="right")


def _shown(lines: Sequence[str]) -> list[str]:
    return [worded(line) for line in lines]


def _contents(sheet: Sheet, grid: Grid, rows: Sequence[Row], lines: int) -> None:
    """The lines between rules, and where the others are."""
    grid.draw_form(sheet, _LINES_TOP, _LINES_FOOT, rows)
    if len(rows) < lines:
        further = f"Lines {len(rows) + 1} to {lines} on the following pages / suite aux pages suivantes"
        sheet.text(_LEFT + 1, _LINES_FOOT - 1.2, further, 7, BOLD)


def _totals(sheet: Sheet, item: CustomsItem) -> None:
    third = (_RIGHT - _LEFT) / 3
    for place, (caption, value) in enumerate(
        (
            ("Total gross weight (4) (in kg) / Poids brut total (en kg)", kg(item.gross_weight_g)),
            ("Total value (6) / Valeur totale", item.value()),
            ("Postal charges/Fees (9) / Frais de port/Frais", item.charges()),
        )
    ):
        box(sheet, Place(_LEFT + place * third, _LINES_FOOT, third, 8), caption, [value], 10, BOLD)


def _category(sheet: Sheet, item: CustomsItem) -> None:
    left = 122.0
    at = Place(_LEFT, 99, left, 16)
    frame(sheet, at)
    below = captioned(sheet, at, "Category of item (10) / Catégorie de l’envoi")
    ticks(sheet, Place(_LEFT + 1.2, below, left - 1.2, 7.4), item.choices(), 3)
    explained = f"Explanation / Explication: {item.explanation}"
    sheet.text(_LEFT + 1.2, 114, worded(explained), 7, REGULAR, room_mm=left - 3)
    posted = item.posted_on.isoformat() if item.posted_on else ""
    caption = "Office of origin/Date of posting / Bureau d’origine/Date de dépôt"
    place = Place(_LEFT + left, 99, _RIGHT - _LEFT - left, 10)
    box(sheet, place, caption, [worded(f"{item.office} {posted}".strip())])


def _below(sheet: Sheet, item: CustomsItem) -> None:
    left = 122.0
    comments = (
        "Comments (11): (e.g.: goods subject to quarantine, sanitary/phytosanitary inspection or other restrictions) / "
        "Observations: (p. ex. marchandise soumise à la quarantaine ou à d’autres restrictions)"
    )
    box(sheet, Place(_LEFT, 115, left, 9.5), comments, [worded(item.comments)], 8)
    third = left / 3
    for place, (caption, value) in enumerate(
        (
            ("Licence (12) / Licence: No(s). / N°(s)", item.licences),
            ("Certificate (13) / Certificat: No(s). / N°(s)", item.certificates),
            ("Invoice (14) / Facture: No. / N°", item.invoice),
        )
    ):
        box(sheet, Place(_LEFT + place * third, 124.5, third, 9.5), caption, [worded(value)], 8)
    signed = Place(_LEFT + left, 109, _RIGHT - _LEFT - left, 25)
    frame(sheet, signed)
    room = (signed.width_mm - 2.4, 15.5)
    sheet.block(signed.x_mm + 1.2, signed.y_mm + 0.4, [CERTIFIED], 5.5, room, REGULAR)
    sheet.text(
        signed.x_mm + 1.2, 133, "Date and sender’s signature (15) / Date et signature de l’expéditeur", 5.5
    )
