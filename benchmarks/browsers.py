"""Finds the Chromium of this machine, for what is tested and measured in a real browser."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = """A browser is needed: none of chromium, chromium-browser, google-chrome is on the PATH.
Debian, Ubuntu: apt-get install chromium    Fedora: dnf install chromium    macOS: brew install --cask chromium"""


def executable() -> str:
    """The browser's path. Without one this raises: a skipped test proves nothing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(MISSING)
    return found
