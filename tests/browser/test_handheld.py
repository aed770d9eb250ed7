"""The handheld's app on a real hub: a day by scanner alone, bursts, languages, sign-in."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import wedge
from tests.browser.docks import Dock
from tests.browser.handhelds import Handheld, on_shift, opened
from tests.browser.visits import HEIGHTS, Look
from tests.browser.watching import Watch

LOCALES = {"en": "en-GB", "ms": "ms-MY", "zh": "zh-CN"}
FEW = (("en", Look("dark", 360)), ("ms", Look("light", 320)), ("zh", Look("dark", 320)))
_COUNT_CLICKS = """() => { window.clicks = 0;
  addEventListener("click", (event) => { window.clicks += event.isTrusted; }, true); }"""


@dataclass(slots=True)
class Shop:
    """A window in which handhelds are opened, and what watches it."""

    browser: Browser
    dock: Dock

    def open(self, language: str = "en", look: Look = FEW[0][1]) -> tuple[Page, Watch]:
        context = self.browser.new_context(
            locale=LOCALES[language],
            color_scheme=look.colours,
            viewport={"width": look.width, "height": HEIGHTS[look.width]},
            reduced_motion="reduce",
        )
        watch = Watch(context, self.dock.address)
        return context.new_page(), watch


@pytest.fixture
def shop(browser: Browser, dock: Dock) -> Iterator[Shop]:
    before = set(browser.contexts)
    yield Shop(browser, dock)
    for context in set(browser.contexts) - before:
        context.close()


def test_a_parcel_goes_from_the_door_to_its_departure_by_scanner_alone(shop: Shop) -> None:
    dock = shop.dock
    [parcel], bag, departure = dock.announce(1), dock.bag(), dock.departure()
    page, watch = shop.open()
    handheld = on_shift(page, dock.address)
    page.evaluate(_COUNT_CLICKS)
    for step in _from_door_to_departure(handheld, parcel, bag, departure):
        assert page.evaluate("document.activeElement.id") == "code", f"after {step} scans go elsewhere"
    handheld.sent()
    assert dock.states(parcel) == ("loaded", "cleared")
    assert page.evaluate("window.clicks") == 0
    assert watch.faults == []


def _from_door_to_departure(handheld: Handheld, parcel: str, bag: str, departure: str) -> Iterator[str]:
    yield from _task(handheld, "RECEIVE", "received", ("Scan the parcel", parcel))
    yield from _task(
        handheld,
        "MEASURE",
        "weighed",
        ("Scan the parcel", parcel),
        ("Weight", "712"),
        ("Length", "300x200x150"),
    )
    yield from _put_away(handheld, parcel)
    yield from _task(handheld, "PICK", "picked", ("scan the parcel", parcel))
    yield from _task(handheld, "PACK", "packed", ("bag to fill", bag), ("Scan the parcel", parcel))
    yield from _task(handheld, "CLOSE", "closed", ("Scan the bag", bag), ("seal", "SEAL-0017"))
    yield from _task(handheld, "LOAD", "loaded", ("Scan the departure", departure), ("bag or parcel", bag))


def _task(handheld: Handheld, task: str, done: str, *steps: tuple[str, str]) -> Iterator[str]:
    """Scan the task's command, then each code when its prompt is there, until the hub says that it is done."""
    handheld.scan(f"CMDTASK{task}")
    for prompt, code in steps:
        handheld.prompts(prompt)
        yield f"{task}: {prompt}"
        handheld.scan(code)
    assert handheld.answered(done) == "green", handheld.outcome
    yield f"{task}: {done}"


def _put_away(handheld: Handheld, parcel: str) -> Iterator[str]:
    """The hub names a bin; the bin is scanned."""
    handheld.scan("CMDTASKSTORE")
    handheld.prompts("Scan the parcel")
    handheld.scan(parcel)
    handheld.prompts("Put it in")
    handheld.scan(handheld.prompt.removeprefix("Put it in ").partition(",")[0])
    assert handheld.answered("stored") == "green"
    yield "STORE"


