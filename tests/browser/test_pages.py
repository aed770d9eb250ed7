"""Every page, in a real browser, wide and narrow, light and dark: usable by all, quiet, and within its window."""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from werkzeug.routing import MapAdapter

from app.wiring import create_app
from config.settings import Settings
from tests.browser.axe import violations
from tests.browser.floor import Floor
from tests.browser.visits import Look, Visit, Visits
from tests.browser.watching import Watch, sideways

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
FEW = (Look("light", 1280), Look("dark", 360))
MORE = (Look("dark", 1280), Look("light", 360))


class Place(NamedTuple):
    """A page: who looks at it (nobody for a stranger), its address, the status it answers with."""

    role: str
    path: str
    status: int = 200


PLACES = (
    Place("", "/sign-in"),
    Place("", "/docs"),
    Place("supervisor", "/board"),
    Place("supervisor", "/departures"),
    Place("supervisor", "/departures/{departure}"),
    Place("supervisor", "/departures/{departure}/close"),
    Place("supervisor", "/departures/{left}"),
    Place("supervisor", "/departures/{left}/uld-tag"),
    Place("supervisor", "/queue"),
    Place("supervisor", "/queue/{queued}/pin"),
    Place("supervisor", "/parcels"),
    Place("supervisor", "/parcels?state=received&held=1"),
    Place("supervisor", "/parcels/{parcel}"),
    Place("supervisor", "/parcels/{held}"),
    Place("supervisor", "/parcels/{held}/holds/inspection/release"),
    Place("supervisor", "/parcels/{posted}"),
    Place("supervisor", "/units/{unit}"),
    Place("supervisor", "/units/{closed_unit}"),
    Place("supervisor", "/units/{receptacle}"),
    Place("supervisor", "/racks"),
    Place("supervisor", "/holds"),
    Place("supervisor", "/cases"),
    Place("supervisor", "/loads"),
    Place("supervisor", "/customs"),
    Place("supervisor", "/manifests"),
    Place("supervisor", "/handhelds"),
    Place("supervisor", "/handhelds/{handheld}/sign-out"),
    Place("supervisor", "/account"),
    Place("supervisor", "/parcels/EN9999999990KUL", 404),
    Place("supervisor", "/nothing-here", 404),
    Place("planner", "/planning"),
    Place("planner", "/planning/{flights}"),
    Place("planner", "/planning/{milk_run}"),
    Place("planner", "/planning/{waves}"),
    Place("planner", "/planning/{put_away}"),
    Place("planner", "/planning/{moves}"),
    Place("planner", "/planning/{bags}"),
    Place("planner", "/planning/{loads}"),
    Place("planner", "/planning/{running_plan}"),
    Place("planner", "/planning/{queued_plan}"),
    Place("planner", "/planning/{failed_plan}"),
    Place("planner", "/planning/{cancelled_plan}"),
    Place("supervisor", "/lists"),
    Place("supervisor", "/lists/{pick_list}"),
    Place("supervisor", "/lists/{move_list}"),
    Place("supervisor", "/lists/{move_list}/close"),
    Place("supervisor", "/lists/{load_list}"),
    Place("supervisor", "/printing"),
    Place("supervisor", "/printing/{doubtful_batch}"),
    Place("supervisor", "/printing/{file_batch}"),
    Place("supervisor", "/printing/labels/KUL-A01-01-1"),
    Place("admin", "/printers"),
    Place("supervisor", "/jobs"),
    Place("supervisor", "/jobs/{dead_job}/retry"),
    Place("supervisor", "/jobs/{dead_job}/discard"),
    Place("supervisor", "/jobs/{running_job}/cancel"),
    Place("admin", "/numbers"),
    Place("admin", "/numbers/{range}/take-back"),
    Place("operator", "/account"),
    Place("operator", "/board", 403),
    Place("seller", "/seller"),
    Place("seller", "/seller/imports"),
    Place("seller", "/seller/imports/{preview}"),
    Place("seller", "/seller/imports/{receipt}"),
    Place("seller", "/parcels"),
    Place("seller", "/parcels/{own}"),
    Place("seller", "/account"),
    Place("seller", "/account/keys/{seller_key}/revoke"),
    Place("carrier", "/manifests"),
    Place("carrier", "/manifests/{manifest}"),
    Place("carrier", "/account"),
    Place("broker", "/customs"),
    Place("broker", "/customs/{declaration}"),
    Place("broker", "/customs/{undecided}"),
)
# What others see on pages that stand above: only their menu and buttons differ.
OTHERS = (
    Place("operator", "/departures"),
    Place("operator", "/queue"),
    Place("operator", "/parcels/{parcel}"),
    Place("operator", "/units/{closed_unit}"),
    Place("operator", "/racks"),
    Place("operator", "/cases"),
    Place("operator", "/printing"),
    Place("planner", "/board"),
    Place("planner", "/departures/{departure}"),
    Place("planner", "/account"),
    Place("planner", "/numbers"),
    Place("admin", "/board"),
    Place("admin", "/planning"),
    Place("broker", "/account"),
)
SPOILED = (
    ("console.error('broken')", "console:"),
    ("setTimeout(() => missing(), 0)", "uncaught:"),
    ("document.body.setAttribute('style', 'color: red')", "console:"),
    ("document.body.append(Object.assign(new Image(), {src: 'http://other.example/a.png'}))", "console:"),
    ("fetch('http://127.0.0.1:9/').catch(() => 0)", "asked"),
)
# Addresses that are no pages: for programs, for parts of a page, sent on at once; the handheld has tests of its own.
NO_PAGES = (
    "/api/",
    "/static/",
    "/handheld/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/board/live",
    "/planning/progress/",
    "/printing/parts/",
)


