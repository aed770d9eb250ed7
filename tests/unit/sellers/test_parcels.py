"""Rows become parcels, and every row is accounted for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sellers.forms import parcels_from_table
from tests.unit.sellers.making import COLUMNS, codes, csv_of, parsed, row, table, text_of


def test_rows_with_the_same_reference_are_one_parcel() -> None:
    found = parsed(row(sku="a"), row(reference="A-2"), row(sku="b", net_weight_kg=""))
    assert [(draft.reference, draft.rows) for draft in found.parcels] == [("A-1", (1, 3)), ("A-2", (2,))]
    assert [item.sku for item in found.parcels[0].items] == ["a", "b"]


def test_further_rows_of_a_parcel_may_leave_its_columns_empty() -> None:
    bare = dict.fromkeys(COLUMNS, "") | {
        name: row()[name]
        for name in ("reference", "description", "hs_code", "origin", "quantity", "unit_value", "currency")
    }
    found = parsed(row(), bare)
    assert not found.faults
    assert len(found.parcels[0].items) == 2


def test_rows_of_a_parcel_that_disagree_name_each_other() -> None:
    found = parsed(row(), row(reference="A-2"), row(city="Ipoh", weight_kg="0.45 kg"))
    assert codes(found) == [("reference", "parcel_held_back"), ("city", "row_disagrees")]
    assert (found.faults[1].row, found.faults[1].found, found.faults[1].expected) == (3, "Ipoh", "Singapore")
    assert "Row 1" in found.faults[1].message


def test_a_parcel_with_one_wrong_row_is_left_out_whole_and_each_row_says_why() -> None:
    found = parsed(row(), row(hs_code="12"), row(reference="A-2"))
    assert [(fault.row, fault.code) for fault in found.faults] == [(1, "parcel_held_back"), (2, "hs_length")]
    assert (found.rows_in, found.rows_ok, found.rows_bad) == (3, 1, 2)


def test_rows_without_a_reference_do_not_become_one_parcel() -> None:
    found = parsed(row(reference=""), row(reference="", city="Ipoh"))
    assert codes(found) == [("reference", "required")] * 2


def test_a_tracking_number_on_two_parcels_is_wrong_on_both() -> None:
    found = parsed(
        row(carrier_tracking="RB123456785MY"),
        row(reference="A-2"),
        row(reference="A-3", carrier_tracking="rb 123456785 my"),
    )
    assert [(f.row, f.field, f.code) for f in found.faults] == [
        (1, "carrier_tracking", "duplicate_tracking"),
        (3, "carrier_tracking", "duplicate_tracking"),
    ]
    assert "Row 3" in found.faults[0].message
    assert [draft.reference for draft in found.parcels] == ["A-2"]


def test_a_tracking_number_is_double_even_when_the_other_parcel_is_wrong() -> None:
    found = parsed(
        row(carrier_tracking="RB123456785MY"), row(reference="A-2", carrier_tracking="RB123456785MY", city="")
    )
    assert codes(found) == [
        ("carrier_tracking", "duplicate_tracking"),
        ("city", "required"),
        ("carrier_tracking", "duplicate_tracking"),
    ]


def test_references_that_differ_only_in_case_are_not_two_parcels() -> None:
    assert (
        codes(parsed(row(reference="a-1"), row(reference="A-1")))
        == [("reference", "duplicate_reference")] * 2
    )


def test_missing_columns_are_one_fault_that_names_them() -> None:
    found = parsed(row(), columns=[name for name in COLUMNS if name not in ("hs_code", "weight_kg", "sku")])
    assert codes(found) == [("header", "missing_columns")]
    assert "weight_kg, hs_code" in found.faults[0].message
    assert (found.rows_in, found.rows_ok, found.rows_bad) == (1, 0, 1)


def test_a_file_of_something_else_lacks_every_column() -> None:
    found = parcels_from_table(table(b"song,artist\r\nYesterday,Beatles\r\n"))
    assert codes(found) == [("header", "missing_columns")]
    assert "reference" in found.faults[0].expected


@pytest.mark.parametrize("double", ["reference", "Order No", "参考号"])
def test_two_columns_for_one_thing_are_a_fault(double: str) -> None:
    text = text_of([row()]).replace("sku", double, 1)
    assert codes(parcels_from_table(table(text.encode()))) == [("reference", "duplicate_column")]


def test_columns_that_the_hub_does_not_read_are_told() -> None:
    found = parsed(row(colour="red"), columns=(*COLUMNS, "colour"))
    assert found.warnings == ("The column colour is not read; the hub has no use for it.",)
    assert len(found.parcels) == 1


def test_a_cell_too_many_is_told_before_it_shifts_the_others() -> None:
    text = text_of([row()]).rstrip("\r\n") + ",spilled\r\n"
    assert codes(parcels_from_table(table(text.encode()))) == [("row", "extra_cells")]


def test_a_row_cut_short_lacks_what_it_needs() -> None:
    text = text_of([row(), row(reference="A-2")])
    found = parcels_from_table(table(text[: text.rindex("MY,2,")].encode()))
    assert ("origin", "required") in codes(found)
    assert len(found.parcels) == 1


def test_a_line_of_totals_and_the_example_are_left_out_and_told() -> None:
    found = parsed(row(reference="EXAMPLE-1"), row(), {"reference": "Total", "quantity": "2"})
    assert [draft.rows for draft in found.parcels] == [(2,)]
    assert found.rows_in == 1
    assert len(found.warnings) == 2


def test_a_long_number_that_ends_in_zeros_is_told() -> None:
    found = parsed(row(carrier_tracking="123456789012345000"), row(reference="A-2"))
    assert not found.faults
    assert "first in row 1" in found.warnings[0]


CHANGES = st.sampled_from(
    [
        {},
        {"city": ""},
        {"city": "Ipoh"},
        {"hs_code": "90121"},
        {"quantity": "0"},
        {"weight_kg": "1,234"},
        {"weight_kg": "9"},
        {"carrier_tracking": "RB123456785MY"},
        {"reference": ""},
        {"reference": "1.2E+17"},
        {"email": "x"},
        {"service": "express"},
    ]
)
LINES = st.lists(st.tuples(st.sampled_from("ABCDEF"), CHANGES, st.integers(1, 9)), min_size=1, max_size=12)


@given(LINES)
def test_every_row_is_either_in_a_parcel_or_has_a_fault(lines: list[tuple[str, dict[str, Any], int]]) -> None:
    rows = [row(**{"reference": name, "quantity": str(count), **change}) for name, change, count in lines]
    found = parsed(*rows)
    taken = [number for draft in found.parcels for number in draft.rows]
    faulty = {fault.row or 0 for fault in found.faults}
    assert sorted([*taken, *faulty]) == list(range(1, len(rows) + 1))
    assert (found.rows_in, found.rows_ok, found.rows_bad) == (len(rows), len(taken), len(faulty))
    assert found.rows_in == found.rows_ok + found.rows_bad


@given(LINES)
def test_the_pieces_of_the_parcels_are_the_pieces_of_their_rows(
    lines: list[tuple[str, dict[str, Any], int]],
) -> None:
    rows = [row(**{"reference": name, "quantity": str(count), **change}) for name, change, count in lines]
    for draft in parsed(*rows).parcels:
        assert len(draft.items) == len(draft.rows)
        pieces = [int(rows[number - 1]["quantity"]) for number in draft.rows]
        assert [item.quantity for item in draft.items] == pieces


@given(st.permutations(range(6)))
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    size = len(COLUMNS) // 6 + 1
    columns = [name for part in order for name in COLUMNS[part * size : (part + 1) * size]]
    assert parsed(row(), columns=columns).parcels == parsed(row()).parcels


def test_values_remembered_from_one_row_do_not_leak_into_another_column() -> None:
    found = parcels_from_table(
        table(csv_of(row(country="SG", origin="CN"), row(reference="A-2", origin="SG")))
    )
    assert [draft.items[0].origin_country for draft in found.parcels] == ["CN", "SG"]
    assert {draft.consignee_country for draft in found.parcels} == {"SG"}
