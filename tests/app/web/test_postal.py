"""What goes on by post: a number from a page, the label with the CN 22, the mark of batteries; a refusal says why."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pdfplumber
import pytest
from flask.testing import FlaskClient

from app.core.identity import the_hub
from app.numbers.rules import Allotted
from app.numbers.service import add
from labels.identifiers import S10
from tests.app.players import Players, parcel
from tests.app.web.test_pages import signed_in

HTML = {"Accept": "text/html"}
NUMBER = S10("RR", 47_312_482, "MY")
SHIRT, MUG = (
    {**parcel("BATIK", "")["items"][0], "description": name, "hs_code": code, "net_weight_g": grams}
    for name, code, grams in (("Cotton shirt", "6205201000", 310), ("Ceramic mug", "691200", 240))
)


def announced(hub: Players, reference: str, **changes: Any) -> str:
    body = {"parcels": [parcel("BATIK", reference, **changes)]}
    tracking: str = hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", body)["parcels"][0]["tracking"]
    return tracking


def allot(hub: Players, count: int = 1, first: int = NUMBER.serial) -> None:
    with hub.database.transaction() as db:
        new = Allotted("s10", "RRMY", first, first + count - 1)
        add(db, new, by=the_hub(1), at=datetime.now(UTC))


def numbered(hub: Players, tracking: str) -> None:
    hub.want("planner", "POST", f"/api/v1/parcels/{tracking}/postal-item", {"service": "RR"})


def posted(client: FlaskClient, page: str, path: str, **values: str) -> Any:
    """What a person gets who sends a form of a page."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page, headers=HTML).text)
    assert token
    return client.post(path, data={**values, "csrf_token": token[1]}, headers=HTML)


def text_of(raw: bytes) -> str:
    with pdfplumber.open(io.BytesIO(raw)) as paper:
        return "\n".join(page.extract_text() for page in paper.pages)


def test_a_person_gives_a_parcel_a_postal_number_and_prints_its_label(hub: Players) -> None:
    tracking = announced(hub, "P1", items=[SHIRT, MUG])
    client, _ = signed_in(hub, "operator")
    page = f"/parcels/{tracking}"
    assert "The hub has no postal number left" in client.get(page, headers=HTML).text
    assert 'href="/numbers"' in signed_in(hub, "supervisor")[0].get(page, headers=HTML).text
    allot(hub)
    assert "RR, registered letter post" in client.get(page, headers=HTML).text
    assert posted(client, page, f"{page}/postal-item", service="RR").status_code == 303
    shown = client.get(page, headers=HTML).text
    assert NUMBER.printed in shown
    assert "Give it a postal number" not in shown
    assert posted(client, page, f"{page}/postal-item", service="RR").status_code == 409
    status, raw = hub.call("device:0", "GET", f"/api/v1/labels/postal/{tracking}.pdf")
    assert status == 200
    text = text_of(raw)
    for part in (
        "RR 473 124 829 MY", "Peninsula Post and Parcel", "Registered letter post", "Tan Wei", "018956 Singapore",
        "SINGAPORE", "1 × Cotton shirt", "1 × Ceramic mug", "0.310", "620520", "40.00", "P1",
    ):  # fmt: skip
        assert part in text
    assert "6205201" not in text


def test_a_postal_label_comes_as_zpl_for_its_seller_and_for_no_other(hub: Players) -> None:
    tracking = announced(hub, "P1")
    allot(hub)
    numbered(hub, tracking)
    path = f"/api/v1/labels/postal/{tracking}"
    status, raw = hub.call("seller:BATIK", "GET", f"{path}.zpl?dpi=300&size=A6&copies=2")
    assert (status, raw[:26]) == (200, b"^XA^CI28^PW1240^LL1748^LH0")
    assert b"RR 473 124 829 MY" in raw
    assert hub.refused("seller:BATIK", "GET", f"{path}.zpl?size=A4x4")[0] == 422
    assert hub.refused("seller:KOPI", "GET", f"{path}.pdf")[1]["code"] == "unknown_parcel"


@pytest.mark.parametrize(
    ("items", "code", "hint"),
    [
        ([SHIRT] * 5, "too_many_goods", "print its CN 23"),
        ([SHIRT, {**MUG, "currency": "MYR"}], "mixed_currencies", "print its CN 23"),
    ],
)
def test_what_no_cn_22_can_declare_gets_no_postal_label(
    hub: Players, items: list[Any], code: str, hint: str
) -> None:
    tracking = announced(hub, "P1", items=items, weight_g=3_000)
    path = f"/api/v1/labels/postal/{tracking}.pdf"
    assert hub.refused("planner", "GET", path)[1]["code"] == "no_postal_number"
    allot(hub)
    numbered(hub, tracking)
    status, told = hub.refused("planner", "GET", path)
    assert (status, told["code"], told["hint"]) == (409, code, hint)
    assert tracking in told["detail"]


def test_a_parcel_that_was_called_off_gets_no_postal_number(hub: Players) -> None:
    tracking = announced(hub, "P1")
    allot(hub)
    hub.want("seller:BATIK", "POST", f"/api/v1/parcels/{tracking}/cancel")
    path = f"/api/v1/parcels/{tracking}/postal-item"
    assert hub.refused("planner", "POST", path, {"service": "RR"})[1]["code"] == "wrong_state"
    assert "By post" not in signed_in(hub, "supervisor")[0].get(f"/parcels/{tracking}", headers=HTML).text


def test_only_a_parcel_that_declares_batteries_gets_their_mark(hub: Players) -> None:
    with_cells, perfume, plain = (
        announced(hub, f"B{place}", dangerous=number) for place, number in enumerate(("UN3481", "UN1266", ""))
    )
    path = "/api/v1/labels/battery"
    status, raw = hub.call("seller:BATIK", "GET", f"{path}/{with_cells}.pdf")
    assert status == 200
    assert "UN 3481" in text_of(raw)
    assert hub.call("device:0", "GET", f"{path}/{with_cells}.zpl?size=105x74")[1][:4] == b"^XA^"
    for tracking, found in ((perfume, "UN1266, which is no battery"), (plain, "no dangerous goods")):
        status, told = hub.refused("device:0", "GET", f"{path}/{tracking}.pdf")
        assert (status, told["code"]) == (409, "no_battery")
        assert found in told["detail"]
    client, _ = signed_in(hub, "operator")
    assert "Battery mark UN3481" in client.get(f"/parcels/{with_cells}", headers=HTML).text
    assert "Battery mark" not in client.get(f"/parcels/{perfume}", headers=HTML).text
