"""Loads: bags and parcels of a departure into its ULDs, from a plan to load lists that are followed."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.ledger.models import Event
from app.network.models import Departure
from app.parcels.models import Parcel
from tests.app.papers.test_papers import text_of
from tests.app.planning.test_floor_plans import accepted, at_desk, listed, page, planned
from tests.app.players import Players
from tests.app.scanning.test_scans import DEVICE, Floor

SIZE = {"length_mm": 600, "width_mm": 400, "height_mm": 300}
ONE_AKE = {"ulds": {"AKE": 1}}


class Ramp(Floor):
    """Eight parcels to Singapore, six of them in three closed bags, two loose and picked, all meant for a departure."""

    def __init__(self, hub: Players) -> None:
        super().__init__(hub, 8)
        self.applied("receive", *self.codes)
        self.clear(*self.codes)
        self.bags = [self.bag, *(self.opened() for _ in range(2))]
        for place, bag in enumerate(self.bags):
            self.applied("pack", *self.codes[2 * place : 2 * place + 2], unit=bag)
            self.applied("close", bag, seal="S1")
        self.loose = self.codes[6:]
        self.applied("pick", *self.loose)
        for code in self.codes:
            self.pin(code)

    def opened(self) -> str:
        return str(self.hub.want(DEVICE, "POST", "/api/v1/units", {"gateway": "SIN"})["code"])

    def pin(self, code: str, departure: str | None = None) -> None:
        body = {"tracking": code, "departure": departure or self.departure}
        self.hub.want("planner", "POST", "/api/v1/assignments", body)

    def dangerous(self, code: str, number: str) -> None:
        with self.hub.database.transaction() as db:
            db.execute(update(Parcel).where(Parcel.tracking == code).values(dangerous=number))

    def planned(self, **wishes: Any) -> dict[str, Any]:
        return planned(self.hub, "loads", departure=self.departure, **{**ONE_AKE, **wishes})

    def refused(self, **wishes: Any) -> str:
        body = {"departure": self.departure, **wishes}
        return str(self.hub.refused("planner", "POST", "/api/v1/plans/loads", body)[1]["code"])


@pytest.fixture
def ramp(hub: Players) -> Ramp:
    return Ramp(hub)


def pieces(plan: dict[str, Any]) -> list[str]:
    return [one["key"] for uld in plan["result"]["ulds"] for one in uld["pieces"]]


def behind(plan: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["why"] for one in plan["result"]["behind"]}


def test_an_accepted_load_becomes_a_list_in_the_order_in_which_the_uld_is_built(ramp: Ramp) -> None:
    hub = ramp.hub
    hub.want(DEVICE, "PUT", f"/api/v1/units/{ramp.bags[0]}/size", SIZE)
    plan = ramp.planned()
    assert set(pieces(plan)) == {*ramp.bags, *ramp.loose}
    assert (plan["cost"], plan["result"]["guessed"], plan["result"]["behind"]) == (0, 4, [])
    [uld] = plan["result"]["ulds"]
    assert (uld["key"], uld["gross_g"]) == ("AKE 1", 8 * 700 + 82_000)
    [measured] = [one for one in uld["pieces"] if one["key"] == ramp.bags[0]]
    assert (measured["measured"], sorted(measured["size_mm"])) == (True, [300, 400, 600])
    text = page(hub, f"/planning/{plan['id']}")
    assert text.count('<svg class="uld"') == 3
    assert "AKE 1 through the door: 5 pieces" in text
    assert accepted(hub, plan)["applied"] == 1
    paper = page(hub, "/lists/LL0000001", "operator")
    assert [paper.index(code) for code in pieces(plan)] == sorted(paper.index(code) for code in pieces(plan))
    assert "Into <b>AKE 1</b>" in paper
    with hub.database.reading() as db:
        [told] = db.scalars(select(Event.payload).where(Event.stream == "task_list"))
    assert '"uld":"AKE 1"' in told


def test_a_load_list_ends_with_what_is_loaded(ramp: Ramp) -> None:
    accepted(ramp.hub, ramp.planned())
    lists = ramp.hub.want(DEVICE, "GET", "/api/v1/handheld/tasks")["lists"]
    assert [(one["number"], one["task"], one["left"]) for one in lists] == [("LL0000001", "load", 5)]
    ramp.applied("load", ramp.bags[0], departure=ramp.departure)
    assert "4 of 5 left" in page(ramp.hub, "/lists/LL0000001", "operator")
    ramp.applied("load", *ramp.bags[1:], *ramp.loose, departure=ramp.departure)
    assert "No list waits" in page(ramp.hub, "/lists", "operator")


def test_what_changed_since_is_left_out_of_the_list_and_named(ramp: Ramp) -> None:
    plan = ramp.planned()
    ramp.applied("reopen", ramp.bags[0])
    ramp.hub.want(DEVICE, "PUT", f"/api/v1/units/{ramp.bags[1]}/size", SIZE)
    ramp.applied("load", ramp.loose[0], departure=ramp.departure)
    answer = accepted(ramp.hub, plan)
    assert answer["applied"] == 1
    assert {one.split()[0] for one in answer["stale"]} == {ramp.bags[0], ramp.bags[1], ramp.loose[0]}
    assert answer["since"]["moved_on"] == 3
    assert ramp.hub.want(DEVICE, "GET", "/api/v1/handheld/tasks")["lists"][0]["left"] == 2


def test_a_load_of_a_departure_that_closed_writes_nothing(ramp: Ramp) -> None:
    plan = ramp.planned()
    with ramp.hub.database.transaction() as db:
        db.execute(update(Departure).where(Departure.number == ramp.departure).values(state="cancelled"))
    answer = accepted(ramp.hub, plan)
    assert answer["applied"] == 0
    assert answer["stale"][0].endswith("nothing was written")
    assert answer["since"]["closed"] == [ramp.departure]


def test_what_is_on_a_list_is_planned_again_only_when_the_list_is_given_up(ramp: Ramp) -> None:
    accepted(ramp.hub, ramp.planned())
    assert ramp.refused(**ONE_AKE) == "nothing_to_load"
    client, token = at_desk(ramp.hub, "planner")
    assert client.post("/lists/LL0000001/close", data={"csrf_token": token}).status_code == 303
    assert len(pieces(ramp.planned())) == 5


def test_dangerous_goods_that_must_part_are_in_different_ulds(ramp: Ramp) -> None:
    for code, number in ((ramp.codes[0], "UN1266"), (ramp.codes[2], "UN3480"), (ramp.codes[4], "UN3481")):
        ramp.dangerous(code, number)
    one = ramp.planned()
    assert "too near to a group that it must be kept from" in next(iter(behind(one).values()))
    two = ramp.planned(ulds={"AKE": 2})
    places = {each["key"]: uld["key"] for uld in two["result"]["ulds"] for each in uld["pieces"]}
    assert places[ramp.bags[0]] != places[ramp.bags[1]]
    assert two["result"]["parted"] == [[["UN1266"], ["UN3480"]]]
    assert "Kept in different ULDs: UN1266 and UN3480" in page(ramp.hub, f"/planning/{two['id']}")
    assert len(places) == 5


def test_a_bag_with_goods_that_must_part_stays_behind(ramp: Ramp) -> None:
    ramp.dangerous(ramp.codes[0], "UN1266")
    ramp.dangerous(ramp.codes[1], "UN3480")
    why = behind(ramp.planned())[ramp.bags[0]]
    assert why == "it holds dangerous goods that may not travel together: UN1266, UN3480"


def test_what_is_not_ready_stays_behind_with_its_reason(ramp: Ramp) -> None:
    other = ramp.depart("SIN")
    ramp.applied("reopen", ramp.bags[0])
    ramp.applied("hold", ramp.codes[2], reason="inspection")
    ramp.pin(ramp.codes[4], other)
    ramp.applied("store", ramp.loose[0], location="KUL-A01-05-1")
    plan = ramp.planned()
    assert pieces(plan) == [ramp.loose[1]]
    assert behind(plan) == {
        ramp.bags[0]: "the bag is open; close it first",
        ramp.bags[1]: f"held, or not cleared: {ramp.codes[2]}",
        ramp.bags[2]: f"one of its parcels is meant for another departure: {ramp.codes[4]}",
        ramp.loose[0]: "it is stored; pick it first",
    }


def test_no_more_is_planned_than_the_departure_carries(ramp: Ramp) -> None:
    ramp.applied("load", ramp.loose[0], departure=ramp.departure)
    with ramp.hub.database.transaction() as db:
        db.execute(
            update(Departure).where(Departure.number == ramp.departure).values(capacity_g=3 * 700 + 100)
        )
    plan = ramp.planned()
    assert len(pieces(plan)) == 1
    assert all(
        f"{ramp.departure} carries 0.1 kg more" in why
        for key, why in behind(plan).items()
        if key != ramp.loose[1]
    )


def test_a_departure_has_so_many_positions(ramp: Ramp) -> None:
    assert ramp.refused() == "no_ulds"
    with ramp.hub.database.transaction() as db:
        db.execute(update(Departure).where(Departure.number == ramp.departure).values(uld_positions=2))
    assert ramp.refused(ulds={"AKE": 3}) == "too_many_ulds"
    assert ramp.refused(ulds={"ZZZ": 1}) == "unknown_uld"
    plan = ramp.planned(ulds={})
    assert [one["key"] for one in plan["result"]["ulds"]] == ["AKE 1", "AKE 2"]
    accepted(ramp.hub, ramp.planned(ulds={"PMC": 1}))
    assert ramp.hub.want("planner", "POST", f"{plan['address']}/accept")["applied"] == 0


def test_a_load_of_nothing_or_of_no_departure_is_refused(hub: Players) -> None:
    floor = Floor(hub)
    told = [
        hub.refused("planner", "POST", "/api/v1/plans/loads", {"departure": number, **ONE_AKE})[1]["code"]
        for number in (floor.departure, "NONE")
    ]
    assert told == ["nothing_to_load", "unknown_departure"]


def test_the_form_asks_for_two_types_and_leaves_out_a_row_without_a_number(ramp: Ramp) -> None:
    client, token = at_desk(ramp.hub, "planner")
    assert ramp.departure in client.get("/planning").get_data(as_text=True)
    form = {"departure": ramp.departure, "uld": ["AKE", "PMC"], "count": ["", "1"], "csrf_token": token}
    answer = client.post("/planning/loads", data=form)
    assert answer.status_code == 303
    plan = ramp.hub.want("planner", "GET", "/api/v1/plans")["plans"][0]
    assert (plan["kind"], plan["state"]) == ("loads", "queued")
    assert client.post("/planning/loads", data={**form, "count": ["0", "1"]}).status_code == 400


def test_handhelds_are_led_by_a_load_list_and_the_ledger_tells_which(ramp: Ramp) -> None:
    ramp.dangerous(ramp.codes[0], "UN1266")
    ramp.dangerous(ramp.codes[2], "UN3480")
    plan = ramp.planned(ulds={"AKE": 2})
    accepted(ramp.hub, plan)
    rows = listed(ramp.hub, "load")[:5]
    assert [row[0] for row in rows] == pieces(plan)
    assert {(row[10], row[11]) for row in rows} == {("LL0000001", "AKE 1"), ("LL0000002", "AKE 2")}
    [first, second] = ramp.hub.want(DEVICE, "GET", "/api/v1/handheld/tasks")["lists"]
    assert (first["uld"], first["departure"], first["gateway"]) == ("AKE 1", ramp.departure, "SIN")
    ramp.applied("load", rows[-1][0], departure=ramp.departure, list=second["number"])
    with ramp.hub.database.reading() as db:
        notes = db.scalars(select(Event.payload).where(Event.type == "load")).all()
    assert all('"list":"LL0000002"' in one for one in notes)
    assert rows[-1][0] not in {row[0] for row in listed(ramp.hub, "load")}


def test_a_loading_sheet_says_where_each_piece_of_a_list_goes(ramp: Ramp) -> None:
    plan = ramp.planned(ulds={"AKE": 2})
    path = f"{plan['address']}/loading-sheets.pdf"
    assert ramp.hub.refused("planner", "GET", path)[1]["code"] == "no_loads"
    ramp.applied("reopen", ramp.bags[0])
    accepted(ramp.hub, plan)
    text = text_of(ramp.hub, DEVICE, path)
    assert "List LL0000001" in text
    assert "AKE 1" in text
    assert f"{4 * 0.7 + 2 * 0.7:.3f}" in text
    assert [code in text for code in (*ramp.bags, *ramp.loose)] == [False, True, True, True, True]
    assert "loading-sheets.pdf" in page(ramp.hub, f"/planning/{plan['id']}")
    assert ramp.hub.refused("planner", "GET", "/api/v1/plans/999/loading-sheets.pdf")[0] == 404
