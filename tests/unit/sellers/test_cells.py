"""What each cell may hold: the typed value, or the code of what is wrong with it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.core.forms import number
from app.sellers.forms import ItemDraft, ParcelDraft, Parsed
from tests.unit.sellers.making import codes, parsed, parsed_xlsx, row

FIELDS = {
    "reference": "reference",
    "carrier_tracking": "carrier_tracking",
    "service": "service",
    "incoterm": "incoterm",
    "consignee_name": "consignee_name",
    "address1": "consignee_address1",
    "postcode": "consignee_postcode",
    "country": "consignee_country",
    "phone": "consignee_phone",
    "email": "consignee_email",
    "weight_kg": "weight_g",
    "length_cm": "length_mm",
    "dangerous": "dangerous",
    "description": "description",
    "hs_code": "hs_code",
    "origin": "origin_country",
    "quantity": "quantity",
    "unit_value": "unit_value",
    "currency": "currency",
    "net_weight_kg": "net_weight_g",
}


def value_of(found: Parsed, column: str) -> Any:
    assert not found.faults, found.faults
    draft: ParcelDraft | ItemDraft = found.parcels[0]
    field = FIELDS[column]
    return getattr(draft if hasattr(draft, field) else found.parcels[0].items[0], field)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("reference", "  A  1 ", "A 1"),
        ("reference", "Ａ１２３", "A123"),
        ("reference", '="00123"', "00123"),
        ("reference", "123456789012345678", "123456789012345678"),
        ("carrier_tracking", "rb 123 456 785 my", "RB123456785MY"),
        ("carrier_tracking", "-", ""),
        ("service", "", "standard"),
        ("service", "EXPRESS", "express"),
        ("incoterm", "ddp", "DDP"),
        ("consignee_name", "O'Brien", "O'Brien"),
        ("consignee_name", "\u200b陈美玲", "陈美玲"),
        ("address1", "第１２号　二楼", "第12号 二楼"),
        ("country", "sg", "SG"),
        ("country", "SGP", "SG"),
        ("country", "Singapore", "SG"),
        ("country", "新加坡", "SG"),
        ("origin", "South Korea", "KR"),
        ("origin", "Viet Nam", "VN"),
        ("origin", "UK", "GB"),
        ("phone", "(012) 345-6789", "(012) 345-6789"),
        ("phone", "+60123456789", "+60123456789"),
        ("phone", "n/a", ""),
        ("weight_kg", "0.5kg", 500),
        ("weight_kg", "500 g", 500),
        ("weight_kg", "0,5", 500),
        ("weight_kg", "1.234", 1234),
        ("weight_kg", "１．５", 1500),
        ("weight_kg", "70", 70_000),
        ("weight_kg", "1,2 公斤", 1200),
        ("length_cm", "25.5", 255),
        ("length_cm", "255 mm", 255),
        ("length_cm", "1.2m", 1200),
        ("length_cm", "", None),
        ("dangerous", "un 3481", "UN3481"),
        ("dangerous", "3481", "UN3481"),
        ("dangerous", "No", ""),
        ("description", "手机壳", "手机壳"),
        ("description", "Gift box, paper", "Gift box, paper"),
        ("hs_code", "6109.10", "610910"),
        ("hs_code", "6109.10.00", "61091000"),
        ("hs_code", "0901 21 00 10", "0901210010"),
        ("quantity", "2 pcs", 2),
        ("quantity", "3件", 3),
        ("quantity", "2.0", 2),
        ("quantity", "1,234,567.0", None),
        ("unit_value", "1,234.50", Decimal("1234.50")),
        ("unit_value", "1.234,50", Decimal("1234.50")),
        ("unit_value", "1 234,50", Decimal("1234.50")),
        ("unit_value", "0", Decimal(0)),
        ("unit_value", "19.9000", Decimal("19.90")),
        ("currency", "myr", "MYR"),
        ("currency", "RM", "MYR"),
        ("net_weight_kg", "", None),
    ],
)
def test_a_cell_is_read_as_it_was_meant(column: str, cell: str, value: object) -> None:
    found = parsed(row(**{column: cell}))
    if column == "quantity" and value is None:
        assert codes(found) == [("quantity", "out_of_range")]
    else:
        assert value_of(found, column) == value


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("reference", "", "required"),
        ("reference", "   ", "required"),
        ("reference", "1.23E+17", "excel_number"),
        ("reference", "8.52e+11", "excel_number"),
        ("reference", "1,23E+17", "excel_number"),
        ("reference", "x" * 65, "too_long"),
        ("reference", "=cmd|' /C calc'!A0", "formula"),
        ("reference", "#N/A", "cell_error"),
        ("carrier_tracking", "1.23457E+17", "excel_number"),
        ("carrier_tracking", "A/B?", "tracking"),
        ("service", "overnight", "not_one_of"),
        ("incoterm", "FOB", "not_one_of"),
        ("consignee_name", "12345", "no_name"),
        ("consignee_name", "@SUM(A1)", "formula"),
        ("consignee_name", "+Tan", "formula"),
        ("consignee_name", "T\x07an", "control_character"),
        ("consignee_name", "Tan\u202etxt", "control_character"),
        ("consignee_name", "M\ufffdller", "damaged_text"),
        ("address1", "=1+1", "formula"),
        ("postcode", "18956", "lost_zero"),
        ("postcode", "2299001", "postcode"),
        ("postcode", "2.3E+05", "excel_number"),
        ("country", "Atlantis", "country"),
        ("country", "XX", "country"),
        ("phone", "6.01E+10", "excel_number"),
        ("phone", "12345", "phone"),
        ("phone", "call me", "phone"),
        ("phone", "+6012345678901234", "phone"),
        ("email", "mei@example", "email"),
        ("email", "a@b.com; c@d.com", "email"),
        ("weight_kg", "", "required"),
        ("weight_kg", "0", "out_of_range"),
        ("weight_kg", "-1", "out_of_range"),
        ("weight_kg", "70.001", "out_of_range"),
        ("weight_kg", "500", "out_of_range"),
        ("weight_kg", "1,234", "ambiguous_number"),
        ("weight_kg", "0.12345", "too_precise"),
        ("weight_kg", "2 lb", "unknown_unit"),
        ("weight_kg", "heavy", "not_a_number"),
        ("weight_kg", "1e3", "not_a_number"),
        ("weight_kg", "#DIV/0!", "cell_error"),
        ("length_cm", "-5", "out_of_range"),
        ("length_cm", "10 inch", "unknown_unit"),
        ("dangerous", "yes", "dangerous"),
        ("description", "Gift", "vague_description"),
        ("description", "spare parts", "vague_description"),
        ("description", "SAMPLE - goods 2", "vague_description"),
        ("description", "礼品", "vague_description"),
        ("description", "A1", "vague_description"),
        ("description", "12345", "vague_description"),
        ("hs_code", "", "required"),
        ("hs_code", "8517", "hs_length"),
        ("hs_code", "90121", "hs_length"),
        ("hs_code", "9012100", "hs_length"),
        ("hs_code", "901210010", "hs_length"),
        ("hs_code", "8517.1", "hs_length"),
        ("hs_code", "12345678901", "hs_length"),
        ("hs_code", "6.1E+07", "excel_number"),
        ("hs_code", "000000", "hs_chapter"),
        ("hs_code", "phone", "hs_code"),
        ("origin", "China and Japan", "country"),
        ("quantity", "0", "out_of_range"),
        ("quantity", "1.5", "not_whole"),
        ("quantity", "two", "not_a_number"),
        ("quantity", "1,000", "ambiguous_number"),
        ("unit_value", "-1", "out_of_range"),
        ("unit_value", "1,234", "ambiguous_number"),
        ("unit_value", "19.999", "too_precise"),
        ("unit_value", "19.99999", "too_precise"),
        ("unit_value", "$20", "not_a_number"),
        ("unit_value", "NaN", "not_a_number"),
        ("unit_value", "9" * 30, "not_a_number"),
        ("currency", "XXX", "currency"),
        ("currency", "$", "currency"),
        ("net_weight_kg", "0", "out_of_range"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_what_to_do(column: str, cell: str, code: str) -> None:
    found = parsed(row(reference="A-0"), row(**{column: cell}))
    assert codes(found) == [(column, code)]
    fault = found.faults[0]
    assert fault.row == 2
    assert fault.found == cell.strip()
    assert fault.expected
    assert fault.message.endswith(".")
    assert (found.rows_ok, found.rows_bad) == (1, 1)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("reference", 123456789012345678, "excel_number"),
        ("reference", 1.5, "excel_number"),
        ("carrier_tracking", 1234567890123456, "excel_number"),
        ("hs_code", 90121, "hs_length"),
        ("hs_code", 9012100, "hs_length"),
        ("hs_code", 901210010, "hs_length"),
        ("hs_code", 8517.1, "hs_length"),
        ("postcode", 18956, "lost_zero"),
        ("weight_kg", True, "not_a_number"),
        ("quantity", "=1+1", "formula_no_value"),
        ("description", "#REF!", "cell_error"),
    ],
)
def test_what_a_spreadsheet_damaged_is_an_error_and_never_a_guess(
    column: str, cell: object, code: str
) -> None:
    assert codes(parsed_xlsx(row(**{column: cell}))) == [(column, code)]


def test_nine_digits_of_a_text_cell_are_believed() -> None:
    assert value_of(parsed_xlsx(row(hs_code="610910000")), "hs_code") == "610910000"


@pytest.mark.parametrize("read", [parsed, parsed_xlsx])
def test_the_message_of_a_lost_zero_shows_the_code_with_it(read: Callable[..., Parsed]) -> None:
    assert "090121" in read(row(hs_code=90121)).faults[0].message


@pytest.mark.parametrize(("currency", "faulty"), [("KWD", False), ("MYR", True), ("JPY", True)])
def test_three_decimals_are_for_the_currencies_that_have_them(currency: str, faulty: bool) -> None:
    assert bool(parsed(row(unit_value="19.995", currency=currency)).faults) is faulty


def test_goods_cannot_weigh_more_than_their_parcel() -> None:
    found = parsed(row(net_weight_kg="0.30"), row(net_weight_kg="0.16"))
    assert codes(found)[0] == ("weight_kg", "net_over_gross")
    assert "460 g" in found.faults[0].message


def test_a_weight_without_any_unit_is_not_taken_for_kilograms() -> None:
    columns = tuple("weight" if name == "weight_kg" else name for name in row())
    assert codes(parsed(row(weight="450"), columns=columns)) == [("weight", "unit_missing")]
    assert parsed(row(weight="450 g"), columns=columns).parcels[0].weight_g == 450


def test_a_column_in_grams_is_read_in_grams() -> None:
    columns = tuple("Weight (g)" if name == "weight_kg" else name for name in row())
    assert parsed(row(**{"Weight (g)": "450"}), columns=columns).parcels[0].weight_g == 450


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,5", "1.5"),
        ("0,500", "0.5"),
        ("1234,567", "1234.567"),
        (",5", "0.5"),
        ("1.234.567", "1234567"),
        ("+7", "7"),
    ],
)
def test_a_decimal_comma_is_read_where_it_can_be_nothing_else(written: str, value: str) -> None:
    assert number(written) == Decimal(value)
