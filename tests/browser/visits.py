"""Opens pages of a hub in a browser as one of its people, in one way of looking, and watches them."""

import re
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from app.demo.people import PASSWORD, SIGN_INS
from tests.browser.watching import Watch

HEIGHTS = {320: 640, 360: 740, 1280: 900}


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: the colours that the person prefers, and the width of the window."""

    colours: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.colours}-{self.width}"


@dataclass(slots=True)
class Visits:
    """One hub's pages. Each role signs in once; a window is kept for each role and look."""

    browser: Browser
    address: str
    _signed_in: dict[str, StorageState] = field(default_factory=dict)
    _windows: dict[tuple[str, Look], tuple[Page, Watch]] = field(default_factory=dict)

    def window(self, role: str, look: Look) -> tuple[Page, Watch]:
        """A page for a role, `""` for a stranger, and what watches it."""
        if (role, look) not in self._windows:
            state = self.signed_in(role) if role else None
            context = self.browser.new_context(
                base_url=self.address,
                storage_state=state,
                color_scheme=look.colours,
                viewport={"width": look.width, "height": HEIGHTS[look.width]},
                reduced_motion="reduce",
            )
            watch = Watch(context, self.address)
            self._windows[role, look] = context.new_page(), watch
        return self._windows[role, look]

    def signed_in(self, role: str) -> StorageState:
        """The cookies of a person of this role."""
        if role not in self._signed_in:
            context = self.browser.new_context(base_url=self.address)
            sign_in(context, role)
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]


def sign_in(context: BrowserContext, role: str, address: str = "") -> None:
    """Sign in as the form does, without a page; a context with a base address needs none."""
    page = context.request.get(f"{address}/sign-in").text()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the sign-in page has no form token"
    email = next(one.email for one in SIGN_INS if one.role == role)
    form = {"email": email, "password": PASSWORD, "csrf_token": found[1]}
    answer = context.request.post(f"{address}/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, f"{role} could not sign in: {answer.status}"


@dataclass(slots=True)
class Visit:
    """The pages that one test opens."""

    visits: Visits
    _opened: list[tuple[Page, Watch]] = field(default_factory=list)

    def open(self, role: str, path: str, look: Look, status: int = 200) -> Page:
        """The page behind this path, loaded; it must answer with the status."""
        page, watch = self.visits.window(role, look)
        watch.faults.clear()
        watch.allowed = () if status == 200 else (f"responded with a status of {status} ",)
        self._opened.append((page, watch))
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path} as {role or 'a stranger'}: {answer.status}"
        return page

    def end(self) -> None:
        """Whatever the watches saw makes the test fail."""
        for page, _ in self._opened:
            page.goto("about:blank")
        faults = [fault for _, watch in self._opened for fault in watch.faults]
        assert faults == [], "\n".join(faults)
