"""Starts the Chromium of this machine, quiet towards the outside, for the tests in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

from benchmarks.browsers import executable

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--mute-audio",
    # A window that nobody sees must not be slowed down: its answers are measured.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)


@contextmanager
def playing() -> Iterator[Playwright]:
    """Playwright, once a process: two of them in one thread do not bear each other."""
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def launched(playwright: Playwright, *more: str) -> Iterator[Browser]:
    """A browser without a window that forgets everything; `more` are flags of its own."""
    browser = playwright.chromium.launch(executable_path=executable(), args=[*FLAGS, *more])
    yield browser
    browser.close()
