"""Papers: what is printed is the data, every code is read, pages are counted, nothing is cut."""

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest
import zxingcpp
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from labels.amounts import all_money, kg, money, number, totals
from labels.heads import worded
from labels.papers import (
    air_waybill,
    bag_list,
    cn22,
    cn23,
    discrepancy,
    dispatch_note,
    disposal,
    driver_sheet,
    invoice,
    loading_sheet,
    packing_list,
)
from labels.papers.consignment import Goods, Piece
from labels.papers.waybill import WaybillLine
from labels.symbols import CannotEncode
from labels.tables import unbroken
from labels.text import CannotPrint
from tests.unit.labels import making_papers as made
from tests.unit.labels.paper_pictures import DOCS, SHOWN, page
from tests.unit.labels.pictures import READERS, printed
from tests.unit.labels.reading_papers import column, drawn, page_texts, quick_texts, unspaced

# name, data, PDF of the data, what its own code says
PAPERS = {
    "cn22": (made.an_item(), lambda one: cn22.render([one]), "EN0000000017KUL"),
    "cn23": (made.an_item(), lambda one: cn23.render([one]), "EN0000000017KUL"),
    "invoice": (made.an_invoice(), invoice.render, "KUL000000118"),
    "packing list": (made.a_packing_list(), packing_list.render, "KUL000000118"),
    "house waybill": (made.a_house_waybill(), air_waybill.render, "KUL000000118"),
    "master waybill": (made.a_master_waybill(), air_waybill.render, "23212345675"),
    "bag list": (made.a_bag_list(), bag_list.render, "00195560000000000017"),
    "dispatch note": (made.a_dispatch_note(), dispatch_note.render, "MH135/20261124"),
    "driver's sheet": (made.a_driver_sheet(), lambda one: driver_sheet.render([one]), "IN0000412"),
    "loading sheet": (made.a_loading_sheet(), lambda one: loading_sheet.render([one]), "LL0000007"),
    "discrepancy report": (made.a_discrepancy_report(), discrepancy.render, "IN0000412"),
    "disposal record": (made.a_disposal_record(), disposal.render, "EN0000000025KUL"),
}
MANY = 1000
GOODS = made.many_goods(MANY)
LONG = {
    "cn22": made.an_item(goods=GOODS),
    "cn23": made.an_item(goods=GOODS),
    "invoice": made.an_invoice(goods=GOODS),
    "packing list": made.a_packing_list(pieces=(Piece("EN0000000017KUL", 640_000, GOODS),)),
    "house waybill": made.a_house_waybill(
        lines=tuple(WaybillLine(one.description, 1, 640, None) for one in GOODS)
    ),
    "bag list": made.a_bag_list(MANY),
    "dispatch note": made.a_dispatch_note(MANY),
    "driver's sheet": made.a_driver_sheet(stops=made.a_driver_sheet().stops * (MANY // 4)),
    "loading sheet": made.a_loading_sheet(pieces=made.a_loading_sheet().pieces * (MANY // 12 + 1)),
    "discrepancy report": made.a_discrepancy_report(lines=made.a_discrepancy_report().lines * (MANY // 5)),
    "disposal record": made.a_disposal_record(goods=GOODS),
}
# Letters that the faces have as they are: nothing here is written in other letters.
ALPHABET = "".join(one for one in map(chr, range(33, 0x180)) if one.isprintable() and worded(one) == one)
TEXTS = st.lists(st.text(ALPHABET, min_size=1, max_size=60), min_size=1, max_size=8).map(" ".join)
# A paper is too slow to be made hundreds of times more only to find a smaller one that fails.
PRINTED = settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
AMOUNTS = st.decimals(Decimal("0.0001"), Decimal("99999.9999"), places=4)
CURRENCIES = st.sampled_from(["MYR", "USD", "JPY", "KWD", "EUR"])
LINES = st.builds(
    Goods,
    description=TEXTS,
    hs_code=st.from_regex(r"[0-9]{6}([0-9]{2}){0,2}", fullmatch=True),
    origin_country=st.sampled_from(["MY", "ID", "CN", "TH"]),
    quantity=st.integers(1, 9999),
    unit_value=AMOUNTS,
    currency=CURRENCIES,
    net_weight_g=st.integers(1, 70_000),
    sku=st.just(""),
)


@cache
def long_pages(name):
    return quick_texts(PAPERS[name][1](LONG[name]))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAPERS)
def test_the_own_code_of_a_paper_reads_from_an_office_printer(name, reader):
    data, render, code = PAPERS[name]
    assert list(reader(printed(render(data), 300)[0]).values()) == [code.encode()]


def test_the_code_of_a_bag_list_is_a_gs1_symbol():
    [found] = zxingcpp.read_barcodes(printed(bag_list.render(made.a_bag_list()), 300)[0])
    assert found.symbology_identifier == "]C1"


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_tells_what_data_made_it_and_which_page_it_is(name):
    data, render, _ = PAPERS[name]
    for count, text in enumerate(texts := page_texts(render(data)), start=1):
        assert f"made from {data.origin.data}, printed 2026-11-24 09:30+08:00" in text
        assert re.search(r"sha-256 [0-9a-f]{16}", text)
        assert f"page {count} of {len(texts)}" in text


@pytest.mark.parametrize("name", LONG)
def test_a_thousand_lines_go_over_pages_that_are_counted_and_lose_none(name):
    texts = long_pages(name)
    assert len(texts) > 10
    assert [re.findall(r"page \d+ of \d+", text) for text in texts] == [
        [f"page {count} of {len(texts)}"] for count in range(1, len(texts) + 1)
    ]
    whole = " ".join(texts)
    for count in range(1, MANY + 1):
        last = {"bag list": f"EN{count:010d}KUL", "dispatch note": f"19556000000000{min(count, 999):04d}"}
        numbered = name in ("driver's sheet", "discrepancy report", "loading sheet")
        words = (
            rf"(?m)(^|\s){count:,} " if numbered else last.get(name, f"pattern {count}").replace(" ", r"\s+")
        )
        assert re.search(words + ("" if numbered else r"\b"), whole), f"line {count} is missing"


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("invoice", "No. Description of goods HS code Origin Quantity Net kg Unit price Line value"),
        ("packing list", "No. Parcel Contents Article Quantity Net kg Gross kg L × W × H mm"),
        ("bag list", "No. Item Seller Consignee To Weight kg Remarks"),
        ("dispatch note", "No. Unit Kind Seal Parcels Net kg Gross kg"),
        (
            "driver's sheet",
            "No. Stop Address Arrives Leaves Parcels On board kg Taken Time Signature of the seller",
        ),
        (
            "loading sheet",
            "No. Piece Kind Weight kg Size as it lies cm Back cm Left cm Floor cm Dangerous In",
        ),
        ("discrepancy report", "No. Piece Discrepancy Expected Received What was seen Photos Outcome"),
        ("cn23", "Country of origin of"),
        ("cn22", "(3) / Valeur et"),
    ],
)
def test_the_heads_of_a_table_stand_on_every_page_that_it_has_rows_on(name, heads):
    texts = [" ".join(text.split()) for text in long_pages(name)]
    assert [heads in text for text in texts[:-1]] == [True] * (len(texts) - 1)


@pytest.mark.parametrize("name", PAPERS)
def test_the_hash_changes_with_the_data_and_not_with_the_time_of_printing(name):
    data, render, _ = PAPERS[name]

    def digests(one):
        return {
            found for text in page_texts(render(one)) for found in re.findall(r"sha-256 ([0-9a-f]{16})", text)
        }

    later = replace(data.origin, printed_at=data.origin.printed_at + timedelta(hours=1))
    assert len(digests(data)) == 1
    assert digests(replace(data, origin=later)) == digests(data)
    assert digests(replace(data, origin=replace(later, data="something else"))) != digests(data)
    assert render(data) == render(data)


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in ("cn22", "cn23")])
def test_there_is_room_to_sign_and_to_date(name):
    data, render, _ = PAPERS[name]
    whole = " ".join(page_texts(render(data)))
    signed = ("Executed on (date)", "Signature of shipper or his agent") if "waybill" in name else (
        "Name in capitals", "Signature", "Date and time",
    )  # fmt: skip
    assert all(words in whole for words in signed)


@PRINTED
@given(st.lists(LINES, min_size=1, max_size=8))
def test_an_invoice_says_each_line_and_their_sum_whatever_they_are(goods):
    pdf = invoice.render(made.an_invoice(goods=tuple(goods), charges=()))
    assert "".join(column(pdf, 18, 76, 8)) == unspaced("".join(one.description for one in goods))
    values = [f"{money(one.unit_value * one.quantity, one.currency)}" for one in goods]
    sums = {}
    for one in goods:
        sums[one.currency] = sums.get(one.currency, 0) + one.unit_value * one.quantity
    rows = "".join(column(pdf, 169, 201, 8))
    assert rows == unspaced("".join(values))
    total = " + ".join(money(amount, currency) for currency, amount in sums.items())
    assert unspaced(total) in "".join(column(pdf, 169, 201, 8, bold=True))
    net = "".join(column(pdf, 123, 142, 8, bold=True))
    assert net.endswith(kg(sum(one.net_weight_g for one in goods)))


@PRINTED
@given(st.lists(st.builds(Piece, st.from_regex(r"EN[0-9]{10}KUL", fullmatch=True), st.integers(1, 70_000),
                          st.lists(LINES, max_size=4).map(tuple)), min_size=1, max_size=8))  # fmt: skip
def test_a_packing_list_says_each_parcel_and_its_weight_whatever_is_in_it(pieces):
    pdf = packing_list.render(made.a_packing_list(pieces=tuple(pieces)))
    assert column(pdf, 18, 51, 8) == [one.tracking for one in pieces]
    assert "".join(column(pdf, 157, 174, 8)) == "".join(kg(one.gross_weight_g) for one in pieces)
    assert column(pdf, 157, 174, 8, bold=True)[-1] == kg(sum(one.gross_weight_g for one in pieces))


@PRINTED
@given(st.lists(LINES, min_size=1, max_size=8))
def test_a_cn23_says_each_line_on_the_form_or_on_the_pages_behind_it(goods):
    pdf = cn23.render([made.an_item(goods=tuple(goods))])
    said = "".join(column(pdf, 10, 82, 7)).replace("Explanation/Explication:", "")
    assert said == unspaced("".join(one.description for one in goods))
    assert unspaced(all_money(one.value for one in goods)) in drawn(pdf)


@PRINTED
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(1, 70_000)), min_size=1, max_size=8))
def test_a_bag_list_says_each_item_and_the_sum_of_weights(found):
    items = tuple(
        bag_list.BagListItem(f"EN{place:010d}KUL", seller, consignee, "AU", weight_g)
        for place, (seller, consignee, weight_g) in enumerate(found)
    )
    pdf = bag_list.render(made.a_bag_list(items=items))
    assert "".join(column(pdf, 56, 98, 7)) == unspaced("".join(one.seller for one in items))
    assert "".join(column(pdf, 98, 146, 7)) == unspaced("".join(one.consignee for one in items))
    assert column(pdf, 156, 174, 7) == [kg(one.weight_g) for one in items]
    assert column(pdf, 156, 174, 7, bold=True)[-1] == kg(sum(one.weight_g for one in items))


