"""Hundreds of labels of every kind with random data: each reads back whole, on paper and from a label printer."""

import os
import random
from io import BytesIO

import pdfplumber
import pytest

from labels.elements import Text
from labels.examples import EXAMPLES
from labels.printing import Format
from labels.printing import printed as print_labels
from labels.stock import SIZES, stock
from labels.text import is_western
from tests.unit.labels.pictures import printed
from tests.unit.labels.random_labels import random_label
from tests.unit.labels.readers import told

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
EACH = 950 if SOAK else 20
IDS = [one.name for one in EXAMPLES]


def drawn(example):
    """Random labels with their codes, a size and a printer."""
    rng = random.Random(example.name)
    sizes = [one for one in example.kind.sizes if SIZES[one].tiles is None]
    for seed in range(EACH):
        yield *random_label(example, seed), rng.choice(sizes), rng.choice([203, 300])


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_every_code_of_a_random_label_is_read_by_both_readers(example, zebra):
    for label, codes, size, dpi in drawn(example):
        on = stock(size, dpi)
        pdf = print_labels(example.kind, [label], Format.PDF, size, dpi)
        zpl = print_labels(example.kind, [label], Format.ZPL, size, dpi).decode()
        pictures = [*printed(pdf, on.dots_per_mm * 25.4), *zebra.render(zpl, on)]
        for picture in pictures:
            assert {reader: reader(picture) for reader in told(codes)} == told(codes), (label, size, dpi)


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_every_text_of_a_random_label_stands_within_its_paper(example):
    for label, _codes, size, dpi in list(drawn(example))[::4]:
        pdf = print_labels(example.kind, [label], Format.PDF, size, dpi)
        with pdfplumber.open(BytesIO(pdf)) as document:
            [page] = document.pages
            letters = page.chars
            assert all(one["x0"] >= 0 and one["x1"] <= page.width for one in letters), (label, size)
            assert all(one["top"] >= 0 and one["bottom"] <= page.height + 1 for one in letters), (label, size)
        found = "".join(one["text"] for one in letters).replace(" ", "")
        for one in example.kind.face(label, stock(size, dpi)):
            texts = [one.text] if isinstance(one, Text) else getattr(one, "texts", [])
            assert all(text.replace(" ", "") in found for text in texts if is_western(text)), (label, size)
