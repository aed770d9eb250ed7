"""One label of 20 texts, 5 rules, a Code 128, an SSCC and a QR code, made by this program and as others make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from labels.elements import Elements, Linear, Panel, Square, Text
from labels.identifiers import format_sscc, format_tracking
from labels.kind import Kind
from labels.matrices import qr_code
from labels.pdf import pdf
from labels.stock import Stock, stock
from labels.symbols import bars, code128, gs1_128
from labels.text import BOLD, REGULAR

try:  # a running hub does without the programs that it is compared with
    import barcode
    import qrcode
    from barcode.writer import ImageWriter
    from fpdf import FPDF
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

MISSING = "fpdf2, python-barcode and qrcode are not installed: pip install -r requirements-dev.txt"
WIDTH_MM, HEIGHT_MM = 100.0, 150.0
_FIXED = ("FROM", "TO", "GATEWAY", "SERVICE", "WEIGHT", "REFERENCE", "CONTENTS", "COUNTRY")
_RULES_MM = (22.0, 36.0, 64.0, 74.0, 108.0)
_LEFT_MM, _CODE_MM, _SSCC_MM = 6.0, 76.0, 110.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands on the label of the comparison."""

    tracking: str
    sscc: str
    name: str
    reference: str


def pieces(first: int, count: int) -> list[Piece]:
    """So many labels that differ in their numbers."""
    return [
        Piece(
            format_tracking(number, "KUL"),
            format_sscc("9556000", 1, number),
            f"Zoë Müller-Østergård {number}",
            f"ORD-{number:08d}",
        )
        for number in range(first, first + count)
    ]


def lines(piece: Piece) -> list[tuple[float, float, float, bool, str]]:
    """The twelve texts that differ: place in mm, size in points, bold, words."""
    return [
        (6, 16, 20, True, "SYD"), (60, 16, 16, True, "EXPRESS"), (6, 30, 10, True, "Batik & Botol Trading Sdn Bhd"),
        (6, 34, 8, False, "12 Jalan Ampang, 50450 Kuala Lumpur"), (6, 45, 13, True, piece.name),
        (6, 51, 11, False, "Unit 12 (rear), 48 Wharf Street"), (6, 56, 11, False, "Brisbane City QLD 4000"),
        (6, 61, 11, False, "Tel. +61 7 3001 2345"), (6, 72, 9, True, "1.234 kg"), (34, 72, 9, True, piece.reference),
        (6, 104, 12, True, piece.tracking), (6, 147.5, 12, True, f"(00) {piece.sscc}"),
    ]  # fmt: skip


def captions() -> list[tuple[float, float, str]]:
    """The eight texts that every label has."""
    return [(6 + place % 4 * 24, 6 if place < 4 else 67, word) for place, word in enumerate(_FIXED)]


def _frame(_on: Stock) -> Elements:
    for y_mm in _RULES_MM:
        yield Panel(4, y_mm, 92)
    for x_mm, y_mm, word in captions():
        yield Text(x_mm, y_mm, word, 6, BOLD)


def _face(piece: Piece, _on: Stock) -> Elements:
    for x_mm, y_mm, size_pt, bold, words in lines(piece):
        yield Text(x_mm, y_mm, words, size_pt, BOLD if bold else REGULAR)
    yield Linear(_LEFT_MM + 4, _CODE_MM, code128(piece.tracking), 22, 3)
    yield Linear(_LEFT_MM + 4, _SSCC_MM, gs1_128((("00", piece.sscc),)), 32, 4)
    yield Square(77, 42, qr_code(piece.tracking), 6)


COMPARED = Kind("Compared labels", ("100x150",), _frame, _face)


def ours(made: Sequence[Piece]) -> bytes:
    return pdf(COMPARED, made, stock("100x150", 203))


