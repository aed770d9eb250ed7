"""The air waybill on A4 in the boxes of IATA's form: the house waybill of a consignment, or a departure's master."""

from collections.abc import Sequence

from labels.amounts import kg
from labels.boxes import Place, box, captioned, filled, frame
from labels.drawing import Sheet
from labels.heads import Head, data_lines, worded
from labels.paper import Paper, bound
from labels.papers.customs import item_bars
from labels.papers.waybill import AirWaybill, WaybillLine
from labels.tables import Column, Grid, Row
from labels.text import BOLD, REGULAR

CONDITIONS = (
    "It is agreed that the goods described herein are accepted in apparent good order and condition (except as noted) "
    "for carriage subject to the conditions of contract of the carrier, which may limit its liability for loss, damage "
    "or delay. Shipper’s attention is drawn to the notice concerning carrier’s limitation of liability."
)
CERTIFIED = (
    "Shipper certifies that the particulars on the face hereof are correct and that insofar as any part of the "
    "consignment contains dangerous goods, such part is properly described by name and is in proper condition for "
    "carriage by air according to the applicable Dangerous Goods Regulations."
)
ON_LIST = "Goods as in the list on the following pages, {count:,} lines"
_LEFT, _MIDDLE, _RIGHT = 10.0, 105.0, 200.0
_HALF = _MIDDLE - _LEFT
_GOODS_TOP, _GOODS_FOOT = 121.0, 200.0
_RATED = (
    Column("No. of pieces RCP", 14, to_right=True),
    Column("Gross weight", 20, to_right=True),
    Column("kg/lb", 8),
    Column("Rate class / commodity item no.", 18),
    Column("Chargeable weight", 20, to_right=True),
    Column("Rate / charge", 20),
    Column("Total", 20),
    Column("Nature and quantity of goods (incl. dimensions or volume)", 70),
)
_GRID = Grid(_LEFT, _RATED)
_LISTED = (
    Column("No.", 10, to_right=True),
    Column("Nature of goods", 100),
    Column("Pieces", 20, to_right=True),
    Column("Gross kg", 30, to_right=True),
    Column("Volume m³", 30, to_right=True),
)


def render(waybill: AirWaybill) -> bytes:
    """A PDF. Raises CannotPrint or CannotEncode, naming the text that does not go on."""
    head = Head(
        title=waybill.title,
        number=waybill.number,
        subtitle=f"{waybill.origin_airport} – {waybill.destination_airport}",
        foot=data_lines(waybill.origin, waybill),
    )
    paper = Paper(head, front=lambda sheet: _form(sheet, waybill))
    if _listed(waybill):
        pieces, gross = f"{waybill.pieces:,}", kg(waybill.gross_weight_g)
        rows = [_list_row(*one) for one in enumerate(waybill.lines, start=1)]
        paper.table(_LISTED, rows, ("", "In all", pieces, gross, _m3(waybill.volume_cm3)))
    return bound([paper])


def _list_row(place: int, line: WaybillLine) -> tuple[str, ...]:
    gross, volume = kg(line.gross_weight_g), _m3(line.volume_cm3)
    return (f"{place}", line.nature, f"{line.pieces:,}", gross, volume)


def _m3(volume_cm3: int | None) -> str:
    return (
        "not measured" if volume_cm3 is None else f"{volume_cm3 // 1_000_000:,}.{volume_cm3 % 1_000_000:06d}"
    )


def _rated_rows(waybill: AirWaybill) -> list[Row]:
    """Weights and charge of the whole, beside the first line of what the goods are."""
    chargeable = "" if waybill.chargeable_g is None else kg(waybill.chargeable_g)
    whole = [f"{waybill.pieces:,}", kg(waybill.gross_weight_g), "K", "", chargeable, "as agreed", "as agreed"]
    natures = [f"{line.pieces:,} × {line.nature}" for line in waybill.lines]
    natures.append(f"Volume {_m3(waybill.volume_cm3)}" + (" m³" if waybill.volume_cm3 is not None else ""))
    rows = [[*(whole if not place else [""] * 7), nature] for place, nature in enumerate(natures)]
    return [_GRID.row([worded(text) for text in row]) for row in rows]


def _listed(waybill: AirWaybill) -> bool:
    """Whether the goods need more room than the form has."""
    return sum(map(_GRID.height_mm, _rated_rows(waybill))) > _GOODS_FOOT - _GOODS_TOP - _GRID.head_mm


