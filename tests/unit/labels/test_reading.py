"""Reading pictures: what is found, by whom, and what is refused before anybody looks at it."""

from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from labels import bag, parcel, reading
from labels.reading import CannotRead, Reading, read, readers
from tests.unit.labels.making import a_label, a_tag
from tests.unit.labels.pictures import png, printed


def test_the_first_reader_is_always_there():
    assert readers()[0] == "zxing-cpp"
    assert set(readers()) <= {"zxing-cpp", "pyzbar"}


def test_a_photographed_label_gives_its_codes():
    [picture] = printed(parcel.render([a_label()]))
    assert set(read(png(picture))) == {
        Reading("EN0000000017KUL", "QRCode", "zxing-cpp"),
        Reading("EN0000000017KUL", "Code128", "zxing-cpp"),
    }


@pytest.mark.parametrize("degrees", [90, 180, 270, 8])
def test_a_turned_tag_gives_its_sscc(degrees):
    [picture] = printed(bag.render([a_tag()]))
    turned = picture.rotate(degrees, expand=True, fillcolor=255)
    assert "195560000000000017" in {one.text for one in read(png(turned))}


def test_a_jpeg_is_turned_as_its_camera_says():
    [picture] = printed(parcel.render([a_label()]))
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


def test_a_picture_too_small_for_one_look_is_enlarged():
    [picture] = printed(parcel.render([a_label()]))
    widths = [width for width in range(120, 420, 4) if found_at(picture, width, enlarged=False) == 0]
    assert any(found_at(picture, width, enlarged=True) for width in widths)


def found_at(picture, width, enlarged):
    small = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    return len(reading._zxing_enlarged(small) if enlarged else reading._zxing(small))


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


def test_the_second_reader_reads_when_it_is_there():
    [picture] = printed(parcel.render([a_label()]))
    found = {one.text for one in reading._zbar(picture)}
    assert found == ({"EN0000000017KUL"} if "pyzbar" in readers() else set())


def test_without_its_library_the_second_reader_is_left_out(monkeypatch):
    monkeypatch.setattr(reading, "pyzbar", None)
    [picture] = printed(parcel.render([a_label()]))
    assert readers() == ("zxing-cpp",)
    assert reading._zbar(picture) == []
