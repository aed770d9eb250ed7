"""The rule packs that ship: each loads, says where it comes from, and answers for each day."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import Invalid, NotFound
from app.customs.rulepack import Confidence, Data, Digits, Goods, NoRules, Pack, Rule, Tax, Threshold
from tests.unit.customs.making import BOOK, DAY, PACKS

MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
OTHERS = "AU GB ID JP KR MY NZ PH SG TH US VN".split()
ALL = (*{id(pack): pack for pack in BOOK.packs.values()}.values(), BOOK.export_pack, BOOK.rates_pack)
RULES = [pytest.param(rule, id=rule.id) for pack in ALL for rule in pack.rules]


def test_every_file_of_the_folder_is_loaded() -> None:
    assert {pack.file for pack in ALL} == set(PACKS.glob("*.toml"))
    assert set(BOOK.countries) == {*MEMBERS, *OTHERS}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_its_source_and_when_it_was_checked(rule: Rule) -> None:
    assert rule.source.strip()
    assert date(2026, 1, 1) <= rule.checked_on <= DAY
    if "no document at hand" in rule.source or "from practice" in rule.source + rule.note:
        assert rule.confidence is Confidence.TO_VERIFY


@pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.code)
def test_every_rule_in_the_text_is_one_of_the_pack(pack: Pack) -> None:
    text = tomllib.loads(pack.file.read_text(encoding="utf-8"))
    written = [
        entry["id"]
        for section in text.values()
        if isinstance(section, list)
        for entry in section
        if isinstance(entry, dict)
    ]
    assert sorted(written) == sorted(rule.id for rule in pack.rules)


@pytest.mark.parametrize("country", BOOK.countries)
def test_every_destination_says_what_data_and_goods_it_wants_today(country: str) -> None:
    rules = BOOK.for_destination(country, DAY)
    assert {"line.hs_code", "line.origin", "consignee.name"} <= {rule.field for rule in rules.of(Data)}
    assert rules.of(Digits)
    assert rules.of(Goods)
    assert {rule.id.split("-")[0] for rule in rules.rules} == {BOOK.packs[country].code.lower()}


def test_every_rate_is_marked_as_an_example() -> None:
    assert {rule.source for rule in BOOK.rates_pack.rules} == {"example"}


@pytest.mark.parametrize(
    ("on", "ids"),
    [
        (date(2026, 6, 30), ["eu-low-value", "eu-duty-relief"]),
        (date(2026, 7, 1), ["eu-low-value"]),
    ],
)
def test_the_unions_relief_ends_with_june_2026(on: date, ids: list[str]) -> None:
    assert [rule.id for rule in BOOK.for_destination("NL", on).of(Threshold)] == ids


def test_a_version_names_the_latest_change_and_the_files_state() -> None:
    before, after = (BOOK.for_destination("NL", date(2026, month, 1)).version for month in (6, 7))
    assert before.startswith("EU 2021-07-01 ")
    assert after.startswith("EU 2026-07-01 ")
    assert before.split()[-1] == after.split()[-1] == BOOK.packs["NL"].version


@pytest.mark.parametrize(("member", "rate"), [("LU", "0.17"), ("HU", "0.27"), ("FI", "0.255")])
def test_a_member_has_its_own_rate(member: str, rate: str) -> None:
    (vat,) = BOOK.for_destination(member, DAY).of(Tax)
    assert (vat.rate, vat.rate_of) == (Decimal(rate), {})


@pytest.mark.parametrize("country", ["BR", "", "eu", "EU"])
def test_an_unknown_destination_needs_manual_review(country: str) -> None:
    with pytest.raises(NoRules, match=f"Unknown destination {country}: .* needs manual review") as met:
        BOOK.for_destination(country, DAY)
    assert isinstance(met.value, NotFound)
    assert "broker" in met.value.hint


def test_a_day_before_all_rules_needs_manual_review_too() -> None:
    with pytest.raises(NoRules, match="needs manual review on 1999-01-01"):
        BOOK.for_destination("SG", date(1999, 1, 1))
    with pytest.raises(NoRules, match="export rules"):
        BOOK.export(date(1999, 1, 1))


def test_a_currency_without_a_rate_is_named() -> None:
    with pytest.raises(Invalid, match="no exchange rate of 'XXX' on 2026-11-24") as met:
        BOOK.rates(DAY).convert(Decimal(1), "XXX", "MYR")
    assert met.value.faults[0].found == "XXX"
