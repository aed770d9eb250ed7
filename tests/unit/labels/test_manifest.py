"""The printed manifest: its text is the data, on every page the hashes and the heads."""

from io import BytesIO
from itertools import groupby, pairwise
from time import process_time

import pdfplumber
import pytest

from labels.papers import manifest
from labels.symbols import CannotEncode
from labels.text import CannotPrint
from tests.unit.labels.making import a_line, a_manifest
from tests.unit.labels.pictures import READERS, printed

COLUMNS = [1, 12, 43, 75, 111, 149, 158, 184, 234, 251, 278]
EDGES_PT = [(9 + mm) * 72 / 25.4 for mm in COLUMNS]


def table(pdf):
    """The table's printed rows: its letters put into columns by where they stand."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [row for page in document.pages for row in rows(page)]


def rows(page):
    letters = [one for one in page.chars if one["fontname"] == "Helvetica" and abs(one["size"] - 7) < 0.01]
    letters.sort(key=lambda one: round(one["top"], 1))
    for _, line in groupby(letters, key=lambda one: round(one["top"], 1)):
        printed_line = list(line)
        yield [
            "".join(one["text"] for one in printed_line if left <= one["x0"] < right)
            for left, right in pairwise(EDGES_PT)
        ]


def page_texts(pdf):
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def test_the_lines_on_paper_are_the_lines_of_the_manifest():
    lines = [a_line(number) for number in range(1, 101)]
    assert table(manifest.render(a_manifest(lines))) == [
        [
            str(number), line.tracking, line.unit, line.seller, line.consignee, line.country,
            ", ".join(line.hs_codes), line.description, f"{line.weight_g / 1000:.3f}", line.value,
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip


def test_every_page_has_heads_hashes_its_number_and_the_footnote():
    paper = a_manifest([a_line(number) for number in range(1, 101)])
    texts = page_texts(manifest.render(paper))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert "No. Tracking Unit Seller Consignee To HS codes Description Weight kg Value" in text
        assert f"sha-256 {paper.sha256}" in text
        assert f"ledger seal 4711 {paper.seal_hash}" in text
        assert f"page {number} of {len(texts)}" in text
        assert manifest.FOOTNOTE in text
        assert "KUL-2026-000123" in text


def test_the_head_names_the_flight_and_the_totals():
    text = page_texts(manifest.render(a_manifest([a_line()])))[0]
    for part in (
        "Version 2, supersedes version 1", "KUL Kuala Lumpur Hub", "Malaysia Airlines Cargo", "MH123/20261124",
        "232-12345675", "KUL – SYD", "2026-11-24 15:05+00:00", "2026-11-24 09:30+08:00", "1.001 kg",
    ):  # fmt: skip
        assert part in text


def test_a_first_version_supersedes_nothing():
    text = page_texts(manifest.render(a_manifest([a_line()], version=1, supersedes=None)))[0]
    assert "Version 1" in text
    assert "supersedes" not in text


@pytest.mark.parametrize("reader", READERS)
def test_the_number_reads_from_an_office_printer(reader):
    picture = printed(manifest.render(a_manifest([a_line()])), 300)[0]
    assert reader(picture) == {"CODE128": b"KUL-2026-000123"}


def test_only_consignee_and_description_are_shortened():
    line = a_line(
        consignee="Consignee " * 12,
        description="Description " * 12,
        seller="Seller with a name that goes on for longer than its column",
        hs_codes=("610510", "691110", "850610", "420222", "330499"),
        tracking="T" * 40,
    )
    text = "".join(page_texts(manifest.render(a_manifest([line]))))
    [row, *more] = table(manifest.render(a_manifest([line])))
    assert row[4].startswith("Consignee Consignee")
    assert row[4].endswith("…")
    assert row[7].startswith("Description Description")
    assert row[7].endswith("…")
    assert " ".join(filter(None, (one[3] for one in [row, *more]))) == line.seller
    assert " ".join(filter(None, (one[6] for one in [row, *more]))) == ", ".join(line.hs_codes)
    assert "".join(one[1] for one in [row, *more]) == line.tracking
    assert text.count("…") == 3


def test_a_manifest_without_lines_says_so():
    assert "This manifest has no lines." in page_texts(manifest.render(a_manifest([])))[0]


def test_a_line_higher_than_a_page_is_refused_by_its_number():
    with pytest.raises(CannotPrint, match=r"line 2 \(EN0000000002KUL\) is higher than a page"):
        manifest.render(a_manifest([a_line(1), a_line(2, seller="word " * 2000)]))


def test_a_name_in_a_script_without_a_face_does_not_stop_the_paper():
    assert "ama" in page_texts(manifest.render(a_manifest([a_line(1, consignee="ⴰⵎⴰ")])))[0]


def test_a_number_that_is_no_ascii_is_refused():
    with pytest.raises(CannotEncode, match="ASCII"):
        manifest.render(a_manifest([a_line()], number="KUL–1"))


def test_ten_thousand_lines_take_less_than_twenty_seconds():
    paper = a_manifest([a_line(number) for number in range(10_000)])
    started = process_time()
    assert len(manifest.render(paper)) > 100_000
    assert process_time() - started < 20
