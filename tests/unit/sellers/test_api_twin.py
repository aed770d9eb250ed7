"""JSON gives the same drafts as a file, and its faults say in which parcel and field."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import TooLarge
from app.sellers.forms import Parsed, parcels_from_json
from tests.unit.sellers.making import codes, item, parcel, parsed, row


def sent(*parcels: object) -> Parsed:
    return parcels_from_json({"parcels": list(parcels)})


def test_the_same_parcel_by_file_and_by_json_is_the_same_draft() -> None:
    from_json = sent(parcel())
    assert not from_json.faults
    assert from_json.parcels == parsed(row()).parcels
    assert repr(from_json.parcels) == repr(parsed(row()).parcels)


@pytest.mark.parametrize("value", [19.9, "19.9", "19.90"])
def test_money_is_exact_however_it_is_written(value: object) -> None:
    assert str(sent(parcel(items=[item(unit_value=value)])).parcels[0].items[0].unit_value) == "19.90"


def test_an_amount_without_decimals_gets_them() -> None:
    assert str(sent(parcel(items=[item(unit_value=20)])).parcels[0].items[0].unit_value) == "20.00"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"referense": "A"}, "referense", "unknown_field"),
        ({"reference": None}, "reference", "required"),
        ({"reference": 12}, "reference", "wrong_type"),
        ({"reference": "1.23E+17"}, "reference", "excel_number"),
        ({"consignee_country": True}, "consignee_country", "wrong_type"),
        ({"consignee_postcode": "18956"}, "consignee_postcode", "lost_zero"),
        ({"weight_g": "450"}, "weight_g", "wrong_type"),
        ({"weight_g": 450.5}, "weight_g", "wrong_type"),
        ({"weight_g": True}, "weight_g", "wrong_type"),
        ({"weight_g": 0}, "weight_g", "out_of_range"),
        ({"weight_g": 70_001}, "weight_g", "out_of_range"),
        ({"weight_g": 10**5_000}, "weight_g", "out_of_range"),
        ({"items": [item(unit_value=10**5_000)]}, "items[0].unit_value", "not_a_number"),
        ({"weight_g": 149}, "weight_g", "net_over_gross"),
        ({"items": None}, "items", "required"),
        ({"items": []}, "items", "required"),
        ({"items": {"0": {}}}, "items", "wrong_type"),
        ({"items": [item(), 3]}, "items[1]", "wrong_type"),
        ({"items": [item(hs_code="85171")]}, "items[0].hs_code", "hs_length"),
        ({"items": [item(), item(net_weight_g=1, qty=2)]}, "items[1].qty", "unknown_field"),
        ({"items": [item(quantity=0)]}, "items[0].quantity", "out_of_range"),
        ({"items": [item(quantity="2")]}, "items[0].quantity", "wrong_type"),
        ({"items": [item(unit_value="1,50")]}, "items[0].unit_value", "not_a_number"),
        ({"items": [item(unit_value=float("nan"))]}, "items[0].unit_value", "not_a_number"),
        ({"items": [item(unit_value=1e300)]}, "items[0].unit_value", "not_a_number"),
        ({"items": [item(unit_value=0.1 + 0.2)]}, "items[0].unit_value", "too_precise"),
        ({"items": [item(unit_value="1.234")]}, "items[0].unit_value", "too_precise"),
        ({"items": [item(unit_value=[1])]}, "items[0].unit_value", "wrong_type"),
        ({"items": [item(unit_value=-1)]}, "items[0].unit_value", "out_of_range"),
        ({"items": [item(description="gift")]}, "items[0].description", "vague_description"),
    ],
)
def test_a_wrong_field_is_named_with_its_parcel(change: dict[str, Any], field: str, code: str) -> None:
    found = sent(parcel(reference="A-0"), parcel(**change))
    assert codes(found) == [(field, code)]
    assert found.faults[0].row == 2
    assert (found.rows_in, found.rows_ok, found.rows_bad) == (2, 1, 1)


def test_an_unknown_field_is_told_with_the_one_that_was_meant() -> None:
    fault = sent(parcel(referense="A")).faults[0]
    assert "Did you mean reference?" in fault.message
    assert "consignee_name" in fault.expected


def test_a_flood_of_unknown_fields_is_a_few_faults() -> None:
    found = sent(parcel(**{f"x{at}": at for at in range(10_000)}))
    assert codes(found)[:3] == [("x0", "unknown_field"), ("x1", "unknown_field"), ("x2", "unknown_field")]
    assert len(found.faults) == 4
    assert "9997 more" in found.faults[3].message


def test_more_parcels_than_the_hub_takes_at_once_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match="3 parcels"):
        parcels_from_json({"parcels": [parcel()] * 3}, most=2)


@pytest.mark.parametrize("body", [None, [], "x", 1, {}, {"parcels": {}}, {"parcels": None}])
def test_a_body_of_another_shape_is_told_what_is_expected(body: object) -> None:
    assert codes(parcels_from_json(body)) == [("parcels", "wrong_type")]


def test_an_empty_list_and_an_unknown_name_beside_it_are_faults() -> None:
    assert codes(parcels_from_json({"parcels": []})) == [("parcels", "no_rows")]
    found = parcels_from_json({"parcels": [parcel()], "parcel": []})
    assert codes(found) == [("parcel", "unknown_field")]
    assert (found.rows_in, found.rows_bad) == (1, 1)


@pytest.mark.parametrize("broken", [None, 3, "x", []])
def test_a_parcel_that_is_no_object_is_one_fault(broken: object) -> None:
    found = sent(parcel(), broken)
    assert codes(found) == [("parcel", "wrong_type")]
    assert len(found.parcels) == 1


def test_a_reference_sent_twice_is_wrong_on_both() -> None:
    found = sent(parcel(), parcel(weight_g=500))
    assert [(fault.row, fault.code) for fault in found.faults] == [
        (1, "duplicate_reference"),
        (2, "duplicate_reference"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(parcel())), JSON)
def test_any_json_in_any_field_is_taken_or_told(field: str, value: object) -> None:
    found = sent(parcel(**{field: value}))
    assert found.rows_in == found.rows_ok + found.rows_bad == 1
    assert bool(found.faults) is bool(found.rows_bad)


@given(st.sampled_from(sorted(item())), JSON)
def test_any_json_in_any_item_is_taken_or_told(field: str, value: object) -> None:
    found = sent(parcel(items=[item(**{field: value})]))
    assert bool(found.faults) is bool(found.rows_bad)
    assert all(fault.field.startswith("items[0]") or fault.code == "net_over_gross" for fault in found.faults)


@given(st.lists(st.tuples(st.integers(1, 99), st.decimals(0, 9999, places=2)), min_size=1, max_size=6))
def test_the_value_of_a_parcel_is_the_sum_of_what_was_sent(lines: list[tuple[int, Decimal]]) -> None:
    items = [item(quantity=count, unit_value=str(price), net_weight_g=None) for count, price in lines]
    draft = sent(json.loads(json.dumps(parcel(items=items)))).parcels[0]
    assert sum(one.quantity * one.unit_value for one in draft.items) == sum(
        count * price for count, price in lines
    )
