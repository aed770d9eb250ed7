"""Watches a page for what must never happen there: errors, breaches of its policy, requests to other places."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

# The browser writes breaches of the policy to the console too, but not all of them for every kind.
_TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
_WIDE = """() => {
  const root = document.documentElement, room = root.clientWidth;
  const over = Math.max(root.scrollWidth, document.body.scrollWidth) - room;
  if (over <= 0) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > room + 1);
  return [`${over} px too wide`, ...wide.slice(0, 8).map((one) => `${one.tagName}.${one.className}`)];
}"""
_WITHIN = ("data:", "blob:", "about:")


class Watch:
    """What went wrong in a context's pages. `allowed` are parts of what the browser may write to its console."""

    def __init__(self, context: BrowserContext, origin: str, allowed: Iterable[str] = ()) -> None:
        self.faults: list[str] = []
        self.allowed = tuple(allowed)
        self._origin = origin
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._page_error(error.error))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if not request.url.startswith(_WITHIN) and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self.faults.append(f"asked elsewhere: {request.method} {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "assert") or any(part in message.text for part in self.allowed):
            return
        self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _page_error(self, error: Error) -> None:
        self.faults.append(f"uncaught: {error.message}")


def sideways(page: Page) -> list[str]:
    """What makes the page itself scroll sideways: its excess in pixels and the widest elements."""
    found: list[str] = page.evaluate(_WIDE)
    return found
