"""A postal item's label: its S10 number as bars, sender and addressee, and the customs declaration CN22 on it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from labels.elements import Block, Elements, Panel, Text
from labels.kind import Kind
from labels.parts import MARGIN_MM, bars_in, captions, frame, rules
from labels.stock import Stock
from labels.symbols import code128
from labels.text import BOLD, REGULAR, CannotPrint

_TOP_MM = 76.0  # where the CN22 begins
_ROW_MM = 7.0
MOST_ITEMS = 4
_CERTIFIED = (
    "I certify that the particulars given in this declaration are correct and that this item does not contain any "
    "dangerous article or articles prohibited by legislation or by postal or customs regulations."
)


class Nature(StrEnum):
    """What a postal item is, in the words of the form."""

    GIFT = "Gift"
    DOCUMENTS = "Documents"
    SALE = "Sale of goods"
    SAMPLE = "Commercial sample"
    RETURN = "Returned goods"
    OTHER = "Other"


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """One line of the declaration: weight and value are of the whole quantity, `origin` ISO 3166 alpha-2.

    `net_g` is None where nobody stated it.
    """

    quantity: int
    description: str
    net_g: int | None
    value: Decimal
    hs_code: str
    origin: str


@dataclass(frozen=True, slots=True)
class PostalLabel:
    """What stands on one item; `s10` is its 13 characters, `reference` a tax or importer's number, if there is one."""

    s10: str
    operator: str
    service: str
    sender: tuple[str, ...]
    addressee: str
    address: tuple[str, ...]
    country: str
    nature: Nature
    items: tuple[DeclaredItem, ...]
    currency: str
    gross_g: int
    reference: str
    signed_by: str
    signed_on: date


def _columns(on: Stock) -> tuple[float, ...]:
    """Where the columns of the declaration begin: description, net weight, value, HS number, origin."""
    right = on.width_mm - MARGIN_MM
    return MARGIN_MM + 1, right - 45, right - 33, right - 17.5, right - 6.5


def _frame(on: Stock) -> Elements:
    left, wide, foot = MARGIN_MM, on.width_mm - 2 * MARGIN_MM, on.height_mm - 3
    yield from rules(on, 14, 28, 50)
    yield from captions((left, 17, "FROM"), (left, 31, "TO"))
    yield from frame(left, _TOP_MM, wide, foot - _TOP_MM, 0.4)
    yield Text(left + 1, _TOP_MM + 4.2, "CUSTOMS DECLARATION", 9, BOLD)
    yield Text(left + wide - 1, _TOP_MM + 4.2, "CN 22", 9, BOLD, align="right")
    yield Text(left + wide / 2 + 8, _TOP_MM + 4.2, "May be opened officially", 6.5, align="center")
    for y_mm in (_TOP_MM + 5.5, _TOP_MM + 14.5, _TOP_MM + 20, _items_foot(), _items_foot() + 6):
        yield Panel(left, y_mm, wide)
    for x_mm in _columns(on)[1:]:
        yield Panel(x_mm - 0.8, _TOP_MM + 14.5, 0.25, _items_foot() + 6 - _TOP_MM - 14.5)
    what, weight, _, tariff, origin = _columns(on)
    words = (
        (what, "Quantity and detailed description"),
        (weight, "Net kg"),
        (tariff, "HS no."),
        (origin, "Origin"),
    )
    for x_mm, word in words:
        yield Text(x_mm, _TOP_MM + 18.4, word, 5.5, BOLD)
    yield Block(left + 1, _items_foot() + 6.6, [_CERTIFIED], 5.5, (wide - 2, 7))
    yield from captions((left + 1, foot - 6.4, "DATE AND SENDER'S SIGNATURE"))


def _items_foot() -> float:
    return _TOP_MM + 20 + MOST_ITEMS * _ROW_MM


def _face(label: PostalLabel, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    wide = right - left
    yield Text(left, 11.5, label.operator, 16, BOLD, room_mm=wide * 0.55)
    yield Text(right, 11.5, label.service, 13, BOLD, room_mm=wide * 0.42, align="right")
    yield Block(left + 10, 14.6, label.sender, 9, (wide - 10, 13), REGULAR)
    yield Block(left + 10, 28.6, [label.addressee], 12, (wide - 24, 5.6), BOLD)
    yield Block(left + 10, 34.4, label.address, 11, (wide - 24, 15.2), REGULAR)
    yield Text(right, 43, label.country, 30, BOLD, room_mm=14, align="right")
    yield from bars_in(on, code128(label.s10), (0, on.width_mm), 52.5, 15.5, label.s10)
    yield Text(on.width_mm / 2, 74, spoken(label.s10), 15, BOLD, align="center")
    yield from _natures(label, on)
    yield from _items(label, on)
    foot = on.height_mm - 3
    yield Text(
        left + 1, foot - 1.6, f"{label.signed_on.isoformat()}   {label.signed_by}", 9, room_mm=wide - 2
    )


def spoken(s10: str) -> str:
    """An S10 number as people read it: `RR 473 124 829 MY`."""
    return f"{s10[:2]} {s10[2:5]} {s10[5:8]} {s10[8:11]} {s10[11:]}"


def _natures(label: PostalLabel, on: Stock) -> Elements:
    step = (on.width_mm - 2 * MARGIN_MM - 2) / 3
    for place, one in enumerate(Nature):
        x_mm, y_mm = MARGIN_MM + 1 + place % 3 * step, _TOP_MM + 6.7 + place // 3 * 3.9
        yield from frame(x_mm, y_mm, 2.8, 2.8)
        if one is label.nature:
            yield Text(x_mm + 1.4, y_mm + 2.5, "×", 10, BOLD, align="center")
        yield Text(x_mm + 4, y_mm + 2.4, one.value, 7)


def _items(label: PostalLabel, on: Stock) -> Elements:
    if not 1 <= len(label.items) <= MOST_ITEMS:
        raise CannotPrint(
            f"{label.s10} declares {len(label.items)} kinds of goods, a CN22 takes 1 to {MOST_ITEMS}: use a CN23"
        )
    what, weight, value, tariff, origin = _columns(on)
    yield Text(value, _TOP_MM + 18.4, f"Value {label.currency}", 5.5, BOLD, room_mm=14)
    y_mm = _TOP_MM + 20.9
    for item in label.items:
        yield Block(
            what, y_mm, [f"{item.quantity} × {item.description}"], 7.5, (weight - what - 2, _ROW_MM - 0.8)
        )
        net_kg = "–" if item.net_g is None else f"{item.net_g / 1000:.3f}"
        yield Text(value - 1.6, y_mm + 2.54, net_kg, 7.5, room_mm=10, align="right")
        yield Text(tariff - 1.6, y_mm + 2.54, f"{item.value:,.2f}", 7.5, room_mm=13.5, align="right")
        yield Text(tariff, y_mm + 2.54, item.hs_code, 7.5, room_mm=9.6)
        yield Text(origin, y_mm + 2.54, item.origin, 7.5)
        y_mm += _ROW_MM
    foot = _items_foot() + 4.1
    total = sum((item.value for item in label.items), Decimal())
    yield Text(what, foot, label.reference, 7, BOLD, room_mm=weight - what - 2)
    yield Text(value - 1.6, foot, f"{label.gross_g / 1000:.3f}", 7.5, BOLD, room_mm=10, align="right")
    yield Text(tariff - 1.6, foot, f"{total:,.2f}", 7.5, BOLD, room_mm=13.5, align="right")


POSTAL = Kind("Postal labels with CN22", ("100x150", "A6", "A4x4"), _frame, _face)
