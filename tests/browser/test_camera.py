"""The handheld's camera: codes in its picture and in photos become scans; its reader comes when it is wanted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

from tests.browser.axe import violations
from tests.browser.cameras import barred, filming, photo, photographed, qr_code, shaded_photo, size_of, square
from tests.browser.docks import Dock
from tests.browser.handhelds import Handheld, on_shift
from tests.browser.proxies import Network, network
from tests.browser.visits import HEIGHTS, Look
from tests.browser.watching import Watch, sideways

LOCALES = {"en": "en-GB", "ms": "ms-MY", "zh": "zh-CN"}
LOOKS = (("en", Look("dark", 360)), ("ms", Look("light", 320)), ("zh", Look("dark", 320)))
PHOTO = "Photo of a code"
TAKEN = "(code) => [...document.querySelectorAll('.last .code')].some((one) => one.textContent === code)"
NO_VIEWER = "() => document.getElementById('viewer').childElementCount === 0"
RUNNING = "() => document.querySelector('video')?.videoWidth > 0"
STOPPED = "() => window.track.readyState === 'ended'"
KEEP_TRACK = "() => { window.track = document.querySelector('video').srcObject.getTracks()[0]; }"
TAP = "document.getElementById('camera').click()"
MENU = "document.getElementById('menu').click()"
HIDE = """() => {
  Object.defineProperty(document, "hidden", { get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SMALL = """() => [...document.querySelectorAll("#viewer button")].map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => Math.min(box.height, box.width) < (one.matches(".primary, .tile") ? 64 : 48))
  .map(([one]) => one.textContent)"""
NO_PERMISSION = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("not allowed", "NotAllowedError"))"""
# What a phone's camera has and this machine's has not.
WITH_TORCH = """MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
MediaStreamTrack.prototype.applyConstraints = async (wanted) => { window.applied = wanted; }"""
# A browser with a reader of its own for these symbols, which sees one code wherever it looks.
OWN_READER = """globalThis.BarcodeDetector = class {
  static getSupportedFormats = async () => FORMATS;
  detect = async () => [{ rawValue: "CODE", format: "qr_code", boundingBox: new DOMRectReadOnly(0, 0, 9, 9) }];
};"""
ALL_FORMATS = ["code_128", "qr_code", "data_matrix", "ean_13", "itf", "aztec"]


@dataclass(slots=True)
class Stand:
    """A handheld at a place where its camera sees the film, or nothing."""

    handheld: Handheld
    watch: Watch
    asked: list[str]
    over: Network

    @property
    def page(self) -> Page:
        return self.handheld.page

    def receive(self) -> None:
        self.handheld.scan("CMDMENU")
        self.handheld.until("() => document.querySelector('#body .tiles') !== null")
        self.handheld.scan("CMDTASKRECEIVE")
        self.handheld.until("() => document.querySelector('#body .tiles') === null")

    def tap(self) -> None:
        self.page.click("#camera")

    def takes(self, code: str) -> None:
        self.handheld.until(TAKEN, code)

    @property
    def reader(self) -> list[str]:
        """Files of the reader that were asked for."""
        return [url for url in self.asked if "/static/vendor/" in url]


@dataclass(slots=True)
class Stands:
    browser: Browser
    over: Network

    def open(self, language: str = "en", look: Look = LOOKS[0][1], script: str = "") -> Stand:
        context = self._context(language, look)
        if script:
            context.add_init_script(script)
        watch = Watch(context, self.over.address, allowed=("ERR_", "status of 404", "status of 504"))
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        handheld = on_shift(context.new_page(), self.over.address)
        return Stand(handheld, watch, asked, self.over)

    def _context(self, language: str, look: Look) -> BrowserContext:
        return self.browser.new_context(
            locale=LOCALES[language],
            color_scheme=look.colours,
            viewport={"width": look.width, "height": HEIGHTS[look.width]},
            reduced_motion="reduce",
        )


@pytest.fixture(scope="session")
def filmed(
    playwright: Playwright, dock: Dock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Browser, list[str]]]:
    """A browser whose camera sees three parcels, and their numbers: as QR, as DataMatrix, as Code 128."""
    codes = dock.announce(3, cleared=False)
    pictures = [draw(code) for draw, code in zip((qr_code, square, barred), codes, strict=True)]
    with filming(playwright, tmp_path_factory.mktemp("film") / "codes.y4m", pictures) as browser:
        yield browser, codes


@pytest.fixture(scope="session")
def over(dock: Dock) -> Iterator[Network]:
    with network(dock.address) as one:
        yield one


@pytest.fixture
def filming_stands(filmed: tuple[Browser, list[str]], over: Network) -> Iterator[Stands]:
    yield from _stands(filmed[0], over)


@pytest.fixture
def stands(browser: Browser, over: Network) -> Iterator[Stands]:
    """This machine has no camera."""
    yield from _stands(browser, over)


def _stands(browser: Browser, over: Network) -> Iterator[Stands]:
    before = set(browser.contexts)
    yield Stands(browser, over)
    over.gone = False
    for context in set(browser.contexts) - before:
        context.close()


@pytest.fixture(scope="session")
def kept_stand(browser: Browser, over: Network) -> Iterator[Stand]:
    stand = Stands(browser, over).open()
    yield stand
    stand.page.context.close()


@pytest.fixture
def stand(kept_stand: Stand) -> Iterator[Stand]:
    """One handheld without a camera, ready for photos of parcels; what goes wrong there makes the test fail."""
    kept_stand.watch.faults.clear()
    kept_stand.receive()
    kept_stand.tap()
    kept_stand.handheld.shown("no camera", "red")
    yield kept_stand
    kept_stand.over.gone = False
    kept_stand.page.unroute_all()
    assert kept_stand.watch.faults == []


@pytest.fixture
def codes(filmed: tuple[Browser, list[str]]) -> list[str]:
    return filmed[1]


# --- The running picture ---


def test_qr_datamatrix_and_code_128_before_the_camera_are_received(
    filming_stands: Stands, codes: list[str], dock: Dock
) -> None:
    stand = filming_stands.open()
    stand.receive()
    stand.tap()
    for code in codes:
        stand.takes(code)
    stand.page.get_by_role("button", name="Close").click()
    stand.handheld.sent()
    assert {dock.states(code)[0] for code in codes} == {"received"}
    assert stand.watch.faults == []


def test_the_reader_is_fetched_when_the_camera_is_first_tapped_and_from_the_hub_alone(
    filming_stands: Stands, codes: list[str]
) -> None:
    stand = filming_stands.open()
    stand.receive()
    stand.page.evaluate("navigator.serviceWorker.ready")
    assert stand.reader == []
    assert not [one for one in stand.page.evaluate("caches.keys()") if one.startswith("reader")]
    stand.tap()
    stand.handheld.until(RUNNING)
    stand.handheld.until("() => caches.keys().then((names) => names.some((one) => one.startsWith('reader')))")
    stand.takes(codes[0])
    wasm = f"{stand.over.address}/static/vendor/zxing-wasm-3.1.3/zxing_reader.wasm"
    assert wasm in stand.reader
    assert {url.partition("/static/")[0] for url in stand.reader} == {stand.over.address}
    assert stand.watch.faults == []


def test_after_its_first_use_the_camera_reads_without_the_network(
    filming_stands: Stands, codes: list[str]
) -> None:
    stand = filming_stands.open()
    stand.receive()
    stand.page.evaluate("navigator.serviceWorker.ready")
    stand.tap()
    stand.takes(codes[0])
    stand.handheld.sent()
    stand.over.gone = True
    stand.page.reload()
    stand.page.wait_for_selector("html[data-ready=yes]")
    stand.tap()
    before = len(stand.handheld.kept("out")["out"])
    stand.handheld.until(RUNNING)
    stand.page.wait_for_function(
        "(before) => Number(document.getElementById('queue').textContent.replace(/\\D/g, '')) > before",
        arg=before,
    )
    waiting = [one["scan"]["code"] for one in stand.handheld.kept("out")["out"]]
    assert set(waiting) <= set(codes)


def test_a_browser_that_reads_our_symbols_itself_fetches_no_reader_and_takes_a_code_once(
    filming_stands: Stands,
) -> None:
    script = OWN_READER.replace("FORMATS", json.dumps(ALL_FORMATS)).replace("CODE", "EN0000012355KUL")
    stand = filming_stands.open(script=script)
    stand.receive()
    stand.tap()
    stand.takes("EN0000012355KUL")
    stand.page.wait_for_timeout(1_000)
    assert stand.page.locator(".last .code").all_inner_texts() == ["EN0000012355KUL"]
    assert stand.reader == []


def test_a_browser_that_reads_only_some_of_our_symbols_fetches_the_reader(
    filming_stands: Stands, codes: list[str]
) -> None:
    script = OWN_READER.replace("FORMATS", '["qr_code"]').replace("CODE", "EN0000012355KUL")
    stand = filming_stands.open(script=script)
    stand.receive()
    stand.tap()
    stand.takes(codes[0])
    assert "EN0000012355KUL" not in stand.page.locator(".last .code").all_inner_texts()


def test_the_camera_stops_when_nobody_looks_through_it_and_runs_once(filming_stands: Stands) -> None:
    stand = filming_stands.open()
    for leave in (TAP, MENU, HIDE):
        stand.receive()
        stand.tap()
        stand.handheld.until(RUNNING)
        stand.page.evaluate(KEEP_TRACK)
        stand.page.evaluate(leave)
        stand.handheld.until(STOPPED)
        if leave == TAP:
            stand.handheld.until(RUNNING)
            assert stand.page.locator("video").count() == 1
        else:
            stand.handheld.until(NO_VIEWER)


def test_the_light_is_offered_where_the_camera_has_one(filming_stands: Stands) -> None:
    stand = filming_stands.open(script=WITH_TORCH)
    stand.receive()
    stand.tap()
    light = stand.page.get_by_role("button", name="Light")
    light.click()
    stand.handheld.until("() => window.applied?.advanced[0].torch === true")
    assert light.get_attribute("aria-pressed") == "true"


# --- No picture ---


def test_without_a_camera_the_handheld_says_so_and_offers_a_photo(stands: Stands) -> None:
    stand = stands.open()
    stand.receive()
    stand.tap()
    stand.handheld.shown("There is no camera here", "red")
    assert stand.page.locator("#viewer video").count() == 0
    assert stand.page.get_by_role("button", name=PHOTO).is_visible()
    assert stand.watch.faults == []


def test_without_permission_the_handheld_says_what_to_do(stands: Stands) -> None:
    stand = stands.open(script=NO_PERMISSION)
    stand.receive()
    stand.tap()
    stand.handheld.shown("allow it for this page in the browser", "red")
    assert "Take a photo" in stand.handheld.outcome


def test_a_camera_without_its_reader_says_that_it_comes_with_the_network(filming_stands: Stands) -> None:
    stand = filming_stands.open()
    stand.receive()
    stand.page.evaluate("navigator.serviceWorker.ready")
    stand.over.gone = True
    stand.tap()
    stand.handheld.shown("comes with the network", "red")
    stand.over.gone = False
    stand.tap()
    stand.handheld.until("() => caches.keys().then((names) => names.some((one) => one.startsWith('reader')))")


# --- Photos ---


def hub_reads(stand: Stand, *texts: str) -> list[Any]:
    """The hub finds these codes in any picture; gives the requests that it gets."""
    got: list[Any] = []

    def answer(route: Route) -> None:
        got.append(route.request)
        codes = [
            {"text": text, "kind": "tracking", "symbology": "qr", "reader": "one", "corners": []}
            for text in texts
        ]
        route.fulfill(json={"codes": codes, "took_ms": 9})

    stand.page.route("**/api/v1/read", answer)
    return got


def test_a_photo_is_read_on_the_handheld(stand: Stand, dock: Dock, tmp_path: Path) -> None:
    [code] = dock.announce(1, cleared=False)
    asked = hub_reads(stand)
    photographed(stand.page, PHOTO, photo(tmp_path / "one.jpg", barred(code)))
    stand.takes(code)
    stand.handheld.sent()
    assert dock.states(code)[0] == "received"
    assert asked == []


def test_a_photo_that_the_handheld_cannot_read_is_read_by_the_hub(
    stand: Stand, dock: Dock, tmp_path: Path
) -> None:
    [code] = dock.announce(1, cleared=False)
    asked = hub_reads(stand, code)
    photographed(stand.page, PHOTO, photo(tmp_path / "none.jpg"))
    stand.takes(code)
    [request] = asked
    assert request.method == "POST"
    assert request.headers["content-type"] == "image/jpeg"
    assert request.headers["authorization"].startswith("Bearer ")
    assert max(size_of(request.post_data_buffer)) == 1_600


def test_a_photo_in_steep_shade_is_read_by_the_hub_itself(stand: Stand, dock: Dock, tmp_path: Path) -> None:
    [code] = dock.announce(1, cleared=False)
    asked: list[str] = []
    stand.page.on("request", lambda request: asked.append(request.url))
    photographed(stand.page, PHOTO, shaded_photo(tmp_path / "shade.jpg", barred(code)))
    stand.takes(code)
    assert [url for url in asked if url.endswith("/api/v1/read")]
    stand.handheld.sent()
    assert dock.states(code)[0] == "received"


def test_a_photo_without_a_code_says_what_to_do_better(stand: Stand, tmp_path: Path) -> None:
    hub_reads(stand)
    photographed(stand.page, PHOTO, photo(tmp_path / "none.jpg"))
    stand.handheld.shown("No code found in this photo", "red")
    assert "closer" in stand.handheld.outcome


def test_without_the_network_a_photo_is_read_here_or_not_at_all(stand: Stand, tmp_path: Path) -> None:
    stand.handheld.until("() => caches.keys().then((names) => names.some((one) => one.startsWith('reader')))")
    stand.over.gone = True
    photographed(stand.page, PHOTO, photo(tmp_path / "none.jpg"))
    stand.handheld.shown("without the network the hub cannot look", "red")


def test_a_file_that_is_no_picture_is_refused(stand: Stand, tmp_path: Path) -> None:
    path = tmp_path / "no.jpg"
    path.write_text("not a picture")
    photographed(stand.page, PHOTO, path)
    stand.handheld.shown("not a picture", "red")


def test_of_two_codes_of_the_wanted_kind_the_person_chooses(stand: Stand, dock: Dock, tmp_path: Path) -> None:
    one, other = dock.announce(2, cleared=False)
    photographed(stand.page, PHOTO, photo(tmp_path / "two.jpg", barred(one), qr_code(other)))
    choice = stand.page.get_by_role("group", name="Which code is it?").get_by_role("button")
    choice.filter(has_text=other).click()
    stand.takes(other)
    assert one not in stand.page.locator(".last .code").all_inner_texts()
    assert choice.count() == 0


def test_the_one_code_of_the_wanted_kind_is_taken_at_once(stand: Stand, dock: Dock, tmp_path: Path) -> None:
    [code] = dock.announce(1, cleared=False)
    pictures = [barred("KUL-A03-12-2"), qr_code(code), barred("JD01460000700")]
    photographed(stand.page, PHOTO, photo(tmp_path / "three.jpg", *pictures))
    stand.takes(code)
    assert stand.page.locator(".last .code").first.inner_text() == code
    assert stand.page.locator("#viewer .tile").count() == 0


# --- How it looks ---


@pytest.mark.parametrize(("language", "look"), LOOKS, ids=str)
def test_the_viewer_can_be_used_by_all(
    filming_stands: Stands, tmp_path: Path, language: str, look: Look
) -> None:
    live = filming_stands.open(language, look, WITH_TORCH)
    live.receive()
    live.tap()
    live.handheld.until("() => document.querySelector('#viewer [aria-pressed]') !== null")
    assert usable(live.page) == []
    live.page.locator("#viewer button").nth(-2).click()
    live.handheld.until("() => document.querySelector('#viewer video') === null")
    assert usable(live.page) == []
    several = photo(tmp_path / "two.jpg", barred("EN0000012348KUL"), qr_code("EN0000012355KUL"))
    live.page.set_input_files("#viewer input", several)
    live.page.wait_for_selector("#viewer .tile")
    assert usable(live.page) == []


def usable(page: Page) -> list[str]:
    return [*violations(page), *sideways(page), *page.evaluate(SMALL)]