def reportlab_drawings(made: Sequence[Piece]) -> bytes:
    """As ReportLab's manual has it: `createBarcodeDrawing` for every code, nothing shared between pages."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH_MM * mm, HEIGHT_MM * mm), pageCompression=1)
    for piece in made:
        _on_canvas(canvas, piece)
        for kind, value, y_mm, height_mm, module_mm in (
            ("Code128", piece.tracking, _CODE_MM, 22, 0.375),
            ("Code128", f"\xf100{piece.sscc}", _SSCC_MM, 32, 0.5),
        ):
            drawing = createBarcodeDrawing(
                kind, value=value, barHeight=height_mm * mm, barWidth=module_mm * mm, humanReadable=False
            )
            renderPDF.draw(drawing, canvas, _LEFT_MM * mm, (HEIGHT_MM - y_mm - height_mm) * mm)
        square = createBarcodeDrawing("QR", value=piece.tracking, width=18 * mm, height=18 * mm)
        renderPDF.draw(square, canvas, 77 * mm, (HEIGHT_MM - 60) * mm)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def png_codes(made: Sequence[Piece]) -> bytes:
    """python-barcode and qrcode write PNG pictures, placed on ReportLab's pages."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH_MM * mm, HEIGHT_MM * mm), pageCompression=1)
    for piece in made:
        _on_canvas(canvas, piece)
        for kind, value, y_mm, height_mm in (
            ("code128", piece.tracking, _CODE_MM, 22),
            ("gs1_128", f"00{piece.sscc}", _SSCC_MM, 32),
        ):
            picture = BytesIO()
            writer = ImageWriter()
            options = {"module_width": 0.375, "module_height": height_mm, "write_text": False, "dpi": 203}
            barcode.get(kind, value, writer=writer).write(picture, options)
            place = (_LEFT_MM * mm, (HEIGHT_MM - y_mm - height_mm) * mm)
            canvas.drawImage(ImageReader(picture), *place, 80 * mm, height_mm * mm)
        picture = BytesIO()
        qrcode.make(piece.tracking, box_size=6).save(picture)
        canvas.drawImage(ImageReader(picture), 77 * mm, (HEIGHT_MM - 60) * mm, 18 * mm, 18 * mm)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def fpdf2_rectangles(made: Sequence[Piece]) -> bytes:
    """fpdf2 has no Code 128 of its own: bars and squares are drawn as its rectangles, the QR code by qrcode."""
    sheet = FPDF(unit="mm", format=(WIDTH_MM, HEIGHT_MM))
    sheet.set_auto_page_break(False)
    for piece in made:
        sheet.add_page()
        for y_mm in _RULES_MM:
            sheet.rect(4, y_mm, 92, 0.25, "F")
        for x_mm, y_mm, word in captions():
            sheet.set_font("Helvetica", "B", 6)
            sheet.text(x_mm, y_mm, word)
        for x_mm, y_mm, size_pt, bold, words in lines(piece):
            sheet.set_font("Helvetica", "B" if bold else "", size_pt)
            sheet.text(x_mm, y_mm, words)
        _fpdf_bars(sheet, code128(piece.tracking), _CODE_MM, 22, 0.375)
        _fpdf_bars(sheet, gs1_128((("00", piece.sscc),)), _SSCC_MM, 32, 0.5)
        code = qrcode.QRCode(border=0)
        code.add_data(piece.tracking)
        code.make()
        for down, row in enumerate(code.get_matrix()):
            for across, dark in enumerate(row):
                if dark:
                    sheet.rect(77 + across * 0.75, 42 + down * 0.75, 0.75, 0.75, "F")
    return bytes(sheet.output())


def _fpdf_bars(
    sheet: Any, codewords: tuple[int, ...], y_mm: float, height_mm: float, module_mm: float
) -> None:
    x_mm = _LEFT_MM + 4
    for place, width in enumerate(bars(codewords)):
        if place % 2 == 0:
            sheet.rect(x_mm, y_mm, width * module_mm, height_mm, "F")
        x_mm += width * module_mm


def _on_canvas(canvas: Any, piece: Piece) -> None:
    for y_mm in _RULES_MM:
        canvas.rect(4 * mm, (HEIGHT_MM - y_mm) * mm, 92 * mm, 0.25 * mm, 0, 1)
    canvas.setFont(BOLD, 6)
    for x_mm, y_mm, word in captions():
        canvas.drawString(x_mm * mm, (HEIGHT_MM - y_mm) * mm, word)
    for x_mm, y_mm, size_pt, bold, words in lines(piece):
        canvas.setFont(BOLD if bold else REGULAR, size_pt)
        canvas.drawString(x_mm * mm, (HEIGHT_MM - y_mm) * mm, words)


WAYS: dict[str, tuple[Callable[[Sequence[Piece]], bytes], int]] = {
    "this program": (ours, 1_000),
    "ReportLab createBarcodeDrawing": (reportlab_drawings, 60),
    "fpdf2, rectangles, qrcode": (fpdf2_rectangles, 60),
    "python-barcode and qrcode as PNG": (png_codes, 40),
}