def _form(sheet: Sheet, waybill: AirWaybill) -> None:
    sheet.text(_LEFT, 9, worded(waybill.title.upper()), 10, BOLD)
    sheet.text(_RIGHT, 9.5, worded(waybill.number), 14, BOLD, room_mm=90, align="right")
    _left_top(sheet, waybill)
    _right_top(sheet, waybill)
    _routing(sheet, waybill)
    _goods(sheet, waybill)
    _charges(sheet, waybill)
    _signed(sheet, waybill)


def _worded(texts: Sequence[str]) -> list[str]:
    return [worded(text) for text in texts]


def _left_top(sheet: Sheet, waybill: AirWaybill) -> None:
    for y_mm, who, party in ((12.0, "Shipper", waybill.shipper), (37.0, "Consignee", waybill.consignee)):
        at = Place(_LEFT, y_mm, _HALF, 25)
        frame(sheet, at)
        box(sheet, Place(_MIDDLE - 40, y_mm, 40, 8), f"{who}’s account number")
        below = captioned(sheet, at, f"{who}’s name and address")
        name, *others = _worded(party.lines())
        filled(sheet, Place(_LEFT, y_mm, _HALF - 40, 9), below, [name], 9, BOLD)
        filled(sheet, at, y_mm + 8.6, others, 9)
    agent = "Issuing carrier’s agent name and city"
    box(sheet, Place(_LEFT, 62, _HALF, 14), agent, _worded(waybill.agent))
    box(sheet, Place(_LEFT, 76, _HALF / 2, 8), "Agent’s IATA code")
    box(sheet, Place(_LEFT + _HALF / 2, 76, _HALF / 2, 8), "Account no.")


def _right_top(sheet: Sheet, waybill: AirWaybill) -> None:
    at = Place(_MIDDLE, 12, _HALF, 18)
    frame(sheet, at)
    sheet.text(_MIDDLE + 1.2, 15.2, "Not negotiable", 6)
    sheet.text(_MIDDLE + 1.2, 20.5, "AIR WAYBILL", 13, BOLD)
    sheet.text(_MIDDLE + 1.2, 24, "Issued by", 6)
    sheet.text(_MIDDLE + 1.2, 28.4, worded(waybill.issuer), 10, BOLD, room_mm=_HALF - 3)
    copies = "Copies 1, 2 and 3 of this air waybill are originals and have the same validity."
    box(sheet, Place(_MIDDLE, 30, _HALF, 4), "")
    sheet.text(_MIDDLE + 1.2, 32.9, copies, 6.5, room_mm=_HALF - 3)
    frame(sheet, Place(_MIDDLE, 34, _HALF, 17))
    item_bars(sheet, "".join(waybill.number.split("-")), (_MIDDLE + _RIGHT) / 2, 35.5, (_HALF - 2, 15))
    frame(sheet, Place(_MIDDLE, 51, _HALF, 11))
    sheet.block(_MIDDLE + 1.2, 51.4, [CONDITIONS], 6, (_HALF - 2.4, 10.4), REGULAR)
    box(sheet, Place(_MIDDLE, 62, _HALF, 22), "Accounting information", _worded(waybill.accounting))


def _routing(sheet: Sheet, waybill: AirWaybill) -> None:
    departure = "Airport of departure (addr. of first carrier) and requested routing"
    box(sheet, Place(_LEFT, 84, _HALF, 8), departure, [worded(waybill.origin_airport)], 10)
    x_mm = _LEFT
    paid, due = ("X", "") if waybill.prepaid else ("", "X")
    for width_mm, caption, text in (
        (12.0, "To", waybill.destination_airport), (43.0, "By first carrier", waybill.carrier),
        (10.0, "to", ""), (10.0, "by", ""), (10.0, "to", ""), (10.0, "by", ""),
    ):  # fmt: skip
        box(sheet, Place(x_mm, 92, width_mm, 8), caption, [worded(text)])
        x_mm += width_mm
    for width_mm, caption, text in (
        (13.0, "Currency", waybill.currency), (11.0, "CHGS", "PP" if waybill.prepaid else "CC"),
        (9.0, "WT/VAL PPD", paid), (9.0, "WT/VAL COLL", due), (9.0, "Other PPD", paid), (9.0, "Other COLL", due),
        (35.0, "Declared value for carriage", "NVD"),
    ):  # fmt: skip
        box(sheet, Place(x_mm, 84, width_mm, 8), caption, [text])
        x_mm += width_mm
    box(sheet, Place(_MIDDLE, 92, _HALF, 8), "Declared value for customs", [waybill.declared_for_customs], 10)
    box(sheet, Place(_LEFT, 100, 48, 8), "Airport of destination", [worded(waybill.destination_airport)], 10)
    flown = waybill.flight_on.isoformat() if waybill.flight_on else ""
    flight = worded(f"{waybill.flight} {flown}".strip())
    box(sheet, Place(_LEFT + 48, 100, _HALF - 48, 8), "Requested flight/date", [flight])
    box(sheet, Place(_MIDDLE, 100, _HALF, 8), "Amount of insurance", ["NIL"])
    box(sheet, Place(_LEFT, 108, 170, 13), "Handling information", _worded(waybill.handling))
    box(sheet, Place(_LEFT + 170, 108, 20, 13), "SCI")


