"""Names in many scripts: in the order in which they are read, joined as they are written, alike on every printer."""

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.drawing import Sheet
from labels.raster import picture_of_text
from labels.shaping import levels, missing, runs
from labels.text import BOLD, REGULAR, width_mm

NAMES = {
    "Malay": "Nurul Aisyah binti Abdullah",
    "Vietnamese": "Nguyễn Thị Hương",
    "Chinese": "王小明 深圳市南山区高新南七道 8 号",
    "Japanese": "田中 結衣 すしカメラ 渋谷区神南 1-19-11",
    "Korean": "김민준 서울 강남구",
    "Thai": "สมชาย น้ำผึ้ง ปี่ ถนนสุขุมวิท 10110",
    "Arabic": "محمد علي، شارع 12 الشيخ زايد (دبي)",
    "Tamil": "தமிழ்நாடு சென்னை கௌசல்யா ஸ்ரீ",
    "mixed": "Villa 7, شارع الوصل 12, Dubai",
}


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("abc 12", "abc 12"),
        ("אבג", "גבא"),
        ("שלום 12", "12 םולש"),
        ("שלום 12 רב", "בר 12 םולש"),
        ("רחוב 3/5, חיפה", "הפיח ,3/5 בוחר"),
        ("Dr שלום רב MD", "Dr בר םולש MD"),
        ("שלום Tel Aviv רב", "בר Tel Aviv םולש"),
        ("+972 3 שלום", "םולש 3 +972"),
    ],
)
def test_characters_stand_in_the_order_in_which_they_are_seen(text, visual):
    """Hebrew letters join nothing and so show the order plainly; the rule is the same for Arabic."""
    found, level = list(range(len(text))), levels(text)
    for height in range(max(level), 0, -1):
        found = _turned(found, level, height)
    assert "".join(text[place] for place in found) == visual


def _turned(order, level, height):
    out, stretch = [], []
    for place in order:
        if level[place] >= height:
            stretch.insert(0, place)
            continue
        out += [*stretch, place]
        stretch = []
    return out + stretch


def pdf_dots(text, font, size_pt, dots_per_mm):
    """The line as a PDF reader draws it, cut to its ink."""
    sheet = Sheet(200, 30, "One line")
    sheet.text(5, 20, text, size_pt, font)
    sheet.next_page()
    document = pypdfium2.PdfDocument(sheet.pdf())
    page = document[0]
    picture = np.asarray(page.render(scale=dots_per_mm * 25.4 / 72, grayscale=True).to_pil()) < 128
    page.close()
    document.close()
    return cut(picture)


def cut(dark):
    rows, columns = np.where(dark.any(1))[0], np.where(dark.any(0))[0]
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("font", [REGULAR, BOLD])
@pytest.mark.parametrize("name", [one for one in NAMES if one != "Malay"])
def test_the_picture_for_a_label_printer_is_what_the_pdf_shows(name, font):
    """The PDF is shaped by ReportLab and drawn by PDFium, the picture shaped and drawn here by HarfBuzz."""
    dots_per_mm, size_pt = 12, 24
    on_paper = pdf_dots(NAMES[name], font, size_pt, dots_per_mm)
    picture = picture_of_text(NAMES[name], font, size_pt * 25.4 / 72 * dots_per_mm)
    for_printer = cut(picture.dots.astype(bool))
    assert np.abs(np.subtract(on_paper.shape, for_printer.shape)).max() <= 3
    height, width = np.minimum(on_paper.shape, for_printer.shape)
    shared = [
        (
            on_paper[down : height + down - 2, right : width + right - 2]
            & for_printer[1 : height - 1, 1 : width - 1]
        )
        for down in range(3)
        for right in range(3)
    ]
    assert max(one.sum() for one in shared) >= 0.9 * for_printer.sum()


def test_letters_join_and_marks_stand_over_their_letters():
    joined = [glyph.number for run in runs("محمد", bold=False) for glyph in run.glyphs]
    alone = [glyph.number for one in "دمحم" for run in runs(one, bold=False) for glyph in run.glyphs]
    assert len(joined) == 4
    assert joined != alone
    [word] = runs("ปี่", bold=False)
    assert [glyph.advance > 0 for glyph in word.glyphs] == [True, False, False]
    [letter] = runs("கௌ", bold=False)
    assert len(letter.glyphs) == 3, "a vowel that stands on both sides of its consonant"


def test_ideographs_are_drawn_as_in_the_country_of_the_letters_beside_them():
    faces = {
        text: {run.face.name for run in runs(text, bold=False)} for text in ("直子", "直子 さん", "直 씨")
    }
    assert faces == {
        "直子": {"NotoSansSC"},
        "直子 さん": {"NotoSansJP"},
        "直 씨": {"NotoSansKR"},
    }


@given(st.lists(st.sampled_from([*NAMES.values(), "(", "12/4", "+971 4"]), min_size=1, max_size=4))
def test_no_letter_is_lost_in_the_order(parts):
    text = " ".join(parts)
    found = runs(text, bold=True)
    assert sorted("".join(one.text for one in found)) == sorted(text)
    assert width_mm(text, BOLD, 10) > 0


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_is_shaped_or_its_strange_letters_are_named(text):
    strange = missing(text)
    assert set(strange) <= set(text)
    if text and not strange:
        assert sum(len(one.text) for one in runs(text, bold=False)) == len(text)
