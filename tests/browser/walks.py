"""A walk over every screen of the handheld, in any language: by codes, which are the same in all of them."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.docks import Dock
from tests.browser.handhelds import Handheld, on_shift, opened
from tests.browser.visits import sign_in

# The same code sooner than this is the scanner's own repeat.
AGAIN_MS = 200
# Class, sign, word and border style of what is shown.
SIGNALS = """() => {
  const outcome = document.getElementById("outcome"), at = (part) => outcome.querySelector(part)?.textContent;
  return outcome.checkVisibility() && at(".word")
    ? [[...outcome.classList].at(-1), at(".sign"), at(".word"), getComputedStyle(outcome).borderTopStyle] : null;
}"""


def screens(page: Page, dock: Dock) -> Iterator[str]:
    """The name of each screen, while it is shown: as a supervisor, who has the most of them."""
    yield from _before_the_shift(page, dock)
    handheld = on_shift(page, dock.address, "supervisor")
    handheld.sent()
    yield "menu"
    yield from _freight(handheld, dock)
    yield from _places(handheld, dock)
    yield from _stops(handheld, dock)
    yield from _offline(handheld, dock)
    yield from _aside(handheld)


def _before_the_shift(page: Page, dock: Dock) -> Iterator[str]:
    opened(page, dock.address)
    expect(page.locator("#body a.primary")).to_be_visible()
    yield "start, nobody signed in"
    sign_in(page.context, "supervisor", dock.address)
    page.reload()
    expect(page.locator("#name")).to_be_visible()
    yield "start"


def _freight(handheld: Handheld, dock: Dock) -> Iterator[str]:
    [parcel] = dock.announce(1, cleared=False)
    yield from _task(handheld, "receive")
    yield from _scanned(handheld, parcel, "green")
    handheld.page.wait_for_timeout(AGAIN_MS)
    yield from _scanned(handheld, parcel, "amber")
    yield from _task(handheld, "measure")
    handheld.scan(parcel)
    expect(handheld.page.locator(".keypad")).to_be_visible()
    yield "measure, weight"
    handheld.scan("712")
    expect(handheld.page.locator("#body > button")).to_be_visible()
    yield "measure, sides"
    yield from _scanned(handheld, "300x200x150", "green", parcel)
    yield from _task(handheld, "store")
    handheld.scan(parcel)
    handheld.prompts("KUL-")
    yield "store, bin"
    place = next(one for one in handheld.prompt.replace(",", " ").split() if "KUL-" in one)
    place = place[place.index("KUL-") :].rstrip("，。 ")
    yield from _scanned(handheld, "".join(one for one in place if one.isascii()), "green", parcel)
    yield from _task(handheld, "pick")
    yield from _task(handheld, "move")
    yield from _task(handheld, "find")
    yield from _scanned(handheld, parcel, "green")
    yield from _scanned(handheld, "NO-SUCH-THING", "red")


def _places(handheld: Handheld, dock: Dock) -> Iterator[str]:
    """Tasks that are done at a bag or a departure."""
    [parcel], bag, departure = dock.announce(1), dock.bag(), dock.departure()
    dock.scan("receive", parcel)
    yield from _task(handheld, "pack")
    handheld.scan(bag)
    expect(handheld.page.locator(".place")).to_be_visible()
    yield "pack, bag"
    yield from _scanned(handheld, parcel, "green")
    yield from _task(handheld, "close")
    handheld.scan(bag)
    handheld.prompts(bag)
    yield "close, seal"
    handheld.scan("CMDCONFIRM")
    yield from _wait(handheld, bag, "green", "close")
    yield from _task(handheld, "stage")
    yield from _task(handheld, "load")
    handheld.scan(departure)
    expect(handheld.page.locator(".place")).to_be_visible()
    yield "load, departure"
    yield from _scanned(handheld, bag, "green")
    yield from _task(handheld, "handover")
    handheld.scan(departure)
    handheld.prompts(departure)
    yield "hand over, confirm"
    for task in ("unpack", "offload", "reopen"):
        yield from _task(handheld, task)


def _stops(handheld: Handheld, dock: Dock) -> Iterator[str]:
    """What must be confirmed before the next scan, and how a hold is set and released."""
    [parcel], bag = dock.announce(1), dock.bag()
    dock.scan("receive", parcel)
    yield from _task(handheld, "exception")
    handheld.scan("CMDREASONDAMAGE")
    expect(handheld.page.locator(".place")).to_be_visible()
    yield "exception, parcel"
    yield from _scanned(handheld, parcel, "amber")
    yield from _task(handheld, "pack")
    handheld.scan(bag)
    expect(handheld.page.locator(".place")).to_be_visible()
    handheld.scan(parcel)
    yield from _wait(handheld, parcel, "red", "pack")
    expect(handheld.page.locator("#confirm button")).to_be_visible()
    yield "pack, stopped"
    yield from _task(handheld, "releasehold")


def _offline(handheld: Handheld, dock: Dock) -> Iterator[str]:
    [parcel] = dock.announce(1, cleared=False)
    yield from _task(handheld, "receive")
    handheld.lists(parcel)
    handheld.page.context.set_offline(True)
    handheld.scan(parcel)
    yield from _wait(handheld, parcel, "saved", "offline")
    handheld.page.click("#queue")
    expect(handheld.page.locator("#body > h2 >> nth=0")).to_be_visible()
    yield "outbox"
    handheld.page.context.set_offline(False)
    handheld.scan("CMDMENU")


def _aside(handheld: Handheld) -> Iterator[str]:
    expect(handheld.page.locator(".tiles")).to_be_visible()
    handheld.page.click("#body > .row button:last-child >> nth=0")
    expect(handheld.page.locator("#body > dl")).to_be_visible()
    yield "device"
    handheld.scan("Z-/_0ABC")
    expect(handheld.page.locator("#body dl >> nth=1")).to_be_visible()
    yield "device, scanner tested"


def _task(handheld: Handheld, task: str) -> Iterator[str]:
    before = handheld.page.locator("#title").inner_text()
    handheld.scan(f"CMDTASK{task.upper()}")
    handheld.page.wait_for_function(
        "(title) => document.getElementById('title').textContent !== title", arg=before, polling=20
    )
    yield task


def _scanned(handheld: Handheld, code: str, signal: str, about: str = "") -> Iterator[str]:
    """A code that is answered with this signal; `about` is what the answer names when it is not the code."""
    handheld.scan(code)
    yield from _wait(handheld, about or code, signal, code)


def _wait(handheld: Handheld, about: str, signal: str, name: str) -> Iterator[str]:
    handheld.shown(about, signal)
    yield f"{name}, {signal}"
