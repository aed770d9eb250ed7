"""A real browser over a real hub: one of each for all tests in a browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.chromium import launched, playing
from tests.browser.devices import Device
from tests.browser.docks import Dock
from tests.browser.floor import Floor, half_a_day, players
from tests.browser.hubs import serving
from tests.browser.proxies import Network, network
from tests.browser.visits import Visit, Visits
from tests.conftest import Templates

Made = tuple[Device, Network]
ENGINES = ["sqlite", "postgresql"] if os.environ.get("ENTREPOT_SOAK") == "1" else ["sqlite"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with playing() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright) as started:
        yield started


@pytest.fixture(scope="session")
def floor_hub(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Floor]]:
    """The address of a hub with half a day on its floor, and what lies there."""
    folder = tmp_path_factory.mktemp("floor")
    url = templates.sqlite(folder / "hub.sqlite3", peopled=True)
    with serving(url, folder / "hub.log") as address:
        yield address, half_a_day(address, players(url))


@pytest.fixture(scope="session")
def visits(browser: Browser, floor_hub: tuple[str, Floor]) -> Visits:
    return Visits(browser, floor_hub[0])


@pytest.fixture
def visit(visits: Visits) -> Iterator[Visit]:
    """Opens pages; the test fails when one of them wrote an error, broke its policy or asked elsewhere."""
    one = Visit(visits)
    yield one
    one.end()


@pytest.fixture(scope="session")
def floor(floor_hub: tuple[str, Floor]) -> Floor:
    return floor_hub[1]


@pytest.fixture(scope="session", params=ENGINES)
def dock(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dock]:
    """A hub for handhelds: in a full run on each engine in turn."""
    folder = tmp_path_factory.mktemp("dock")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = templates.sqlite(folder / "hub.sqlite3", peopled=True)
        else:
            url = stack.enter_context(templates.postgresql(peopled=True))
        address = stack.enter_context(serving(url, folder / "hub.log"))
        yield Dock(address, players(url), url)


@pytest.fixture
def device(playwright: Playwright, dock: Dock, tmp_path: Path) -> Iterator[Callable[[int], Made]]:
    """Makes handhelds of their own: a browser process, and a network between it and the hub."""
    with ExitStack() as stack:

        def make(clock_off_ms: int = 0) -> Made:
            over = stack.enter_context(network(dock.address))
            profile = tmp_path / f"profile-{over.address.rpartition(':')[2]}"
            profile.mkdir()
            one = Device(playwright, profile, clock_off_ms)
            stack.callback(one.end)
            return one, over

        yield make