def _goods(sheet: Sheet, waybill: AirWaybill) -> None:
    rows = _rated_rows(waybill)
    if _listed(waybill):
        whole = [" ".join(cell) for cell in rows[0][:-1]]
        rows = [_GRID.row([*whole, ON_LIST.format(count=len(waybill.lines))])]
    _GRID.draw_form(sheet, _GOODS_TOP, _GOODS_FOOT, rows)
    pieces, weight, rest = 14.0, 20.0, 190.0 - 34
    box(sheet, Place(_LEFT, _GOODS_FOOT, pieces, 8), "Pieces", [f"{waybill.pieces:,}"], 10, BOLD)
    box(sheet, Place(_LEFT + pieces, _GOODS_FOOT, weight, 8), "kg", [kg(waybill.gross_weight_g)], 10, BOLD)
    master = f"Under master air waybill {waybill.master}" if waybill.master else ""
    box(sheet, Place(_LEFT + pieces + weight, _GOODS_FOOT, rest, 8), "", [worded(master)])


def _charges(sheet: Sheet, waybill: AirWaybill) -> None:
    """Prepaid on the left, collect on the right; amounts are as agreed between the parties."""
    paid, due = ("as agreed", "") if waybill.prepaid else ("", "as agreed")
    half, y_mm = 37.5, _GOODS_FOOT + 8
    captions = (
        "Weight charge", "Valuation charge", "Tax", "Total other charges due agent", "Total other charges due carrier",
        "Total",
    )  # fmt: skip
    for caption in captions:
        shown = (paid, due) if caption in ("Weight charge", "Total") else ("", "")
        box(sheet, Place(_LEFT, y_mm, half, 9), f"Prepaid – {caption.lower()}", [shown[0]])
        box(sheet, Place(_LEFT + half, y_mm, half, 9), f"Collect – {caption.lower()}", [shown[1]])
        y_mm += 9
    box(sheet, Place(_LEFT, y_mm, half, 9), "Currency conversion rates")
    box(sheet, Place(_LEFT + half, y_mm, half, 9), "CC charges in destination currency")
    box(sheet, Place(_LEFT, y_mm + 9, half, 9), "For carrier’s use only at destination")
    box(sheet, Place(_LEFT + half, y_mm + 9, half, 9), "Charges at destination")


def _signed(sheet: Sheet, waybill: AirWaybill) -> None:
    x_mm, wide_mm, top_mm = _LEFT + 75, 115.0, _GOODS_FOOT + 8
    box(sheet, Place(x_mm, top_mm, wide_mm, 18), "Other charges")
    frame(sheet, Place(x_mm, top_mm + 18, wide_mm, 27))
    sheet.block(x_mm + 1.2, top_mm + 18.4, [CERTIFIED], 6.5, (wide_mm - 2.4, 12), REGULAR)
    _signature(sheet, x_mm, top_mm + 41, wide_mm, "Signature of shipper or his agent")
    frame(sheet, Place(x_mm, top_mm + 45, wide_mm, 27))
    executed = waybill.executed_on.isoformat() if waybill.executed_on else ""
    sheet.text(x_mm + 3, top_mm + 59.5, executed, 9)
    sheet.text(x_mm + 40, top_mm + 59.5, worded(waybill.executed_at), 9, room_mm=34)
    signed = "Executed on (date)          at (place)          Signature of issuing carrier or its agent"
    _signature(sheet, x_mm, top_mm + 61, wide_mm, signed)
    sheet.text(_RIGHT - 2, top_mm + 70.6, worded(waybill.number), 12, BOLD, room_mm=80, align="right")


def _signature(sheet: Sheet, x_mm: float, y_mm: float, wide_mm: float, words: str) -> None:
    sheet.panel(x_mm + 3, y_mm, wide_mm - 6, 0.15)
    sheet.text(x_mm + wide_mm / 2, y_mm + 2.6, words, 6, align="center")
