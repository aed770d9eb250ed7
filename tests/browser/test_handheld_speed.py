"""From the scanner's Enter to an answer that is painted and on the disk, with the network out of the way."""

import os
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.devices import slowed
from tests.browser.docks import Dock
from tests.browser.handhelds import Handheld, on_shift

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
SCANS = 300 if SOAK else 25
# Other work on the machine can only make it slower: the best of so many rounds counts.
ROUNDS = 3 if SOAK else 6
# Milliseconds within which 95 of 100 scans are answered, by how much slower the processor is made. Outside of a full
# run, which has the machine for itself, only what is slower by far is a fault.
BARS = {1: 50, 4: 100} if SOAK else {1: 500, 4: 1_000}
_WATCH = """() => {
  window.took = [];
  let pressed;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const from = pressed;
    if (from === undefined || document.getElementById("outcome").classList.contains("ready")) return;
    pressed = undefined;
    requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - from)));
  }).observe(document.getElementById("outcome"), {childList: true});
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        yield context.new_page()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("slower", BARS)
def test_a_scan_is_answered_before_the_hand_has_moved(page: Page, dock: Dock, slower: int) -> None:
    handheld = on_shift(page, dock.address)
    handheld.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    page.context.set_offline(True)
    page.evaluate(_WATCH)
    slowed(handheld.session, slower)
    measured = []
    for _ in range(ROUNDS):
        measured.append(_p95_ms(handheld, _codes(SCANS)))
        if measured[-1] <= BARS[slower]:
            break
    # Seen with `pytest -rP`.
    sys.stdout.write(
        f"{slower} times slower: p95 of {SCANS} scans {min(measured):.0f} ms (bar {BARS[slower]} ms)\n"
    )
    assert min(measured) <= BARS[slower], measured


def test_a_hub_that_does_not_answer_keeps_nobody_waiting(page: Page, dock: Dock) -> None:
    """The answers are the handheld's own: no request of a scan is let through before all of them are shown."""
    held = []
    handheld = on_shift(page, dock.address)
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    page.route("**/api/v1/scans", lambda route: held.append(route))
    codes = dock.announce(5, cleared=False)
    for code in codes:
        handheld.scan(code)
        assert handheld.shown(code) in ("saved", "amber")
    assert [one["scan"]["code"] for one in handheld.kept("out")["out"]] == codes
    page.unroute("**/api/v1/scans")
    assert held
    handheld.sent()
    assert {dock.states(code)[0] for code in codes} == {"received"}


def _p95_ms(handheld: Handheld, codes: list[str]) -> float:
    handheld.page.evaluate("window.took.length = 0")
    for place, code in enumerate(codes, 1):
        handheld.scan(code)
        handheld.page.wait_for_function("(count) => window.took.length >= count", arg=place, polling=10)
    took: list[float] = sorted(handheld.page.evaluate("window.took"))
    return took[len(took) * 95 // 100]


_serial = iter(range(10**6, 10**8))


def _codes(count: int) -> list[str]:
    """Tracking numbers of a carrier's own kind, which the hub has never heard of."""
    return [f"CARRIER-{next(_serial)}" for _ in range(count)]
