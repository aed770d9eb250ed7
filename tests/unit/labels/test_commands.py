"""The sheet of commands: every code reads back, by every reader, and stands under its words."""

from io import BytesIO

import pdfplumber
import pytest
import zxingcpp

from labels.kinds.commands import Command, CommandGroup, render
from labels.reading.engines import pyzbar
from labels.text import CannotPrint
from tests.unit.labels.pictures import printed

KEYS = CommandGroup(("Keys", "Kekunci", "按键"), (Command("CMDUNDO", ("Undo", "Buat asal", "撤销")),))
LONGEST = Command("CMDREASONDANGEROUSGOODS", ("Dangerous goods", "Barang berbahaya", "危险品"))
HINT = ("Scan instead of touching", "Imbas, tidak perlu sentuh", "扫码代替触屏")


def by_zxing(picture):
    return sorted(one.text for one in zxingcpp.read_barcodes(picture, try_rotate=False))


def by_zbar(picture):
    return sorted(one.data.decode() for one in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.CODE128]))


READERS = [by_zxing] if pyzbar is None else [by_zxing, by_zbar]


def group(*codes):
    return CommandGroup(("Tasks",), tuple(Command(code, (code.title(), "Tugas", "任务")) for code in codes))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dpi", [203.2, 300, 600])
def test_every_code_is_read_at_once(reader, dpi):
    codes = [f"CMDTASK{letter * length}" for length, letter in enumerate("ABCDEFGHJKLMNP", 2)]
    pictures = printed(render([KEYS, group(*codes), group(LONGEST.code)], "Commands", HINT), dpi)
    assert sorted(code for one in pictures for code in reader(one)) == sorted(
        [*codes, "CMDUNDO", LONGEST.code]
    )


def test_a_code_alone_in_its_cell_is_what_a_scanner_held_over_it_reads():
    [picture] = printed(render([group("CMDMENU", "CMDDONE", "CMDSKIP")], "Commands", HINT))
    half = picture.width // 2
    top, row = round(35 / 0.125), round(29.5 / 0.125)
    cells = [(0, top), (half, top), (0, top + row)]
    cut = [picture.crop((x, y, x + half, y + row)) for x, y in cells]
    assert [reader(one) for one in cut for reader in READERS] == [
        [code] for code in ("CMDMENU", "CMDDONE", "CMDSKIP") for _ in READERS
    ]


def test_the_words_stand_there_in_every_language():
    with pdfplumber.open(BytesIO(render([KEYS], "Commands · KUL", HINT))) as document:
        [text] = [page.extract_text() for page in document.pages]
    for part in (
        "Commands · KUL",
        "1 / 1",
        "Keys · Kekunci · 按键",
        "Undo",
        "Buat asal · 撤销",
        "CMDUNDO",
        *HINT,
    ):
        assert part in text


def test_it_is_printed_in_black_alone():
    [picture] = printed(render([KEYS], "Commands", HINT), 72)
    assert picture.mode == "L"
    with pdfplumber.open(BytesIO(render([KEYS], "Commands", HINT))) as document:
        inks = {one["non_stroking_color"] for page in document.pages for one in (*page.chars, *page.rects)}
    assert inks <= {(0,), (1,), 0, 1, (0.0,), (1.0,)}


def test_a_group_stays_on_one_page():
    groups = [group(*(f"CMDTASK{name}{place}" for place in "ABCDEFGHI")) for name in "XYZ"]
    pages = [by_zxing(one) for one in printed(render(groups, "Commands", HINT))]
    assert [sorted({code[7] for code in page}) for page in pages] == [["X"], ["Y"], ["Z"]]


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([], "no command"),
        ([group(*(f"CMD{number:02d}" for number in range(40)))], "split it"),
        ([group("CMD" + "X" * 40)], "makes bars of"),
    ],
)
def test_what_does_not_fit_is_refused(groups, told):
    with pytest.raises(CannotPrint, match=told):
        render(groups, "Commands", HINT)
