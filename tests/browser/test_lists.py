"""A handheld follows lists of accepted plans: in their order, from bin to bin, by their code."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.docks import Dock
from tests.browser.handhelds import on_shift
from tests.browser.watching import Watch

BINS = ("KUL-A20-03-1", "KUL-A02-05-1", "KUL-A19-05-1")


@pytest.fixture
def page(browser: Browser, dock: Dock) -> Iterator[Page]:
    with browser.new_context(locale="en-GB", viewport={"width": 320, "height": 640}) as context:
        watch = Watch(context, dock.address)
        yield context.new_page()
        assert watch.faults == []


def test_a_picker_is_led_through_a_pick_list_in_its_order(page: Page, dock: Dock) -> None:
    codes = dock.announce(3)
    for code, place in zip(codes, BINS, strict=True):
        dock.scan("receive", code)
        dock.scan("store", code, location=place)
    dock.plan("waves", hours=72, pickers=1)
    rows = dock.rows("pick", codes)
    assert [row[9] for row in rows] != list(BINS)
    handheld = on_shift(page, dock.address)
    handheld.scan("CMDTASKPICK")
    handheld.lists(codes[0])
    handheld.scan(rows[0][10])
    for row in rows:
        handheld.prompts(f"Go to {row[9]}: take {row[0]}")
        handheld.scan(row[0])
        assert handheld.answered(row[0]) == "green"
    handheld.sent()
    assert {dock.states(code)[0] for code in codes} == {"picked"}


def test_a_move_list_tells_from_where_and_where_to(page: Page, dock: Dock) -> None:
    [code] = dock.announce(1)
    dock.scan("receive", code)
    dock.scan("store", code, location="KUL-A20-01-1")
    for reason in ("inspection", "other"):
        dock.scan("hold", code, reason=reason)
    dock.plan("moves")
    [row] = dock.rows("move", [code])
    handheld = on_shift(page, dock.address)
    handheld.scan("CMDTASKMOVE")
    handheld.lists(code)
    handheld.scan(row[10])
    handheld.prompts(f"Go to KUL-A20-01-1: take {code}")
    handheld.scan(code)
    handheld.prompts(row[11])
    handheld.scan(row[11])
    assert handheld.answered(code) == "green"
    handheld.sent()
    assert dock.rows("move", [code]) == []


def test_a_loader_is_led_through_a_load_list_and_told_of_what_belongs_into_another_uld(
    page: Page, dock: Dock
) -> None:
    number, sides = dock.departure(), [900, 900, 900]
    codes = dock.announce(3)
    for code in codes:
        dock.scan("receive", code)
        dock.scan("measure", code, weight_g=2_000, sides_mm=sides)
        dock.scan("pick", code)
        dock.pin(code, number)
    dock.plan("loads", departure=number, ulds={"AKE": 3})
    first, other, last = dock.rows("load", codes)
    assert {row[11] for row in (first, other, last)} == {"AKE 1", "AKE 2", "AKE 3"}
    handheld = on_shift(page, dock.address)
    handheld.scan("CMDTASKLOAD")
    handheld.lists(codes[0])
    page.get_by_role("button", name=f"{first[10]} · AKE 1 · {number}").click()
    handheld.prompts(f"Next into AKE 1: {first[0]}")
    handheld.scan(first[0])
    assert handheld.answered(first[0]) == "green"
    handheld.scan("CMDSKIP")
    handheld.scan(other[10])
    handheld.prompts(f"Next into AKE 2: {other[0]}")
    handheld.scan(last[0])
    handheld.until("() => document.querySelector('ol.last').textContent.includes('the plan has it in AKE 3')")
    handheld.sent()
    assert dock.states(last[0])[0] == "loaded"
