"""Half a day on the floor of a hub, so that every page has something to show: what is usual and what is not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.shifts import begin_shift
from app.core.db import Database
from app.core.errors import Fault
from app.core.identity import Principal, Role
from app.core.jobs.models import Job
from app.core.jobs.outcomes import Failure, Progress
from app.core.jobs.queue import enqueue
from app.demo import day as played
from app.demo.client import Client, multipart
from app.demo.day import Bag, Day
from app.demo.goods import as_csv, parcels
from app.demo.keys import issue
from app.network.models import Carrier, Hub
from app.numbers.rules import Allotted
from app.numbers.service import add
from app.planning.models import Plan
from app.planning.snapshots import Subjects
from app.printing.models import PrintPart
from app.printing.rules import Wanted
from app.printing.service import NewPrinter, add_printer, ask
from tests.unit.optimizer.routing.making import random_routes

PARCELS = 40
SEED = 3
SELLER = "BATIK"
LONG_S = 60
QUICK = {"seconds": 1, "seed": SEED}


@dataclass(frozen=True, slots=True)
class Floor:
    """What lies there, by the names that addresses of pages use."""

    names: dict[str, str]

    def path(self, template: str) -> str:
        return template.format(**self.names)


@dataclass(frozen=True, slots=True)
class Players:
    """A key for each player, the airline whose person can sign in, a handheld that somebody works with, and plans
    and jobs as they are seldom met, by the names that addresses use."""

    keys: dict[str, str]
    airline: str
    handheld: UUID
    unusual: dict[str, str]


def players(database_url: str, devices: int = 4) -> Players:
    """Keys issued past the hub's doors."""
    airlines = select(Carrier.code).where(Carrier.kind == "airline").order_by(Carrier.id)
    database, at = Database(database_url), datetime.now(UTC)
    try:
        with database.transaction() as db:
            hub = db.scalars(select(Hub)).one()
            keys = issue(db, hub, devices, "browser", at=at)
            airline, handheld = str(db.scalars(airlines).first()), _shift(db, hub.id, at)
            unusual = {**dict(_jobs(db, hub.id, at)), "range": _ranges(db, hub.id, at)}
            unusual |= dict(_batches(db, hub.id, at))
            return Players(keys, airline, handheld, unusual)
    finally:
        database.dispose()


def _jobs(db: Session, hub_id: int, at: datetime) -> Iterator[tuple[str, str]]:
    """A plan that is worked on (by a worker whose lease is long), one that waits, and some that came to nothing.

    `long` and `better` would take all of their seconds once they are tried again.
    """
    lease, fault = (
        at + timedelta(days=1),
        Fault("freight[3].weight_g", "out_of_range", "it is -1", 4, "-1", "0 or more"),
    )
    wrong = Failure("invalid_problem", "a parcel weighs less than nothing", "mend the rows", (fault,))
    lost = Failure("worker_lost", "its worker ended without a word", "look into the log of that machine")
    so_far = _text(Progress(2.4, 1_234_500, 1_200_000.0, "200 sellers"))
    ended = {"finished_at": at, "attempts": 3}
    for name, values in {
        "running": {
            "state": "running",
            "lease_until": lease,
            "progress": so_far,
            "worker": "hub-1:77",
            "attempts": 1,
        },
        "queued": {"run_after": lease},
        "failed": {"state": "failed", "error": _text(wrong), **ended},
        "dead": {"state": "dead", "error": _text(lost), **ended},
        "cancelled": {"state": "cancelled", **ended},
        "long": {"state": "dead", "error": _text(lost), **ended},
        "better": {"state": "dead", "error": _text(lost), **ended},
    }.items():
        by = Principal("hub", hub_id, "the hub", Role.ADMIN, hub_id)
        job = enqueue(db, "plan_milk_run", {"seconds": LONG_S, "seed": SEED, "vans": 2}, by=by, at=at)
        for column, value in values.items():
            setattr(job, column, value)
        plan = Plan(hub_id=hub_id, job_id=job.id, kind="milk_run", created_by=by.actor, created_at=at)
        plan.problem, plan.subjects = _text(random_routes(200, SEED, optional=1)), _text(Subjects({}))
        db.add(plan)
        db.flush()
        job.result_path = f"/planning/{plan.id}"
        yield f"{name}_plan", str(plan.id)
        yield f"{name}_job", str(job.id)


def _ranges(db: Session, hub_id: int, at: datetime) -> str:
    """Numbers that others allot: two ranges of each airline's, the first nearly used up, and postal ones, too."""
    by = Principal("hub", hub_id, "the hub", Role.ADMIN, hub_id)
    for prefix in db.scalars(select(Carrier.airline_prefix).where(Carrier.airline_prefix != "")).all():
        first = add(db, Allotted("awb", prefix, 1_234_567, 1_234_666), by=by, at=at)
        first.next_value = first.last_value - 2
        add(db, Allotted("awb", prefix, 2_000_000, 2_000_499), by=by, at=at)
    items = add(db, Allotted("s10", "RRMY", 47_312_482, 47_312_981), by=by, at=at)
    items.next_value = items.last_value - 3
    return str(first.id)


