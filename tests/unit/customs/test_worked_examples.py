"""One parcel after another to each destination, every amount reckoned by hand beside it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.unit.customs.making import BOOK, amounts, assessed, codes, line

EIGHT_DAYS_LATER = date(2026, 12, 2)


# Singapore: GST relief up to SGD 400 CIF, 9 % above it


def test_singapore_takes_nothing_at_exactly_400_dollars_cif() -> None:
    found = assessed("SG", line("390", "SGD"), freight=Decimal(10), freight_currency="SGD")
    assert amounts(found) == {"sg-duty-free": "0.00"}
    assert found.comparisons[0].within
    assert found.comparisons[0].sentence == (
        "The CIF value of 400.00 SGD is not above Singapore's GST relief of 400 SGD."
    )
    assert "tax_at_sale" in codes(found)


def test_singapore_takes_gst_on_all_of_it_one_cent_above() -> None:
    # 390.01 + 10.00 = 400.01; 9 % of it = 36.0009
    found = assessed("SG", line("390.01", "SGD"), freight=Decimal(10), freight_currency="SGD")
    assert amounts(found) == {"sg-duty-free": "0.00", "sg-gst-import": "36.00"}
    assert found.tax[0].basis == Decimal("400.01")
    assert found.complete


def test_singapore_has_no_relief_for_liquor_and_its_duty_is_not_guessed() -> None:
    # 9 % of 50.00 = 4.50, without the duty by litre that nobody stated
    found = assessed("SG", line("50", "SGD", hs_code="2204210000"))
    assert amounts(found) == {"sg-gst-import": "4.50"}
    assert {"not_relieved", "duty_unknown"} <= set(codes(found))
    assert not found.complete


# Thailand: VAT on everything, duty relief ended with 2025


def test_thailand_takes_vat_on_the_first_baht_and_says_that_duty_is_unknown() -> None:
    # USD 20 × 4 / 0.125 = 640 baht; + 60 baht freight = 700; 7 % = 49
    found = assessed("TH", freight=Decimal(60), freight_currency="THB")
    assert amounts(found) == {"th-vat": "49.00"}
    assert "duty_unknown" in codes(found)


@pytest.mark.parametrize(
    ("on", "value", "free"),
    [
        (date(2025, 12, 31), "1500", True),
        (date(2025, 12, 31), "1500.01", False),
        (date(2026, 1, 1), "1500", False),
        (date(2026, 1, 1), "1", True),
    ],
)
def test_thailand_frees_from_duty_by_the_days_threshold(on: date, value: str, free: bool) -> None:
    found = assessed("TH", line(value, "THB"), on=on)
    assert ("duty_unknown" not in codes(found)) is free


# Indonesia: free up to USD 3, then 7.5 % or a group's rate, PPN 11 % on all


def test_indonesia_takes_only_ppn_at_exactly_three_dollars() -> None:
    # 3 × 4 / 0.00025 = 48,000; 11 % = 5,280
    found = assessed("ID", line("3"))
    assert amounts(found) == {"id-ppn": "5280.00"}
    assert found.complete


def test_indonesia_takes_seven_and_a_half_percent_above_three_dollars() -> None:
    # 20 USD = 320,000; duty 24,000; PPN 11 % of 344,000 = 37,840
    found = assessed("ID", line("20", hs_code="3926909000"))
    assert amounts(found) == {"id-flat": "24000.00", "id-ppn": "37840.00"}
    assert found.total == Decimal("61840.00")


def test_indonesia_takes_each_groups_own_rate() -> None:
    # shirt 160,000 at 25 % = 40,000; book 80,000 at 0; soap dish 80,000 at 7.5 % = 6,000
    # PPN 11 % of 320,000 + 46,000 = 40,260
    lines = (line("10"), line("5", hs_code="4901990000"), line("5", hs_code="3924900000"))
    assert amounts(assessed("ID", *lines)) == {
        "id-textiles": "40000.00",
        "id-books": "0.00",
        "id-flat": "6000.00",
        "id-ppn": "40260.00",
    }


def test_indonesia_wants_the_tariff_above_1500_dollars() -> None:
    at, above = assessed("ID", line("1500")), assessed("ID", line("1500.01"))
    assert at.complete
    assert codes(above).count("duty_unknown") == 1
    assert not above.duty


# Philippines: PHP 10,000 FOB


def test_the_philippines_take_nothing_at_exactly_10000_pesos() -> None:
    # freight does not count for the threshold, which is FOB
    found = assessed("PH", line("10000", "PHP"), freight=Decimal(500), freight_currency="PHP")
    assert found.charges == ()
    assert found.complete


def test_the_philippines_take_vat_on_value_and_freight_above_it() -> None:
    # 10,000.01 + 500 = 10,500.01; 12 % = 1,260.0012
    found = assessed("PH", line("10000.01", "PHP"), freight=Decimal(500), freight_currency="PHP")
    assert amounts(found) == {"ph-vat": "1260.00"}
    assert "duty_unknown" in codes(found)


# Vietnam: VAT from the first dong, in whole dong


def test_vietnam_takes_vat_on_the_first_dong_and_says_what_is_unsure() -> None:
    # 1 USD × 4 / 0.00016 = 25,000; 10 % = 2,500
    found = assessed("VN", line("1"))
    assert amounts(found) == {"vn-vat": "2500"}
    assert {"duty_unknown", "caution"} <= set(codes(found))


# Japan: JPY 10,000, and a tax at the sale from April 2028


def test_japan_takes_nothing_at_exactly_10000_yen() -> None:
    assert assessed("JP", line("10000", "JPY")).charges == ()


def test_japan_takes_ten_percent_above_and_eight_on_food() -> None:
    # shirts 9,000 × 10 % = 900; chilli paste 2,005 × 8 % = 160.4
    found = assessed("JP", line("9000", "JPY"), line("2005", "JPY", hs_code="2103909000"))
    assert amounts(found) == {"jp-jct": "900", "jp-jct-food": "160"}


def test_japan_has_no_exemption_for_leather_bags() -> None:
    # 8,000 × 10 % = 800 on the bag, nothing on the shirt beside it
    found = assessed("JP", line("8000", "JPY", hs_code="420221000"), line("1000", "JPY"))
    assert amounts(found) == {"jp-jct": "800"}
    assert "line 1 (420221000)" in next(one.sentence for one in found.notes if one.code == "duty_unknown")


@pytest.mark.parametrize(("on", "at_sale"), [(date(2028, 3, 31), False), (date(2028, 4, 1), True)])
def test_japan_has_low_values_taxed_at_the_sale_from_april_2028(on: date, at_sale: bool) -> None:
    assert ("tax_at_sale" in codes(assessed("JP", line("5000", "JPY"), on=on))) is at_sale


# Korea: USD 150, the whole value above it, in whole won


def test_korea_takes_nothing_at_exactly_150_dollars() -> None:
    assert assessed("KR", line("75", quantity=2)).charges == ()


def test_korea_takes_vat_on_the_whole_value_above_150_dollars() -> None:
    # 160 × 4 / 0.0032 = 200,000; 10 % = 20,000
    assert amounts(assessed("KR", line("160"))) == {"kr-vat": "20000"}


def test_korea_compares_won_with_dollars() -> None:
    # 150 USD are 187,500 won at the tests' rates
    assert assessed("KR", line("187500", "KRW")).comparisons[0].within
    assert not assessed("KR", line("187513", "KRW")).comparisons[0].within


# Australia and New Zealand: 1,000 dollars


@pytest.mark.parametrize(("value", "tax"), [("1000", {}), ("1000.01", {"au-gst-import": "102.00"})])
def test_australia_takes_gst_at_import_only_above_1000_dollars(value: str, tax: dict[str, str]) -> None:
    # (1,000.01 + 20.00) × 10 % = 102.001
    found = assessed("AU", line(value, "AUD"), freight=Decimal(20), freight_currency="AUD")
    assert amounts(found) == tax


def test_australia_is_told_of_gst_that_the_vendor_took() -> None:
    found = assessed("AU", line("100", "AUD"), tax_ids={"arn_au": "300012345678"})
    sentence = next(note.sentence for note in found.notes if note.code == "tax_at_sale")
    assert "300012345678" in sentence


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        (date(2026, 3, 31), {}),
        # 2.21 × 15 % = 0.3315
        (date(2026, 4, 1), {"nz-levy": "2.21", "nz-gst-levy": "0.33"}),
    ],
)
def test_new_zealand_takes_its_levy_with_gst_from_april_2026(on: date, taken: dict[str, str]) -> None:
    found = assessed("NZ", line("500", "NZD", quantity=2), line("0.00", "NZD"), on=on)
    assert amounts(found) == taken
    assert found.total == sum((Decimal(one) for one in taken.values()), Decimal(0))


def test_new_zealand_takes_gst_instead_of_the_levy_above_1000_dollars() -> None:
    # 1,000.10 × 15 % = 150.015, half up
    assert amounts(assessed("NZ", line("1000.10", "NZD"))) == {"nz-gst-import": "150.02"}


# Great Britain: GBP 135


def test_britain_leaves_135_pounds_to_the_seller() -> None:
    found = assessed("GB", line("135", "GBP"))
    assert found.charges == ()
    assert found.complete
    assert "tax_at_sale" in codes(found)


def test_britain_takes_vat_above_135_pounds_and_duty_must_be_looked_up() -> None:
    # (135.01 + 5.00) × 20 % = 28.002
    found = assessed("GB", line("135.01", "GBP"), freight=Decimal(5), freight_currency="GBP")
    assert amounts(found) == {"gb-vat-import": "28.00"}
    assert "duty_unknown" in codes(found)


# United States: no relief since 29 August 2025


@pytest.mark.parametrize(
    ("on", "value", "taken", "unknown"),
    [
        (date(2025, 8, 28), "800", {}, False),
        (date(2025, 8, 28), "800.01", {}, True),
        (date(2025, 8, 29), "5", {}, True),
        (date(2026, 2, 23), "200", {}, True),
        # 200 × 10 %, on top of a tariff rate that nobody stated
        (date(2026, 2, 24), "200", {"us-surcharge-122": "20.00"}, True),
        (date(2026, 7, 23), "200", {"us-surcharge-122": "20.00"}, True),
        (date(2026, 7, 24), "200", {}, True),
    ],
)
def test_america_by_the_day(on: date, value: str, taken: dict[str, str], unknown: bool) -> None:
    found = assessed("US", line(value), on=on)
    assert amounts(found) == taken
    assert ("duty_unknown" in codes(found)) is unknown


# European Union: EUR 150 free until the end of June 2026, EUR 3 a subheading from July


def test_the_union_frees_150_euro_from_duty_until_june_2026() -> None:
    # German VAT 19 % of 150 = 28.50
    found = assessed("DE", line("150", "EUR"), on=date(2026, 6, 30))
    assert amounts(found) == {"eu-vat": "28.50"}
    assert found.complete


def test_the_union_takes_three_euro_for_five_shirts_from_july_2026() -> None:
    # 5 × 20 = 100; duty 3; VAT 19 % of 103 = 19.57
    found = assessed("DE", line("20", "EUR", quantity=5), on=date(2026, 7, 1))
    assert amounts(found) == {"eu-flat": "3.00", "eu-vat": "19.57"}


def test_the_union_takes_six_euro_for_a_shirt_and_a_watch() -> None:
    # 50 + 100 = 150, still within; duty 2 × 3; VAT 19 % of 156 = 29.64
    shirt, watch = line("50", "EUR"), line("100", "EUR", hs_code="910211")
    found = assessed("DE", shirt, watch)
    assert amounts(found) == {"eu-flat": "6.00", "eu-vat": "29.64"}
    assert found.duty[0].sentence == "the Union's flat duty on low-value goods: 2 × 3.00 EUR = 6.00 EUR."


def test_subheadings_are_told_apart_by_six_digits() -> None:
    cotton, more_cotton, synthetic = (
        line("10", "EUR", hs_code=code) for code in ("6205200010", "6205200090", "620530")
    )
    assert amounts(assessed("DE", cotton, more_cotton))["eu-flat"] == "3.00"
    assert amounts(assessed("DE", cotton, more_cotton, synthetic))["eu-flat"] == "6.00"


def test_the_union_does_not_take_its_flat_duty_one_cent_above() -> None:
    # 19 % of 150.01 = 28.5019; the duty is the tariff's
    found = assessed("DE", line("150.01", "EUR"))
    assert amounts(found) == {"eu-vat": "28.50"}
    assert "duty_unknown" in codes(found)


def test_the_unions_flat_duty_ends_with_june_2028() -> None:
    assert amounts(assessed("DE", line("20", "EUR"), on=date(2028, 6, 30)))["eu-flat"] == "3.00"
    after = assessed("DE", line("20", "EUR"), on=date(2028, 7, 1))
    assert not after.duty
    assert "duty_unknown" in codes(after)


def test_vat_under_ioss_is_not_taken_again() -> None:
    found = assessed("DE", line("20", "EUR"), tax_ids={"ioss": "IM2760000742"})
    assert amounts(found) == {"eu-flat": "3.00"}
    assert "IM2760000742" in next(note.sentence for note in found.notes if note.code == "tax_at_sale")


def test_ioss_does_not_reach_above_150_euro() -> None:
    # 19 % of 151 = 28.69
    found = assessed("DE", line("151", "EUR"), tax_ids={"ioss": "IM2760000742"})
    assert amounts(found) == {"eu-vat": "28.69"}


@pytest.mark.parametrize(
    ("member", "taken"),
    [
        # two lines, two subheadings, 40 euro: duty 6.00 everywhere
        ("FI", {"eu-flat": "6.00", "eu-vat": "11.73"}),  # 25.5 % of 46
        ("FR", {"eu-flat": "6.00", "eu-vat": "9.20", "eu-fee-fr": "4.00"}),  # 20 %, 2 lines × 2
        ("IT", {"eu-flat": "6.00", "eu-vat": "10.12", "eu-fee-it": "2.00"}),  # 22 %
        ("RO", {"eu-flat": "6.00", "eu-vat": "9.66", "eu-fee-ro": "5.00"}),  # 21 %, 25 lei at 1/5
    ],
)
def test_members_have_their_own_vat_and_fees(member: str, taken: dict[str, str]) -> None:
    found = assessed(member, line("20", "EUR"), line("20", "EUR", hs_code="3926909000"))
    assert amounts(found) == taken


# Malaysia: RM 500 CIF, sales tax at the sale up to it


def test_malaysia_takes_nothing_at_exactly_500_ringgit() -> None:
    found = assessed("MY", line("490", "MYR"), freight=Decimal(10), tax_ids={"lrn": "LVG-12345678"})
    assert found.charges == ()
    assert found.complete
    assert "LVG-12345678" in found.notes[0].sentence


def test_malaysia_does_not_guess_between_five_and_ten_percent() -> None:
    found = assessed("MY", line("490.01", "MYR"), freight=Decimal(10))
    assert found.charges == ()
    assert {"duty_unknown", "tax_unknown"} <= set(codes(found))


def test_every_destination_of_the_book_can_be_assessed() -> None:
    for country in BOOK.countries:
        assert assessed(country, on=EIGHT_DAYS_LATER).country == country
