"""Numbers on freight: air waybills of departures, house air waybills of consignments, SSCCs; who may add ranges."""

import json
import threading
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from app.accounts.service import issue_key
from app.core.identity import Role, the_hub
from app.dispatch.models import Manifest
from app.network.models import Hub
from app.numbers.models import NumberRange
from app.numbers.service import next_serials
from app.parcels.models import Consignment
from app.parcels.numbering import number_houses
from labels.identifiers import AirWaybill, Dispatch, HouseWaybill, Receptacle, Sscc, sscc_count
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor
from tests.app.web.test_pages import signed_in

RANGE = {"first": AirWaybill("907", 1_000).printed, "last": AirWaybill("907", 1_001).printed}


@pytest.fixture
def hub(hub: Players) -> Players:
    """The hub, with an admin's key among the players'."""
    with hub.database.transaction() as db:
        by = the_hub(db.scalars(select(Hub.id)).one())
        _, token = issue_key(db, kind="key", name="admin", role=Role.ADMIN, by=by, at=datetime.now(UTC))
    hub.keys["admin"] = token.text
    return hub


def closed(floor: Floor) -> Any:
    return floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")


def last_manifest(floor: Floor) -> Any:
    with floor.hub.database.reading() as db:
        return json.loads(db.scalars(select(Manifest.content).order_by(Manifest.id.desc()).limit(1)).one())


def test_a_departure_gets_its_air_waybill_at_the_close_and_keeps_it(hub: Players) -> None:
    floor = Floor(hub)
    hub.want("admin", "POST", "/api/v1/number-ranges", RANGE)
    assert closed(floor)["air_waybill"] == str(AirWaybill("907", 1_000))
    hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/reopen")
    assert closed(floor)["air_waybill"] == str(AirWaybill("907", 1_000))
    content = last_manifest(floor)
    assert (content["version"], content["air_waybill"]) == (2, str(AirWaybill("907", 1_000)))


def test_an_air_waybill_is_given_ahead_when_asked_once(hub: Players) -> None:
    floor = Floor(hub)
    path = f"/api/v1/departures/{floor.departure}/air-waybill"
    assert hub.refused("planner", "POST", path)[1]["code"] == "no_air_waybills"
    hub.want("admin", "POST", "/api/v1/number-ranges", RANGE)
    given = hub.want("planner", "POST", path)["air_waybill"]
    assert hub.refused("planner", "POST", path)[1]["code"] == "already_done"
    assert closed(floor)["air_waybill"] == given == str(AirWaybill("907", 1_000))