def _batches(db: Session, hub_id: int, at: datetime) -> Iterator[tuple[str, str]]:
    """Labels that a printer broke off, with more behind them; and some as a file, which a worker makes soon."""
    by = Principal("hub", hub_id, "the hub", Role.ADMIN, hub_id)
    printer = add_printer(db, NewPrinter("Dock 2, left", "10.20.0.31", 9100, 203, "100x50"), by=by, at=at)
    bins = [f"KUL-A01-{bay:02d}-{level}" for bay in range(1, 11) for level in range(1, 5)]
    for name, printer_id in (("doubtful_batch", printer.id), ("file_batch", None)):
        batch = ask(
            db,
            Wanted("bin", printer_id, "A4x14", 203, "the first ones tore" if printer_id is None else ""),
            bins if printer_id else bins[:5],
            "",
            by=by,
            at=at,
        )
        if printer_id is not None:
            part = db.scalars(
                select(PrintPart).where(PrintPart.batch_id == batch.id, PrintPart.place == 0)
            ).one()
            broken = Failure("broke_off", "the printer broke off", "look which labels came out")
            job = db.get_one(Job, part.job_id)
            job.state, job.error, job.finished_at, job.attempts = "dead", _text(broken), at, 1
        yield name, str(batch.id)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _shift(db: Session, hub_id: int, at: datetime) -> UUID:
    person = db.scalars(select(Person).where(Person.role == Role.OPERATOR)).one()
    by = Principal("person", person.id, person.name, Role.OPERATOR, hub_id)
    return begin_shift(db, uuid4(), "Ramp 3", "", by=by, at=at)[0].id


def half_a_day(url: str, who: Players) -> Floor:
    """Announce, clear, collect, receive, store, plan, bag and load; one departure leaves, the others stay open."""
    day = Day(url, who.keys, PARCELS, SEED, lambda _title, _done, _of: None)
    try:
        return _played(day, who)
    finally:
        for client in day._clients.values():
            if client._connection is not None:
                client._connection.close()


