"""Every screen of the handheld as people with other eyes, hands and languages meet it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.docks import Dock
from tests.browser.visits import HEIGHTS, Look
from tests.browser.walks import SIGNALS, screens
from tests.browser.watching import Watch, sideways

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
LOCALES = {"en": "en-GB", "ms": "ms-MY", "zh": "zh-CN"}
FEW = (("en", Look("dark", 360)), ("ms", Look("light", 320)), ("zh", Look("dark", 320)))
ALL = tuple(
    (language, Look(colours, width))
    for language in LOCALES
    for colours in ("light", "dark")
    for width in (320, 360)
)
# Targets smaller than a gloved finger; the words on them help to find them.
_SMALL = """() => [...document.querySelectorAll("button, a, input, select, summary, label.button")]
  .filter((one) => !one.hidden && one.checkVisibility() && !one.classList.contains("hidden"))
  .map((one) => [one, one.getBoundingClientRect(), one.classList.contains("primary") ? 64 : 48])
  .filter(([one, box, least]) => box.height < least || box.width < 48)
  .map(([one, box]) => `${one.tagName} ${one.id} ${one.textContent.trim()}: ${box.width} × ${box.height}`)"""
# A key that a catalogue lacks is shown as itself: words with dots between.
_UNSAID = """() => [...document.querySelectorAll("body *")]
  .flatMap((one) => [...one.childNodes].filter((text) => text.nodeType === 3).map((text) => text.data.trim())
    .concat(["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name) ?? "")))
  .filter((words) => /^[a-z_]+(\\.[a-z_]+)+$|\\{\\w+\\}|undefined|NaN/.test(words))"""


@pytest.fixture
def window(browser: Browser, dock: Dock, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Watch]]:
    """A page in the language and look that the test asks for."""
    language, look = request.param
    with browser.new_context(
        locale=LOCALES[language],
        color_scheme=look.colours,
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        reduced_motion="reduce",
    ) as context:
        yield context.new_page(), Watch(context, dock.address, ["net::ERR_INTERNET_DISCONNECTED"])


@pytest.mark.parametrize(
    "window", ALL if SOAK else FEW, indirect=True, ids=lambda one: " ".join(map(str, one))
)
def test_every_screen_can_be_used_by_all(window: tuple[Page, Watch], dock: Dock) -> None:
    page, watch = window
    found: list[str] = []
    seen: dict[str, tuple[str, ...]] = {}
    for name in screens(page, dock):
        lines = [*violations(page), *sideways(page), *page.evaluate(_SMALL), *page.evaluate(_UNSAID)]
        found += [f"{name}: {line}" for line in lines]
        signal, *looks = page.evaluate(SIGNALS) or [""]
        seen.setdefault(signal, tuple(looks))
    assert found == [], "\n".join(found)
    assert watch.faults == []
    _told_apart(seen)


def _told_apart(seen: dict[str, tuple[str, ...]]) -> None:
    """The three outcomes differ in each of sign, word and border, so that nobody needs their colours."""
    assert set(seen) >= {"ready", "saved", "green", "amber", "red"}
    for told in zip(*(seen[one] for one in ("green", "amber", "red")), strict=True):
        assert len(set(told)) == 3, f"outcomes look alike: {told}"
