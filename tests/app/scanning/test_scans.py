"""Scans over HTTP: each is answered once, repeats get the first answer, refusals say why and change nothing."""

import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.board.invariants import broken
from app.customs.rulepack import load
from app.hub import CONFIG, beat
from app.inbound.models import Case
from app.ledger.models import Event
from app.ledger.sealer import Sealer
from app.network.models import Location
from app.parcels.models import Parcel
from app.scanning.models import Scan
from tests.app.players import Players, parcel

DEVICE = "device:0"
AT = "2026-11-24T10:00:00+08:00"


def scan(action: str, code: str, **context: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "action": action, "code": code, "at": AT, "context": context}


class Floor:
    """Some announced parcels, a bag and a departure to Singapore."""

    def __init__(self, hub: Players, parcels: int = 4) -> None:
        self.hub = hub
        body = {"parcels": [parcel("BATIK", f"F{number}") for number in range(parcels)]}
        taken = hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", body)
        self.codes = [one["tracking"] for one in taken["parcels"]]
        self.bag = hub.want(DEVICE, "POST", "/api/v1/units", {"gateway": "SIN"})["code"]
        self.departure = self.depart("SIN")

    def depart(self, gateway: str, capacity_g: int = 100_000, hours: float = 5) -> str:
        number = f"T{uuid.uuid4().hex[:8].upper()}"
        leaves = datetime.now(UTC) + timedelta(hours=hours)
        value = {
            "number": number,
            "carrier": "M9",
            "gateway": gateway,
            "departs_at": leaves.isoformat(),
            "cutoff_at": (leaves - timedelta(hours=1)).isoformat(),
            "capacity_g": capacity_g,
            "capacity_cm3": 10_000_000,
        }
        self.hub.want("planner", "POST", "/api/v1/departures", value)
        return number

    def send(self, *scans: dict[str, Any], device: str = DEVICE) -> list[Any]:
        results: list[Any] = self.hub.want(device, "POST", "/api/v1/scans", {"scans": list(scans)})["results"]
        return results

    def do(self, action: str, code: str, **context: Any) -> Any:
        return self.send(scan(action, code, **context))[0]

    def applied(self, action: str, *codes: str, **context: Any) -> None:
        results = self.send(*(scan(action, code, **context) for code in codes))
        assert [one["outcome"] for one in results] == ["applied"] * len(codes), results

    def clear(self, *codes: str, decision: str = "cleared") -> None:
        beat(self.hub.database, Sealer(self.hub.database), load(CONFIG / "customs"), "KUL")
        for one in self.hub.want("broker", "GET", "/api/v1/declarations?limit=500")["declarations"]:
            if one["tracking"] in codes:
                path = f"/api/v1/declarations/{one['number']}/decision"
                self.hub.want("broker", "POST", path, {"decision": decision})

    def bagged(self, *codes: str) -> None:
        """Received, cleared, packed, closed and staged."""
        self.applied("receive", *codes)
        self.clear(*codes)
        self.applied("pack", *codes, unit=self.bag)
        self.applied("close", self.bag, seal="S1")
        self.applied("stage", self.bag)

    def state(self, code: str) -> str:
        page = self.hub.want("supervisor", "GET", f"/api/v1/parcels/{code}")
        return str(page["handling"])

    def rows(self) -> tuple[int, int]:
        with self.hub.database.reading() as db:
            return tuple(db.scalar(select(func.count()).select_from(one)) or 0 for one in (Event, Parcel))  # type: ignore[return-value]


@pytest.fixture
def floor(hub: Players) -> Iterator[Floor]:
    made = Floor(hub)
    yield made
    with hub.database.reading() as db:
        Sealer(hub.database).seal()
    with hub.database.reading() as db:
        assert broken(db) == []


def test_a_repeat_gets_the_first_answer_and_is_not_applied(floor: Floor) -> None:
    one = scan("receive", floor.codes[0])
    first = floor.send(one)[0]
    before = floor.rows()
    again = floor.send(one)[0]
    assert (first["outcome"], again["outcome"], again["first_outcome"]) == ("applied", "replayed", "applied")
    assert {**again, "outcome": "applied"} == {**first, "first_outcome": "applied"}
    assert floor.rows() == before


