"""The label on a piece of air cargo (IATA resolution 606): air waybill and piece as 16 digits in bars, its way."""

from dataclasses import dataclass

from labels.elements import Elements, Panel, Text
from labels.identifiers import AirCargoPiece, AirWaybill, NotValid
from labels.kind import Kind
from labels.matrices import qr_code
from labels.parts import MARGIN_MM, bars_in, captions, kilograms, rules, square_in
from labels.stock import Stock
from labels.symbols import CannotEncode, code128
from labels.text import BOLD

_BAR_MM = 26.0


@dataclass(frozen=True, slots=True)
class AirCargoLabel:
    """What stands on piece `piece` of `pieces`; `awb` is its 11 digits. Zero is a label for any piece.

    `house` is the house air waybill, with its own count of pieces; `handling` are codes such as ELI, PER.
    """

    airline: str
    awb: str
    piece: int
    pieces: int
    origin: str
    destination: str
    transfer: tuple[str, ...]
    weight_g: int
    house: str
    house_pieces: int
    handling: tuple[str, ...]


def piece_code(awb: str, piece: int) -> str:
    """The 16 digits of the bars: airline prefix and air waybill, then the piece in five digits."""
    try:
        return str(AirCargoPiece(AirWaybill.parse(awb), piece))
    except NotValid as error:
        raise CannotEncode(str(error)) from error


def _frame(on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    half = left + (right - left) / 2
    yield from captions(
        (left, 53.5, "AIR WAYBILL No."), (left, 70.5, "DESTINATION"), (right - 40, 70.5, "ORIGIN"),
        (right - 40, 87.5, "TRANSFER POINTS"), (left, 105.5, "PIECE"), (half + 2, 105.5, "WEIGHT OF THIS PIECE"),
        (left, 120.5, "HOUSE AIR WAYBILL No."), (half + 2, 120.5, "HANDLING"),
    )  # fmt: skip
    yield from rules(on, 16, 50, 67, 102, 117, 132)
    yield Panel(right - 42, 67, 0.25, 35)
    yield Panel(half, 102, 0.25, 30)


def _face(label: AirCargoLabel, on: Stock) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    wide = right - left
    half = left + wide / 2
    code = piece_code(label.awb, label.piece)
    yield Text(left, 12.8, label.airline, 22, BOLD, room_mm=wide)
    yield from bars_in(on, code128(code), (0, on.width_mm), 19, _BAR_MM, code)
    yield Text(on.width_mm / 2, 48.7, code, 8, align="center")
    number = f"{code[:3]}-{code[3:7]} {code[7:11]}"
    yield Text(left, 64.5, number, 32, BOLD, room_mm=wide)
    yield Text(left, 97.5, label.destination, 84, BOLD, room_mm=wide - 44)
    yield Text(right - 40, 84, label.origin, 34, BOLD, room_mm=40)
    yield Text(right - 40, 96.5, " ".join(label.transfer) or "–", 18, BOLD, room_mm=40)
    yield Text(left, 114.6, f"{label.piece or '–'} / {label.pieces:,}", 24, BOLD, room_mm=wide / 2 - 2)
    yield Text(half + 2, 114.6, kilograms(label.weight_g, 1), 24, BOLD, room_mm=wide / 2 - 2)
    yield from _house(label, on, half, code)


def _house(label: AirCargoLabel, on: Stock, half: float, code: str) -> Elements:
    left, right = MARGIN_MM, on.width_mm - MARGIN_MM
    house = f"{label.house}   {label.house_pieces:,} pcs" if label.house else "–"
    yield Text(left, 129, house, 14, BOLD, room_mm=half - left - 2)
    yield Text(half + 2, 129, " ".join(label.handling) or "–", 16, BOLD, room_mm=right - half - 2)
    if label.house:
        yield from bars_in(on, code128(label.house), (0, right - 20), 134, on.height_mm - 138, label.house)
    room_mm = on.height_mm - 132.5
    yield from square_in(on, qr_code(code), right - room_mm, 132.3, room_mm)


AIR_CARGO = Kind("Air cargo labels", ("100x150", "A6", "A4x4"), _frame, _face)