@PRINTED
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 9)), min_size=1, max_size=8))
def test_a_discrepancy_report_says_what_was_seen_and_how_many_photos_there_are(found):
    lines = tuple(
        discrepancy.Discrepancy(f"EN{place:010d}KUL", "damaged", True, True, 700, None, seen, photos, outcome)
        for place, (seen, outcome, photos) in enumerate(found)
    )
    pdf = discrepancy.render(made.a_discrepancy_report(lines=lines))
    assert "".join(column(pdf, 143, 215, 7)) == unspaced("".join(one.seen for one in lines))
    assert "".join(column(pdf, 229, 287, 7)) == unspaced("".join(one.outcome for one in lines))
    assert column(pdf, 215, 229, 7, bold=True)[-1] == str(sum(one.photos for one in lines))


@settings(max_examples=300, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12), CURRENCIES)
def test_an_amount_is_written_whole_and_with_all_digits_of_its_currency(amount, currency):
    written = number(amount, currency)
    assert Decimal(written.replace(",", "")) == amount
    digits = {"JPY": 0, "KWD": 3}.get(currency, 2)
    assert len(written.partition(".")[2]) >= digits


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12))
def test_kilograms_are_the_grams(grams):
    assert int(kg(grams).replace(",", "").replace(".", "")) == grams


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="no amount of money"):
        money(Decimal(amount), "MYR")


