"""Plans over HTTP: asked for, worked out by a job, followed, cancelled, accepted with what changed since."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from app.board.invariants import broken
from app.core.clock import now
from app.core.jobs import queue
from app.core.jobs.models import Job
from app.core.jobs.outcomes import Progress
from app.core.jobs.worker import Worker
from app.customs.rulepack import load
from app.hub import CONFIG, beat, forget_jobs
from app.ledger.models import Event
from app.ledger.sealer import Sealer
from app.planning.models import Plan
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor
from tests.app.web.test_pages import signed_in

FLIGHTS, MILK_RUN = "/api/v1/plans/flights", "/api/v1/plans/milk-run"
QUICK = {"seconds": 1}
ASYNC = {"headers": {"Prefer": "respond-async"}}


def step(hub: Players) -> bool:
    """The next job is done, as a worker does it."""
    return Worker(hub.database, hub.app.extensions["jobs"]).step()


@contextmanager
def at_work(hub: Players) -> Iterator[None]:
    worker = Worker(hub.database, hub.app.extensions["jobs"])
    worker.start()
    yield
    worker.stop()


@pytest.fixture
def floor(hub: Players) -> Floor:
    """Three cleared parcels in the hub and a departure for them; the fourth is still on its way."""
    floor = Floor(hub)
    ready(floor, *floor.codes[:3])
    return floor


def ready(floor: Floor, *codes: str) -> None:
    floor.applied("receive", *codes)
    floor.clear(*codes)


def test_a_plan_is_answered_with_its_result_when_it_is_ready_in_time(hub: Players, floor: Floor) -> None:
    with at_work(hub):
        status, raw = hub.call("planner", "POST", FLIGHTS, QUICK)
    plan = json.loads(raw)
    assert (status, plan["state"], plan["result"]["pieces"], plan["result"]["assigned"]) == (
        201,
        "proposed",
        3,
        3,
    )
    assert plan["progress"]["best_cost"] == plan["cost"]
    with hub.database.reading() as db:
        assert broken(db) == []


def test_a_plan_can_be_asked_for_and_fetched_later(hub: Players, floor: Floor) -> None:
    status, raw = hub.call("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    plan = json.loads(raw)
    assert (status, plan["state"], plan["result"]) == (202, "queued", None)
    assert (plan["progress"]["budget_s"], plan["progress"]["best_cost"]) == (1, None)
    assert hub.refused("planner", "POST", f"{plan['address']}/accept")[1]["code"] == "not_solved"
    assert step(hub)
    assert hub.want("planner", "GET", plan["address"])["state"] == "proposed"
    accepted = hub.want("planner", "POST", f"{plan['address']}/accept")
    assert (accepted["applied"], accepted["stale"]) == (3, [])
    assert accepted["since"] == {"came_in": 0, "moved_on": 0, "closed": []}


def test_rounds_are_planned_the_same_way(hub: Players, floor: Floor) -> None:
    status, raw = hub.call("planner", "POST", f"{MILK_RUN}?wait=0", {"seconds": 1, "vans": 2})
    assert status == 202
    step(hub)
    plan = hub.want("planner", "GET", json.loads(raw)["address"])
    assert [visit["stop"] for run in plan["result"]["runs"] for visit in run["visits"]] == ["BATIK"]
    assert hub.want("planner", "POST", f"{plan['address']}/accept")["applied"] == 1


def test_accepting_says_what_changed_since_the_plan_was_asked_for(hub: Players, floor: Floor) -> None:
    second = floor.depart("SIN", hours=4)
    plan = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    ready(floor, floor.codes[3])
    hub.want("planner", "POST", f"/api/v1/departures/{second}/cancel")
    floor.applied("hold", floor.codes[0], reason="inspection")
    step(hub)
    page = signed_in(hub, "planner")[0].get(f"/planning/{plan['id']}", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    assert "1 parcel came in since and is not in this plan" in text
    assert "1 parcel of this plan moved on since" in text
    assert f"No longer open: {second}" in text
    accepted = hub.want("planner", "POST", f"{plan['address']}/accept")
    assert accepted["since"] == {"came_in": 1, "moved_on": 1, "closed": [second]}


def test_a_plan_of_some_departures_does_not_miss_what_is_meant_for_others(hub: Players, floor: Floor) -> None:
    plan = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    step(hub)
    hub.want("planner", "POST", f"{plan['address']}/accept")
    other = floor.depart("SIN")
    ready(floor, floor.codes[3])
    narrow = hub.want("planner", "POST", FLIGHTS, {**QUICK, "departures": [other]}, **ASYNC)
    step(hub)
    accepted = hub.want("planner", "POST", f"{narrow['address']}/accept")
    assert (accepted["applied"], accepted["since"]["came_in"]) == (1, 0)


def test_a_cancelled_plan_is_never_worked_out_and_can_be_asked_for_again(hub: Players, floor: Floor) -> None:
    plan = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    assert hub.want("planner", "POST", f"{plan['address']}/cancel")["state"] == "cancelled"
    assert not step(hub)
    assert hub.refused("planner", "POST", f"{plan['address']}/cancel")[1]["code"] == "already_ended"
    client, _ = signed_in(hub, "planner")
    assert "was cancelled" in client.get(f"/planning/{plan['id']}").get_data(as_text=True)
    answer = client.post(f"/planning/{plan['id']}/again", data={"csrf_token": _token(client)})
    assert answer.headers["Location"] == f"/planning/{plan['id'] + 1}"
    assert step(hub)


def test_the_best_so_far_of_a_running_plan_can_be_taken(hub: Players, floor: Floor) -> None:
    plan = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    assert hub.refused("planner", "POST", f"{plan['address']}/enough")[1]["code"] == "not_running"
    with hub.database.transaction() as db:
        claim = queue.claim(db, "w", ("plan_flights",), at=now())
        assert claim is not None
        queue.beat(db, claim, Progress(1.0, 1_000, 900.0), at=now())
    client, _ = signed_in(hub, "planner")
    path = f"/planning/{plan['id']}"
    assert "Use the best so far" in client.get(path).get_data(as_text=True)
    assert client.post(f"{path}/enough", data={"csrf_token": _token(client)}).status_code == 303
    assert "Ending with the best so far" in client.get(path).get_data(as_text=True)
    told = hub.want("planner", "GET", plan["address"])["progress"]
    assert (told["best_cost"], told["ending"]) == (1_000, True)


def test_a_plan_whose_job_is_forgotten_says_so(hub: Players, floor: Floor) -> None:
    plan, other = (hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC) for _ in range(2))
    step(hub)
    hub.want("planner", "POST", f"{other['address']}/cancel")
    assert forget_jobs(hub.database, 0) == 1
    third = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    assert forget_jobs(hub.database, 0) == 1
    states = [hub.want("planner", "GET", one["address"])["state"] for one in (plan, other, third)]
    assert states == ["proposed", "forgotten", "queued"]
    client, _ = signed_in(hub, "planner")
    assert "came to nothing, long ago" in client.get(f"/planning/{other['id']}").get_data(as_text=True)
    assert hub.want("planner", "POST", f"{plan['address']}/accept")["applied"] == 3


def test_a_plan_that_cannot_be_is_told_with_its_reason(hub: Players, floor: Floor) -> None:
    plan = hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    _spoil(hub, plan["id"])
    step(hub)
    told = hub.want("planner", "GET", plan["address"])
    assert (told["state"], told["error"]["code"], told["result"]) == ("failed", "invalid_problem", None)
    page = signed_in(hub, "planner")[0].get(f"/planning/{plan['id']}").get_data(as_text=True)
    assert "Try again" in page
    assert "What is wrong" in page


def _spoil(hub: Players, plan_id: int) -> None:
    """A problem that the optimizer refuses: a parcel of negative weight."""
    with hub.database.transaction() as db:
        plan = db.get_one(Plan, plan_id)
        problem = json.loads(plan.problem)
        problem["freight"][0]["weight_g"] = -1
        plan.problem = json.dumps(problem)


def test_nothing_is_asked_for_when_there_is_nothing_to_plan(hub: Players) -> None:
    assert hub.refused("planner", "POST", MILK_RUN, QUICK)[1]["code"] == "nothing_to_collect"
    with hub.database.reading() as db:
        assert (db.scalar(select(func.count(Job.id))), db.scalar(select(func.count(Plan.id)))) == (0, 0)


def test_the_ledger_tells_who_asked_and_that_the_hub_proposed(hub: Players, floor: Floor) -> None:
    hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC)
    step(hub)
    beat(hub.database, Sealer(hub.database), load(CONFIG / "customs"), "KUL")
    with hub.database.reading() as db:
        told = db.execute(
            select(Event.type, Event.actor).where(Event.stream == "plan").order_by(Event.id)
        ).all()
        assert broken(db) == []
    assert [one.type for one in told] == ["ask", "propose"]
    assert [one.actor.partition(":")[0] for one in told] == ["key", "hub"]


def test_a_page_follows_its_plan_and_is_loaded_anew_at_the_end(hub: Players, floor: Floor) -> None:
    client, _ = signed_in(hub, "planner")
    begun = client.post("/planning/flights", data={"seconds": "1", "csrf_token": _token(client)})
    path = begun.headers["Location"]
    number = path.rpartition("/")[2]
    for page in (path, "/planning"):
        assert f'hx-get="/planning/progress/{number}"' in client.get(page).get_data(as_text=True)
    waits = client.get(f"/planning/progress/{number}")
    assert "Waits for a worker" in waits.get_data(as_text=True)
    assert "HX-Refresh" not in waits.headers
    step(hub)
    ended = client.get(f"/planning/progress/{number}")
    assert ended.headers["HX-Refresh"] == "true"
    assert "hx-get" not in ended.get_data(as_text=True)
    assert "hx-get" not in client.get("/planning").get_data(as_text=True)


def test_supervisors_see_all_jobs_and_start_them_anew_or_let_them_go(hub: Players, floor: Floor) -> None:
    client, _ = signed_in(hub, "supervisor")
    assert "No job came to nothing" in client.get("/jobs").get_data(as_text=True)
    plans = [hub.want("planner", "POST", FLIGHTS, QUICK, **ASYNC) for _ in range(3)]
    for one in plans[:2]:
        _spoil(hub, one["id"])
        step(hub)
    page = client.get("/jobs").get_data(as_text=True)
    numbers = [_job_of(hub, one["id"]) for one in plans]
    assert all(f"/jobs/{number}/retry" in page for number in numbers[:2])
    for number, verb in zip(numbers, ("retry", "discard", "cancel"), strict=True):
        assert f"job {number}" in client.get(f"/jobs/{number}/{verb}").get_data(as_text=True).lower()
        assert client.post(f"/jobs/{number}/{verb}", data={"csrf_token": _token(client)}).status_code == 303
    states = [hub.want("planner", "GET", one["address"])["state"] for one in plans]
    assert states == ["queued", "cancelled", "cancelled"]
    with hub.database.reading() as db:
        told = db.execute(select(Event.stream_id, Event.type, Event.actor).where(Event.stream == "job")).all()
    assert [tuple(one)[:2] for one in told] == list(zip(numbers, ("retry", "discard", "cancel"), strict=True))
    assert {one.actor.partition(":")[0] for one in told} == {"person"}
    ready = json.loads(hub.call(None, "GET", "/readyz")[1])
    assert ready["jobs"] == {"queued": 1, "running": 0, "failed": 0, "dead": 0}
    assert b'entrepot_jobs{state="queued"} 1.0' in hub.call(None, "GET", "/metrics")[1]


def _job_of(hub: Players, plan_id: int) -> Any:
    with hub.database.reading() as db:
        return db.scalar(select(Plan.job_id).where(Plan.id == plan_id))


def _token(client: Any) -> str:
    text = client.get("/account").get_data(as_text=True)
    return str(text.partition('name="csrf-token" content="')[2].partition('"')[0])
