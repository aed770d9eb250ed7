"""Shifts, numbered batches, what a handheld takes along, and its pictures."""

import io
import uuid
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from app.accounts.models import Handheld, Person
from app.demo.people import PASSWORD
from app.ledger.models import Event
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor, scan


class Shifted:
    """A handheld with a person's shift open on it."""

    def __init__(self, hub: Players, role: str = "operator", id: str = "") -> None:
        self.hub = hub
        self.id = id or str(uuid.uuid4())
        self.began = begin(hub, role, self.id)
        self.token = self.began["token"]
        self.seq = self.began["next_seq"]

    def post(self, *scans: dict[str, Any], **changes: Any) -> Any:
        handheld = {"id": self.id, "first": self.seq, "waiting": 0, "version": "v1", "persisted": True}
        body = {"scans": list(scans), "handheld": {**handheld, **changes}}
        return self.hub.client.post("/api/v1/scans", json=body, headers=self.headers)

    def send(self, *scans: dict[str, Any], **changes: Any) -> Any:
        answer = self.post(*scans, **changes)
        assert answer.status_code == 200, answer.json
        self.seq = changes.get("first", self.seq) + len(scans)
        return answer.json["results"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def row(self) -> Handheld:
        with self.hub.database.reading() as db:
            return db.scalars(select(Handheld).where(Handheld.id == uuid.UUID(self.id))).one()


def begin(hub: Players, role: str, id: str, name: str = "Ramp 3") -> Any:
    """As a browser does it: sign in, ask for the form's token, begin."""
    client = hub.client
    csrf = client.get("/api/v1/session").json["csrf"]
    form = {"email": _email(hub, role), "password": PASSWORD, "csrf_token": csrf}
    assert client.post("/sign-in", data=form).status_code == 303
    now = client.get("/api/v1/session").json
    assert now["person"]["role"] == role
    body = {"handheld": id, "name": name, "version": "v1"}
    answer = client.post("/api/v1/shifts", json=body, headers={"X-CSRFToken": now["csrf"]})
    assert answer.status_code == 201, answer.json
    return answer.json


def _email(hub: Players, role: str) -> str:
    with hub.database.reading() as db:
        return str(db.scalars(select(Person.email).where(Person.role == role)).first())


@pytest.fixture
def floor(hub: Players) -> Floor:
    return Floor(hub)


@pytest.fixture
def handheld(hub: Players) -> Shifted:
    return Shifted(hub)


def test_what_is_scanned_in_a_shift_is_done_by_its_person(floor: Floor, handheld: Shifted) -> None:
    assert handheld.send(scan("receive", floor.codes[0]))[0]["outcome"] == "applied"
    with floor.hub.database.reading() as db:
        last = db.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert last.actor == handheld.began["person"]["actor"]
    assert last.actor.startswith("person:")
    assert last.device_id is not None


def test_scans_of_one_person_are_sent_while_another_is_signed_in(floor: Floor, handheld: Shifted) -> None:
    later = Shifted(floor.hub, "supervisor", handheld.id)
    assert later.token != handheld.token
    assert handheld.send(scan("receive", floor.codes[0]))[0]["outcome"] == "applied"
    assert later.send(scan("receive", floor.codes[1]), first=2)[0]["outcome"] == "applied"


def test_a_missing_number_is_asked_for(floor: Floor, handheld: Shifted) -> None:
    handheld.send(scan("receive", floor.codes[0]))
    answer = handheld.post(scan("receive", floor.codes[1]), first=5)
    assert (answer.status_code, answer.json["code"]) == (409, "gap")
    assert answer.json["errors"][0]["expected"] == "2"
    assert handheld.row().next_seq == 2


def test_what_is_nowhere_any_more_is_counted(floor: Floor, handheld: Shifted) -> None:
    handheld.send(scan("receive", floor.codes[0]))
    handheld.send(scan("receive", floor.codes[1]), first=5, gap=True)
    assert (handheld.row().next_seq, handheld.row().gaps) == (6, 3)


def test_a_batch_that_comes_again_is_answered_again(floor: Floor, handheld: Shifted) -> None:
    batch = [scan("receive", code) for code in floor.codes[:2]]
    assert [one["outcome"] for one in handheld.send(*batch)] == ["applied"] * 2
    assert [one["outcome"] for one in handheld.send(*batch, first=1)] == ["replayed"] * 2
    assert handheld.row().next_seq == 3


def test_what_the_handheld_says_of_itself_is_kept(floor: Floor, handheld: Shifted) -> None:
    handheld.send(scan("receive", floor.codes[0]), waiting=7, version="v2")
    row = handheld.row()
    assert (row.waiting, row.version, row.persisted) == (7, "v2", True)


def test_a_handheld_that_nobody_signed_in_is_refused(floor: Floor, handheld: Shifted) -> None:
    answer = handheld.post(scan("receive", floor.codes[0]), id=str(uuid.uuid4()))
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_handheld")


def test_an_ended_shift_takes_nothing_more(floor: Floor, handheld: Shifted) -> None:
    client = floor.hub.client
    assert client.delete("/api/v1/shifts", headers=handheld.headers).status_code == 204
    answer = handheld.post(scan("receive", floor.codes[0]))
    assert (answer.status_code, answer.json["code"]) == (401, "revoked_key")


def test_a_lost_handheld_is_signed_out(floor: Floor, handheld: Shifted) -> None:
    handheld.send(scan("receive", floor.codes[0]), waiting=3)
    assert b"Ramp 3" in floor.hub.call("supervisor", "GET", "/handhelds")[1]
    asked = floor.hub.call("supervisor", "GET", f"/handhelds/{handheld.id}/sign-out")[1]
    assert b"still had 3 scans" in asked
    assert floor.hub.call("supervisor", "POST", f"/handhelds/{handheld.id}/sign-out")[0] == 303
    assert handheld.post(scan("receive", floor.codes[1])).status_code == 401


def test_who_may_not_sign_in_any_more_scans_no_more(floor: Floor, handheld: Shifted) -> None:
    handheld.send(scan("receive", floor.codes[0]))
    with floor.hub.database.transaction() as db:
        actor = int(handheld.began["person"]["actor"].split(":")[1])
        db.execute(update(Person).where(Person.id == actor).values(active=False))
    assert handheld.post(scan("receive", floor.codes[1])).status_code == 401


def test_a_device_without_a_person_begins_no_shift(hub: Players) -> None:
    status, problem = hub.refused(
        "device:0", "POST", "/api/v1/shifts", {"handheld": str(uuid.uuid4()), "name": "x"}
    )
    assert (status, problem["code"]) == (403, "not_a_person")


def test_the_tasks_come_with_counts_and_places(floor: Floor, handheld: Shifted) -> None:
    floor.applied("receive", floor.codes[0])
    value = floor.hub.client.get("/api/v1/handheld/tasks", headers=handheld.headers).json
    tasks = {one["id"]: one for one in value["tasks"]}
    assert tasks["receive"]["count"] == len(floor.codes) - 1
    assert tasks["store"]["count"] == 1
    assert tasks["load"]["needs"] == ["cleared", "no_hold"]
    assert "release_hold" not in tasks
    assert floor.departure in [one["number"] for one in value["departures"]]
    assert floor.bag in [one["code"] for one in value["units"]]


@pytest.mark.parametrize("task", ["receive", "measure", "store", "pick", "pack", "stage", "load", "unpack"])
def test_a_task_takes_along_what_it_will_meet(floor: Floor, handheld: Shifted, task: str) -> None:
    floor.applied("receive", *floor.codes[:3])
    floor.do("hold", floor.codes[0], reason="damage")
    client = floor.hub.client
    got = client.get(f"/api/v1/handheld/list?task={task}", headers=handheld.headers)
    value = got.json
    assert value["complete"] is True
    rows = {one[0]: one for one in value["rows"]}
    if task in ("measure", "store", "pack"):
        assert set(rows) == set(floor.codes[:3])
        assert rows[floor.codes[0]][5] == ["damage"]
        assert rows[floor.codes[0]][6] == "SIN"
    if task == "receive":
        assert set(rows) == set(floor.codes[3:])
    tag = {"If-None-Match": got.headers["ETag"], **handheld.headers}
    assert client.get(f"/api/v1/handheld/list?task={task}", headers=tag).status_code == 304


def test_a_closed_bag_is_on_the_list_of_loading(floor: Floor, handheld: Shifted) -> None:
    floor.bagged(*floor.codes)
    value = floor.hub.client.get("/api/v1/handheld/list?task=load", headers=handheld.headers).json
    row = next(one for one in value["rows"] if one[0] == floor.bag)
    assert row[2:4] == ["bag", "staged"]
    assert row[8] > 0


def test_an_unknown_task_is_told(handheld: Shifted) -> None:
    answer = handheld.hub.client.get("/api/v1/handheld/list?task=dance", headers=handheld.headers)
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_task")


def test_a_picture_is_kept_with_its_scan_and_made_small(floor: Floor, handheld: Shifted) -> None:
    one = scan("hold", floor.codes[0], reason="damage")
    floor.applied("receive", floor.codes[0])
    handheld.send(one)
    raw = _picture(3_000, 2_000)
    client = floor.hub.client
    for _ in range(2):
        answer = client.post(f"/api/v1/photos?scan={one['id']}", data=raw, headers=handheld.headers)
        assert answer.status_code == 201
    status, kept = floor.hub.call("supervisor", "GET", f"/api/v1/photos/{one['id']}.jpg")
    assert status == 200
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, max(image.size)) == ("JPEG", 1_600)
        assert not image.getexif()


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"no picture", 400, "not_a_picture"),
        (b"\xff\xd8\xff\xe0 broken", 400, "not_a_picture"),
        (b"", 400, "not_a_picture"),
    ],
)
def test_what_is_no_picture_is_refused(
    floor: Floor, handheld: Shifted, raw: bytes, status: int, code: str
) -> None:
    one = scan("find", floor.codes[0])
    handheld.send(one)
    answer = floor.hub.client.post(f"/api/v1/photos?scan={one['id']}", data=raw, headers=handheld.headers)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_picture_of_no_scan_is_refused(handheld: Shifted) -> None:
    answer = handheld.hub.client.post(
        f"/api/v1/photos?scan={uuid.uuid4()}", data=_picture(10, 10), headers=handheld.headers
    )
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_scan")


