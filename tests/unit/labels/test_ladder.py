"""The ladder: what counts, where it stood, when it stops, and that its order is the best of those measured."""

import os
from itertools import islice

import numpy as np
import pytest
from PIL import Image

from benchmarks.photographs import FULL_SET, hard_photographs, photographs
from benchmarks.prints import CODES, GS, label, linear, matrix
from benchmarks.reading import CHOSEN, ORDERS, best, figures, measured, ways
from labels.identifiers import Scheme
from labels.reading.acceptance import Trust, judged
from labels.reading.engines import ZXING, Found, readers
from labels.reading.ladder import LADDER, RUNGS, Rung, climb
from labels.reading.views import Looks, as_it_is, strongest_bars
from labels.symbols import code128, qr

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
TRACKING = "EN0000000017KUL"


def found(text, symbology="Code128", aim=None):
    return Found(text, symbology, aim, ((0, 0),) * 4, ZXING)


@pytest.mark.parametrize(
    ("one", "scheme", "trust"),
    [
        (found(TRACKING, aim="C0"), Scheme.TRACKING, Trust.SURE),
        (found("EN0000000018KUL", aim="C0"), None, Trust.NEVER),
        (found("EN0000000018KUL", "QRCode", "Q1"), None, Trust.NEVER),
        (found("00195560000000000017", aim="C1"), Scheme.SSCC, Trust.SURE),
        (found(f"0019556000000000001710LT7X{GS}3712", aim="C1"), Scheme.SSCC, Trust.SURE),
        (found(f"0019556000000000001710LT7X{GS}3712"), Scheme.SSCC, Trust.SURE),
        (found("KUL-A03-12-2", aim="C0"), Scheme.LOCATION, Trust.UNSURE),
        (found("KUL-A03-12-2", "QRCode", "Q1"), Scheme.LOCATION, Trust.SURE),
        (found(TRACKING, "Code39", "A0"), Scheme.TRACKING, Trust.UNSURE),
        (found("10950110153042", "ITF", "I0"), Scheme.OTHER, Trust.SURE),
        (found("10950110153043", "ITF", "I0"), Scheme.OTHER, Trust.NEVER),
        (found("109501", "ITF", "I0"), Scheme.OTHER, Trust.NEVER),
        (found("9555217608897", "EAN13", "E0"), Scheme.OTHER, Trust.UNSURE),
        (found("AKE\x1b7MH", aim="C0"), None, Trust.NEVER),
        (found("", aim="C0"), None, Trust.NEVER),
    ],
)
def test_check_digits_decide_what_counts(one, scheme, trust):
    identifier, found_trust = judged(one)
    assert (identifier and identifier.scheme, found_trust) == (scheme, trust)


def test_a_sharpened_look_is_no_witness_for_a_retail_code():
    assert judged(found("9555217608897", "EAN13", "E0"), sharpened=True)[1] is Trust.NEVER
    assert judged(found(TRACKING, aim="C0"), sharpened=True)[1] is Trust.SURE


def test_a_linear_code_without_a_check_digit_counts_when_two_looks_agree():
    picture = linear(code128("KUL-A03-12-2"))
    assert climb(picture, ("as it is",)) == ()
    [one] = climb(picture, ("as it is", "enlarged", "zbar"))
    assert (one.identifier.value, one.rung) == ("KUL-A03-12-2", "enlarged")


def test_two_looks_that_differ_do_not_agree(monkeypatch):
    for name, text in (("first", "KUL-A03-12-2"), ("second", "KUL-A03-12-3")):
        monkeypatch.setitem(RUNGS, name, Rung(name, as_it_is, lambda picture, text=text: [found(text)] * 2))
    picture = Image.new("L", (100, 100), 255)
    assert climb(picture, ("first", "second")) == ()
    assert len(climb(picture, ("first", "second", "first"))) == 1


def test_it_stops_at_the_first_code_that_counts():
    assert {one.rung for one in climb(matrix_of(TRACKING), LADDER)} == {LADDER[0]}


def test_a_code_that_waits_gets_one_more_look_beside_one_that_counts():
    sheet = Image.new("L", (900, 500), 255)
    sheet.paste(matrix_of(TRACKING), (20, 20))
    sheet.paste(linear(code128("KUL-A-01")), (20, 300))
    assert {one.identifier.value for one in climb(sheet, LADDER)} == {TRACKING, "KUL-A-01"}


