"""Labels over HTTP: as PDF and as ZPL, for whom they are, and what the hub fills them with."""

import uuid
from datetime import UTC, datetime

import pytest

from app.consolidation.papers import gross_weight
from app.consolidation.queries import UnitView
from app.inbound.labels import contents_of
from tests.app.players import Players, parcel

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_labels_and_tags_come_as_pdf_and_as_zpl(hub: Players) -> None:
    taken = hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "P1")]})
    tracking = taken["parcels"][0]["tracking"]
    bag = hub.want("device:0", "POST", "/api/v1/units", {"gateway": "SIN"})["code"]
    for who, path in (("seller:BATIK", f"parcel/{tracking}"), ("device:0", f"bag/{bag}")):
        status, raw = hub.call(who, "GET", f"/api/v1/labels/{path}.pdf")
        assert (status, raw[:5]) == (200, b"%PDF-")
        status, raw = hub.call(who, "GET", f"/api/v1/labels/{path}.zpl?dpi=300&size=A6&copies=2")
        assert (status, raw[:26]) == (200, b"^XA^CI28^PW1240^LL1748^LH0")
        assert b"^PQ2" in raw
        assert hub.refused(who, "GET", f"/api/v1/labels/{path}.zpl?size=A4x4")[0] == 422
        assert hub.refused(who, "GET", f"/api/v1/labels/{path}.pdf?size=A9")[0] == 422
        assert hub.refused(who, "GET", f"/api/v1/labels/{path}.pdf?dpi=204")[0] == 422
    assert hub.refused("seller:KOPI", "GET", f"/api/v1/labels/parcel/{tracking}.pdf")[0] == 404
    for path in (f"logistic/{bag}", "bin/KUL-DOCK-1"):
        assert hub.call("device:0", "GET", f"/api/v1/labels/{path}.pdf")[1][:5] == b"%PDF-"
        assert hub.call("device:0", "GET", f"/api/v1/labels/{path}.zpl")[1][:4] == b"^XA^"
    assert hub.refused("device:0", "GET", "/api/v1/labels/bin/KUL-NOWHERE.pdf")[0] == 404
    status, told = hub.refused("device:0", "GET", f"/api/v1/labels/carton/{bag}.pdf")
    assert status == 422
    assert "holds 0 articles" in str(told)


@pytest.mark.parametrize(
    ("descriptions", "shown"),
    [
        ([], ""),
        (["Cotton shirt", "Mug"], "Cotton shirt; Mug"),
        (["Cotton batik shirt, indigo", "Ceramic mug, hand-painted", "Rattan tray"],
         "Cotton batik shirt, indigo; Ceramic mug, hand-painted; +1 more"),
        (["word " * 30], "word word word word word word word word word word word …"),
    ],
)  # fmt: skip
def test_a_label_says_what_of_the_contents_it_does_not_name(descriptions: list[str], shown: str) -> None:
    assert contents_of(descriptions) == shown


def test_the_gross_weight_of_a_unit_becomes_a_gs1_element() -> None:
    def weight(grams: int) -> tuple[tuple[str, str], ...]:
        return gross_weight(
            UnitView(1, "", "bag", "SIN", "", "open", "", NOW, None, None, None, None, 0, grams)
        )

    assert weight(0) == ()
    assert weight(1_234_560) == (("3302", "123456"),)
    assert weight(12_345_600) == (("3301", "123456"),)


def test_the_label_of_a_carton_lists_what_was_packed_into_it(hub: Players) -> None:
    wanted = {"parcels": [parcel("BATIK", one) for one in ("P1", "P2")]}
    codes = [
        one["tracking"] for one in hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", wanted)["parcels"]
    ]
    bag = hub.want("device:0", "POST", "/api/v1/units", {"gateway": "SIN"})["code"]
    steps = [(action, code) for action in ("receive", "pack") for code in codes]
    scans = [
        {
            "id": str(uuid.uuid4()),
            "action": action,
            "code": code,
            "at": NOW.isoformat(),
            "context": {"unit": bag} if action == "pack" else {},
        }
        for action, code in steps
    ]
    results = hub.want("device:0", "POST", "/api/v1/scans", {"scans": scans})["results"]
    assert {one["outcome"] for one in results} == {"applied"}
    item = parcel("BATIK", "P1")["items"][0]
    status, raw = hub.call("device:0", "GET", f"/api/v1/labels/carton/{bag}.zpl")
    assert status == 200
    text = raw.decode()
    assert item["description"] in text
    assert f"{2 * item['quantity']} pieces, SIN" in text
    assert "2 parcels" in text
