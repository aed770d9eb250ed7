"""A scan of the last minute is taken back by an event of its own, and only while nothing else has happened."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.board.invariants import broken
from app.network.models import Location
from app.parcels.models import Parcel
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor, scan


@pytest.fixture
def floor(hub: Players) -> Floor:
    return Floor(hub)


def undone(floor: Floor, first: dict[str, Any], **changes: Any) -> Any:
    back = scan("undo", first["code"], of=first["id"])
    return floor.send({**back, **changes})[0]


def state(floor: Floor, code: str) -> tuple[Any, ...]:
    with floor.hub.database.reading() as db:
        one = db.scalars(select(Parcel).where(Parcel.tracking == code)).one()
        return one.handling, one.location_id, one.unit_id, one.weight_g, one.received_at


def prepared(floor: Floor, action: str, code: str) -> dict[str, Any]:
    """A scan of `action` that will be applied, with all that must go before it done."""
    if action != "receive":
        floor.applied("receive", code)
    if action == "pick":
        place = floor.do("suggest", code)["location"]
        floor.applied("store", code, location=place)
    return {
        "receive": scan("receive", code),
        "measure": scan("measure", code, weight_g=712, source="scale"),
        "store": scan("store", code, location=_bin(floor, code) if action == "store" else ""),
        "pick": scan("pick", code),
        "pack": scan("pack", code, unit=floor.bag),
        "stage": scan("stage", code),
        "hold": scan("hold", code, reason="damage"),
    }[action]


def _bin(floor: Floor, code: str) -> str:
    return str(floor.do("suggest", code)["location"])


@pytest.mark.parametrize("action", ["receive", "measure", "store", "pick", "pack", "stage", "hold"])
def test_what_a_scan_changed_is_as_it_was(floor: Floor, action: str) -> None:
    code = floor.codes[0]
    first = prepared(floor, action, code)
    before = state(floor, code)
    assert floor.send(first)[0]["outcome"] == "applied"
    answer = undone(floor, first)
    assert (answer["outcome"], answer["subject"].get("holds")) == ("applied", None)
    assert state(floor, code) == before
    assert floor.send(first)[0]["outcome"] == "replayed"
    with floor.hub.database.reading() as db:
        assert broken(db) == []


def test_a_scan_and_its_undo_may_come_in_one_batch(floor: Floor) -> None:
    code = floor.codes[0]
    first = scan("receive", code)
    results = floor.send(first, scan("undo", code, of=first["id"]))
    assert [one["outcome"] for one in results] == ["applied", "applied"]
    assert state(floor, code)[0] == "expected"


@pytest.mark.parametrize("action", ["close", "stage", "load"])
def test_a_bag_is_taken_back_with_all_that_is_in_it(floor: Floor, action: str) -> None:
    floor.applied("receive", *floor.codes)
    floor.clear(*floor.codes)
    floor.applied("pack", *floor.codes, unit=floor.bag)
    steps = {
        "close": scan("close", floor.bag),
        "stage": scan("stage", floor.bag),
        "load": scan("load", floor.bag, departure=floor.departure),
    }
    for name, one in steps.items():
        answer = floor.send(one)[0]
        assert answer["outcome"] == "applied"
        if name == action:
            break
        before = answer["subject"]["state"]
    assert undone(floor, steps[action])["outcome"] == "applied"
    assert floor.do("find", floor.bag)["subject"]["state"] == (before if action != "close" else "open")


def test_what_was_moved_on_is_not_taken_back(floor: Floor) -> None:
    first = scan("receive", floor.codes[0])
    floor.send(first)
    floor.applied("measure", floor.codes[0], weight_g=700)
    assert undone(floor, first)["code"] == "changed_since"


def test_after_a_minute_it_is_too_late_but_for_a_supervisor(floor: Floor) -> None:
    first = scan("receive", floor.codes[0])
    floor.send(first)
    late = "2026-11-24T10:01:01+08:00"
    assert undone(floor, first, at=late)["code"] == "too_late"
    back = {**scan("undo", first["code"], of=first["id"], override=True), "at": late}
    answer = floor.hub.want("supervisor", "POST", "/api/v1/scans", {"scans": [back]})["results"][0]
    assert answer["outcome"] == "applied"


def test_nobody_takes_back_what_another_scanned(floor: Floor) -> None:
    first = scan("receive", floor.codes[0])
    floor.send(first)
    back = scan("undo", first["code"], of=first["id"])
    assert floor.send(back, device="device:1")[0]["code"] == "too_late"


@pytest.mark.parametrize("of", [None, "018f0000-0000-7000-8000-000000000000"])
def test_an_undo_of_nothing_is_refused(floor: Floor, of: str | None) -> None:
    answer = floor.do("undo", floor.codes[0], **({"of": of} if of else {}))
    assert answer["code"] == ("unknown_scan" if of else "no_of")


def test_what_changed_nothing_is_not_taken_back(floor: Floor) -> None:
    first = scan("find", floor.codes[0])
    floor.send(first)
    assert undone(floor, first)["code"] == "cannot_undo"


def test_a_supervisor_stores_in_a_full_bin_and_an_operator_does_not(floor: Floor) -> None:
    floor.applied("receive", *floor.codes)
    place = _bin(floor, floor.codes[0])
    _fill(floor, place)
    again = scan("store", floor.codes[0], location=place)
    assert floor.send(again)[0]["code"] == "bin_full"
    forced = scan("store", floor.codes[0], location=place, override=True)
    assert floor.send(forced)[0]["code"] == "supervisor_only"
    forced = scan("store", floor.codes[0], location=place, override=True)
    answer = floor.hub.want("supervisor", "POST", "/api/v1/scans", {"scans": [forced]})["results"][0]
    assert answer["outcome"] == "applied"


def _fill(floor: Floor, place: str) -> None:
    """Make the bin take no more parcels."""
    with floor.hub.database.transaction() as db:
        db.execute(update(Location).where(Location.code == place).values(max_parcels=0))


def test_a_supervisor_cannot_override_customs(floor: Floor) -> None:
    floor.applied("receive", floor.codes[0])
    forced = scan("load", floor.codes[0], departure=floor.departure, override=True)
    answer = floor.hub.want("supervisor", "POST", "/api/v1/scans", {"scans": [forced]})["results"][0]
    assert answer["outcome"] == "refused"


def test_a_held_bag_holds_all_that_is_in_it(floor: Floor) -> None:
    floor.applied("receive", *floor.codes)
    floor.applied("pack", *floor.codes, unit=floor.bag)
    answer = floor.do("hold", floor.bag, reason="inspection", note="seal broken")
    assert answer["outcome"] == "applied"
    for code in floor.codes:
        assert floor.do("find", code)["subject"]["holds"] == ["inspection"]


def test_the_carrier_takes_a_departure_at_the_gate(floor: Floor) -> None:
    assert floor.do("hand_over", floor.departure)["code"] == "nothing_to_hand_over"
    floor.bagged(*floor.codes)
    floor.applied("load", floor.bag, departure=floor.departure)
    for verb in ("close", "depart"):
        floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/{verb}")
    assert floor.do("hand_over", floor.departure)["outcome"] == "applied"
    assert state(floor, floor.codes[0])[0] == "handed_over"
