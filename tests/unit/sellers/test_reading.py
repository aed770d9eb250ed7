"""Every habit of spreadsheets that a sound file may have gives the same table."""

import datetime
import io
import re
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from app.core.errors import Invalid
from app.sellers.columns import TEMPLATE, match
from app.sellers.files import Limits, Odd
from app.sellers.forms import parcels_from_table
from tests.unit.sellers.making import (
    COLUMNS,
    csv_of,
    parsed,
    refusal,
    rezipped,
    row,
    saved,
    table,
    text_of,
    xlsx_of,
)

ROWS = (row(), row(reference="A-2", city="Seremban", country="MY", postcode="70200"))
CHINESE = row(
    consignee_name="陈美玲", address1="北京市朝阳区建国路88号", city="北京", country="CN", postcode="100022"
)
LATIN = row(
    consignee_name="Jürgen Müller", address1="Königstraße 5", city="Köln", country="DE", postcode="50667"
)


def names_of(content: bytes, encoding: str | None = None) -> list[str]:
    found = parcels_from_table(table(content, encoding=encoding))
    assert not found.faults
    return [draft.consignee_name for draft in found.parcels]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_chinese_letters_survive_every_encoding_that_excel_writes(encoding: str) -> None:
    assert names_of(text_of([CHINESE]).encode(encoding)) == ["陈美玲"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_accents_are_not_taken_for_chinese(encoding: str) -> None:
    assert names_of(text_of([LATIN]).encode(encoding)) == ["Jürgen Müller"]


def test_a_guessed_encoding_is_told_and_another_can_be_chosen() -> None:
    content = text_of([row(consignee_name="陳美玲")]).encode("big5")
    assert "read as" in table(content).warnings[0]
    assert names_of(content, "big5") == ["陳美玲"]


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid, match="klingon"):
        table(csv_of(row()), encoding="klingon")


@pytest.mark.parametrize("encoding", ["rot13", "zlib", "utf-7"])
def test_only_encodings_of_the_list_are_used(encoding: str) -> None:
    with pytest.raises(Invalid, match=encoding):
        table(csv_of(row()), encoding=encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = table(csv_of(*ROWS, delimiter=delimiter))
    assert (found.delimiter, found.columns, len(found.rows)) == (delimiter, COLUMNS, 2)


def test_a_comma_in_a_semicolon_file_is_not_a_delimiter() -> None:
    found = table(csv_of(row(address1="12, Jalan Raja, KL"), delimiter=";"))
    assert found.delimiter == ";"
    assert "12, Jalan Raja, KL" in found.rows[0].cells


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n'])
def test_the_line_that_names_the_delimiter_is_followed(line: str) -> None:
    found = table(line.encode() + csv_of(*ROWS, delimiter=";"))
    assert (found.delimiter, len(found.rows)) == (";", 2)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(ending: str) -> None:
    assert len(table(text_of(ROWS).replace("\r\n", ending).encode()).rows) == 2


def test_a_line_break_in_a_quoted_cell_belongs_to_the_cell() -> None:
    found = parsed(row(address1="12 Bukit Timah Road\nBlock 5"), row(reference="A-2"))
    assert [draft.consignee_address1 for draft in found.parcels] == [
        "12 Bukit Timah Road Block 5",
        "12 Bukit Timah Road",
    ]


@pytest.mark.parametrize("count", [1, 8, 9, 10, 11, 12, 30])
def test_no_row_is_lost_on_the_way(count: int) -> None:
    rows = [row(reference=f"A-{at}") for at in range(count)]
    assert [line.number for line in table(csv_of(*rows)).rows] == list(range(1, count + 1))
    assert [line.number for line in table(xlsx_of(*rows), "a.xlsx").rows] == list(range(1, count + 1))


def test_blank_rows_are_left_out_but_counted() -> None:
    lines = text_of(ROWS).splitlines()
    content = "\r\n".join([lines[0], "", lines[1], ",,,,,", " , ", lines[2], ""])
    assert [line.number for line in table(content.encode()).rows] == [2, 5]


def test_a_header_below_a_title_is_found() -> None:
    content = b"Orders of June\r\n\r\nSeller,Tan & Sons\r\n" + csv_of(*ROWS)
    found = table(content)
    assert (found.columns, found.header_row, found.rows[0].number) == (COLUMNS, 4, 1)
    assert found.warnings == ("2 lines above the header were left out.",)


def test_a_second_header_line_in_another_language_is_left_out() -> None:
    lines = text_of([row()], columns=("reference", "weight_kg", "quantity", "hs_code")).splitlines()
    found = table("\n".join([lines[0], "参考号,重量(kg),数量,海关编码", lines[1]]).encode())
    assert [line.number for line in found.rows] == [2]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Reference No.", "reference"),
        ("ＨＳ　Ｃｏｄｅ", "hs_code"),
        ("hs-code *", "hs_code"),
        ("WEIGHT (KG)", "weight_kg"),
        ("Weight (g)", "weight_g"),
        ("weight", "weight"),
        ("毛重（克）", "weight_g"),
        ("Weight (kg) / 重量(公斤)", "weight_kg"),
        ("收件人姓名 Consignee", "consignee_name"),
        ("Nama Penerima", "consignee_name"),
        ("Negara Asal", "origin"),
        ("单价", "unit_value"),
        ("consignee_postcode", "postcode"),
        ("length mm", "length_mm"),
    ],
)
def test_headers_are_known_in_three_languages_and_many_spellings(header: str, name: str) -> None:
    column = match(header)
    assert column is not None
    assert column.name == name


