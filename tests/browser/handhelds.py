"""A person at a handheld: what is scanned there, and what it shows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page, TimeoutError

from tests.browser import wedge
from tests.browser.visits import sign_in

WAIT_MS = 20_000
_OUTBOX = """(names) => new Promise((resolve, reject) => {
  const asked = indexedDB.open("entrepot");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const found = {}, db = asked.result, reading = db.transaction(names);
    for (const name of names) {
      reading.objectStore(name).getAll().onsuccess = (event) => (found[name] = event.target.result);
    }
    reading.oncomplete = () => (db.close(), resolve(found));
  };
})"""
_SHOWN = """([code, signals]) => {
  const outcome = document.getElementById("outcome");
  return signals.some((one) => outcome.classList.contains(one)) && outcome.textContent.includes(code);
}"""
ANSWERS = ("green", "amber", "red")
ANY = (*ANSWERS, "saved")


@dataclass(slots=True)
class Handheld:
    """One page of the handheld's app. `session` reaches the browser's own input."""

    page: Page
    session: CDPSession

    def scan(self, code: str) -> None:
        """Typed by the scanner wherever the focus is; nothing is waited for."""
        wedge.scan(self.session, code)

    def shown(self, code: str, *signals: str) -> str:
        """Wait until the outcome is of this code; gives its signal."""
        self.until(_SHOWN, [code, signals or ANY])
        return self.signal

    def answered(self, code: str) -> str:
        """Wait for the hub's answer to this code."""
        return self.shown(code, *ANSWERS)

    @property
    def signal(self) -> str:
        return str(self.page.locator("#outcome").get_attribute("class")).split()[-1]

    @property
    def prompt(self) -> str:
        return self.page.locator("#prompt").inner_text()

    @property
    def outcome(self) -> str:
        return self.page.locator("#outcome").inner_text()

    def prompts(self, words: str) -> None:
        """Wait until the next step is this one."""
        self.until("(words) => document.getElementById('prompt').textContent.includes(words)", words)

    def lists(self, code: str) -> None:
        """Wait until a list that was taken along has this code."""
        self._until_kept("lists", lambda lists: any(code == row[0] for one in lists for row in one["rows"]))

    def sent(self, timeout_s: float = 60) -> None:
        """Wait until nothing waits to be sent."""
        self._until_kept("out", lambda items: not items, timeout_s)

    def gave_back(self) -> None:
        """Wait until the token of the shift that ended is given back: a page that is left before asks once more."""
        self._until_kept("shifts", lambda shifts: not shifts)

    def _until_kept(self, name: str, right: Callable[[list[Any]], bool], timeout_s: float = 20) -> None:
        until = time.monotonic() + timeout_s
        while not right(found := self.kept(name)[name]):
            assert time.monotonic() < until, (
                f"after {timeout_s} s there are {len(found)} in {name}: {found[:3]}"
            )
            time.sleep(0.05)

    def until(self, script: str, given: Any = None, wait_ms: float = WAIT_MS) -> None:
        """Wait for a condition in the page; what it shows instead is told."""
        try:
            self.page.wait_for_function(script, arg=given, timeout=wait_ms, polling=20)
        except TimeoutError as error:
            seen = " / ".join(self.page.locator("body").inner_text().split("\n"))
            raise AssertionError(f"waited for {given or script} and saw:\n{seen}") from error

    def kept(self, *names: str) -> dict[str, list[Any]]:
        """What stands in the handheld's own stores."""
        found: dict[str, list[Any]] = self.page.evaluate(_OUTBOX, list(names))
        return found

    def ids(self) -> list[str]:
        """The ids of all scans that are still on the handheld, in the order in which they were scanned."""
        stores = self.kept("out", "sent").values()
        numbered = {one["seq"]: str(one["scan"]["id"]) for items in stores for one in items}
        return [numbered[seq] for seq in sorted(numbered)]


def at_handheld(page: Page) -> Handheld:
    return Handheld(page, page.context.new_cdp_session(page))


def opened(page: Page, address: str) -> Handheld:
    """The app, ready for scans."""
    page.goto(f"{address}/handheld")
    page.wait_for_selector("html[data-ready=yes]")
    return at_handheld(page)


def on_shift(page: Page, address: str, role: str = "operator", name: str = "Ramp 3") -> Handheld:
    """The app after its only click: Start shift."""
    sign_in(page.context, role, address)
    handheld = opened(page, address)
    page.fill("#name", name)
    page.click("#body button.primary")
    page.wait_for_selector("#body .tiles")
    return handheld
