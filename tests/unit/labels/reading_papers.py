"""Reads printed papers back: what a page says, and what stands in one column of a table."""

from io import BytesIO
from itertools import groupby

import pdfplumber
import pypdfium2


def page_texts(pdf):
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def quick_texts(pdf):
    """The same for papers of hundreds of pages, by another reader."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        found = page.get_textpage()
        texts.append(found.get_text_range())
        found.close()
        page.close()
    document.close()
    return texts


def drawn(pdf):
    """The letters of the first page in the order in which they were drawn, without spaces: a folded caption is one."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return unspaced("".join(one["text"] for one in document.pages[0].chars))


def column(pdf, left_mm, right_mm, size_pt, *, bold=False):
    """The lines of a column over all pages, from top to bottom, without spaces: letters of one size and weight."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [line for page in document.pages for line in _lines(page, left_mm, right_mm, size_pt, bold)]


def _lines(page, left_mm, right_mm, size_pt, bold):
    left, right = (mm * 72 / 25.4 for mm in (left_mm, right_mm))
    letters = [
        one
        for one in page.chars
        if one["fontname"].endswith("-Bold") == bold
        and abs(one["size"] - size_pt) < 0.01
        and left <= one["x0"] < right
    ]
    letters.sort(key=lambda one: (round(one["top"], 1), one["x0"]))
    for _, line in groupby(letters, key=lambda one: round(one["top"], 1)):
        text = "".join(one["text"] for one in line if not one["text"].isspace())
        if text:
            yield text


def unspaced(text):
    return "".join(text.split())