@pytest.mark.parametrize(
    "header", ["Value (total)", "total weight of order", "reference / tracking", "", "colour"]
)
def test_a_header_that_may_mean_something_else_is_not_taken(header: str) -> None:
    assert match(header) is None


def test_no_name_stands_for_two_columns() -> None:
    for column in TEMPLATE:
        assert match(column.name) == column


def test_a_workbook_gives_what_the_csv_gives() -> None:
    from_csv = parcels_from_table(table(csv_of(*ROWS)))
    from_xlsx = parcels_from_table(table(xlsx_of(*ROWS), "goods.xlsx"))
    assert from_csv.parcels == from_xlsx.parcels
    assert len(from_xlsx.parcels) == 2


def test_numbers_of_a_workbook_are_read_as_the_spreadsheet_shows_them() -> None:
    content = xlsx_of(
        row(weight_kg=0.4 + 0.2, quantity=3.0, unit_value=19.9, postcode=229900, hs_code=61091000)
    )
    draft = parcels_from_table(table(content, "a.xlsx")).parcels[0]
    assert (draft.weight_g, draft.items[0].quantity, str(draft.items[0].unit_value)) == (600, 3, "19.90")
    assert (draft.consignee_postcode, draft.items[0].hs_code) == ("229900", "61091000")


def test_a_table_may_begin_anywhere_in_the_sheet() -> None:
    book = Workbook()
    for at, name in enumerate(COLUMNS):
        book.active.cell(4, 3 + at, name)
        book.active.cell(6, 3 + at, row()[name])
    found = table(saved(book), "a.xlsx")
    assert (found.header_row, found.rows[0].number) == (4, 2)
    assert not parcels_from_table(found).faults


def test_the_visible_sheet_with_most_known_columns_is_read() -> None:
    book = Workbook()
    book.active.append(["Notes", "reference"])
    for title, hidden in (("old", True), ("goods", False)):
        sheet = book.create_sheet(title)
        sheet.append(list(COLUMNS))
        sheet.append(list(row(reference=title).values()))
        sheet.sheet_state = "hidden" if hidden else "visible"
    found = table(saved(book), "a.xlsx")
    assert (found.sheet, found.rows[0].cells[0]) == ("goods", "goods")
    assert found.warnings == ("The sheet goods was read, and no other.",)


def test_a_calculated_formula_gives_its_value() -> None:
    content = xlsx_of(row(quantity="=1+1"))
    with_value = rezipped(
        content,
        {"xl/worksheets/sheet1.xml": _sheet_xml(content).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")},
    )
    assert parcels_from_table(table(with_value, "a.xlsx")).parcels[0].items[0].quantity == 2


def _sheet_xml(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    return re.sub(rb"<v></v>|<v/>", b"<v />", xml)


def test_formulas_never_calculated_errors_and_dates_are_marked() -> None:
    content = xlsx_of(
        row(quantity="=1+1", weight_kg="#REF!", sku=datetime.date(2026, 3, 5)), {"description": "=A1<B1"}
    )
    found = table(content, "a.xlsx")
    cells = dict(zip(COLUMNS, found.rows[0].cells, strict=True))
    assert cells["quantity"] == Odd("no_value", "=1+1")
    assert cells["weight_kg"] == Odd("error", "#REF!")
    assert cells["sku"] == Odd("date", "2026-03-05")
    assert Odd("no_value", "=A1<B1") in found.rows[1].cells


def test_a_column_in_text_format_keeps_its_zeros() -> None:
    draft = parcels_from_table(
        table(xlsx_of(row(hs_code="0901210010", postcode="018956")), "a.xlsx")
    ).parcels[0]
    assert (draft.items[0].hs_code, draft.consignee_postcode) == ("0901210010", "018956")


def test_limits_count_rows_and_bytes_exactly() -> None:
    rows = [row(reference=f"A-{at}") for at in range(20)]
    content = csv_of(*rows)
    assert refusal(content, limits=Limits(max_rows=20, max_bytes=len(content))) == "read 20 rows"
    assert refusal(content, limits=Limits(max_rows=19)) == "too_many_rows"
    assert refusal(content, limits=Limits(max_bytes=len(content) - 1)) == "file_too_large"
    assert refusal(xlsx_of(*rows), limits=Limits(max_rows=20)) == "read 20 rows"
    assert refusal(xlsx_of(*rows), limits=Limits(max_rows=19)) == "too_many_rows"
