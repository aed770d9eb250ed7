"""Reading pictures: what is found, by whom, and what is refused before anybody looks at it."""

from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from benchmarks.prints import linear
from labels import reading
from labels.identifiers import Scheme
from labels.kinds.bag import BAG
from labels.kinds.parcel import PARCEL
from labels.printing import printed as print_labels
from labels.reading import CannotRead, engines, read, readers
from labels.reading.engines import by_zbar, by_zxing
from labels.symbols import FNC1, code128
from tests.unit.labels.making import a_label, a_tag
from tests.unit.labels.pictures import png, printed


def test_the_first_reader_is_always_there():
    assert readers()[0] == "zxing-cpp"
    assert set(readers()) <= {"zxing-cpp", "pyzbar"}


def test_a_photographed_label_gives_its_codes():
    [picture] = printed(print_labels(PARCEL, [a_label()]))
    found = read(png(picture))
    assert {(one.identifier.scheme, one.identifier.value, one.symbology, one.gs1) for one in found} == {
        (Scheme.TRACKING, "EN0000000017KUL", "QRCode", False),
        (Scheme.TRACKING, "EN0000000017KUL", "Code128", False),
    }
    assert {(one.reader, one.rung) for one in found} == {("zxing-cpp", "as it is")}


@pytest.mark.parametrize("degrees", [90, 180, 270, 8])
def test_a_turned_tag_gives_its_sscc(degrees):
    [picture] = printed(print_labels(BAG, [a_tag()]))
    turned = picture.rotate(degrees, expand=True, fillcolor=255)
    found = [one for one in read(png(turned)) if one.symbology == "Code128"]
    assert [(one.identifier.scheme, one.identifier.value, one.gs1) for one in found] == [
        (Scheme.SSCC, "195560000000000017", True)
    ]


def test_a_jpeg_is_turned_as_its_camera_says():
    [picture] = printed(print_labels(PARCEL, [a_label()]))
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture.convert("RGB").rotate(90, expand=True).save(out, "JPEG", exif=exif)
    assert {one.text for one in read(out.getvalue())} == {"EN0000000017KUL"}


def test_a_code_on_glass_stands_before_white():
    symbol = zxingcpp.create_barcode("KUL-A-01", zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    dark = Image.fromarray(255 - np.asarray(symbol))
    clear = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    clear.putalpha(dark)
    assert [one.text for one in read(png(clear))] == ["KUL-A-01"]


def test_a_picture_without_codes_gives_nothing():
    assert read(png(Image.new("L", (400, 300), 200))) == ()


def test_part_of_an_itf_code_counts_for_nothing():
    short = zxingcpp.create_barcode("109501", zxingcpp.BarcodeFormat.ITF).to_image(scale=4)
    whole = zxingcpp.create_barcode("10950110153042", zxingcpp.BarcodeFormat.ITF).to_image(scale=4)
    assert read(png(Image.fromarray(np.asarray(short)))) == ()
    assert [one.text for one in read(png(Image.fromarray(np.asarray(whole))))] == ["10950110153042"]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "no_picture"),
        (b"%PDF-1.4 not a picture", "no_picture"),
        (png(Image.new("L", (50, 50)))[:60], "no_picture"),
        (b"\0" * (reading.LARGEST_BYTES + 1), "too_large"),
        (png(Image.new("1", (5001, 5000))), "too_many_pixels"),
        (png(Image.new("1", (14_000, 14_000))), "too_many_pixels"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(image, code):
    with pytest.raises(CannotRead) as refused:
        read(image)
    assert refused.value.code == code
    assert str(refused.value)


def test_the_largest_picture_is_still_read():
    width, height = 5000, 5000
    assert read(png(Image.new("1", (width, height), 1))) == ()


def test_only_the_formats_that_are_asked_for_are_opened():
    out = BytesIO()
    Image.new("L", (50, 50)).save(out, "BMP")
    assert read(out.getvalue()) == ()
    with pytest.raises(CannotRead, match="JPEG, PNG"):
        read(out.getvalue(), formats=("JPEG", "PNG"))


def test_the_second_reader_reads_when_it_is_there():
    [picture] = printed(print_labels(PARCEL, [a_label()]))
    found = {one.text for one in engines.by_zbar(picture)}
    assert found == ({"EN0000000017KUL"} if "pyzbar" in readers() else set())


def test_without_its_library_the_second_reader_is_left_out(monkeypatch):
    monkeypatch.setattr(engines, "pyzbar", None)
    [picture] = printed(print_labels(PARCEL, [a_label()]))
    assert readers() == ("zxing-cpp",)
    assert engines.by_zbar(picture) == []


@pytest.mark.parametrize("by", [by_zxing, by_zbar])
def test_both_readers_tell_gs1_and_keep_the_inner_fnc1_only(by):
    if by is by_zbar and "pyzbar" not in readers():
        pytest.skip("libzbar is not installed")
    carton = linear(code128([FNC1, "0019556000000000001710LT7X", FNC1, "3712"]))
    assert [(one.text, one.aim) for one in by(carton)] == [("0019556000000000001710LT7X\x1d3712", "C1")]
    assert [(one.text, one.aim) for one in by(linear(code128("KUL-A03-12-2")))] == [("KUL-A03-12-2", "C0")]