def test_no_rung_begins_after_the_time_is_over(monkeypatch):
    tried = []
    rung = Rung("tried", as_it_is, lambda picture: tried.append(picture) or [])
    monkeypatch.setitem(RUNGS, "tried", rung)
    assert climb(Image.new("L", (400, 300), 200), ("tried", "tried", "tried"), budget_s=-1) == ()
    assert len(tried) == 1


def matrix_of(text):
    return matrix(qr(text))


UPRIGHT = [
    name
    for name in RUNGS
    if name not in ("along the bars", "far along the bars", "smoothed, levelled", "turned 45°")
    and ("pyzbar" in readers() or "zbar" not in name)
]


@pytest.mark.parametrize("size", [(700, 500), (2_000, 1_500)])
@pytest.mark.parametrize("name", UPRIGHT)
def test_corners_are_told_in_the_pixels_of_the_picture(name, size):
    left, top = size[0] - 650, size[1] - 260
    [one] = climb(placed(size, left, top), (name,))
    xs, ys = ([point[axis] for point in one.corners] for axis in (0, 1))
    # libzbar tells a place within the outermost characters.
    assert (min(xs), max(xs)) == pytest.approx((left + 25, left + 575), abs=25)
    assert top - 8 <= min(ys) <= max(ys) <= top + 208


def test_corners_of_a_turned_look_are_turned_back():
    left, top = 40, 200
    turned = placed((700, 500), left, top).rotate(45, expand=True, fillcolor=255)
    for name in ("turned 45°", "bars upright"):
        [one] = climb(turned, (name,))
        middle = np.mean(one.corners, axis=0)
        across, down = left + 300 - 350, top + 100 - 250
        expected = np.array(turned.size) / 2 + np.array([across + down, down - across]) / 2**0.5
        assert middle == pytest.approx(expected, abs=12)


def placed(size, left, top):
    picture = Image.new("L", size, 255)
    picture.paste(linear(code128(TRACKING)).resize((600, 200)), (left, top))
    return picture


@pytest.mark.parametrize("degrees", [0, 7, 30, 45, 63, 90, 150])
def test_the_direction_of_bars_is_found_among_text(degrees):
    rng = np.random.default_rng(1)
    made = label(CODES[0](rng), rng).picture
    sheet = Image.new("L", (made.width + 60, made.height + 60), 255)
    sheet.paste(made, (30, 30))
    off = (strongest_bars(sheet.rotate(degrees, expand=True, fillcolor=255)).degrees - degrees) % 180
    assert min(off, 180 - off) < 1.5


def test_bars_in_a_large_picture_are_looked_at_closely():
    far = placed((4_000, 3_000), 2_600, 1_200).rotate(30, fillcolor=255)
    [one] = climb(far, ("bars upright",))
    assert one.identifier.value == TRACKING
    across, down = 2_900 - 2_000, 1_300 - 1_500
    expected = 2_000 + across * 3**0.5 / 2 + down / 2, 1_500 - across / 2 + down * 3**0.5 / 2
    assert np.mean(one.corners, axis=0) == pytest.approx(expected, abs=15)


def test_what_several_looks_share_is_made_once():
    looks = Looks(Image.new("L", (300, 200), 128))
    assert looks.upright is looks.upright
    assert looks.worked_on is looks.worked_on


def test_the_photographs_are_the_same_every_time():
    assert list(photographs(3)) == list(photographs(3))
    assert [one.png for one in photographs(3, seed=2)] != [one.png for one in photographs(3)]


def test_the_ladder_reads_no_less_than_any_reader_or_order_and_nothing_wrong():
    """All ways on all pictures when soaking; otherwise two pictures of each condition, the cheap ways."""
    cheap = ("as it is (alone)", "enlarged (alone)", "zbar (alone)", "zxing, enlarged, zbar", CHOSEN)
    chosen = {name: read for name, read in ways().items() if SOAK or name in cheap}
    found = measured(photographs(FULL_SET if SOAK else 36), chosen)
    assert best(found), {name: figures(outcomes) for name, outcomes in found.items()}


def test_the_ladder_reaches_its_bars_on_the_hard_set_too():
    pictures = islice(hard_photographs(), None if SOAK else 27)
    found = figures(measured(pictures, {CHOSEN: ways()[CHOSEN]})[CHOSEN])
    assert found.reaches_the_bars, found


def test_the_orders_that_are_offered_differ():
    assert len(set(ORDERS.values())) == len(ORDERS)
    assert all(name in RUNGS for names in ORDERS.values() for name in names)
