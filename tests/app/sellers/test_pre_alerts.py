"""Sellers announce parcels over HTTP: by API and by file, with faults told by row and nothing half written."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from app.demo.goods import as_csv
from app.parcels.models import Consignment, Parcel
from app.sellers.models import PreAlert
from tests.app.players import Players, parcel, players

SELLER = "seller:BATIK"


def count(hub: Players, model: Any) -> int:
    with hub.database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def upload(hub: Players, name: str, content: bytes) -> tuple[int, Any]:
    status, raw = hub.call(
        SELLER, "POST", "/api/v1/pre-alerts/import", data={"file": (io.BytesIO(content), name)}
    )
    return status, json.loads(raw)


def rows(*references: str, **changes: Any) -> list[dict[str, Any]]:
    return [
        {"consignee_region": "", "consignee_tax_id": "", "service": "standard", "incoterm": "DAP"}
        | parcel("BATIK", one, **changes)
        for one in references
    ]


def test_parcels_announced_by_api_get_tracking_numbers(hub: Players) -> None:
    taken = hub.want(
        SELLER, "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "A1"), parcel("BATIK", "A2")]}
    )
    assert [one["reference"] for one in taken["parcels"]] == ["A1", "A2"]
    tracking = taken["parcels"][0]["tracking"]
    page = hub.want(SELLER, "GET", f"/api/v1/parcels/{tracking}")
    assert (page["handling"], page["reference"]) == ("expected", "A1")
    by_reference = hub.want(SELLER, "GET", "/api/v1/parcels/A1")
    assert by_reference["tracking"] == tracking


def test_the_same_request_again_changes_nothing_and_gets_the_same_answer(hub: Players) -> None:
    body = {"parcels": [parcel("BATIK", "A1")]}
    key = {"Idempotency-Key": "one"}
    first = hub.want(SELLER, "POST", "/api/v1/pre-alerts", body, headers=key)
    assert hub.want(SELLER, "POST", "/api/v1/pre-alerts", body, headers=key) == first
    assert hub.want(SELLER, "POST", "/api/v1/pre-alerts", body)["parcels"] == first["parcels"]
    assert count(hub, Parcel) == 1


def test_a_reused_idempotency_key_with_other_content_is_refused(hub: Players) -> None:
    key = {"Idempotency-Key": "one"}
    hub.want(SELLER, "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "A1")]}, headers=key)
    status, told = hub.refused(
        SELLER, "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "A2")]}, headers=key
    )
    assert (status, told["code"]) == (422, "idempotency_key_reused")


def test_one_bad_parcel_takes_none_unless_the_seller_says_so(hub: Players) -> None:
    body = {"parcels": [parcel("BATIK", "A1"), parcel("BATIK", "A2", consignee_country="Atlantis")]}
    status, told = hub.refused(SELLER, "POST", "/api/v1/pre-alerts", body)
    assert status == 422
    assert [(one["row"], one["field"]) for one in told["errors"]] == [(2, "consignee_country")]
    assert count(hub, Parcel) == 0
    taken = hub.want(SELLER, "POST", "/api/v1/pre-alerts?good_rows_only=1", body)
    assert [one["reference"] for one in taken["parcels"]] == ["A1"]
    assert taken["errors"][0]["row"] == 2


def test_a_file_is_looked_at_before_it_is_taken(hub: Players) -> None:
    content = as_csv(rows("A1", "A2"))
    status, seen = upload(hub, "parcels.csv", content)
    assert (status, seen["rows_in"], seen["rows_bad"], seen["parcels_new"]) == (201, 2, 0, 2)
    assert count(hub, Parcel) == 0
    taken = hub.want(SELLER, "POST", f"/api/v1/pre-alerts/{seen['id']}/commit", {})
    assert len(taken["parcels"]) == 2
    assert count(hub, Parcel) == 2


def test_the_same_file_again_changes_nothing(hub: Players) -> None:
    content = as_csv(rows("A1", "A2"))
    first = upload(hub, "parcels.csv", content)[1]["id"]
    taken = hub.want(SELLER, "POST", f"/api/v1/pre-alerts/{first}/commit", {})
    again = upload(hub, "parcels again.csv", content)[1]
    assert (again["id"], again["state"]) == (first, "taken")
    assert hub.want(SELLER, "POST", f"/api/v1/pre-alerts/{first}/commit", {})["parcels"] == taken["parcels"]
    assert (count(hub, Parcel), count(hub, PreAlert)) == (2, 1)


def test_a_corrected_file_makes_no_doubles(hub: Players) -> None:
    bad = as_csv([*rows("A1"), *rows("A2", consignee_country="Atlantis")])
    seen = upload(hub, "parcels.csv", bad)[1]
    assert (seen["rows_in"], seen["rows_ok"], seen["rows_bad"]) == (2, 1, 1)
    hub.want(SELLER, "POST", f"/api/v1/pre-alerts/{seen['id']}/commit", {"good_rows_only": True})
    good = upload(hub, "parcels.csv", as_csv(rows("A1", "A2")))[1]
    assert (good["parcels_new"], good["parcels_known"]) == (1, 1)
    hub.want(SELLER, "POST", f"/api/v1/pre-alerts/{good['id']}/commit", {})
    assert count(hub, Consignment) == 2


def test_rejected_rows_come_back_as_a_file(hub: Players) -> None:
    seen = upload(hub, "parcels.csv", as_csv([*rows("A1"), *rows("A2", consignee_country="Atlantis")]))[1]
    status, raw = hub.call(SELLER, "GET", f"/api/v1/pre-alerts/{seen['id']}/rejects.csv")
    text = raw.decode("utf-8-sig")
    assert status == 200
    assert "Atlantis" in text
    assert "A1" not in text


def test_a_reference_announced_before_with_other_content_is_a_fault(hub: Players) -> None:
    hub.want(SELLER, "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "A1")]})
    changed = {"parcels": [parcel("BATIK", "A1", weight_g=900)]}
    _, told = hub.refused(SELLER, "POST", "/api/v1/pre-alerts", changed)
    assert told["errors"][0]["code"] == "reference_changed"


def test_another_sellers_pre_alert_is_not_there(hub: Players) -> None:
    seen = upload(hub, "parcels.csv", as_csv(rows("A1")))[1]
    status, told = hub.refused("seller:KOPI", "POST", f"/api/v1/pre-alerts/{seen['id']}/commit", {})
    assert (status, told["code"]) == (404, "unknown_pre_alert")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "empty_body"),
        (b'{"parcels": [', 400, "bad_json"),
        (b"\xff\xfe\x00", 400, "bad_json"),
        (b"[1, 2]", 422, "invalid_body"),
        (b'{"parcels": "all of them"}', 422, None),
        (b'{"parcels": [{"reference": "A1", "colour": "red"}]}', 422, None),
        (b'{"parcels":' + b"[" * 100_000, 400, None),
    ],
)
def test_a_body_that_cannot_be_read_says_why(hub: Players, raw: bytes, status: int, code: str | None) -> None:
    found, told = hub.refused(SELLER, "POST", "/api/v1/pre-alerts", data=raw, content_type="application/json")
    assert found == status, told
    assert code is None or told["code"] == code
    assert told["detail"]
    assert count(hub, PreAlert) == 0


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("empty.csv", b"", 400),
        ("nul.csv", b"reference\x00,country\n", 400),
        ("not.xlsx", b"PK\x03\x04 this is no workbook", 400),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, 400),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, 400),
    ],
)
def test_a_file_that_cannot_be_read_says_why(hub: Players, name: str, content: bytes, status: int) -> None:
    found, told = upload(hub, name, content)
    assert found == status, told
    assert told["hint"]
    assert count(hub, PreAlert) == 0


def test_a_zip_bomb_is_refused(hub: Players) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"\x00" * 300_000_000)
    status, told = upload(hub, "bomb.xlsx", out.getvalue())
    assert 400 <= status < 500, told
    assert count(hub, PreAlert) == 0


def test_a_number_that_a_spreadsheet_shortened_is_an_error_never_a_guess(hub: Players) -> None:
    content = as_csv(rows("A1")).replace(b'"A1"', b'"1.23E+17"')
    seen = upload(hub, "parcels.csv", content)[1]
    assert [one["code"] for one in seen["errors"]] == ["excel_number"]
    assert seen["parcels_new"] == 0


def test_a_body_over_the_limit_is_refused(hub_url: str) -> None:
    hub = players(hub_url, max_body_bytes=70_000, max_file_bytes=60_000)
    try:
        status, told = hub.refused(
            SELLER, "POST", "/api/v1/pre-alerts", data=b" " * 80_000, content_type="application/json"
        )
        assert (status, told["code"]) == (413, "body_too_large")
        status, told = upload(hub, "parcels.csv", b"reference\n" + b"x" * 65_000)
        assert (status, told["code"]) == (413, "file_too_large")
    finally:
        hub.database.dispose()