def test_a_repeat_within_one_batch_is_applied_once(floor: Floor) -> None:
    one = scan("receive", floor.codes[0])
    results = floor.send(one, one)
    assert [each["outcome"] for each in results] == ["applied", "replayed"]


def test_an_id_used_for_another_scan_is_refused(floor: Floor) -> None:
    one = scan("receive", floor.codes[0])
    floor.send(one)
    clash = floor.send({**one, "code": floor.codes[1]})[0]
    assert (clash["outcome"], clash["code"]) == ("refused", "id_reused")
    assert floor.state(floor.codes[1]) == "expected"


def test_an_id_of_another_device_is_refused(floor: Floor) -> None:
    one = scan("receive", floor.codes[0])
    floor.send(one)
    assert floor.send(one, device="device:1")[0]["code"] == "id_reused"


def test_two_scans_of_a_parcel_in_one_batch_apply_in_order(floor: Floor) -> None:
    code = floor.codes[0]
    results = floor.send(scan("pick", code), scan("receive", code), scan("pick", code))
    assert [one["outcome"] for one in results] == ["refused", "applied", "applied"]
    assert floor.state(code) == "picked"


def test_one_bad_scan_does_not_spoil_the_others(floor: Floor) -> None:
    results = floor.send(
        scan("receive", floor.codes[0]), scan("fly", floor.codes[1]), scan("receive", floor.codes[2])
    )
    assert [(one["outcome"], one["code"]) for one in results] == [
        ("applied", "receive"),
        ("refused", "unknown_action"),
        ("applied", "receive"),
    ]


def test_scans_out_of_order_are_refused_with_what_can_be_done(floor: Floor) -> None:
    refused = floor.do("pack", floor.codes[0], unit=floor.bag)
    assert refused["code"] == "wrong_state"
    assert "expected" in refused["detail"]
    assert "receive" in refused["next"]
    assert floor.state(floor.codes[0]) == "expected"


def test_a_piece_that_nobody_announced_becomes_a_case(floor: Floor) -> None:
    answer = floor.do("receive", "STRAY-1")
    assert (answer["outcome"], answer["signal"]) == ("applied", "amber")
    with floor.hub.database.reading() as db:
        assert db.scalars(select(Case.code)).all() == ["STRAY-1"]


def test_an_unknown_code_elsewhere_is_refused(floor: Floor) -> None:
    assert floor.do("pick", "STRAY-1")["code"] == "unknown_code"


def test_a_wrong_check_digit_is_told(floor: Floor) -> None:
    code = floor.codes[0]
    wrong = code[:11] + str((int(code[11]) + 1) % 10) + code[12:]
    answer = floor.do("receive", wrong)
    assert answer["code"] == "check_digit"


def test_any_code_on_the_label_names_the_parcel(floor: Floor) -> None:
    assert floor.do("receive", "f0")["subject"]["code"] == floor.codes[0]
    assert floor.do("find", f"]C0{floor.codes[0]}")["subject"]["handling"] == "received"


def test_nothing_uncleared_is_loaded(floor: Floor) -> None:
    code = floor.codes[0]
    floor.applied("receive", code)
    floor.applied("pack", code, unit=floor.bag)
    floor.applied("close", floor.bag)
    refused = floor.do("load", floor.bag, departure=floor.departure)
    assert refused["code"] == "not_cleared"
    assert floor.state(code) == "packed"


def test_a_held_parcel_keeps_its_whole_bag_off_the_departure(floor: Floor) -> None:
    first, second = floor.codes[:2]
    floor.bagged(first, second)
    floor.applied("hold", first, reason="inspection")
    refused = floor.do("load", floor.bag, departure=floor.departure)
    assert refused["code"] == "on_hold"
    assert {floor.state(first), floor.state(second)} == {"staged"}


def test_a_bag_is_loaded_with_all_that_is_in_it(floor: Floor) -> None:
    floor.bagged(*floor.codes)
    floor.applied("load", floor.bag, departure=floor.departure)
    assert {floor.state(code) for code in floor.codes} == {"loaded"}


def test_a_departure_takes_no_more_than_it_can_carry(floor: Floor) -> None:
    floor.bagged(*floor.codes)
    small = floor.depart("SIN", capacity_g=1_000)
    assert floor.do("load", floor.bag, departure=small)["code"] == "departure_full"