def test_an_airline_without_stock_closes_without_and_one_that_is_used_up_does_not(hub: Players) -> None:
    floor = Floor(hub)
    assert closed(floor)["air_waybill"] is None
    status, told = hub.refused("planner", "POST", f"/api/v1/departures/{floor.departure}/air-waybill")
    assert (status, told["code"]) == (409, "departure_closed")
    hub.want("admin", "POST", "/api/v1/number-ranges", RANGE)
    for _ in range(2):
        floor.departure = floor.depart("SIN")
        closed(floor)
    floor.departure = floor.depart("SIN")
    status, told = hub.refused("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    assert (status, told["code"]) == (409, "numbers_used_up")
    assert hub.want("planner", "GET", f"/api/v1/departures/{floor.departure}")["state"] == "open"
    further = {"first": AirWaybill("907", 10).printed, "last": AirWaybill("907", 10).printed}
    hub.want("admin", "POST", "/api/v1/number-ranges", further)
    assert closed(floor)["air_waybill"] == str(AirWaybill("907", 10))


def test_each_consignment_gets_a_house_air_waybill_when_it_is_declared(hub: Players) -> None:
    floor = Floor(hub, 4)
    floor.clear(*floor.codes)
    with hub.database.reading() as db:
        numbers = db.scalars(select(Consignment.house_number).order_by(Consignment.id)).all()
    assert numbers == [str(HouseWaybill.issue("KUL", serial)) for serial in (1, 2, 3, 4)]
    page = hub.want("planner", "GET", f"/api/v1/parcels/{numbers[2]}")
    assert (page["tracking"], page["house_number"]) == (floor.codes[2], "KULH00000003")


def test_a_house_air_waybill_that_was_asked_for_stays_the_same_when_declared(hub: Players) -> None:
    floor = Floor(hub, 2)
    path = f"/api/v1/parcels/{floor.codes[1]}/house-waybill"
    first = hub.want("planner", "POST", path)
    assert (
        first
        == {"tracking": floor.codes[1], "house_waybill": "KULH00000001"}
        == hub.want("planner", "POST", path)
    )
    floor.clear(*floor.codes)
    with hub.database.reading() as db:
        numbers = db.scalars(select(Consignment.house_number).order_by(Consignment.id)).all()
    assert numbers == ["KULH00000002", "KULH00000001"]
    told = [
        one["type"]
        for one in hub.want("planner", "GET", f"/api/v1/parcels/{floor.codes[1]}/events")["events"]
    ]
    assert told.count("give_house_waybill") == 1


def test_consignments_that_many_number_at_once_leave_no_gap(hub: Players) -> None:
    Floor(hub, 6)
    start, found = threading.Barrier(6), []

    def number() -> None:
        start.wait()
        with hub.database.transaction() as db:
            found.append(number_houses(db, 1, db.scalars(select(Consignment.id)).all()))

    threads = [threading.Thread(target=number) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(one == found[0] for one in found)
    assert sorted(found[0].values()) == [str(HouseWaybill.issue("KUL", serial)) for serial in range(1, 7)]
    with hub.database.transaction() as db:
        assert next_serials(db, 1, "hawb")[0] == 7


def test_bags_run_on_into_the_next_extension_digit_and_then_say_that_they_are_used_up(hub: Players) -> None:
    floor = Floor(hub)
    assert Sscc.parse(floor.bag).extension == 1
    bags = []
    for number in (10**9 - 1, 10**9, sscc_count("9556000") - 1):
        with hub.database.transaction() as db:
            db.execute(update(NumberRange).where(NumberRange.kind == "sscc").values(next_value=number))
        bags.append(hub.want("planner", "POST", "/api/v1/units", {"gateway": "SIN"})["code"])
    assert [Sscc.parse(one).body for one in bags] == [
        "19556000999999999",
        "29556000000000000",
        "99556000999999999",
    ]
    status, told = hub.refused("planner", "POST", "/api/v1/units", {"gateway": "SIN"})
    assert (status, told["code"]) == (409, "numbers_used_up")


def test_the_list_says_what_is_left_and_warns_when_it_is_little(hub: Players) -> None:
    def waybills() -> Any:
        found = hub.want("planner", "GET", "/api/v1/number-ranges")["series"]
        return next(one for one in found if one["kind"] == "awb")

    floor = Floor(hub)
    hub.want("admin", "POST", "/api/v1/number-ranges", RANGE)
    assert (waybills()["left"], waybills()["low"], waybills()["scope"]) == (2, False, "907")
    closed(floor)
    further = {"first": AirWaybill("907", 2_000).printed, "last": AirWaybill("907", 2_017).printed}
    hub.want("admin", "POST", "/api/v1/number-ranges", further)
    assert [one["state"] for one in waybills()["ranges"]] == ["in use", "queued"]
    with hub.database.transaction() as db:
        db.execute(
            update(NumberRange).where(NumberRange.kind == "awb").values(next_value=NumberRange.last_value)
        )
    assert (waybills()["left"], waybills()["low"]) == (2, True)
    client, _ = signed_in(hub, "planner")
    assert 'href="/numbers" class="is-warn"' in client.get("/board").get_data(as_text=True)


def test_the_page_of_a_departure_says_what_is_left_and_gives_one_now(hub: Players) -> None:
    floor = Floor(hub)
    hub.want("admin", "POST", "/api/v1/number-ranges", RANGE)
    client, _ = signed_in(hub, "planner")
    path, headers = f"/departures/{floor.departure}", {"Accept": "text/html"}
    page = client.get(path, headers=headers).get_data(as_text=True)
    assert "2 left of the airline" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"{path}/air-waybill", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 303
    assert RANGE["first"] in client.get(path, headers=headers).get_data(as_text=True)


@pytest.mark.parametrize("who", ["planner", "seller:BATIK", "carrier:M9", "broker"])
def test_only_an_admin_adds_a_range(hub: Players, who: str) -> None:
    assert hub.refused(who, "POST", "/api/v1/number-ranges", RANGE)[0] == 403


def test_an_admin_adds_and_takes_back_on_the_page(hub: Players) -> None:
    client, _ = signed_in(hub, "admin")
    headers = {"Accept": "text/html"}

    def posted(path: str, values: dict[str, str]) -> tuple[int, str]:
        page = client.get("/numbers", headers=headers).get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = client.post(path, data={**values, "csrf_token": token}, headers=headers)
        return answer.status_code, answer.get_data(as_text=True)

    status, text = posted("/numbers", {"first": "907-00010001", "last": "907-00010103"})
    assert status == 422
    assert "check digit" in text
    assert 'value="907-00010001"' in text
    assert posted("/numbers", RANGE)[0] == 303
    page = client.get("/numbers", headers=headers).get_data(as_text=True)
    assert RANGE["last"] in page
    with hub.database.reading() as db:
        range_id = db.scalar(select(NumberRange.id).where(NumberRange.kind == "awb"))
    assert client.get(f"/numbers/{range_id}/take-back", headers=headers).status_code == 200
    assert posted(f"/numbers/{range_id}/take-back", {})[0] == 303
    page = client.get("/numbers", headers=headers).get_data(as_text=True)
    assert f"/numbers/{range_id}/take-back" not in page
    assert page.index("<b>Taken back</b> 2 air waybills") < page.index("<b>Added</b> 2 air waybills")


ROUTE = {"origin": "MYKULA", "destination": "SGSINA", "category": "A", "subclass": "UN"}


def test_bags_are_numbered_within_their_dispatch_and_found_by_it(hub: Players) -> None:
    floor = Floor(hub)
    first, second = (
        hub.want("planner", "POST", "/api/v1/postal-dispatches", ROUTE)["dispatch"] for _ in range(2)
    )
    digit = datetime.now(ZoneInfo("Asia/Kuala_Lumpur")).year % 10
    assert (first, second) == (f"MYKULASGSINAAUN{digit}0001", f"MYKULASGSINAAUN{digit}0002")
    path = f"/api/v1/units/{floor.bag}/receptacle"
    assert hub.refused("planner", "POST", path, {"dispatch": second})[1]["code"] == "unit_open"
    floor.bagged(*floor.codes[:2])
    assert (
        hub.refused("planner", "POST", path, {"dispatch": f"{first[:16]}0003"})[1]["code"]
        == "unknown_dispatch"
    )
    assert hub.refused("planner", "POST", path, {"dispatch": "MYKUL"})[1]["code"] == "bad_dispatch"
    made = hub.want("planner", "POST", path, {"dispatch": second, "highest": True})["receptacle"]
    assert Receptacle.parse(made) == Receptacle(Dispatch.parse(second), 1, True, None, 14)
    assert hub.refused("planner", "POST", path, {"dispatch": first})[1]["code"] == "already_done"
    floor.applied("load", made, departure=floor.departure)


def test_a_parcel_is_numbered_for_the_post_and_found_by_it(hub: Players) -> None:
    floor = Floor(hub)
    path, wanted = f"/api/v1/parcels/{floor.codes[1]}/postal-item", {"service": "RR"}
    assert hub.refused("planner", "POST", path, wanted)[1]["code"] == "numbers_used_up"
    one = {"first": "RR 47312482 9 MY", "last": "RR 47312482 9 MY"}
    hub.want("admin", "POST", "/api/v1/number-ranges", one)
    assert hub.want("planner", "POST", path, wanted)["postal_item"] == "RR473124829MY"
    assert hub.refused("planner", "POST", path, wanted)[1]["code"] == "already_done"
    assert hub.want("planner", "GET", "/api/v1/parcels/RR473124829MY")["tracking"] == floor.codes[1]