def test_an_exception_and_its_undoing_need_no_touch(shop: Shop) -> None:
    [parcel] = shop.dock.announce(1, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    page.evaluate(_COUNT_CLICKS)
    list(_task(handheld, "RECEIVE", "received", ("Scan the parcel", parcel)))
    handheld.scan("CMDEXCEPTION")
    handheld.prompts("reason")
    handheld.scan("CMDREASONDAMAGE")
    handheld.prompts("Scan the parcel")
    handheld.scan(parcel)
    handheld.shown("held", "green", "amber", "red")
    handheld.scan("CMDUNDO")
    assert handheld.answered("taken back") == "green", handheld.outcome
    handheld.scan("CMDMENU")
    handheld.prompts("choose a task")
    assert page.evaluate("window.clicks") == 0
    assert watch.faults == []


def test_a_burst_of_ten_scans_in_a_second_gets_ten_answers(shop: Shop) -> None:
    codes = shop.dock.announce(10, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    wedge.burst(handheld.session, codes, pause_s=0.09)
    handheld.shown(codes[-1])
    handheld.sent()
    assert page.locator(".last li .code").all_inner_texts() == codes[::-1]
    assert page.locator(".last li.green").count() == 10
    assert page.evaluate("document.activeElement.id") == "code"
    assert {shop.dock.states(code)[0] for code in codes} == {"received"}
    assert watch.faults == []


def test_the_next_piece_ends_the_measuring_of_the_one_before(shop: Shop) -> None:
    first, second = shop.dock.announce(2, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    for code in (first, second):
        shop.dock.scan("receive", code)
    handheld.scan("CMDTASKMEASURE")
    handheld.prompts("Scan the parcel")
    handheld.scan(first)
    handheld.prompts("Weight")
    handheld.scan("500")
    handheld.prompts("Length")
    handheld.scan(second)
    handheld.prompts(f"grams of {second}")
    handheld.sent()
    assert [one["scan"]["context"]["weight_g"] for one in handheld.kept("sent")["sent"]] == [500]
    assert watch.faults == []


def test_a_thing_is_found_without_the_network_from_the_lists_taken_along(shop: Shop) -> None:
    [parcel] = shop.dock.announce(1)
    page, watch = shop.open()
    watch.allowed = ("ERR_INTERNET_DISCONNECTED",)
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.lists(parcel)
    page.context.set_offline(True)
    handheld.scan("CMDTASKFIND")
    handheld.prompts("Scan anything")
    handheld.scan(parcel)
    assert handheld.shown(parcel) == "saved"
    assert "expected · cleared" in handheld.outcome
    page.context.set_offline(False)
    handheld.sent()
    assert watch.faults == []


def test_what_the_hub_refused_stands_until_somebody_has_dealt_with_it(shop: Shop) -> None:
    first, second = shop.dock.announce(2, cleared=False)
    load = shop.dock.inbound_load([first, second])
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    page.get_by_role("button", name=load).click()
    handheld.prompts("Scan the parcel")
    shop.dock.close_inbound_load(load)
    for code in (first, second):
        handheld.scan(code)
        handheld.shown(code, "red")
    assert "closed" in handheld.outcome
    page.click("#queue")
    page.wait_for_selector(".cards li")
    card = page.locator(".cards li", has_text=second)
    for told in (second, "Receive", "Aina the operator", "This inbound load is closed"):
        assert told in card.inner_text()
    assert page.get_by_role("button", name="Override").count() == 0
    card.get_by_role("button", name="I have dealt with it").click()
    expect(page.locator(".cards li")).to_have_count(1)

    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="End shift").click()
    handheld.gave_back()
    page.context.clear_cookies()
    on_shift(page, shop.dock.address, "supervisor")
    page.click("#queue")
    page.get_by_role("button", name="Override").click()
    expect(page.locator(".cards li")).to_have_count(0)
    handheld.sent()
    assert [shop.dock.states(code)[0] for code in (first, second)] == ["received", "expected"]
    assert watch.faults == []


def test_a_new_bag_is_opened_at_the_handheld_and_filled(shop: Shop) -> None:
    [parcel] = shop.dock.announce(1)
    shop.dock.scan("receive", parcel)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKPACK")
    handheld.prompts("bag to fill")
    page.get_by_role("button", name="SIN · standard").click()
    handheld.prompts("Scan the parcel")
    handheld.scan(parcel)
    assert handheld.answered("packed") == "green", handheld.outcome
    assert watch.faults == []


@pytest.mark.parametrize("last", ["Tab", ""])
def test_scanners_without_enter_are_understood(shop: Shop, last: str) -> None:
    codes = shop.dock.announce(3, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    for code in codes:
        wedge.scan(handheld.session, code, last)
        handheld.shown(code)
    handheld.sent()
    assert [one["scan"]["code"] for one in handheld.kept("sent")["sent"]] == codes
    assert watch.faults == []


def test_a_code_whose_rest_a_stalled_browser_sees_late_is_one_scan(shop: Shop) -> None:
    [parcel] = shop.dock.announce(1, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    wedge.scan(handheld.session, parcel[:8], "")
    page.wait_for_timeout(3_000)
    wedge.scan(handheld.session, parcel[8:])
    assert handheld.answered(parcel) == "green", handheld.outcome
    assert [one["scan"]["code"] for one in handheld.kept("sent")["sent"]] == [parcel]
    assert watch.faults == []


@pytest.mark.parametrize("separator", ["F8", "Control+]"])
def test_the_separator_that_no_keyboard_has_comes_as_another_key(shop: Shop, separator: str) -> None:
    bag = shop.dock.bag()
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKFIND")
    handheld.prompts("Scan anything")
    page.keyboard.type(f"00{bag}")
    page.keyboard.press(separator)
    page.keyboard.type("10LOT7")
    page.keyboard.press("Enter")
    assert handheld.answered(bag) == "green", handheld.outcome
    assert watch.faults == []


def test_a_typed_code_can_be_corrected(shop: Shop) -> None:
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    page.keyboard.type("ABX")
    page.keyboard.press("Backspace")
    page.keyboard.type("D")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("C")
    assert page.input_value("#code") == "ABCD"
    page.keyboard.press("Enter")
    handheld.shown("ABCD", "red")
    assert watch.faults == []


def test_a_code_that_comes_twice_is_one_scan_and_one_in_two_halves_is_refused(shop: Shop) -> None:
    [parcel] = shop.dock.announce(1, cleared=False)
    page, watch = shop.open()
    handheld = on_shift(page, shop.dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    handheld.scan(parcel + parcel)
    handheld.until("(words) => document.getElementById('outcome').textContent.includes(words)", "twice")
    wedge.burst(handheld.session, [parcel, parcel], pause_s=0.01)
    handheld.answered("received")
    handheld.sent()
    assert [one["scan"]["code"] for one in handheld.kept("sent")["sent"]] == [parcel]
    assert watch.faults == []


def test_the_first_load_is_small(shop: Shop) -> None:
    """What must come over a poor network before the first scan, as gzip sends it."""
    page, _ = shop.open()
    page.route("**/handheld/sw.js", lambda route: route.abort())
    bodies: dict[str, bytes] = {}
    page.on("response", lambda one: one.ok and bodies.setdefault(one.url, one.body()))
    on_shift(page, shop.dock.address)
    sizes = {url: len(gzip.compress(body, 9)) for url, body in bodies.items() if "/sign-in" not in url}
    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    assert scripts <= 20_000, sizes
    assert sum(sizes.values()) <= 40_000, sizes


def test_the_language_changes_in_two_touches_and_the_shift_stays(shop: Shop) -> None:
    page, _ = shop.open()
    handheld = on_shift(page, shop.dock.address)
    page.click("button[lang=ms]")
    handheld.prompts("Imbas")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("document.documentElement.lang") == "ms"
    assert "KUL" in page.locator("#under").inner_text()


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(shop: Shop) -> None:
    page, watch = shop.open()
    opened(page, shop.dock.address)
    page.click("#body a.primary")
    page.fill("input[name=email]", "operator@hub.example")
    page.fill("input[name=password]", "three green parcels")
    page.click("main button")
    page.wait_for_selector("#name")
    assert page.url == f"{shop.dock.address}/handheld"
    assert watch.faults == []