def test_a_bag_goes_only_where_it_is_going(floor: Floor) -> None:
    floor.bagged(floor.codes[0])
    elsewhere = floor.depart("BKK")
    assert floor.do("load", floor.bag, departure=elsewhere)["code"] == "wrong_departure"


def test_nothing_is_loaded_after_the_cut_off(floor: Floor) -> None:
    floor.bagged(floor.codes[0])
    late = floor.depart("SIN", hours=0.5)
    assert floor.do("load", floor.bag, departure=late)["code"] == "after_cutoff"


def test_a_closed_bag_takes_nothing_more(floor: Floor) -> None:
    floor.bagged(floor.codes[0])
    floor.applied("receive", floor.codes[1])
    assert floor.do("pack", floor.codes[1], unit=floor.bag)["code"] == "unit_closed"


def test_a_bag_is_closed_once(floor: Floor) -> None:
    floor.bagged(floor.codes[0])
    assert floor.do("close", floor.bag)["outcome"] == "refused"
    floor.applied("load", floor.bag, departure=floor.departure)
    closed = floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    assert closed["pieces"] == 1
    status, told = floor.hub.refused("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    assert (status, told["code"]) == (409, "already_done")


def test_a_full_bin_is_refused_and_a_suggestion_keeps_its_place(floor: Floor) -> None:
    floor.applied("receive", *floor.codes)
    told = floor.do("suggest", floor.codes[0])
    with floor.hub.database.transaction() as db:
        place = db.scalars(select(Location).where(Location.code == told["location"])).one()
        place.max_parcels = 1
    refused = floor.do("store", floor.codes[1], location=told["location"])
    assert refused["code"] == "bin_full"
    assert "promised" in refused["detail"]
    floor.applied("store", floor.codes[0], location=told["location"])
    assert floor.do("store", floor.codes[1], location=told["location"])["code"] == "bin_full"


def test_a_thousand_scans_in_one_request_get_a_thousand_answers(hub: Players) -> None:
    floor = Floor(hub, parcels=500)
    results = floor.send(
        *(scan("receive", code) for code in floor.codes), *(scan("pick", code) for code in floor.codes)
    )
    assert [one["outcome"] for one in results] == ["applied"] * 1_000
    with hub.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Scan)) == 1_000


def test_more_than_a_thousand_scans_are_refused_whole(floor: Floor) -> None:
    many = {"scans": [scan("receive", floor.codes[0])] * 1_001}
    status, told = floor.hub.refused(DEVICE, "POST", "/api/v1/scans", many)
    assert (status, told["code"]) == (413, "too_many_scans")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"scans": []}, 400),
        ({"scans": [{"id": "1"}]}, 422),
        ({"scans": [{**scan("receive", "X"), "at": "2026-11-24T10:00:00"}]}, 422),
        ({"scans": [{**scan("receive", "X"), "colour": "red"}]}, 422),
        ({"scans": [scan("receive", "\u0007")]}, 422),
        ({"scans": [scan("receive", " ")]}, 422),
        ({"scans": [{**scan("receive", "X"), "context": {"weight_g": "heavy"}}]}, 422),
    ],
)
def test_a_request_that_cannot_be_read_applies_nothing(floor: Floor, body: Any, status: int) -> None:
    found, told = floor.hub.refused(DEVICE, "POST", "/api/v1/scans", body)
    assert found == status, told
    assert told["detail"]


def test_contradictory_moves_from_many_threads_have_one_winner(floor: Floor) -> None:
    """Every thread picks and stages the same parcels: each step happens once, nobody sees a deadlock."""
    floor.applied("receive", *floor.codes)
    outcomes: list[str] = []
    lock = threading.Lock()

    def run(number: int) -> None:
        codes = floor.codes if number % 2 else floor.codes[::-1]
        for action in ("pick", "stage"):
            status, raw = floor.hub.call(
                DEVICE, "POST", "/api/v1/scans", {"scans": [scan(action, code) for code in codes]}
            )
            with lock:
                outcomes.append(str(status))
                outcomes.extend(f"{action} {one['outcome']}" for one in json.loads(raw)["results"])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert outcomes.count("200") == 16
    assert outcomes.count("pick applied") == len(floor.codes)
    assert outcomes.count("stage applied") == len(floor.codes)