def _picture(width: int, height: int) -> bytes:
    image, out = Image.new("RGB", (width, height), "white"), io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "where it was taken"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_the_shell_is_the_same_for_everybody_and_names_what_it_keeps(hub: Players) -> None:
    shell = hub.client.get("/handheld")
    assert shell.status_code == 200
    assert "Set-Cookie" not in shell.headers
    assert "'wasm-unsafe-eval'" in shell.headers["Content-Security-Policy"]
    worker = hub.client.get("/handheld/sw.js")
    text = worker.get_data(as_text=True)
    assert "__BUILD__" not in text
    assert "__FILES__" not in text
    assert "/static/css/handheld.css" in text
    assert worker.headers["Cache-Control"] == "no-cache"
    assert hub.client.get("/handheld/manifest.webmanifest").json["scope"] == "/handheld"


def test_lists_and_scripts_are_sent_small_and_not_again(floor: Floor, handheld: Shifted) -> None:
    asked = {"Accept-Encoding": "br, gzip"}
    wasm = "/static/vendor/zxing-wasm-3.1.3/zxing_reader.wasm"
    for path in ("/api/v1/handheld/list?task=receive", "/static/js/handheld/app.js", wasm):
        answer = floor.hub.client.get(path, headers={**handheld.headers, **asked})
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br"), path
        known = {**handheld.headers, **asked, "If-None-Match": answer.headers["ETag"]}
        again = floor.hub.client.get(path, headers=known)
        assert (again.status_code, again.data) == (304, b""), path
    assert "Content-Encoding" not in floor.hub.client.get("/api/v1/session", headers=asked).headers
