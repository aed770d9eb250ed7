"""The loading sheet of one ULD on A4: how it is built, piece by piece, with pictures, and room to tick and sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labels.amounts import kg, moment
from labels.drawing import Sheet
from labels.heads import LEFT_MM, Head, Origin, data_lines
from labels.paper import Paper, bound
from labels.tables import Column

_PICTURES_MM, _CAPTION_MM, _GAP_MM = 62.0, 6.0, 4.0
_EDGE_MM, _RIM_MM = 0.2, 0.5
_GREY, _DANGER_GREY = 0.95, 0.75
_ROW_MM = 6.0
_PT_PER_MM = 72 / 25.4
_COLUMNS = (
    Column("No.", 10, to_right=True),
    Column("Piece", 42),
    Column("Kind", 16),
    Column("Weight kg", 20, to_right=True),
    Column("Size as it lies cm", 30, to_right=True),
    Column("Back cm", 14, to_right=True),
    Column("Left cm", 14, to_right=True),
    Column("Floor cm", 14, to_right=True),
    Column("Dangerous", 20),
    Column("In", 10),
)

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LoadingPiece:
    """What goes in; `at_mm` is its corner from the back wall, the left wall and the floor. The size of one that nobody
    `measured` is only what is usual."""

    code: str
    kind: str
    weight_g: int
    size_mm: tuple[int, int, int]
    at_mm: tuple[int, int, int]
    measured: bool = True
    dangerous: str = ""


@dataclass(frozen=True, slots=True)
class LoadingFace:
    """A rectangle with the number of its piece, "" where it would be hidden; y grows downwards."""

    number: str
    x: float
    y: float
    width: float
    height: float
    dangerous: bool = False


@dataclass(frozen=True, slots=True)
class LoadingView:
    """The ULD from one side, in any unit of length: its outline, and faces from the farthest to the nearest."""

    caption: str
    width: float
    height: float
    outline: Sequence[Corner]
    faces: Sequence[LoadingFace]


@dataclass(frozen=True, slots=True)
class LoadingSheet:
    """One ULD of a departure; `number` is the load list by which handhelds follow it."""

    number: str
    uld: str
    uld_name: str
    departure: str
    gateway: str
    hub: str
    hub_name: str
    due_at: datetime
    tare_g: int
    max_gross_g: int
    verified: bool
    pieces: Sequence[LoadingPiece]
    views: Sequence[LoadingView]
    origin: Origin


def render(sheets: Sequence[LoadingSheet]) -> bytes:
    """A PDF, each sheet with its own page numbers. Raises CannotPrint, naming the text that does not go on."""
    return bound([_paper(sheet) for sheet in sheets])


def _paper(sheet: LoadingSheet) -> Paper:
    head = Head(
        title="Loading sheet",
        number=sheet.uld,
        code=sheet.number,
        subtitle=f"List {sheet.number}, for {sheet.departure} to {sheet.gateway}",
        note=""
        if sheet.verified
        else "Look at the ULD’s data plate: nobody has compared its figures with it.",
        foot=data_lines(sheet.origin, sheet),
    )
    paper = Paper(head)
    net_g = sum(one.weight_g for one in sheet.pieces)
    paper.facts(_facts(sheet, net_g), 4)
    paper.place(_PICTURES_MM + _CAPTION_MM, lambda to, y_mm: _draw(to, y_mm, sheet.views, paper.room_mm))
    rows = [_row(*one) for one in enumerate(sheet.pieces, start=1)]
    total = ("", f"{len(sheet.pieces):,} pieces", "", kg(net_g), "", "", "", "", "", "")
    paper.table(_COLUMNS, rows, total, size_pt=8, least_mm=_ROW_MM, empty="Nothing goes in.")
    if any(not one.measured for one in sheet.pieces):
        paper.space(1)
        paper.prose("? nobody measured this piece; its size is what is usual.")
    paper.space(2)
    paper.signatures(("Built by", "Checked by", "Weighed by, and gross weight"))
    return paper


def _facts(sheet: LoadingSheet, net_g: int) -> list[tuple[str, str]]:
    return [
        ("HUB", f"{sheet.hub} {sheet.hub_name}"),
        ("DEPARTURE", sheet.departure),
        ("CUT-OFF", moment(sheet.due_at)),
        ("KIND OF ULD", sheet.uld_name),
        ("PIECES", f"{len(sheet.pieces):,}"),
        ("PIECES WEIGH", f"{kg(net_g)} kg"),
        ("GROSS WEIGHT", f"{kg(net_g + sheet.tare_g)} kg"),
        ("AT MOST GROSS", f"{kg(sheet.max_gross_g)} kg"),
    ]


def _row(place: int, piece: LoadingPiece) -> tuple[str, ...]:
    size = " × ".join(_cm(side) for side in piece.size_mm)
    size += "" if piece.measured else " ?"
    places = tuple(_cm(at) for at in piece.at_mm)
    return (f"{place:,}", piece.code, piece.kind, kg(piece.weight_g), size, *places, piece.dangerous, "")


def _cm(length_mm: int) -> str:
    return f"{length_mm / 10:.0f}"


def _draw(sheet: Sheet, y_mm: float, views: Sequence[LoadingView], room_mm: float) -> None:
    """Side by side, all to one scale."""
    widths, heights = sum(one.width for one in views), max(one.height for one in views)
    scale = min((room_mm - _GAP_MM * (len(views) - 1)) / widths, _PICTURES_MM / heights)
    x_mm = LEFT_MM
    for view in views:
        _view(sheet, x_mm, y_mm + _PICTURES_MM - view.height * scale, view, scale)
        sheet.text(x_mm, y_mm + _PICTURES_MM + 4, view.caption, 7)
        x_mm += view.width * scale + _GAP_MM


def _view(sheet: Sheet, x_mm: float, y_mm: float, view: LoadingView, scale: float) -> None:
    inside = [(x_mm + x * scale, y_mm + y * scale) for x, y in view.outline]
    middle = (x_mm + view.width * scale / 2, y_mm + view.height * scale / 2)
    sheet.ink(0)
    sheet.shape([[_outwards(corner, middle) for corner in inside]])
    sheet.ink(1)
    sheet.shape([inside])
    for face in view.faces:
        _face(sheet, x_mm, y_mm, face, scale)
    sheet.ink(0)


def _outwards(corner: Corner, middle: Corner) -> Corner:
    x, y = (at + (_RIM_MM if at > centre else -_RIM_MM) for at, centre in zip(corner, middle, strict=True))
    return x, y


def _face(sheet: Sheet, x_mm: float, y_mm: float, face: LoadingFace, scale: float) -> None:
    left_mm, top_mm = x_mm + face.x * scale, y_mm + face.y * scale
    width_mm, height_mm = face.width * scale, face.height * scale
    sheet.ink(0)
    sheet.panel(left_mm, top_mm, width_mm, height_mm)
    sheet.ink(_DANGER_GREY if face.dangerous else _GREY)
    inner = width_mm - 2 * _EDGE_MM, height_mm - 2 * _EDGE_MM
    if min(inner) > 0:
        sheet.panel(left_mm + _EDGE_MM, top_mm + _EDGE_MM, *inner)
    sheet.ink(0)
    text = face.number + ("!" if face.number and face.dangerous else "")
    size_pt = min(9.0, height_mm * 0.7 * _PT_PER_MM, width_mm * 1.2 / max(1, len(text)) * _PT_PER_MM)
    if text and size_pt >= 4:
        baseline_mm = top_mm + height_mm / 2 + size_pt * 0.36 / _PT_PER_MM
        sheet.text(left_mm + width_mm / 2, baseline_mm, text, size_pt, align="center")
