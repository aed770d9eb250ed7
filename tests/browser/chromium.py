"""Finds the Chromium of this machine and starts it, quiet towards the outside, for the tests in a browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = """The tests in a browser need Chromium: none of chromium, chromium-browser, google-chrome is on the PATH.
Debian, Ubuntu: apt-get install chromium    Fedora: dnf install chromium    macOS: brew install --cask chromium"""
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


def executable() -> str:
    """The browser's path; without one the tests fail, because a skipped test proves nothing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(MISSING)
    return found


@contextmanager
def playing() -> Iterator[Playwright]:
    """Playwright, once a process: two of them in one thread do not bear each other."""
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a window that forgets everything."""
    browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
    yield browser
    browser.close()