def _played(day: Day, who: Players) -> Floor:
    played.open_departures(day)
    trackings = played.announce(day)
    held = trackings[-1]
    played.clear(day, len(trackings))
    played.collect(day)
    played.receive(day, trackings)
    played.store(day, trackings[: PARCELS // 2])
    made = dict(_plans_for_the_floor(day))
    played.plan(day)
    bags = sorted(played.consolidate(day))
    left, stays = _leaves_and_stays(day, bags, who.airline)
    made |= dict(_load_planned(day, bags, stays))
    _one_leaves(day, bags, left, stays)
    _out_of_the_ordinary(day, held)
    names = {
        **who.unusual,
        **made,
        "parcel": trackings[0],
        "held": held,
        **dict(_by_post(day, [one for one in bags if one.departure != left], trackings)),
        "left": left,
        "handheld": str(who.handheld),
    }
    return Floor({**names, **dict(_of_the_seller(day)), **dict(_names(day, left))})


def _plans_for_the_floor(day: Day) -> Iterator[tuple[str, str]]:
    """Waves, of which one plan is accepted; put-away; the move of a parcel that somebody has to look at."""
    planner, supervisor = day.client("planner"), day.client("supervisor")
    waves, other = (played.planned(planner, "waves", {**QUICK, "hours": 72, "pickers": 2}) for _ in range(2))
    put_away = played.planned(planner, "put-away", QUICK)
    bags = played.planned(planner, "bags", QUICK)
    stored = supervisor.get("/api/v1/parcels?handling=stored&limit=50")["parcels"][0]["tracking"]
    far = {"action": "store", "code": stored, "context": {"location": "KUL-A20-01-1"}}
    holds = [
        {"action": "hold", "code": stored, "context": {"reason": one}} for one in ("inspection", "other")
    ]
    day.scan("device:0", [far, *holds])
    moves = played.planned(planner, "moves", QUICK)
    for one in (other, moves):
        planner.post(f"{one['address']}/accept")
    yield from (("waves", str(waves["id"])), ("put_away", str(put_away["id"])), ("moves", str(moves["id"])))
    yield "bags", str(bags["id"])
    yield from (("pick_list", "PL0000001"), ("move_list", "ML0000001"))


def _leaves_and_stays(day: Day, bags: list[Bag], airline: str) -> tuple[str, str]:
    """A departure of the airline, and another one that bags are meant for."""
    carriers = {one["number"]: one["carrier"] for one in day.departures}
    left = next(one.departure for one in bags if carriers[one.departure] == airline)
    return left, next(one.departure for one in bags if one.departure != left)


def _load_planned(day: Day, bags: list[Bag], number: str) -> Iterator[tuple[str, str]]:
    """The accepted load of a departure: its bags, and where one holds several parcels one of these beside it."""
    planner = day.client("planner")
    for one in bags:
        inside = planner.get(f"/api/v1/units/{one.code}")["parcels"]
        if one.departure == number and len(inside) > 1:
            out = [{"action": "reopen", "code": one.code}, {"action": "unpack", "code": inside[0]}]
            day.scan("device:0", [*out, *({"action": each, "code": one.code} for each in ("close", "stage"))])
            break
    plan = played.planned(planner, "loads", {**QUICK, "departure": number, "ulds": {"AKE": 2}})
    planner.post(f"{plan['address']}/accept")
    yield from (("loads", str(plan["id"])), ("load_list", "LL0000001"))


def _one_leaves(day: Day, bags: list[Bag], left: str, stays: str) -> None:
    """A departure is loaded and leaves; another is loaded and stays open."""
    played.load(day, [one for one in bags if one.departure in (left, stays)])
    whole, day.departures = day.departures, [one for one in day.departures if one["number"] == left]
    played.close(day)
    day.departures = [*(one for one in whole if one["number"] == stays), *whole]


def _by_post(day: Day, bags: list[Bag], trackings: list[str]) -> Iterator[tuple[str, str]]:
    """An open bag; a closed one with no number for the post; one with a receptacle number; a numbered parcel."""
    floor = day.client("device:0")
    gateway = floor.get(f"/api/v1/units/{bags[0].code}")["gateway"]
    open_bag = floor.post("/api/v1/units", {"gateway": gateway})["code"]
    route = {"origin": "MYKULA", "destination": "THBKKA", "category": "A", "subclass": "UN"}
    dispatch = floor.post("/api/v1/postal-dispatches", route)["dispatch"]
    floor.post(f"/api/v1/units/{bags[0].code}/receptacle", {"dispatch": dispatch, "registered": False})
    floor.post(f"/api/v1/parcels/{trackings[1]}/postal-item", {"service": "RR"})
    yield from (("unit", open_bag), ("closed_unit", bags[-1].code), ("receptacle", bags[0].code))
    yield "posted", trackings[1]


def _out_of_the_ordinary(day: Day, held: str) -> None:
    """A hold, a piece that nobody announced, a file with a wrong row, a plan that nobody answered yet."""
    hold = {"action": "hold", "code": held, "context": {"reason": "inspection", "note": "opened by customs"}}
    stray = {"action": "receive", "code": "STRAY-1", "context": {}}
    day.scan("device:0", [hold, stray])
    day.client("planner").post("/api/v1/plans/flights", {"seconds": 1, "seed": SEED})


def _names(day: Day, left: str) -> Iterator[tuple[str, str]]:
    planner, broker = day.client("planner"), day.client("broker")
    declared = broker.get("/api/v1/declarations?since=0&limit=500")["declarations"]
    plans = planner.get("/api/v1/plans")["plans"]
    by_kind = {f"{one['kind']}:{one['state']}": str(one["id"]) for one in plans}
    yield "departure", day.departures[0]["number"]
    yield "declaration", declared[0]["number"]
    yield "undecided", _opened_by_customs(broker)
    manifests = day.client("supervisor").get("/api/v1/manifests?limit=50")["manifests"]
    yield "manifest", next(one["number"] for one in manifests if one["departure"] == left)
    yield "flights", by_kind["flights:proposed"]
    yield "milk_run", by_kind["milk_run:accepted"]
    yield "queued", planner.get("/api/v1/dispatch-queue?limit=1")["queue"][0]["tracking"]


def _opened_by_customs(broker: Client) -> str:
    """What the seller announced last is declared by the hub within a second or two; customs looks closer at it."""
    for _ in range(100):
        declared = broker.get("/api/v1/declarations?since=0&limit=500")["declarations"]
        for one in declared:
            if one["state"] == "declared":
                decision = {"decision": "under_review", "note": "drawn for inspection"}
                broker.post(f"/api/v1/declarations/{one['number']}/decision", decision)
                return str(one["number"])
        time.sleep(0.1)
    raise AssertionError("the hub did not declare what was announced")


def _of_the_seller(day: Day) -> Iterator[tuple[str, str]]:
    """A parcel and a key of the seller; a file with a fault that waits for a word, and one that was taken."""
    seller = day.client(f"seller:{SELLER}")
    yield "own", seller.get("/api/v1/parcels?limit=1")["parcels"][0]["tracking"]
    yield "seller_key", seller.token.split("_")[2]
    rows = [one for code, one in parcels(400, SEED + 1) if code == SELLER][:5]
    wrong = [{**rows[0], "consignee_country": "Atlantis"}, *rows[1:]]
    for name, content in (("preview", wrong), ("receipt", rows)):
        sent = seller.send("POST", "/api/v1/pre-alerts/import", *multipart(f"{name}.csv", as_csv(content)))
        yield name, str(sent["id"])
        if name == "receipt":
            seller.post(f"/api/v1/pre-alerts/{sent['id']}/commit", {"good_rows_only": True})
