"""What the hub gives back: rejected rows that can be mended and sent again, and a template that is right."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.errors import Fault
from app.sellers.columns import TEMPLATE
from app.sellers.files import neutralised, rejects_csv, template_csv, template_xlsx
from app.sellers.forms import Parsed, parcels_from_table
from tests.unit.sellers.making import COLUMNS, codes, csv_of, row, table, xlsx_of


def rejected(content: bytes, name: str = "goods.csv") -> tuple[bytes, Parsed]:
    found = table(content, name)
    parsed = parcels_from_table(found)
    return rejects_csv(found, parsed.faults), parsed


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_only_the_wrong_rows_come_back_unchanged_and_with_their_reason() -> None:
    wrong = row(reference="A-2", hs_code="90121", phone="", colour="red")
    content, _ = rejected(csv_of(row(), wrong, columns=(*COLUMNS, "colour")))
    header, line = lines_of(content)
    assert header == [*COLUMNS, "colour", "_row", "_field", "_error"]
    assert line[:-3] == list(wrong.values())
    assert line[-3:-1] == ["2", "hs_code"]
    assert "leading zero" in line[-1]
    assert content.startswith(b"\xef\xbb\xbf")


def test_the_rejected_rows_sent_again_as_they_are_give_the_same_faults() -> None:
    first = csv_of(
        row(), row(reference="A-2", city=""), row(reference="A-3", unit_value="1,234"), row(reference="A-2")
    )
    content, parsed = rejected(first)
    again = parcels_from_table(table(content))
    assert sorted(codes(again)) == sorted(codes(parsed))
    assert again.rows_in == parsed.rows_bad == 3
    assert not again.warnings


def test_the_mended_rejects_complete_the_file() -> None:
    content, parsed = rejected(
        csv_of(row(), row(hs_code="12", sku="b", net_weight_kg=""), row(reference="A-2"))
    )
    mended = parcels_from_table(table(content.replace(b",12,", b",61091000,")))
    assert not mended.faults
    assert {draft.reference for draft in (*parsed.parcels, *mended.parcels)} == {"A-1", "A-2"}
    assert len(mended.parcels[0].items) == 2


def test_rejects_of_rejects_do_not_pile_up_helper_columns() -> None:
    once, _ = rejected(csv_of(row(city="")))
    twice, _ = rejected(once)
    assert once == twice


def test_a_formula_in_the_rejects_is_neutral_and_is_told_again() -> None:
    content, _ = rejected(csv_of(row(consignee_name="=HYPERLINK(1)", phone="+65 6123 4567")))
    header, line = lines_of(content)
    cells = dict(zip(header, line, strict=True))
    assert (cells["consignee_name"], cells["phone"]) == ("'=HYPERLINK(1)", "'+65 6123 4567")
    assert codes(parcels_from_table(table(content))) == [("consignee_name", "formula")]


def test_no_cell_of_the_rejects_runs_as_a_formula() -> None:
    text = ["=1", "+1", "-1", "@x", "'=1"]
    content, _ = rejected(csv_of(*[row(reference=one, city=one, sku=one) for one in text]))
    assert all(cell[:1] not in ("=", "+", "-", "@") for line in lines_of(content) for cell in line)


def test_a_damaged_workbook_row_comes_back_as_it_was() -> None:
    content, _ = rejected(xlsx_of(row(reference=123456789012345678, quantity="=1+1")), "a.xlsx")
    header, line = lines_of(content)
    cells = dict(zip(header, line, strict=True))
    assert (cells["reference"], cells["quantity"]) == ("1.234567890123457e+17", "'=1+1")
    assert ("reference", "excel_number") in codes(parcels_from_table(table(content)))


def test_a_fault_of_the_whole_file_stands_on_every_row() -> None:
    found = table(csv_of(row(), row(reference="A-2")))
    content = rejects_csv(found, [Fault("header", "missing_columns", "The file lacks a column.")])
    assert [line[-1] for line in lines_of(content)[1:]] == ["header: The file lacks a column."] * 2


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=8), min_size=2, max_size=4
    )
)
def test_any_text_comes_through_the_rejects_and_back_unchanged(cells: list[str]) -> None:
    original = table(
        csv_of(
            {"reference": "R", "sku": cells[0].strip(" "), "city": cells[1].strip(" ")},
            columns=("reference", "sku", "city"),
        )
    )
    returned = table(rejects_csv(original, [Fault("sku", "x", "Wrong.", 1)]))
    assert returned.rows == original.rows
    assert returned.columns == original.columns


@given(st.text(max_size=6))
def test_neutralised_text_does_not_begin_like_a_formula(text: str) -> None:
    assert neutralised(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_the_templates_are_read_without_faults_once_the_example_is_renamed() -> None:
    for content, name in ((template_csv(), "t.csv"), (template_xlsx(), "t.xlsx")):
        found = table(content, name)
        assert found.columns == COLUMNS
        assert codes(parcels_from_table(found)) == [("file", "no_rows")]
        cells = dict(zip(COLUMNS, found.rows[0].cells, strict=True))
        again = parcels_from_table(table(csv_of({**cells, "reference": "MINE-1"})))
        assert not again.faults
        assert len(again.parcels) == 1


def test_the_workbook_template_keeps_codes_as_text() -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    sheet = book["Pre-alert"]
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}
    assert {cell.number_format for line in sheet["A1:AA2"] for cell in line} == {"@"}
    assert [listed.formula1 for listed in sheet.data_validations.dataValidation] == [
        '"standard,express"',
        '"DAP,DDP"',
    ]


def test_the_instructions_name_every_column() -> None:
    sheet = load_workbook(io.BytesIO(template_xlsx()))["Instructions"]
    told = {str(line[0]) for line in sheet.iter_rows(values_only=True)}
    assert {column.name for column in TEMPLATE} <= told
