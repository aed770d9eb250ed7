"""`flask bench camera`: how many photographed codes the handheld's own reader reads in a browser, and how fast."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.browsers import executable
from benchmarks.photographs import Photograph
from benchmarks.reading import Figures, Outcome, figures, split

try:
    from playwright.sync_api import Page, Route, sync_playwright
except ImportError:  # needed by tests and this benchmark only
    sync_playwright = None  # type: ignore[assignment]

MISSING = "this drives a browser with Playwright, which is not installed: pip install -r requirements-dev.txt"
_STATIC = Path(__file__).resolve().parents[1] / "app" / "static"
_PLACE = "http://localhost"  # every request to it is answered from here; nothing is asked over the network
_KINDS = {".js": "text/javascript", ".wasm": "application/wasm"}
# The handheld's own modules: one look, the looks at its running picture in turn, and what it does with a photo.
_LOAD = """async () => {
  const { PHOTO, VIDEO, loadReader } = await import("/static/js/handheld/reader.js");
  const { readHere, shrink } = await import("/static/js/handheld/photo.js");
  const read = await loadReader();
  const pixels = (png) => createImageBitmap(png);
  window.prepare = { once: pixels, video: pixels, photo: shrink };
  window.read = { once: (one) => read(one, VIDEO.slice(0, 1)), video: (one) => read(one, VIDEO), photo: readHere };
}"""
_READ = """async ([way, base64]) => {
  const png = await (await fetch("data:image/png;base64," + base64)).blob();
  const picture = await window.prepare[way](png), began = performance.now();
  const found = await window.read[way](picture);
  return { texts: found.map((one) => one.text), ms: performance.now() - began };
}"""
WAYS = {"one look": "once", "running picture": "video", "photo": "photo"}
READ_BARS = {"running picture": 0.75, "photo": 0.8}
WRONG_BAR = 0


class NotInstalled(RuntimeError):
    """What this benchmark needs is not on this machine; the message says what, and how it is had."""


def measured(photographs: Iterable[Photograph]) -> dict[str, list[Outcome]]:
    """Every picture in each way, one after the other. Raises NotInstalled."""
    found: dict[str, list[Outcome]] = {name: [] for name in WAYS}
    with _page() as page:
        for photograph in photographs:
            for name, way in WAYS.items():
                found[name].append(_outcome(page, photograph, way))
    return found


def reached(found: dict[str, list[Outcome]]) -> bool:
    """Whether each way reads enough, and nothing wrongly."""
    made = {name: figures(outcomes) for name, outcomes in found.items()}
    return all(one.rate >= READ_BARS.get(name, 0) and one.wrong <= WRONG_BAR for name, one in made.items())


def show(found: dict[str, list[Outcome]], console: Console) -> None:
    """One table for each way: all of it, then each symbology, then each condition."""
    for name, outcomes in found.items():
        bar = (
            f"≥ {READ_BARS[name]:.0%} read, {WRONG_BAR} wrong" if name in READ_BARS else f"{WRONG_BAR} wrong"
        )
        table = Table(title=f"{name.capitalize()} (bar: {bar})")
        for place, head in enumerate(("what", "pictures", "read", "share", "wrong", "mean ms", "p95 ms")):
            table.add_column(head, justify="right" if place else "left")
        table.add_row("all", *_cells(figures(outcomes)), end_section=True)
        for kinds in (split(outcomes, lambda one: one.symbology), split(outcomes, lambda one: one.condition)):
            for kind, one in kinds.items():
                table.add_row(kind, *_cells(one))
            table.add_section()
        console.print(table)


def _cells(one: Figures) -> tuple[str, ...]:
    counts = (f"{one.pictures}", f"{one.read}", f"{one.rate:.1%}", f"{one.wrong}")
    return (*counts, f"{one.mean_ms:.1f}", f"{one.p95_ms:.1f}")


def _outcome(page: "Page", photograph: Photograph, way: str) -> Outcome:
    got: dict[str, Any] = page.evaluate(_READ, [way, b64encode(photograph.png).decode()])
    texts = set(got["texts"])
    wrong = tuple(sorted(texts - {photograph.text}))
    return Outcome(photograph.condition, photograph.symbology, photograph.text in texts, wrong, got["ms"])


@contextmanager
def _page() -> Iterator["Page"]:
    """A page with the reader loaded, in a browser without a window."""
    if sync_playwright is None:
        raise NotInstalled(MISSING)
    try:
        path = executable()
    except RuntimeError as error:
        raise NotInstalled(str(error)) from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route(f"{_PLACE}/**", _answer)
        page.goto(f"{_PLACE}/")
        page.evaluate(_LOAD)
        yield page
        browser.close()


def _answer(route: "Route") -> None:
    path = urlsplit(route.request.url).path
    file = _STATIC / path.removeprefix("/static/")
    if path == "/":
        route.fulfill(body="<!doctype html><title>Reader</title>", content_type="text/html")
    elif file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=_KINDS.get(file.suffix, "text/plain"))
    else:
        route.fulfill(status=404)
