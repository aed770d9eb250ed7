"""Text on papers: which letters can be printed, how wide they are, where a line is folded or cut."""

from io import BytesIO

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.drawing import Sheet
from labels.text import (
    REGULAR,
    CannotPrint,
    block,
    fitted,
    folded,
    in_latin,
    lines_up,
    printable,
    shortened,
    width_mm,
)

WESTERN = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf", "Zs"], include_characters=" "), max_size=60
)


def read_back(text):
    sheet = Sheet(400, 50, "One line")
    sheet.text(5, 20, text, 8)
    sheet.next_page()
    with pdfplumber.open(BytesIO(sheet.pdf())) as document:
        return "".join(one["text"] for one in document.pages[0].chars)


@given(WESTERN)
def test_western_text_reads_back_letter_by_letter(text):
    text = printable(text)
    assert read_back(text) == text


@pytest.mark.parametrize("text", [r"a (b\) c\\", "5 € · 20 × 3 – “ok” …", "Wang 8 Zoë"])
def test_brackets_signs_and_chinese_read_back(text):
    assert read_back(text) == text


@pytest.mark.parametrize(
    "text", ["王小明 (Wang) 8号 Zoë", "東京都渋谷区", "Nguyễn Thị Hương", "Łódź", "Иванов", "서울 강남구"]
)
def test_other_letters_are_embedded_and_read_back(text):
    assert read_back(text) == text


@pytest.mark.parametrize("text", ["\ue000", "ⴰⵎⴰ", "a\nb", "a\u200bb", "😀"])
def test_letters_without_a_face_are_named(text):
    strange = next(one for one in sorted(text) if not one.isascii() or not one.isprintable())
    with pytest.raises(CannotPrint, match=rf"U\+{ord(strange):04X}"):
        lines_up(text)


def test_a_list_writes_a_name_without_a_face_in_latin_letters():
    assert in_latin("ⴰⵎⴰ") == "ama"
    assert in_latin("สมชาย") == "สมชาย"
    assert in_latin("Nguyễn") == "Nguyễn"


def test_loose_accents_are_composed_and_hard_spaces_made_plain():
    assert printable("Zoe\u0308\xa0A") == "Zoë A"


def test_a_line_is_made_smaller_to_its_room_and_no_smaller_than_five_points():
    size = fitted("Kuala Lumpur", REGULAR, 20, 20)
    assert 5 < size < 20
    assert width_mm("Kuala Lumpur", REGULAR, size) == pytest.approx(20)
    with pytest.raises(CannotPrint, match="'Kuala Lumpur' does not fit 5 mm even at 5 pt: shorten it"):
        fitted("Kuala Lumpur", REGULAR, 20, 5)


@given(WESTERN, st.floats(3, 80))
def test_a_shortened_text_fits_and_is_the_beginning_of_the_whole(text, room_mm):
    short = shortened(text, REGULAR, 7, room_mm)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert width_mm(short, REGULAR, 7) <= room_mm


@given(st.lists(st.text("abcdefgh深圳", min_size=1, max_size=8), min_size=1, max_size=20))
def test_folding_loses_no_letter(words):
    text = " ".join(words)
    lines = list(folded(text, REGULAR, 8, 30))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_mm(line, REGULAR, 8) <= 30 for line in lines)


def test_a_block_takes_the_largest_size_that_fits():
    size, lines = block(["one two three four"], REGULAR, 12, (25, 12))
    assert (size, lines) == (12, ["one two", "three four"])
    with pytest.raises(CannotPrint, match=r"'one two / three' does not fit 5 × 2 mm at 5 pt"):
        block(["one two", "three"], REGULAR, 12, (5, 2))


@pytest.mark.parametrize("text", ["น้ำ ปี่ 10110", "محمد علي، شارع 12 (دبي)", "தமிழ்நாடு Chennai 600 001"])
def test_a_line_of_joined_letters_is_kept_to_be_searched_and_copied(text):
    sheet = Sheet(400, 50, "One line")
    sheet.text(5, 20, text, 8)
    sheet.next_page()
    document = pypdfium2.PdfDocument(sheet.pdf())
    page = document[0]
    found = page.get_textpage()
    # The reader turns the words of a line that runs to the left around once more, so letters are compared.
    assert sorted(found.get_text_range()) == sorted(text)
    found.close()
    page.close()
    document.close()
