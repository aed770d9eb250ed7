"""What holds for every assessment: sums, rounding, order, and what is said beside the amounts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.customs.screening import GoodsLine, ScreenInput
from app.customs.tax import assess, total_of
from tests.unit.customs.making import (
    BOOK,
    DAY,
    ROUND,
    amounts,
    assessed,
    codes,
    consignment,
    line,
    rates,
    screened,
)

HS = ("6205200000", "3926909000", "2204210000", "4901990000", "910211", "8712000000", "030617", "2402200000")
LINES = st.builds(
    GoodsLine,
    description=st.just("Cotton batik shirt"),
    hs_code=st.sampled_from(HS),
    origin=st.just("MY"),
    quantity=st.integers(1, 200),
    unit_value=st.decimals("0.01", "3000", places=2),
    currency=st.sampled_from(sorted(ROUND)),
)
AMOUNTS = st.none() | st.decimals("0", "500", places=2)


@st.composite
def consignments(draw: st.DrawFn) -> ScreenInput:
    return consignment(
        draw(st.sampled_from(BOOK.countries)),
        *draw(st.lists(LINES, min_size=1, max_size=5)),
        freight=draw(AMOUNTS),
        insurance=draw(AMOUNTS),
        freight_currency=draw(st.sampled_from(sorted(ROUND))),
        tax_ids=draw(st.dictionaries(st.sampled_from(("ioss", "gst_sg", "lrn")), st.just("X1"))),
    )


@settings(max_examples=150, deadline=None)
@given(consignments())
def test_the_total_is_the_sum_of_its_charges_in_whole_minor_units(stated: ScreenInput) -> None:
    rules, day = BOOK.for_destination(stated.destination, DAY), rates()
    found = assess(stated, rules, day)
    assert found.total == sum(one.amount for one in found.charges) == total_of(found.charges)
    assert found.total == total_of(found.duty) + total_of(found.tax) + total_of(found.fees)
    for charge in found.charges:
        assert charge.currency == found.currency == rules.currency
        assert charge.amount == day.rounded(charge.amount, charge.currency) >= 0
        if charge.rate is not None:
            assert charge.amount == day.rounded(charge.basis * charge.rate, charge.currency)


@settings(max_examples=100, deadline=None)
@given(consignments())
def test_the_order_of_lines_changes_no_amount(stated: ScreenInput) -> None:
    rules, day = BOOK.for_destination(stated.destination, DAY), rates()
    turned = replace(stated, lines=stated.lines[::-1])
    forth, back = assess(stated, rules, day), assess(turned, rules, day)
    assert amounts(forth) == amounts(back)
    assert sorted(codes(forth)) == sorted(codes(back))


@settings(max_examples=100, deadline=None)
@given(consignments(), st.decimals("0.01", "3000", places=2))
def test_thresholds_are_never_left_by_a_lower_value(stated: ScreenInput, less: Decimal) -> None:
    """Whatever is within at one value is within at each lower one."""
    rules, day = BOOK.for_destination(stated.destination, DAY), rates()
    cheaper = replace(
        stated, lines=tuple(replace(one, unit_value=min(less, one.unit_value)) for one in stated.lines)
    )
    before = {one.code for one in assess(stated, rules, day).comparisons if one.within}
    assert before <= {one.code for one in assess(cheaper, rules, day).comparisons if one.within}


@settings(max_examples=100, deadline=None)
@given(consignments(), st.sampled_from(["XXX", "", "usd"]))
def test_what_passes_screening_can_be_assessed(stated: ScreenInput, currency: str) -> None:
    strange = replace(stated, lines=(*stated.lines, line(currency=currency)))
    assert "currency" in codes(screened(strange))
    with pytest.raises(Invalid, match="no exchange rate"):
        assess(strange, BOOK.for_destination(stated.destination, DAY), BOOK.rates(DAY))
    if not screened(stated).stops:
        assess(stated, BOOK.for_destination(stated.destination, DAY), BOOK.rates(DAY))


def test_half_a_cent_is_rounded_up() -> None:
    # 1,000.30 × 0.15 = 150.045, between two cents of which the lower is even
    assert assessed("NZ", line("1000.30", "NZD")).tax[0].amount == Decimal("150.05")


def test_a_charge_says_how_it_came_about() -> None:
    charge = assessed("ID", line("20", hs_code="3926909000")).duty[0]
    assert charge.rate == Decimal("0.075")
    assert charge.sentence == (
        "Indonesian duty on consignment notes: 7.5 % of 320000.00 IDR (goods, freight, insurance) "
        "= 24000.00 IDR."
    )


def test_freight_is_shared_by_value_where_only_some_lines_are_taxed() -> None:
    # the wine is a quarter of 400 dollars and bears a quarter of 40: 110 × 10 % = 11
    found = assessed(
        "AU",
        line("300", "AUD"),
        line("100", "AUD", hs_code="2204210000"),
        freight=Decimal(40),
        freight_currency="AUD",
    )
    assert found.tax[0].basis == Decimal("110.00")
    assert amounts(found) == {"au-gst-import": "11.00"}


def test_missing_freight_is_said_where_it_counts() -> None:
    assert "freight_unknown" in codes(assessed("SG", freight=None))
    assert "freight_unknown" not in codes(assessed("SG"))
    assert "freight_unknown" not in codes(assessed("PH", line("20"), freight=None))


def test_unverified_rules_that_were_used_are_named() -> None:
    notes = [one for one in assessed("DE", line("20", "EUR")).notes if one.code == "to_verify"]
    assert {one.rule for one in notes} == {"eu-low-value", "eu-vat"}
    assert "standard rates" in notes[-1].sentence


def test_sample_rates_are_said_where_they_were_used() -> None:
    rules, sample = BOOK.for_destination("SG", DAY), BOOK.rates(DAY)
    converted = assess(consignment("SG", line(currency="USD")), rules, sample)
    assert "SGD, USD: sample exchange rates" in converted.notes[-1].sentence
    assert "sample_rates" not in codes(assess(consignment("SG", line(currency="SGD")), rules, sample))


def test_a_consignment_without_lines_owes_nothing() -> None:
    for country in BOOK.countries:
        found = assess(replace(consignment(country), lines=()), BOOK.for_destination(country, DAY), rates())
        assert found.total == 0


def test_rules_of_another_country_are_refused() -> None:
    with pytest.raises(ValueError, match="rules of SG"):
        assess(consignment("MY"), BOOK.for_destination("SG", DAY), rates())
