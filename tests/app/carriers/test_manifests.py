"""Carriers pull manifests by cursor, check them by hash, and answer each version once."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime

import pdfplumber
import pytest

from app.core.identity import the_hub
from app.ledger.sealer import Sealer
from app.numbers.rules import Allotted
from app.numbers.service import add
from labels.identifiers import AirWaybill
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor

CARRIER = "carrier:M9"


@pytest.fixture
def closed(hub: Players) -> tuple[Floor, str]:
    """A departure with a bag of two parcels, closed and sealed; and its manifest's number."""
    floor = Floor(hub)
    floor.bagged(*floor.codes[:2])
    floor.applied("load", floor.bag, departure=floor.departure)
    return floor, close(floor)


def close(floor: Floor) -> str:
    value = floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    Sealer(floor.hub.database).seal()
    return str(value["manifest"])


def test_a_cursor_gives_what_is_new_and_then_nothing(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    page = floor.hub.want(CARRIER, "GET", "/api/v1/manifests")
    assert [(one["number"], one["version"], one["pieces"]) for one in page["manifests"]] == [(number, 1, 2)]
    later = floor.hub.want(CARRIER, "GET", f"/api/v1/manifests?since={page['next_cursor']}")
    assert (later["manifests"], later["next_cursor"]) == ([], page["next_cursor"])


def test_what_is_not_sealed_yet_is_not_shown(hub: Players) -> None:
    floor = Floor(hub)
    floor.bagged(floor.codes[0])
    floor.applied("load", floor.bag, departure=floor.departure)
    hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    assert hub.want(CARRIER, "GET", "/api/v1/manifests")["manifests"] == []
    Sealer(hub.database).seal()
    assert len(hub.want(CARRIER, "GET", "/api/v1/manifests")["manifests"]) == 1


def test_a_cursor_that_is_none_is_refused(hub: Players) -> None:
    for cursor in ("nonsense", "MTIz", "....", "OTk5LmFiY2RlZg"):
        status, told = hub.refused(CARRIER, "GET", f"/api/v1/manifests?since={cursor}")
        assert (status, told["code"] in ("bad_cursor", "unknown_cursor")) == (400, True), told


def test_the_json_is_the_bytes_whose_hash_was_published(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    listed = floor.hub.want(CARRIER, "GET", "/api/v1/manifests")["manifests"][0]
    _, raw = floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.json")
    assert hashlib.sha256(raw).hexdigest() == listed["sha256"]
    content = json.loads(raw)
    assert content["pieces"] == len(content["lines"]) == 2
    assert content["weight_g"] == sum(line["weight_g"] for line in content["lines"]) == listed["weight_g"]


def test_csv_and_pdf_say_the_same_as_the_json(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    content = json.loads(floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.json")[1])
    tracking = {line["tracking"] for line in content["lines"]}
    table = floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.csv")[1].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["tracking"] for row in rows} == tracking
    with pdfplumber.open(
        io.BytesIO(floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.pdf")[1])
    ) as paper:
        text = "".join(page.extract_text() for page in paper.pages)
    assert number in text
    assert all(code in text for code in tracking)


def test_csv_and_pdf_carry_the_air_waybill_where_the_departure_has_one(hub: Players) -> None:
    with hub.database.transaction() as db:
        add(db, Allotted("awb", "907", 1_000, 1_001), by=the_hub(1), at=datetime.now(UTC))
    floor = Floor(hub)
    floor.bagged(*floor.codes[:2])
    floor.applied("load", floor.bag, departure=floor.departure)
    number, printed = close(floor), AirWaybill("907", 1_000).printed
    table = hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.csv")[1].decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(table))
    assert (head[-1], [row[-1] for row in rows]) == ("air_waybill", [printed] * 2)
    with pdfplumber.open(io.BytesIO(hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.pdf")[1])) as paper:
        assert printed in paper.pages[0].extract_text()


def test_what_a_carrier_has_is_not_sent_again(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    headers = {"Authorization": f"Bearer {floor.hub.keys[CARRIER]}"}
    for path in ("/api/v1/manifests", f"/api/v1/manifests/{number}.json", f"/api/v1/manifests/{number}.pdf"):
        tag = floor.hub.client.get(path, headers=headers).headers["ETag"]
        again = floor.hub.client.get(path, headers={**headers, "If-None-Match": tag})
        assert (again.status_code, again.get_data()) == (304, b"")


def test_an_answer_counts_once(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    path, answer = f"/api/v1/manifests/{number}/ack", {"version": 1, "answer": "accepted"}
    first = floor.hub.want(CARRIER, "POST", path, answer)
    assert floor.hub.want(CARRIER, "POST", path, answer) == first
    status, told = floor.hub.refused(
        CARRIER, "POST", path, {"version": 1, "answer": "rejected", "reason": "late"}
    )
    assert (status, told["code"]) == (409, "already_answered")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"version": 1, "answer": "perhaps"},
        {"version": 1, "answer": "rejected"},
        {"version": "one", "answer": "accepted"},
        {"version": 1, "answer": "accepted", "colour": "red"},
    ],
)
def test_an_answer_that_cannot_be_read_is_told(closed: tuple[Floor, str], answer: dict[str, object]) -> None:
    floor, number = closed
    status, told = floor.hub.refused(CARRIER, "POST", f"/api/v1/manifests/{number}/ack", answer)
    assert (status, told["code"]) == (422, "invalid_answer")
    assert told["errors"]


def test_another_carriers_manifest_is_not_there(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    for path in (f"/api/v1/manifests/{number}.json", f"/api/v1/manifests/{number}.pdf"):
        assert floor.hub.refused("carrier:S4", "GET", path)[1]["code"] == "unknown_manifest"
    answer = {"version": 1, "answer": "accepted"}
    status, told = floor.hub.refused("carrier:S4", "POST", f"/api/v1/manifests/{number}/ack", answer)
    assert (status, told["code"]) == (404, "unknown_manifest")


def test_a_correction_is_a_new_version_and_the_old_one_stays(closed: tuple[Floor, str]) -> None:
    floor, number = closed
    before = floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.json")[1]
    floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/reopen")
    floor.applied("offload", floor.codes[0])
    assert close(floor) == number
    pages = floor.hub.want(CARRIER, "GET", "/api/v1/manifests")["manifests"]
    assert [(one["version"], one["supersedes"], one["pieces"]) for one in pages] == [(1, None, 2), (2, 1, 1)]
    assert floor.hub.call(CARRIER, "GET", f"/api/v1/manifests/{number}.json?version=1")[1] == before
    answer = {"version": 1, "answer": "accepted"}
    assert (
        floor.hub.refused(CARRIER, "POST", f"/api/v1/manifests/{number}/ack", answer)[1]["code"]
        == "superseded"
    )
