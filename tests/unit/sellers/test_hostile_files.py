"""A broken or hostile file is refused with a code and a remedy, quickly, and harms nothing else."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.sellers.files import Limits
from tests.unit.sellers.making import csv_of, parsed, refusal, rezipped, row, saved, text_of, xlsx_of, zip_of

SHEET = "xl/worksheets/sheet1.xml"


def far_cell() -> bytes:
    book = Workbook()
    book.active["A1"] = "reference"
    book.active["XFD1048576"] = "x"
    return saved(book)


def wide_sheet() -> bytes:
    book = Workbook()
    book.active.append([f"c{at}" for at in range(300)])
    return saved(book)


def one_long_text_in_every_cell(length: int, rows: int) -> bytes:
    """A workbook of a few kB in which every cell points at the same long text."""
    types = b'<Types><Override PartName="/xl/workbook.xml" ContentType="x.sheet.main+xml"/></Types>'
    kinds = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = b'<Relationship Id="r%d" Type="' + kinds + b'/%s" Target="%s"/>'
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    line = b"<row>" + b'<c t="s"><v>0</v></c>' * 150 + b"</row>"
    return zip_of(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": b"<Relationships>"
            + relation % (1, b"officeDocument", b"xl/workbook.xml")
            + b"</Relationships>",
            "xl/workbook.xml": b'<workbook xmlns="%s" xmlns:r="%s"><sheets>'
            b'<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>' % (main, kinds),
            "xl/_rels/workbook.xml.rels": b"<Relationships>"
            + relation % (1, b"worksheet", b"worksheets/sheet1.xml")
            + relation % (2, b"sharedStrings", b"sharedStrings.xml")
            + b"</Relationships>",
            "xl/sharedStrings.xml": b'<sst xmlns="%s"><si><t>' % main + b"x" * length + b"</t></si></sst>",
            SHEET: b'<worksheet xmlns="%s"><sheetData>' % main + line * rows + b"</sheetData></worksheet>",
        }
    )


def lying_header() -> bytes:
    """A member of 3 MB that the list of contents calls 10 bytes long."""
    content = bytearray(rezipped(xlsx_of(row()), {"xl/media/a.xml": Random(7).randbytes(3_000_000)}))
    at = content.rindex(b"xl/media/a.xml")
    assert content[at - 46 : at - 42] == b"PK\x01\x02"
    content[at - 22 : at - 18] = struct.pack("<I", 10)
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of the list of contents that share one member's bytes."""
    content = bytearray(zip_of({"[Content_Types].xml": b"<Types/>", "a.xml": b"x" * 50, "b.xml": b"y" * 50}))
    first, second = content.rindex(b"a.xml"), content.rindex(b"b.xml")
    content[second - 4 : second] = content[first - 4 : first]
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(zip_of({"[Content_Types].xml": b"<Types/>"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_member(path: str, content: bytes = b"x") -> bytes:
    return rezipped(xlsx_of(row()), {path: content})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty_file"),
    "only blanks": (lambda: b" \r\n\t\r\n", "empty_file"),
    "only a mark": (lambda: b"\xef\xbb\xbf", "empty_file"),
    "only delimiters": (lambda: b",,,\r\n,,,\r\n", "empty_file"),
    "a NUL in a cell": (lambda: csv_of(row()).replace(b"Tan", b"T\0n"), "nul_byte"),
    "a NUL in UTF-16": (lambda: text_of([row(city="A\0B")]).encode("utf-16"), "nul_byte"),
    "UTF-16 without its mark": (lambda: text_of([row()]).encode("utf-16-le"), "nul_byte"),
    "UTF-16 cut in a letter": (lambda: text_of([row()]).encode("utf-16")[:-1], "encoding"),
    "bytes of no encoding": (lambda: csv_of(row()).replace(b"Tan", b"T\x81\x20n"), "encoding"),
    "a quote never closed": (lambda: csv_of(row()) + b'"A-2,rest of file\r\n' + csv_of(row()), "csv_quotes"),
    "quotes inside quotes": (lambda: csv_of(row()) + b'"the "best" one",x\r\n', "csv_quotes"),
    "a cell of 5 kB": (lambda: csv_of(row(address1="x" * 5_000)), "cell_too_long"),
    "a cell of 1 MB": (lambda: csv_of(row(address1="x" * 1_000_000)), "csv_quotes"),
    "a million columns": (lambda: csv_of(row()) + b"x," * 1_000_000, "too_many_columns"),
    "a header of a million columns": (lambda: b"x," * 1_000_000 + b"\r\n1", "too_many_columns"),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "old_excel"),
    "a web page named xls": (
        lambda: b"<html><table><tr><td>reference</td></tr></table></html>",
        "not_a_table",
    ),
    "a PDF": (lambda: b"%PDF-1.7\n%...", "not_a_table"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n....", "not_a_table"),
    "a gzip": (lambda: b"\x1f\x8b\x08\0\0\0", "not_a_table"),
    "a workbook cut in half": (lambda: xlsx_of(row())[:3_000], "damaged_workbook"),
    "a workbook's first bytes": (lambda: b"PK\x03\x04", "damaged_workbook"),
    "an empty zip": (lambda: zip_of({}), "damaged_workbook"),
    "a zip of something else": (lambda: zip_of({"word/document.xml": b"<x/>"}), "damaged_workbook"),
    "a zip that only says so": (lambda: zip_of({"[Content_Types].xml": b"<Types/>"}), "damaged_workbook"),
    "a sheet that is no XML": (
        partial(with_member, SHEET, b"<worksheet><sheetData><row><c"),
        "damaged_workbook",
    ),
    "a bomb": (partial(with_member, "xl/media/a.xml", b"0" * 20_000_000), "zip_bomb"),
    "a length that lies": (lying_header, "damaged_workbook"),
    "overlapping members": (overlapping, "damaged_workbook"),
    "an encrypted member": (encrypted, "damaged_workbook"),
    "a symbolic link": (symlink, "damaged_workbook"),
    "a path upwards": (partial(with_member, "xl/../../etc/passwd"), "damaged_workbook"),
    "an absolute path": (partial(with_member, "/etc/passwd"), "damaged_workbook"),
    "a path of Windows": (partial(with_member, "C:\\x"), "damaged_workbook"),
    "a thousand and one members": (lambda: zip_of({str(at): b"" for at in range(1_001)}), "zip_bomb"),
    "macros": (partial(with_member, "xl/vbaProject.bin"), "macros"),
    "a macro type": (
        partial(
            with_member,
            "[Content_Types].xml",
            b'<Types><Override ContentType="x.macroEnabled.main"/></Types>',
        ),
        "macros",
    ),
    "a cell in the last corner": (far_cell, "workbook_too_heavy"),
    "a text of 30 kB in 45,000 cells": (
        partial(one_long_text_in_every_cell, 30_000, 300),
        "workbook_too_heavy",
    ),
    "a text of 4 kB in 30,000 cells": (
        partial(one_long_text_in_every_cell, 4_000, 200),
        "workbook_too_heavy",
    ),
    "a sheet of 300 columns": (wide_sheet, "too_many_columns"),
    "a workbook without rows": (lambda: saved(Workbook()), "empty_file"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(kind: str) -> None:
    make, code = HOSTILE[kind]
    assert refusal(make(), "upload.bin") == code


def test_a_workbook_with_macros_is_refused_by_its_name_too() -> None:
    assert refusal(xlsx_of(row()), "goods.XLSM") == "macros"


def test_a_text_that_every_cell_shares_is_read_when_it_is_short() -> None:
    assert refusal(one_long_text_in_every_cell(20, 300)) == "read 299 rows"


def test_the_whole_archive_is_measured_not_each_member() -> None:
    content = xlsx_of(row())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unzipped = sum(info.file_size for info in archive.infolist())
    assert refusal(content, limits=Limits(max_unzipped=unzipped)) == "read 1 rows"
    assert refusal(content, limits=Limits(max_unzipped=unzipped - 1)) == "zip_bomb"


def test_a_file_without_its_ending_is_known_by_its_content() -> None:
    assert refusal(xlsx_of(row()), "goods") == "read 1 rows"
    assert refusal(csv_of(row()), "goods.xlsx") == "read 1 rows"


def test_a_header_alone_is_read_and_told_to_have_no_rows() -> None:
    found = parsed()
    assert ([fault.code for fault in found.faults], found.rows_in) == (["no_rows"], 0)


KNOWN = {code for _, code in HOSTILE.values()} | {"read 0 rows", "read 1 rows"}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_refusal(content: bytes) -> None:
    found = refusal(content)
    assert found in KNOWN or found.startswith("read ")


@given(st.integers(0, 9_000), st.binary(min_size=1, max_size=4))
def test_a_workbook_with_spoilt_bytes_is_read_or_refused_clearly(at: int, spoilt: bytes) -> None:
    assert refusal(SOUND[:at] + spoilt + SOUND[at + len(spoilt) :]) in KNOWN


SOUND = xlsx_of(row())