def _seen() -> Iterator[Any]:
    """Each page in the looks that differ most; in a full run in all of them."""
    for place in (*PLACES, *OTHERS):
        looks = (*FEW, *MORE) if SOAK else FEW if place in PLACES else FEW[1:]
        for look in looks:
            yield pytest.param(place, look, id=f"{place.role or 'stranger'} {place.path} {look}")


@pytest.mark.parametrize(("place", "look"), list(_seen()))
def test_a_page_can_be_used_by_all_and_stays_in_its_window(
    visit: Visit, floor: Floor, place: Place, look: Look
) -> None:
    page = visit.open(place.role, floor.path(place.path), look, place.status)
    assert violations(page) == []
    assert sideways(page) == []


def test_every_page_of_the_program_is_looked_at(floor: Floor) -> None:
    routes = _routes()
    seen = {routes.match(urlsplit(floor.path(one.path)).path)[0] for one in PLACES if one.status == 200}
    pages = {
        rule.endpoint
        for rule in routes.map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.rule.startswith(NO_PAGES)
        and rule.rule not in ("/", "/handheld")
    }
    assert pages - seen == set()


def test_every_entry_of_a_menu_is_looked_at() -> None:
    app = create_app(Settings(database_url="sqlite://", secret_key="s" * 64))
    menu: dict[str, Any] = vars(app.jinja_env.get_template("menu.html").module)["MENU"]
    entries = {path for listed in menu.values() for _, path in listed} - {"/handheld"}
    assert entries - {one.path for one in PLACES} == set()


@pytest.mark.parametrize(("script", "told"), SPOILED, ids=str)
def test_what_must_not_happen_in_a_page_is_noticed(visits: Visits, script: str, told: str) -> None:
    with visits.browser.new_context(base_url=visits.address) as context:
        watch, page = Watch(context, visits.address), context.new_page()
        page.goto("about:blank" if told == "asked" else "/sign-in")
        page.evaluate(script)
        page.wait_for_timeout(100)
        assert told in {one.split()[0] for one in watch.faults}


def test_what_axe_and_the_eye_would_find_is_noticed(visits: Visits) -> None:
    with visits.browser.new_context(base_url=visits.address) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.evaluate(
            "{ const one = document.querySelector('main').appendChild(new Image()); one.style.minWidth = '3000px'; }"
        )
        assert "image-alt" in {one.split(":")[0] for one in violations(page)}
        assert "px too wide" in sideways(page)[0]


def _routes() -> MapAdapter:
    app = create_app(Settings(database_url="sqlite://", secret_key="s" * 64))
    return app.url_map.bind("hub.example")
