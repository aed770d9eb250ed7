"""What screening stops, and that each sentence names the thing, the reason and the remedy."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.customs.rulepack import Severity
from app.customs.screening import Finding, ScreenInput, screen
from tests.unit.customs.making import BOOK, DAY, codes, consignment, line, screened

HARMLESS = (
    ("Cotton batik shirt", "6205200000"),
    ("Silicone phone case", "3926909000"),
    ("Polyester head scarf", "6214300000"),
    ("Olive oil hand soap bar", "3401110000"),
    ("LED desk lamp, without battery", "9405210000"),
    ("Pewter drinking cup", "8007000000"),
    ("Printed picture book", "4901990000"),
    ("Natural rubber yoga mat", "4016910000"),
    ("Wooden toy train set", "9503000000"),
    ("Wine red silk blouse, ivory collar", "6206100000"),
    ("Glue gun with stand", "8515800000"),
    ("Neck massage gun, battery not included", "9019109000"),
    ("Antique brass door knob", "8302410000"),
    ("Smartwatch strap, silicone", "9113900000"),
)


def only(found: ScreenInput, on: date = DAY) -> Finding:
    stops = screened(found, on).stops
    assert len(stops) == 1, stops
    return stops[0]


@pytest.mark.parametrize(("description", "hs_code"), HARMLESS)
def test_harmless_goods_may_go_everywhere(description: str, hs_code: str) -> None:
    goods = line(description=description, hs_code=hs_code)
    stopped = {one: screened(consignment(one, goods)).stops for one in BOOK.countries}
    assert {one: stops for one, stops in stopped.items() if stops} == {}


# Data


def test_korea_wants_the_clearance_code_and_says_how_it_looks() -> None:
    good = consignment("KR")
    missing = only(replace(good, consignee={**good.consignee, "tax_id": " "}))
    assert (missing.severity, missing.code, missing.rule) == (Severity.HOLD, "missing_data", "kr-pccc")
    assert missing.field == "consignee.tax_id"
    assert missing.message == (
        "The consignee's tax number is missing. "
        "Korea wants the receiver's personal customs clearance code: P and 12 digits."
    )
    wrong = only(replace(good, consignee={**good.consignee, "tax_id": "P12345678901"}))
    assert wrong.code == "bad_data"
    assert "'P12345678901'" in wrong.message


@pytest.mark.parametrize(
    ("tax_id", "right"),
    [
        ("3174012345678901", True),
        ("317401234567890", True),
        ("31740123456789", False),
        ("X174012345678901", False),
    ],
)
def test_indonesia_wants_a_nik_or_npwp(tax_id: str, right: bool) -> None:
    good = consignment("ID")
    found = screened(replace(good, consignee={**good.consignee, "tax_id": tax_id}))
    assert ("bad_data" not in codes(found)) is right


@pytest.mark.parametrize(
    ("tax_ids", "right"), [({}, True), ({"ioss": "IM2760000742"}, True), ({"ioss": "2760000742"}, False)]
)
def test_an_ioss_number_may_be_missing_but_not_wrong(tax_ids: dict[str, str], right: bool) -> None:
    found = screened(consignment("FR", tax_ids=tax_ids))
    assert ("bad_data" not in codes(found)) is right


def test_each_line_without_code_or_origin_is_named() -> None:
    found = screened(consignment("SG", line(), line(hs_code="", origin=""), line(description="")))
    assert {one.field for one in found.stops} == {"line.2.hs_code", "line.2.origin", "line.3.description"}
    assert any(one.message.startswith("The HS code of line 2 is missing.") for one in found.stops)


@pytest.mark.parametrize(
    ("country", "on", "hs_code", "enough"),
    [
        ("DE", DAY, "620520", True),
        ("DE", DAY, "62052", False),
        ("US", DAY, "6205200000", True),
        ("US", DAY, "62052000", False),
        ("US", date(2025, 8, 28), "620520", True),
        ("ID", DAY, "62052000", True),
        ("ID", DAY, "620520", False),
        ("DE", DAY, "6205.20", True),
    ],
)
def test_destinations_want_their_own_number_of_hs_digits(
    country: str, on: date, hs_code: str, enough: bool
) -> None:
    stops = screened(consignment(country, line(hs_code=hs_code)), on).stops
    assert ("hs_digits" not in {one.code for one in stops}) is enough


def test_too_few_digits_are_counted_in_the_sentence() -> None:
    found = only(consignment("US", line(hs_code="62052000")))
    assert found.message == "HS code '62052000' of line 1 has 8 digits, 10 are needed."


# Goods


@pytest.mark.parametrize(
    ("country", "description", "hs_code", "code", "rule"),
    [
        ("SG", "Mint chewing gum, 20 sticks", "210690", "prohibited", "sg-chewing-gum"),
        ("SG", "Sweets, mint", "170410", "prohibited", "sg-chewing-gum"),
        ("TH", "Disposable VAPE pen", "391990", "prohibited", "th-vape"),
        ("KR", "CBD face oil", "330499", "prohibited", "kr-cbd"),
        ("AU", "Raw honey, 500 g", "040900", "restricted", "au-meat-dairy"),
        ("US", "Roasted coffee, ground", "0901210000", "restricted", "us-food"),
        ("GB", "Live-plants, monstera", "060290", "restricted", "gb-plants"),
        ("JP", "Red wines, two bottles", "220421", "restricted", "jp-liquor"),
    ],
)
def test_forbidden_goods_are_found_by_code_or_words(
    country: str, description: str, hs_code: str, code: str, rule: str
) -> None:
    found = screened(consignment(country, line(description=description, hs_code=hs_code))).stops
    assert (code, rule) in {(one.code, one.rule) for one in found}
    first = next(one for one in found if one.rule == rule)
    assert first.remedy
    assert "recognised by" in first.message
    assert first.severity is (Severity.BLOCK if code == "prohibited" else Severity.HOLD)


def test_what_may_not_leave_malaysia_is_blocked_for_every_destination() -> None:
    for country in BOOK.countries:
        found = screened(consignment(country, line(description="Carved ivory figure", hs_code="9601100000")))
        assert found.worst is Severity.BLOCK


def test_words_are_found_whole_only() -> None:
    for description in ("Ginger tea caddy, tin", "Virginia wool scarf", "Swordfish print cushion"):
        assert screened(consignment("JP", line(description=description))).stops == ()


def test_wide_letters_and_capitals_hide_nothing() -> None:
    found = screened(consignment("SG", line(description="ＣＨＥＷＩＮＧ  ＧＵＭ")))
    assert "prohibited" in codes(found)


@pytest.mark.parametrize("description", ["gift", "Sample goods", "Hadiah", "Other parts & accessories"])
def test_vague_descriptions_are_held(description: str) -> None:
    assert only(consignment("SG", line(description=description))).code == "vague_description"


def test_one_word_that_tells_something_is_enough() -> None:
    assert screened(consignment("SG", line(description="Other parts for bicycles"))).stops == ()


def test_a_description_without_words_is_held() -> None:
    assert "bad_data" in codes(screened(consignment("SG", line(description="..."))))


def test_the_unions_stop_words_hold_only_there() -> None:
    goods = line(description="Household goods")
    assert only(consignment("DE", goods)).rule == "eu-stop-words"
    assert screened(consignment("SG", goods)).stops == ()


# Dangerous goods


@pytest.mark.parametrize("description", ["Power bank 10000 mAh", "slim POWERBANK, black", "2 power-banks"])
def test_power_banks_never_fly_undeclared(description: str) -> None:
    found = only(consignment("SG", line(description=description, hs_code="392690")))
    assert (found.severity, found.code) == (Severity.BLOCK, "undeclared_dangerous_goods")
    assert "UN3480" in found.message
    assert "nothing is declared" in found.message


def test_power_banks_declared_as_batteries_in_equipment_are_found() -> None:
    stops = screened(consignment("SG", line(description="Power bank 20000 mAh"), dangerous="UN3481")).stops
    assert [one.code for one in stops] == ["undeclared_dangerous_goods", "dangerous_goods"]
    assert "only 'UN3481' is declared" in stops[0].message


def test_batteries_in_equipment_wait_for_a_check() -> None:
    found = only(consignment("SG", line(description="Bluetooth speaker, wood"), dangerous="UN3481"))
    assert (found.severity, found.code, found.field) == (Severity.HOLD, "dangerous_goods", "dangerous")


@pytest.mark.parametrize(
    ("on", "rule"), [(date(2025, 12, 31), "export-un3481-2025"), (date(2026, 1, 1), "export-un3481")]
)
def test_the_state_of_charge_is_asked_for_from_2026(on: date, rule: str) -> None:
    found = only(consignment("SG", line(description="Bluetooth speaker, wood"), dangerous="UN3481"), on)
    assert found.rule == rule
    assert ("state of charge" in found.remedy) is (on.year == 2026)


def test_an_unlisted_un_number_is_held() -> None:
    found = only(consignment("SG", dangerous="UN9999"))
    assert found.code == "unlisted_dangerous_goods"
    assert "UN3481" in found.message


# Values


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"quantity": 0}, "quantity", "line.1.quantity"),
        ({"unit_value": Decimal(0)}, "value", "line.1.unit_value"),
        ({"unit_value": Decimal("-1")}, "value", "line.1.unit_value"),
        ({"unit_value": Decimal("NaN")}, "value", "line.1.unit_value"),
        ({"unit_value": Decimal("Infinity")}, "value", "line.1.unit_value"),
        ({"currency": "XXX"}, "currency", "line.1.currency"),
        ({"unit_value": Decimal("0.01")}, "implausible_value", "line.1.unit_value"),
        ({"quantity": 100_000}, "implausible_value", "lines"),
    ],
)
def test_numbers_that_cannot_be_are_held(changes: dict[str, Any], code: str, field: str) -> None:
    found = screened(consignment("SG", replace(line(), **changes))).stops
    assert (code, field) in {(one.code, one.field) for one in found}


def test_a_parcel_needs_goods_and_a_weight() -> None:
    assert codes(screened(replace(consignment("SG"), lines=(), weight_g=0))) == ["no_goods", "weight"]


def test_freight_must_be_an_amount_in_a_known_currency() -> None:
    found = screened(consignment("SG", freight=Decimal(-1), freight_currency="XXX"))
    assert {one.field for one in found.stops} == {"freight", "freight_currency"}


def test_much_value_in_little_weight_is_asked_about() -> None:
    # 30 g at 100,000 ringgit a kilogram are 3,000 ringgit, at the sample rate of 4.20 about 714 dollars
    assert screened(consignment("SG", line("714"), weight_g=30)).stops == ()
    assert only(consignment("SG", line("715"), weight_g=30)).field == "weight_g"


# All


def test_the_gravest_finding_stands_first() -> None:
    lines = (line(hs_code=""), line(description="Power bank"))
    severities = [one.severity for one in screened(consignment("MY", *lines)).findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.BLOCK


def test_rules_of_another_country_or_day_are_refused() -> None:
    rules, export = BOOK.for_destination("SG", DAY), BOOK.export(DAY)
    with pytest.raises(ValueError, match="consignment to MY"):
        screen(consignment("MY"), rules, export, DAY)
    with pytest.raises(ValueError, match="2026-11-25"):
        screen(consignment("SG"), rules, export, date(2026, 11, 25))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(BOOK.countries),
    st.text(max_size=200),
    st.text(max_size=12),
    st.text(max_size=20),
    st.integers(-1, 10**6),
    st.decimals(allow_nan=True, allow_infinity=True, places=2),
)
def test_no_text_or_number_breaks_screening(
    country: str, text: str, hs_code: str, un: str, count: int, value: Decimal
) -> None:
    goods = line(
        description=text, hs_code=hs_code, quantity=count, unit_value=value, origin=text, currency=hs_code
    )
    stated = consignment(country, goods, dangerous=un, weight_g=count, tax_ids={"ioss": text})
    for finding in screened(stated).findings:
        assert finding.message.strip()
        assert finding.remedy.strip()
        assert finding.field
