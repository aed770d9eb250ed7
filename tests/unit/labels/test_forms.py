"""Customs declarations and air waybills: their fields, in the words and with the numbers of the forms."""

from dataclasses import replace
from decimal import Decimal

import pytest

from labels.papers import air_waybill, cn22, cn23
from labels.papers.customs import Category
from labels.papers.waybill import WaybillLine
from tests.unit.labels import making_papers as made
from tests.unit.labels.reading_papers import drawn, page_texts, unspaced


@pytest.mark.parametrize(
    "caption",
    [
        "Designated operator / Opérateur désigné", "May be opened officially / Peut être ouvert d’office",
        "Gift / Cadeau", "Documents / Documents", "Sale of goods / Vente de biens",
        "Commercial sample / Échantillon commercial", "Returned goods / Retour de marchandises", "Other / Autre",
        "Total weight (6) (in kg) / Poids total (en kg)", "Total value (7) / Valeur totale",
        "HS tariff number (4) and country of origin of goods (5)",
        "Date and sender’s signature (8) / Date et signature de l’expéditeur", "CN 22",
    ],
)  # fmt: skip
def test_a_cn22_has_the_captions_of_the_form(caption):
    assert unspaced(caption) in drawn(cn22.render([made.an_item()]))


@pytest.mark.parametrize(
    "caption",
    [
        "From / De", "To / À", "No. of item (barcode, if any) / N° de l’envoi (code à barres, s’il existe)",
        "Importer’s telephone/fax/e-mail (if known)", "Total gross weight (4) (in kg) / Poids brut total (en kg)",
        "Total value (6) / Valeur totale", "Postal charges/Fees (9) / Frais de port/Frais",
        "Category of item (10) / Catégorie de l’envoi", "Explanation / Explication:", "Comments (11):",
        "Licence (12) / Licence", "Certificate (13) / Certificat", "Invoice (14) / Facture",
        "Office of origin/Date of posting / Bureau d’origine/Date de dépôt",
        "For commercial items only / Pour les envois commerciaux seulement",
        "Date and sender’s signature (15) / Date et signature de l’expéditeur", "CN 23",
    ],
)  # fmt: skip
def test_a_cn23_has_the_captions_of_the_form(caption):
    assert unspaced(caption) in drawn(cn23.render([made.an_item()]))


def test_a_cn23_says_who_sends_what_to_whom():
    text = page_texts(
        cn23.render([made.an_item(comments="phytosanitary certificate inside", licences="L-77")])
    )[0]
    for part in (
        "Batik & Botol Trading Sdn Bhd", "Malaysia", "Zoë Müller-Østergård", "Australia", "1.637", "279.30 MYR",
        "48.20 MYR", "620520", "C2584963070", "Kuala Lumpur 2026-11-24", "phytosanitary certificate inside", "L-77",
        "ORD-2026-118273",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("render", [cn22.render, cn23.render])
def test_one_category_is_crossed(render, category):
    whole = unspaced(page_texts(render([made.an_item(category=category)]))[0])
    assert whole.count("X") == 1 + sum(one.count("X") for one in ("EN0000000017KUL",))
    french = category.partition(" / ")[2].split()[0]
    assert french in whole


def test_a_cn22_of_many_lines_is_several_forms_each_with_its_own_codes():
    item = made.an_item(goods=made.many_goods(11))
    texts = page_texts(cn22.render([item]))
    assert len(texts) > 2
    assert sum(text.count("620520 MY") for text in texts) == 11
    total = f"{Decimal('89.90') * 2 * 11:,.2f} MYR"
    assert all(total in text for text in texts)


def test_an_item_of_nothing_stated_still_has_its_form():
    assert "page 1 of 1" in page_texts(cn22.render([made.an_item(goods=())]))[0]
    assert "page 1 of 1" in page_texts(cn23.render([made.an_item(goods=())]))[0]


@pytest.mark.parametrize(
    ("gross_g", "volume_cm3", "chargeable_g"),
    [
        (3_000, 18_000, 3_000), (3_001, 18_000, 3_500), (1_000, 18_000, 3_000), (1_000, 18_001, 3_500),
        (1_000, None, None), (386_420, 2_318_000, 386_500),
    ],
)  # fmt: skip
def test_what_is_charged_is_the_larger_of_weight_and_volume_in_half_kilograms(
    gross_g, volume_cm3, chargeable_g
):
    line = WaybillLine("goods", 1, gross_g, volume_cm3)
    assert made.a_house_waybill(lines=(line,)).chargeable_g == chargeable_g


def test_a_waybill_sums_its_lines():
    waybill = made.a_house_waybill()
    assert (waybill.pieces, waybill.gross_weight_g, waybill.volume_cm3) == (2, 3120, 16_320)
    text = page_texts(air_waybill.render(waybill))[0]
    for part in (
        "HOUSE AIR WAYBILL", "KUL000000118", "Under master air waybill 232-12345675", "0.016320 m³", "3.500",
        "279.30 MYR", "MH135 2026-11-24", "Airport of departure", "Declared value for customs", "as agreed",
    ):  # fmt: skip
        assert part in text


def test_freight_is_marked_prepaid_or_collect():
    paid = drawn(air_waybill.render(made.a_house_waybill()))
    due = drawn(air_waybill.render(made.a_house_waybill(prepaid=False)))
    assert ("PP" in paid, "CC" in paid.replace("CCcharges", "")) == (True, False)
    assert "CC" in due.replace("CCcharges", "")


def test_a_waybill_of_many_goods_refers_to_the_list_behind_it():
    lines = tuple(WaybillLine(f"goods of kind {count}", 1, 640, 100) for count in range(1, 61))
    first, *others = page_texts(air_waybill.render(made.a_house_waybill(lines=lines)))
    assert "Goods as in the list on the following pages, 60 lines" in " ".join(first.split())
    assert all(f"goods of kind {count} " in " ".join(others) for count in range(1, 61))


def test_a_country_that_nobody_knows_stays_its_code():
    lines = replace(made.BUYER, country="XZ").lines()
    assert "XZ" in lines
    assert "Taiwan" in replace(made.BUYER, country="TW").lines()
