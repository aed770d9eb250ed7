"""Plans for the floor: waves, put-away and moves, from parcels in bins to lists and promises that handhelds follow."""

from typing import Any

import pytest
from sqlalchemy import select

from app.board.invariants import broken
from app.core.jobs.worker import Worker
from app.inventory.models import BinClaim
from app.ledger.models import Event
from tests.app.players import Players
from tests.app.scanning.test_scans import DEVICE, Floor
from tests.app.web.test_pages import signed_in

LATER = {"headers": {"Prefer": "respond-async"}}
# Far from each other, in an order that nobody would walk.
BINS = ("KUL-A20-03-1", "KUL-A01-05-1", "KUL-A20-05-1", "KUL-A02-05-1")


def planned(hub: Players, kind: str, **wishes: Any) -> dict[str, Any]:
    """A plan that was asked for and worked out."""
    asked = hub.want("planner", "POST", f"/api/v1/plans/{kind}", {"seconds": 1, **wishes}, **LATER)
    assert Worker(hub.database, hub.app.extensions["jobs"]).step()
    plan: dict[str, Any] = hub.want("planner", "GET", asked["address"])
    assert plan["state"] == "proposed", plan["error"]
    return plan


def accepted(hub: Players, plan: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = hub.want("planner", "POST", f"{plan['address']}/accept")
    with hub.database.reading() as db:
        assert broken(db) == []
    return answer


def page(hub: Players, path: str, role: str = "planner") -> str:
    answer = signed_in(hub, role)[0].get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def at_desk(hub: Players, role: str) -> tuple[Any, str]:
    """Somebody who signed in, and the token of their forms."""
    client, _ = signed_in(hub, role)
    text = client.get("/account").get_data(as_text=True)
    return client, str(text.partition('name="csrf-token" content="')[2].partition('"')[0])


def listed(hub: Players, task: str) -> list[list[Any]]:
    rows: list[list[Any]] = hub.want(DEVICE, "GET", f"/api/v1/handheld/list?task={task}")["rows"]
    return rows


@pytest.fixture
def floor(hub: Players) -> Floor:
    """Four parcels in bins, cleared."""
    floor = Floor(hub)
    floor.applied("receive", *floor.codes)
    floor.clear(*floor.codes)
    for code, place in zip(floor.codes, BINS, strict=True):
        floor.applied("store", code, location=place)
    return floor


def test_an_accepted_wave_is_followed_by_handhelds_in_the_order_of_its_tour(
    hub: Players, floor: Floor
) -> None:
    plan = planned(hub, "waves", hours=72, pickers=1)
    [batch] = plan["result"]["batches"]
    assert [one["bin"] for one in batch["lines"]] != list(BINS)
    assert plan["cost"] == round(plan["result"]["metres"] * 1000)
    assert plan["result"]["metres"] <= plan["result"]["as_usual_metres"]
    text = page(hub, f"/planning/{plan['id']}")
    assert 'class="tour"' in text
    assert "KUL-A20-03-1" in text
    assert accepted(hub, plan)["applied"] == 1
    walked = [one["tracking"] for one in batch["lines"]]
    rows = listed(hub, "pick")
    assert [(row[0], row[10]) for row in rows] == [(one, "PL0000001") for one in walked]
    assert hub.want(DEVICE, "GET", "/api/v1/handheld/tasks")["lists"][0]["left"] == 4


def test_a_pick_list_ends_with_its_picks_and_the_ledger_tells_of_it(hub: Players, floor: Floor) -> None:
    accepted(hub, planned(hub, "waves", hours=72))
    number = listed(hub, "pick")[0][10]
    floor.applied("pick", *floor.codes[:3], list=number)
    paper = page(hub, f"/lists/{number}", "operator")
    assert paper.count("✓</span> done") == 3
    assert f"Code of list {number}" in paper
    floor.applied("pick", floor.codes[3], list=number)
    assert "No list waits" in page(hub, "/lists", "operator")
    with hub.database.reading() as db:
        notes = db.scalars(select(Event.payload).where(Event.type == "pick")).all()
    assert len(notes) == 4
    assert all(f'"list":"{number}"' in one for one in notes)


def test_what_was_moved_or_held_since_is_left_out_of_the_list(hub: Players, floor: Floor) -> None:
    plan = planned(hub, "waves", hours=72)
    floor.applied("hold", floor.codes[0], reason="inspection")
    floor.applied("store", floor.codes[1], location="KUL-A05-01-1")
    answer = accepted(hub, plan)
    assert answer["stale"] == ["2 parcels of B1 were picked, moved or held since"]
    assert answer["since"]["moved_on"] == 1
    assert {row[0] for row in listed(hub, "pick") if row[10]} == set(floor.codes[2:])


def test_what_is_on_a_list_is_planned_again_only_when_the_list_is_given_up(
    hub: Players, floor: Floor
) -> None:
    accepted(hub, planned(hub, "waves", hours=72))
    assert (
        hub.refused("planner", "POST", "/api/v1/plans/waves", {"hours": 72})[1]["code"] == "nothing_to_pick"
    )
    client, token = at_desk(hub, "supervisor")
    assert "4 of 4 are left" in client.get("/lists/PL0000001/close").get_data(as_text=True)
    assert client.post("/lists/PL0000001/close", data={"csrf_token": token}).status_code == 303
    assert [row[10] for row in listed(hub, "pick")] == [""] * 4
    assert len(planned(hub, "waves", hours=72)["result"]["batches"][0]["lines"]) == 4


def test_accepted_bins_are_suggested_to_handhelds(hub: Players) -> None:
    floor = Floor(hub)
    floor.applied("receive", *floor.codes)
    plan = planned(hub, "put-away")
    places = {one["parcel"]: one["slot"] for one in plan["result"]["lines"]}
    assert plan["result"]["aisles"] == 1
    floor.applied("store", floor.codes[3], location="KUL-A05-01-1")
    answer = accepted(hub, plan)
    assert (answer["applied"], answer["stale"]) == (3, [f"{floor.codes[3]} is stored"])
    for code in floor.codes[:3]:
        assert floor.do("suggest", code)["location"] == places[code]
        floor.applied("store", code, location=places[code])
    with hub.database.reading() as db:
        assert db.scalars(select(BinClaim)).all() == []
    assert 'class="stop"' in page(hub, f"/planning/{plan['id']}")


def test_a_held_parcel_is_moved_nearer_by_a_list(hub: Players, floor: Floor) -> None:
    far = "KUL-A20-01-1"
    floor.applied("store", floor.codes[0], location=far)
    for reason in ("inspection", "customs"):
        floor.applied("hold", floor.codes[0], reason=reason)
    plan = planned(hub, "moves")
    [move] = plan["result"]["moves"]
    assert (move["parcel"], move["from_slot"]) == (floor.codes[0], far)
    assert move["gain_mm"] > 0
    assert "Moves in their order" in page(hub, f"/planning/{plan['id']}")
    assert accepted(hub, plan)["applied"] == 1
    assert [(row[0], row[9], row[10], row[11]) for row in listed(hub, "move")] == [
        (floor.codes[0], far, "ML0000001", move["to_slot"])
    ]
    floor.applied("store", floor.codes[0], location=move["to_slot"], list="ML0000001")
    assert listed(hub, "move") == []


def test_plans_for_the_floor_say_when_there_is_nothing_to_do(hub: Players) -> None:
    told = {
        kind: hub.refused("planner", "POST", f"/api/v1/plans/{kind}", {})[1]["code"]
        for kind in ("waves", "put-away", "moves")
    }
    assert told == {"waves": "nothing_to_pick", "put-away": "nothing_to_store", "moves": "nothing_to_move"}
    client, token = at_desk(hub, "planner")
    for kind, form, status in (("waves", {"hours": "0"}, 400), ("nonsense", {}, 404)):
        assert client.post(f"/planning/{kind}", data={"csrf_token": token, **form}).status_code == status
