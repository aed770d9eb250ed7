"""The parcel's own label: its way in letters read from metres away, its number as bars, QR and text."""

from dataclasses import dataclass
from datetime import datetime

from labels.elements import Block, Elements, Ink, Panel, Square, Text
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, kilograms, rules
from labels.stock import Stock
from labels.symbols import code128
from labels.text import BOLD, REGULAR

_MODULE_MM = (0.25, 0.38)
_QR_ROOM_MM = 19.0


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """What stands on one parcel; `address` is its lines as they are to be printed, `country` ISO 3166 alpha-2."""

    tracking: str
    hub: str
    hub_name: str
    seller: str
    consignee_name: str
    address: tuple[str, ...]
    country: str
    phone: str
    service: str
    gateway: str
    weight_g: int
    reference: str
    contents: str
    dangerous: bool
    printed_at: datetime


def _frame(on: Stock) -> Elements:
    left, right, wide = MARGIN_MM, on.width_mm - MARGIN_MM, on.width_mm - 2 * MARGIN_MM
    foot = on.height_mm
    yield Panel(left, 4, wide, 31)
    yield from rules(on, 45.5, foot - 58.5, foot - 44.5)
    for x_mm in (left + 23, left + 58):
        yield Panel(x_mm, foot - 58.5, 0.25, 14)
    yield Panel(right - 22.5, 45.5, 0.25, foot - 104)
    yield from captions(
        (left, 39, "FROM"), (left, 49.5, "TO"), (right - 20.5, 49.5, "COUNTRY"), (left, foot - 55, "WEIGHT"),
        (left + 25, foot - 55, "REFERENCE"), (left + 60, foot - 55, "CONTENTS"),
    )  # fmt: skip
    yield from captions((7, 9, "GATEWAY"), (61, 9, "SERVICE"), ink=Ink.WHITE)


def _face(label: ParcelLabel, on: Stock) -> Elements:
    yield Text(6.5, 31, label.gateway, 76, BOLD, room_mm=50, ink=Ink.WHITE, least_pt=24)
    yield Block(61, 11, [label.service.upper()], 34, (on.width_mm - 67, 22), BOLD, Ink.WHITE)
    yield from _sender(label, on)
    yield from _consignee(label, on)
    yield from _facts(label, on)
    yield from _symbol(label, on)


def _sender(label: ParcelLabel, on: Stock) -> Elements:
    right = on.width_mm - MARGIN_MM
    yield Text(MARGIN_MM, 43.5, label.seller, 10, BOLD, room_mm=55)
    yield Text(right, 39, label.hub_name, 7, room_mm=60, align="right")
    yield Text(right, 43.5, label.hub, 11, BOLD, room_mm=32, align="right")


def _consignee(label: ParcelLabel, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    room_mm, foot = right - left - 25, on.height_mm - 60
    yield Block(left, 50.5, [label.consignee_name], 14, (room_mm, 11), BOLD)
    yield Block(left, 62, label.address, 12, (room_mm, foot - 67.5), REGULAR)
    if label.phone:
        yield Text(left, foot - 0.5, f"Tel. {label.phone}", 10, room_mm=room_mm)
    yield Text(right - 10, 64, label.country, 42, BOLD, room_mm=20, align="center", least_pt=20)
    code = qr_code(label.tracking)
    dots = int(_QR_ROOM_MM * on.dots_per_mm / len(code.rows))
    inset = (_QR_ROOM_MM - len(code.rows) * dots * on.dot_mm) / 2
    yield Square(right - 19 + inset, 69 + inset, code, dots)


def _facts(label: ParcelLabel, on: Stock) -> Elements:
    left, y_mm, foot = MARGIN_MM, on.height_mm - 54.5, on.height_mm
    yield Block(left, y_mm, [kilograms(label.weight_g)], 10, (21, 9.5), BOLD)
    yield Block(left + 25, y_mm, [label.reference], 10, (32, 9.5), BOLD)
    yield Block(left + 60, y_mm, [label.contents], 8, (on.width_mm - 68, 9.5), REGULAR)
    if label.dangerous:
        yield Panel(left, foot - 43.5, on.width_mm - 2 * left, 5.5)
        middle = on.width_mm / 2
        words = "DANGEROUS GOODS: see the declaration"
        yield Text(middle, foot - 39.4, words, 11, BOLD, align="center", ink=Ink.WHITE)


def _symbol(label: ParcelLabel, on: Stock) -> Elements:
    left, right, foot = MARGIN_MM, on.width_mm - MARGIN_MM, on.height_mm
    up = 36 if label.dangerous else 41
    codewords = code128(label.tracking)
    yield from bars_in(on, codewords, (0, on.width_mm), foot - up, up - 13.5, label.tracking, _MODULE_MM)
    yield Text(on.width_mm / 2, foot - 8, label.tracking, 16, BOLD, room_mm=right - left, align="center")
    yield Text(left, foot - 2.5, f"Printed {label.printed_at.isoformat(sep=' ', timespec='minutes')}", 6)
    goods = "contains dangerous goods" if label.dangerous else "no dangerous goods"
    yield Text(right, foot - 2.5, goods, 6, align="right")


PARCEL = Kind("Parcel labels", ("100x150", "A6", "A4x4"), _frame, _face)
