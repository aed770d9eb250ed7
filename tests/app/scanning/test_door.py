"""The short way in for scans answers as the view does, and takes nothing that the view would refuse."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import request_started
from sqlalchemy import func, select

from app.accounts.service import revoke_key
from app.core.identity import the_hub
from app.core.web import HEADERS
from app.scanning.models import Scan
from tests.app.players import Players

DEVICE = "device:0"
PATH = "/api/v1/scans"


def find(code: str = "EN123456785KUL") -> dict[str, Any]:
    return {
        "scans": [{"id": str(uuid.uuid4()), "action": "find", "code": code, "at": "2026-11-24T10:00:00Z"}]
    }


@contextmanager
def through_flask(hub: Players) -> Iterator[list[str]]:
    """The requests that Flask saw meanwhile."""
    seen: list[str] = []

    def note(_app: Any, **_: Any) -> None:
        seen.append(PATH)

    with request_started.connected_to(note, hub.app):
        yield seen


def post(hub: Players, who: str, value: Any) -> Any:
    return hub.client.post(PATH, json=value, headers={"Authorization": f"Bearer {hub.keys[who]}"})


def test_the_second_request_of_a_key_does_not_go_through_flask(hub: Players) -> None:
    with through_flask(hub) as seen:
        first = post(hub, DEVICE, find())
        assert seen == [PATH]
        second = post(hub, DEVICE, find())
    assert seen == [PATH]
    assert (first.status_code, second.status_code) == (200, 200)
    assert [name for name, _ in second.headers if name not in first.headers] == []
    assert {name: second.headers[name] for name in HEADERS} == HEADERS
    assert second.headers["Cache-Control"] == "no-store"
    assert second.json["results"][0]["code"] == first.json["results"][0]["code"]


def test_its_answers_are_counted_as_the_views_are(hub: Players) -> None:
    line = 'entrepot_requests_total{endpoint="scans.take_scans",method="POST",status="200"}'

    def counted() -> float:
        text = hub.client.get("/metrics").get_data(as_text=True)
        return sum(float(one.split()[-1]) for one in text.splitlines() if one.startswith(line))

    post(hub, DEVICE, find())
    before = counted()
    post(hub, DEVICE, find())
    assert counted() == before + 1


def test_a_key_revoked_meanwhile_writes_nothing(hub: Players) -> None:
    assert post(hub, DEVICE, find()).status_code == 200
    with hub.database.transaction() as db:
        revoke_key(db, hub.keys[DEVICE].split("_")[2], by=the_hub(1), at=datetime.now(UTC))
    kept = _scans(hub)
    for _ in range(2):
        answer = post(hub, DEVICE, find())
        assert (answer.status_code, answer.json["code"]) == (401, "revoked_key")
    assert _scans(hub) == kept


def test_a_revoked_key_spoils_no_others_scans(hub: Players) -> None:
    for who in (DEVICE, "device:1"):
        post(hub, who, find())
    with hub.database.transaction() as db:
        revoke_key(db, hub.keys[DEVICE].split("_")[2], by=the_hub(1), at=datetime.now(UTC))
    assert post(hub, DEVICE, find()).status_code == 401
    assert post(hub, "device:1", find()).status_code == 200


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "bad_json"),
        (b"", "empty_body"),
        (b'{"scans":[]}', "no_scans"),
        (b'{"scans":[{"id":"x"}]}', "invalid_body"),
        (json.dumps({"scans": [{**find()["scans"][0], "code": "\x07"}]}).encode(), "invalid_scans"),
        (json.dumps({"scans": [{**find()["scans"][0], "extra": 1}]}).encode(), "invalid_body"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_as_the_view_tells_it(hub: Players, raw: bytes, code: str) -> None:
    def send() -> Any:
        return hub.client.post(PATH, data=raw, headers={"Authorization": f"Bearer {hub.keys[DEVICE]}"})

    first, second = send(), send()
    assert (first.status_code, first.json["code"]) == (second.status_code, second.json["code"])
    assert second.json["code"] == code
    assert first.json["errors"] == second.json["errors"]
    assert second.content_type == "application/problem+json"


def test_a_seller_is_refused_each_time(hub: Players) -> None:
    for _ in range(2):
        answer = post(hub, "seller:BATIK", find())
        assert (answer.status_code, answer.json["code"]) == (403, "wrong_role")


def _scans(hub: Players) -> int:
    with hub.database.reading() as db:
        return db.scalar(select(func.count()).select_from(Scan)) or 0