def test_sums_are_taken_for_each_currency():
    amounts = [(Decimal("1.10"), "MYR"), (Decimal("2"), "USD"), (Decimal("0.90"), "MYR")]
    assert totals(amounts) == ((Decimal("2.00"), "MYR"), (Decimal("2"), "USD"))
    assert all_money(amounts) == "2.00 MYR + 2.00 USD"


def test_a_net_weight_that_is_not_stated_makes_no_sum():
    text = page_texts(
        invoice.render(made.an_invoice(goods=(made.SHIRT, replace(made.MUG, net_weight_g=None))))
    )[0]
    assert text.count("not stated") == 3


@pytest.mark.parametrize("strange", ["a\tb", "a\nb", "\x00", "\ue000", "a\x7fb"])
@pytest.mark.parametrize("name", ["invoice", "packing list", "cn22", "cn23", "disposal record"])
def test_what_is_no_letter_is_refused_by_its_name(name, strange):
    line = replace(made.SHIRT, description=strange)
    key, value = ("pieces", (Piece("EN1", 1, (line,)),)) if name == "packing list" else ("goods", (line,))
    data, render, _ = PAPERS[name]
    with pytest.raises(CannotPrint, match=r"U\+"):
        render(replace(data, **{key: value}))


@pytest.mark.parametrize("name", ["invoice", "packing list", "cn22", "cn23", "disposal record"])
def test_a_line_higher_than_its_page_is_refused_and_told(name):
    line = replace(made.SHIRT, description="word " * 3000)
    key, value = ("pieces", (Piece("EN1", 1, (line,)),)) if name == "packing list" else ("goods", (line,))
    data, render, _ = PAPERS[name]
    with pytest.raises(CannotPrint, match=r"line 1 \(.*is higher than"):
        render(replace(data, **{key: value}))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cn22", {"operator": "operator " * 60}),
        ("cn23", {"comments": "comment " * 200}),
        ("cn23", {"importer_reference": "x" * 300}),
        ("cn23", {"addressee": replace(made.BUYER, address=("long " * 300,))}),
        ("house waybill", {"handling": ("handle " * 400,)}),
        ("house waybill", {"shipper": replace(made.SELLER, name="y" * 200)}),
        ("invoice", {"incoterm_place": "z" * 200}),
    ],
)
def test_a_text_that_does_not_fit_its_box_stops_the_paper_by_name(name, change):
    data, render, _ = PAPERS[name]
    with pytest.raises(CannotPrint, match="does not fit"):
        render(replace(data, **change))


