"""Turns a PDF into what a 203 dpi label printer makes of it, and reads it with readers that share no code."""

from io import BytesIO

import pypdfium2
import zxingcpp

from labels.reading.engines import pyzbar

PRINTER_DPI = 203.2


def printed(pdf, dpi=PRINTER_DPI):
    document = pypdfium2.PdfDocument(pdf)
    # PDFium rounds a page of 800.0001 dots up to 801 and stretches it; a printer does not.
    scale = dpi / 72 * (1 - 1e-5)
    pictures = [page.render(scale=scale, grayscale=True).to_pil().copy() for page in document]
    document.close()
    return pictures


def png(picture):
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def by_zxing(picture):
    """Payloads by kind; no turning, no second try: a print must read at once."""
    return {one.format.name.upper(): one.bytes for one in zxingcpp.read_barcodes(picture, try_rotate=False)}


def by_zbar(picture):
    kinds = [pyzbar.ZBarSymbol.CODE128, pyzbar.ZBarSymbol.QRCODE]
    return {one.type: one.data for one in pyzbar.decode(picture, symbols=kinds)}


READERS = [by_zxing] if pyzbar is None else [by_zxing, by_zbar]
