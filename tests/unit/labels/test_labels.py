"""Parcel labels and bag tags: what is printed reads back, by every reader, and every text stands on the paper."""

from io import BytesIO

import pdfplumber
import pytest
import zxingcpp

from labels.identifiers import format_sscc, format_tracking
from labels.kinds.bag import BAG
from labels.kinds.parcel import PARCEL
from labels.printing import Format
from labels.printing import printed as print_labels
from labels.symbols import CannotEncode
from labels.text import CannotPrint
from tests.unit.labels.making import a_label, a_tag
from tests.unit.labels.pictures import READERS, printed


def texts(pdf):
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dpi", [203.2, 300, 406.4])
@pytest.mark.parametrize("dangerous", [False, True])
@pytest.mark.parametrize("tracking", [format_tracking(1, "KUL"), "RR473124829MY", "LX99-a_b/7"])
def test_a_parcel_label_is_read_at_once(reader, dpi, dangerous, tracking):
    [picture] = printed(print_labels(PARCEL, [a_label(tracking=tracking, dangerous=dangerous)]), dpi)
    assert reader(picture) == {"CODE128": tracking.encode(), "QRCODE": tracking.encode()}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dpi", [203.2, 300])
@pytest.mark.parametrize("sscc", ["195560000000000017", format_sscc("9556000", 3, 123456789)])
def test_a_bag_tag_is_read_at_once(reader, dpi, sscc):
    [picture] = printed(print_labels(BAG, [a_tag(sscc=sscc)]), dpi)
    assert reader(picture) == {"CODE128": b"00" + sscc.encode(), "QRCODE": sscc.encode()}


def test_the_sscc_is_a_gs1_symbol_and_lies_lowest():
    [picture] = printed(print_labels(BAG, [a_tag()]))
    found = sorted(zxingcpp.read_barcodes(picture), key=lambda one: one.position.top_left.y)
    assert [one.symbology_identifier for one in found] == ["]Q1", "]C1"]


def test_each_label_has_its_own_page():
    pdf = print_labels(PARCEL, [a_label(tracking=format_tracking(number, "KUL")) for number in range(5)])
    assert [READERS[0](one)["CODE128"].decode() for one in printed(pdf)] == [
        format_tracking(number, "KUL") for number in range(5)
    ]


def test_the_bars_are_20_mm_high_and_keep_their_quiet_zones():
    label = a_label(dangerous=True)
    [picture] = printed(print_labels(PARCEL, [label]))
    code = next(one for one in zxingcpp.read_barcodes(picture) if one.format.name == "Code128")
    left, right = code.position.top_left.x, code.position.top_right.x
    y = (code.position.top_left.y + code.position.bottom_left.y) // 2
    row = [picture.getpixel((x, y)) for x in range(picture.width)]
    assert min(row[max(left - 32, 0) : left - 2] + row[right + 3 : right + 32]) == 255
    column = [picture.getpixel((left + 2, one)) for one in range(y - 100, y + 100)]
    assert sum(grey < 128 for grey in column) >= 20 / 0.125


@pytest.mark.parametrize("dangerous", [False, True])
def test_every_text_stands_on_the_parcel_label(dangerous):
    [text] = texts(print_labels(PARCEL, [a_label(dangerous=dangerous)]))
    for part in (
        "SYD", "EXPRESS", "Batik & Botol Trading Sdn Bhd", "Kuala Lumpur Hub, KLIA Free Zone", "KUL",
        "Zoë Müller-Østergård", "Unit 12 (rear), 48 Wharf Street", "Brisbane City QLD 4000", "Australia", "AU",
        "Tel. +61 7 3001 2345", "1.234 kg", "ORD-2026-118273", "EN0000000017KUL", "2026-11-24 09:30+08:00",
    ):  # fmt: skip
        assert part in text
    assert ("DANGEROUS GOODS: see the declaration" in text) is dangerous
    assert ("no dangerous goods" in text) is not dangerous


def test_every_text_stands_on_the_bag_tag():
    [text] = texts(print_labels(BAG, [a_tag()]))
    for part in (
        "BAG", "from KUL", "SYD", "EXPRESS", "KUL-0012345", "1,248", "1,118.23 kg",
        "2026-11-24 09:30+08:00", "(00) 1 95560000 00000001 7",
    ):  # fmt: skip
        assert part in text


def test_a_long_name_and_address_are_folded_and_not_cut():
    name = "Dr. Maximiliana Alexandrina von Hohenzollern-Sigmaringen, c/o Bremer Stadtmusikanten GmbH"
    address = (
        "John-Foster-Dulles-Allee 10, Block C, 14. Stock, Wohnung 1407, bei Schmidt klingeln",
        "10557 Berlin",
    )
    pdf = print_labels(PARCEL, [a_label(consignee_name=name, address=address)])
    with pdfplumber.open(BytesIO(pdf)) as document:
        left = document.pages[0].crop((0, 140, 206, 258)).extract_text()
    assert " ".join(left.split()) == " ".join(("TO", name, *address, "Tel. +61 7 3001 2345"))


def test_a_chinese_address_is_written_in_chinese_letters():
    [text] = texts(
        print_labels(
            PARCEL, [a_label(consignee_name="王小明 Wang", address=("深圳市南山区高新南七道 8 号",))]
        )
    )
    assert "王小明 Wang" in text
    assert "深圳市南山区" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"consignee_name": "\ue000"}, r"U\+E000"),
        ({"phone": "1\t2"}, r"U\+0009"),
        ({"address": ("x" * 400,)}, "does not fit 67"),
        ({"gateway": "A GATEWAY WITHOUT END"}, "does not fit 50 mm even at 24 pt"),
        ({"tracking": "lower-case-tracking-number-without-end"}, "makes bars of"),
    ],
)
def test_what_does_not_go_on_a_label_is_refused_by_name(changes, said):
    with pytest.raises(CannotPrint, match=said):
        print_labels(PARCEL, [a_label(**changes)])


def test_a_tracking_number_that_is_not_ascii_is_refused():
    with pytest.raises(CannotEncode, match="ASCII"):
        print_labels(PARCEL, [a_label(tracking="EN中文")])


def test_a_bag_tag_with_a_wrong_check_digit_is_refused():
    with pytest.raises(CannotEncode, match="check digit 8, it should be 7"):
        print_labels(BAG, [a_tag(sscc="195560000000000018")])


@pytest.mark.parametrize("written", Format)
@pytest.mark.parametrize("kind", [PARCEL, BAG])
def test_no_labels_make_no_paper(kind, written):
    with pytest.raises(CannotPrint, match="to print"):
        print_labels(kind, [], written)


def test_the_same_label_makes_the_same_bytes():
    assert print_labels(PARCEL, [a_label()]) == print_labels(PARCEL, [a_label()])


def test_a_label_costs_at_most_two_thousand_bytes():
    labels = [a_label(tracking=format_tracking(number, "KUL")) for number in range(300)]
    assert len(print_labels(PARCEL, labels)) / len(labels) < 2000