@pytest.mark.parametrize("name", ["invoice", "disposal record", "bag list"])
def test_very_long_words_go_on_in_the_next_line(name):
    word = "Donaudampfschifffahrtsgesellschaft" * 6
    line = replace(made.SHIRT, description=word, sku="")
    data, render, _ = PAPERS[name]
    item = bag_list.BagListItem("EN0000000001KUL", word, word, "AU", 700)
    told = {"bag list": {"items": (item,)}, "disposal record": {"goods": (line,), "holds": ()}}
    pdf = render(replace(data, **told.get(name, {"goods": (line,)})))
    left, right, size = {"invoice": (18, 76, 8), "disposal record": (18, 92, 7), "bag list": (56, 98, 7)}[
        name
    ]
    lines = column(pdf, left, right, size)
    assert "".join(lines) == word
    assert len(lines) > 2


def test_a_chinese_name_stands_on_the_papers_of_a_consignment():
    buyer = replace(made.BUYER, name="王小明 Wang", address=("深圳市南山区高新南七道 8 号",))
    for pdf in (invoice.render(made.an_invoice(buyer=buyer)), cn23.render([made.an_item(addressee=buyer)])):
        assert "王小明 Wang" in page_texts(pdf)[0]


def test_a_thai_word_is_never_broken_before_a_vowel_or_a_tone_that_stands_on_a_letter():
    word = "น้ำปี่ที่ซื้อ" * 12
    lines = unbroken(word, "Helvetica", 9, 20)
    assert "".join(lines) == word
    assert len(lines) > 5
    assert not [line for line in lines if unicodedata.category(line[0]).startswith("M")]
    assert (
        "page 1 of 1" in page_texts(invoice.render(made.an_invoice(buyer=replace(made.BUYER, name=word))))[0]
    )


def test_a_code_that_is_no_ascii_is_refused():
    with pytest.raises(CannotEncode, match="ASCII"):
        invoice.render(made.an_invoice(code="KUL–1"))


def test_each_driver_has_own_page_numbers():
    sheets = [made.a_driver_sheet(), made.a_driver_sheet(vehicle="van 3", number="IN0000413")]
    texts = page_texts(driver_sheet.render(sheets))
    assert [("van 2" in text, "van 3" in text, "page 1 of 1" in text) for text in texts] == [
        (True, False, True),
        (False, True, True),
    ]


@pytest.mark.parametrize("render", [cn22.render, cn23.render, driver_sheet.render])
def test_nothing_to_print_makes_no_paper(render):
    with pytest.raises(CannotPrint, match="to print"):
        render([])


def test_the_page_of_papers_is_the_one_that_is_drawn():
    assert (DOCS / "papers.md").read_text(encoding="utf-8") == page(), "run `make papers`"
    assert {one.stem for one in (DOCS / "papers").glob("*.png")} == {one.name for one in SHOWN}
