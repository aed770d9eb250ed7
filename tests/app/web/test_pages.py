"""Every page answers its people, says what is there, and carries the security headers; errors help."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.demo.people import PASSWORD, SIGN_INS
from tests.app.players import Players, parcel

PAGES = {
    "operator": ["/departures", "/cases", "/account"],
    "supervisor": [
        "/board",
        "/board/live",
        "/holds",
        "/cases",
        "/loads",
        "/parcels",
        "/departures",
        "/manifests",
        "/queue",
        "/handhelds",
        "/jobs",
    ],
    "planner": ["/board", "/planning", "/departures", "/queue", "/numbers"],
    "broker": ["/customs", "/account"],
    "seller": ["/seller", "/seller/imports", "/account"],
    "carrier": ["/manifests", "/account"],
    "admin": ["/board", "/numbers", "/account"],
}


def signed_in(hub: Players, role: str, password: str = PASSWORD) -> tuple[FlaskClient, Any]:
    client = hub.client
    email = next(one.email for one in SIGN_INS if one.role == role)
    token = _token(client.get("/sign-in").get_data(as_text=True))
    form = {"email": email, "password": password, "csrf_token": token}
    return client, client.post("/sign-in", data=form, headers={"Accept": "text/html"})


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no form token"
    return found[1]


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_a_page_answers_its_people(hub: Players, role: str, path: str) -> None:
    client, entered = signed_in(hub, role)
    assert entered.status_code == 303
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.get_data(as_text=True)


def test_a_wrong_password_is_told_and_five_of_them_lock(hub: Players) -> None:
    for _ in range(5):
        _, answer = signed_in(hub, "planner", "not this one at all")
        assert answer.status_code == 401
        assert "wrong" in answer.get_data(as_text=True)
    _, answer = signed_in(hub, "planner")
    assert answer.status_code == 429


def test_an_unknown_person_is_answered_like_a_wrong_password(hub: Players) -> None:
    client = hub.client
    token = _token(client.get("/sign-in").get_data(as_text=True))
    form = {"email": "nobody@hub.example", "password": "not this one at all", "csrf_token": token}
    assert client.post("/sign-in", data=form, headers={"Accept": "text/html"}).status_code == 401


def test_a_form_without_its_token_is_refused(hub: Players) -> None:
    client, _ = signed_in(hub, "planner")
    answer = client.post("/api/v1/plans/flights", json={"seconds": 1})
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "no_form_token"


def test_a_stranger_is_sent_to_the_sign_in(hub: Players) -> None:
    answer = hub.client.get("/board", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_a_page_of_others_is_refused_with_a_page_that_helps(hub: Players) -> None:
    client, _ = signed_in(hub, "seller")
    answer = client.get("/board", headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert "wrong_role" in answer.get_data(as_text=True)


def test_a_page_that_is_not_there_says_so(hub: Players) -> None:
    client, _ = signed_in(hub, "planner")
    answer = client.get("/parcels/EN9999999990KUL", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "EN9999999990KUL" in answer.get_data(as_text=True)


def test_signing_out_ends_the_session(hub: Players) -> None:
    client, _ = signed_in(hub, "planner")
    token = _token(client.get("/board", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert client.get("/board", headers={"Accept": "text/html"}).status_code == 302


def test_a_parcels_page_says_why_it_waits(hub: Players) -> None:
    taken = hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "P1")]})
    client, _ = signed_in(hub, "seller")
    page = client.get(f"/parcels/{taken['parcels'][0]['tracking']}", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "has not arrived at the hub" in text
    assert "has not been declared to customs yet" in text


def test_the_program_says_that_it_is_alive_and_ready(hub: Players) -> None:
    assert hub.call(None, "GET", "/healthz")[0] == 200
    assert hub.call(None, "GET", "/readyz")[0] == 200
    assert b"entrepot_requests_total" in hub.call(None, "GET", "/metrics")[1]


def test_every_route_of_the_api_is_documented(hub: Players) -> None:
    described = hub.client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    for rule in hub.app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and not rule.rule.endswith("openapi.json"):
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                found = described["paths"][path][method.lower()]
                assert found["summary"], f"{method} {path} says nothing of itself"
    scans = described["paths"]["/api/v1/scans"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert scans == {"$ref": "#/components/schemas/ScansIn"}
    assert "ScanIn" in described["components"]["schemas"]
    page = hub.client.get("/docs", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "/api/v1/manifests" in page
