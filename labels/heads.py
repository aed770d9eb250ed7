"""Heads and feet of papers: title, number and own code, page x of y, and what data made the paper."""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from labels.amounts import moment
from labels.drawing import DOT_MM, Sheet, linear_mm
from labels.symbols import bars, code128, gs1_128, hri, qr
from labels.text import BOLD, MONO, CannotPrint, in_latin

LEFT_MM = 10.0
_CODE_TOP_MM, _CODE_MM, _MODULE_DOTS, _QR_DOTS = 10.0, 16.0, 3, 8
_QR_MOST_MM = 24.0
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Origin:
    """What a paper was made from: the data and its version in a few words, and when it was printed."""

    data: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page: title and number, under it a line; at the foot lines, and a note above them.

    `code` is printed once, on the first page: as a QR code, or as Code 128, which is GS1-128 when it is an SSCC.
    """

    title: str
    number: str
    foot: tuple[str, ...]
    subtitle: str = ""
    running: str = ""
    note: str = ""
    code: str = ""
    as_qr: bool = False
    is_sscc: bool = False


def worded(text: str) -> str:
    """The text as a paper can show it, in Latin letters where no face has it; refuses what is no text at all."""
    strange = sorted({one for one in text if unicodedata.category(one) in _NO_TEXT})
    if strange:
        named = ", ".join(f"U+{ord(one):04X}" for one in strange[:8])
        raise CannotPrint(f"{text!r} holds {named}, which is no letter: write it without")
    return in_latin(text)


def data_lines(origin: Origin, paper: Any) -> tuple[str, str]:
    """Two lines for the foot: what made the paper, and the SHA-256 of all that it says but the time of printing."""
    said = asdict(paper)
    said["origin"] = origin.data
    text = json.dumps(said, default=_said, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"made from {origin.data}, printed {moment(origin.printed_at)}", f"sha-256 {digest}"


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def front_head(sheet: Sheet, head: Head) -> None:
    """Title, number and line of the first page, with the paper's own code in the corner."""
    room_mm = _room_mm(sheet) - _code(sheet, head) - 4
    sheet.text(LEFT_MM, 14, head.title.upper(), 9, BOLD)
    sheet.text(LEFT_MM, 24, worded(head.number), 26, BOLD, room_mm=room_mm)
    sheet.text(LEFT_MM, 30.5, worded(head.subtitle), 11, BOLD, room_mm=room_mm)


def _code(sheet: Sheet, head: Head) -> float:
    """Draws the paper's own code in the corner; gives the room that it takes."""
    code = head.code or head.number
    if head.as_qr:
        rows = qr(code)
        dots = min(_QR_DOTS, int(_QR_MOST_MM / DOT_MM / len(rows)))
        width_mm = len(rows) * dots * DOT_MM
        sheet.matrix(_right_mm(sheet) - 1 - width_mm, _CODE_TOP_MM - 2, rows, dots)
        return width_mm + 6
    elements = (("00", code),)
    widths = bars(gs1_128(elements) if head.is_sscc else code128(code))
    width_mm, most_mm = linear_mm(widths, _MODULE_DOTS), _room_mm(sheet) * 0.42
    if width_mm > most_mm:
        raise CannotPrint(f"{code!r} makes bars of {width_mm:.0f} mm, {most_mm:.0f} mm fit")
    shown = hri(elements) if head.is_sscc else code
    sheet.linear(_right_mm(sheet) - 4 - width_mm, _CODE_TOP_MM, widths, _CODE_MM, _MODULE_DOTS)
    sheet.text(_right_mm(sheet) - 4 - width_mm / 2, 30.5, shown, 10, MONO, align="center")
    return width_mm + 8


def running_head(sheet: Sheet, head: Head) -> None:
    """What the pages after the first are told by."""
    named, running = worded(f"{head.title} {head.number}"), worded(head.running or head.subtitle)
    sheet.text(LEFT_MM, 15, named, 12, BOLD, room_mm=_room_mm(sheet) * 0.54)
    sheet.text(_right_mm(sheet), 15, running, 9, room_mm=_room_mm(sheet) * 0.43, align="right")


def foot(sheet: Sheet, head: Head, page: str) -> None:
    """The note, the lines of what made the paper, and which page of how many it is."""
    foot_mm, room_mm = sheet.height_mm, _room_mm(sheet) - 32
    sheet.text(LEFT_MM, foot_mm - 13.5, head.note, 6.5, room_mm=_room_mm(sheet))
    sheet.panel(LEFT_MM, foot_mm - 12, _room_mm(sheet))
    for down, line in enumerate(head.foot):
        sheet.text(LEFT_MM, foot_mm - 8.5 + down * 3.5, worded(line), 7.5, MONO, room_mm=room_mm)
    sheet.text(_right_mm(sheet), foot_mm - 5, page, 9, BOLD, align="right")


def _room_mm(sheet: Sheet) -> float:
    return sheet.width_mm - 2 * LEFT_MM


def _right_mm(sheet: Sheet) -> float:
    return sheet.width_mm - LEFT_MM
