"""A whole day at the hub, played over HTTP by the four kinds of users. It is a simulation: the parcels are made up,
the clock is not, and everything goes through the same doors that a real seller, scanner, broker or airline uses.

Chance is drawn from the seed and the thing's own name, never from the order of arrival: the same seed gives the
same day however many devices play it.
"""

import json
import random
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.demo.client import Client, Refusal, multipart
from app.demo.goods import as_csv, parcels

CHUNK = 20
BAG_SIZE = 25
AIRLINES = {"M9", "S4", "E9"}
PATIENCE = 60
PLAN_S = 120
DONE_BEFORE = ("already_done", "wrong_state")


@dataclass(slots=True)
class Day:
    """What a day needs and what it counts."""

    url: str
    keys: dict[str, str]
    count: int
    seed: int
    say: Callable[[str, int, int], None]
    journal: Path | None = None
    figures: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    scan_seconds: list[float] = field(default_factory=list)
    scanning_s: float = 0.0
    acknowledged: list[str] = field(default_factory=list)
    departures: list[dict[str, Any]] = field(default_factory=list)
    declared_g: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _clients: dict[str, Client] = field(default_factory=dict)

    def chance(self, what: str, name: str) -> float:
        """A number from 0 to 1 that belongs to this seed and this thing."""
        return random.Random(f"{self.seed} {what} {name}").random()

    def client(self, player: str) -> Client:
        with self._lock:
            return self._clients.setdefault(player, Client(self.url, self.keys[player]))

    def devices(self) -> list[str]:
        return sorted(one for one in self.keys if one.startswith("device:"))

    def retries(self) -> int:
        return sum(one.retries for one in self._clients.values())

    def scan(self, device: str, scans: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send scans as a handheld does: own ids, the same ids again when no answer came."""
        client = self.client(device)
        at = datetime.now(UTC).isoformat()
        body = {"scans": [{"id": str(uuid.uuid4()), "at": at, **one} for one in scans]}
        results: list[dict[str, Any]] = client.post("/api/v1/scans", body)["results"]
        if self.chance("lost answer", body["scans"][0]["code"] + body["scans"][0]["action"]) < 0.05:
            again = client.post("/api/v1/scans", body)["results"]
            if [one["outcome"] for one in again] != ["replayed"] * len(again):
                self.problems.append(f"a repeated batch of {device} was not answered as a repeat")
            with self._lock:
                self.figures["scans repeated"] += len(again)
        with self._lock:
            self.scan_seconds.append(client.seconds[-1])
            self.figures["scans"] += len(results)
            for one in results:
                self.figures[f"scans {one['outcome']}"] += 1
            self._note(results)
        return results

    def _note(self, results: Iterable[dict[str, Any]]) -> None:
        ids = [one["id"] for one in results]
        self.acknowledged += ids
        if self.journal is not None:
            with self.journal.open("a") as out:
                out.writelines(f"{one}\n" for one in ids)

    def share(self, work: Sequence[Any], do: Callable[[str, Any], None], title: str) -> None:
        """Spread pieces of work over the devices; one piece stays with one device."""
        devices = self.devices()
        began, done = time.perf_counter(), 0
        self.say(title, 0, len(work))
        with ThreadPoolExecutor(len(devices)) as pool:
            lanes = [work[start :: len(devices)] for start in range(len(devices))]

            def run(device: str, pieces: Sequence[Any]) -> None:
                nonlocal done
                for piece in pieces:
                    do(device, piece)
                    with self._lock:
                        done += 1
                        self.say(title, done, len(work))

            for finished in [pool.submit(run, *pair) for pair in zip(devices, lanes, strict=True)]:
                finished.result()
        self.scanning_s += time.perf_counter() - began


def play(day: Day) -> None:
    """The whole day in order."""
    open_departures(day)
    trackings = announce(day)
    clear(day, len(trackings))
    collect(day)
    arrived = receive(day, trackings)
    store(day, arrived)
    plan(day)
    bags = consolidate(day)
    load(day, bags)
    close(day)
    pull(day)


def open_departures(day: Day) -> None:
    """Two departures for each gateway: the first takes four fifths of its freight, the second leaves late."""
    planner = day.client("planner")
    gateways = {one["destination_country"]: one["gateway"] for one in planner.get("/api/v1/lanes")["lanes"]}
    grams: Counter[str] = Counter()
    for _, one in parcels(day.count, day.seed):
        grams[gateways[one["consignee_country"]]] += one["weight_g"]
    airlines = sorted(set(_carriers(day)) & AIRLINES) or _carriers(day)
    now = datetime.now(UTC)
    for index, gateway in enumerate(sorted(grams)):
        for wave, (hours, share) in enumerate(((6, 0.8), (70, 0.6))):
            room = 5_000 + int(grams[gateway] * share)
            leaves = now + timedelta(hours=hours + index % 4)
            value = {
                "number": f"DD{index:02d}{wave}/{day.seed}",
                "carrier": airlines[index % len(airlines)],
                "gateway": gateway,
                "departs_at": leaves.isoformat(),
                "cutoff_at": (leaves - timedelta(hours=2)).isoformat(),
                "capacity_g": room,
                "capacity_cm3": room * 8,
            }
            _once(planner, "/api/v1/departures", value, ("number_taken",))
            day.departures.append(value)


def _carriers(day: Day) -> list[str]:
    return sorted(one.removeprefix("carrier:") for one in day.keys if one.startswith("carrier:"))


def _once(client: Client, path: str, value: Any, done: Sequence[str]) -> None:
    """A step that may have been taken before its answer was lost: then it is refused as already done."""
    try:
        client.post(path, value)
    except Refusal as refusal:
        if refusal.code not in done:
            raise


def announce(day: Day) -> list[str]:
    """Sellers pre-alert: every other one by file, the rest by API; one row in a hundred is wrong at first."""
    by_seller: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for seller, one in parcels(day.count, day.seed):
        by_seller[seller].append(one)
    trackings: list[str] = []
    done = 0
    for index, (seller, rows) in enumerate(sorted(by_seller.items())):
        client = day.client(f"seller:{seller}")
        for start in range(0, len(rows), 2_000):
            part = rows[start : start + 2_000]
            taken = _by_file(day, client, seller, part) if index % 2 else _by_api(day, client, part)
            trackings += [one["tracking"] for one in taken["parcels"]]
            weights = {one["reference"]: one["weight_g"] for one in part}
            day.declared_g.update({one["tracking"]: weights[one["reference"]] for one in taken["parcels"]})
            done += len(part)
            day.say("sellers announce", done, day.count)
    day.figures["announced"] = len(trackings)
    if len(trackings) != day.count:
        day.problems.append(f"{day.count} parcels were announced, {len(trackings)} were taken")
    return trackings


def _by_api(day: Day, client: Client, rows: list[dict[str, Any]]) -> Any:
    key = {"Idempotency-Key": f"day-{day.seed}-{rows[0]['reference']}"}
    first = client.post("/api/v1/pre-alerts", {"parcels": rows}, key)
    again = client.post("/api/v1/pre-alerts", {"parcels": rows}, key)
    if first != again:
        day.problems.append("a repeated pre-alert was not answered as the first time")
    return first


def _by_file(day: Day, client: Client, seller: str, rows: list[dict[str, Any]]) -> Any:
    """A file with a few bad rows is refused with their faults, corrected and sent again."""
    wrong = [
        {**one, "consignee_country": "Atlantis"} if day.chance("typo", one["reference"]) < 0.01 else one
        for one in rows
    ]
    if wrong != rows:
        seen = client.send("POST", "/api/v1/pre-alerts/import", *multipart(f"{seller}.csv", as_csv(wrong)))
        day.figures["rows refused"] += seen["rows_bad"]
        if seen["rows_bad"] != sum(1 for one, two in zip(rows, wrong, strict=True) if one != two):
            day.problems.append(f"{seller}: {seen['rows_bad']} bad rows were found, not the ones made")
    good = client.send("POST", "/api/v1/pre-alerts/import", *multipart(f"{seller}.csv", as_csv(rows)))
    if good["rows_bad"]:
        day.problems.append(f"{seller}: {good['errors'][:2]}")
    return client.post(f"/api/v1/pre-alerts/{good['id']}/commit", {"good_rows_only": True})


def clear(day: Day, announced: int) -> None:
    """The hub declares by itself; customs clears most, looks closer at some, refuses a few."""
    broker = day.client("broker")
    since, quiet, decided = 0, 0, 0
    supervisor = day.client("supervisor")
    while quiet < 60:
        page = broker.get(f"/api/v1/declarations?since={since}&limit=500")
        for one in page["declarations"]:
            if one["state"] == "declared":
                _decide(day, broker, one)
            decided += 1
            day.say("customs decides", decided, announced)
        since = page["next_since"]
        waiting = supervisor.get("/api/v1/parcels?clearance=undeclared&limit=500")["parcels"]
        held = supervisor.get("/api/v1/parcels?clearance=undeclared&held=1&limit=500")["parcels"]
        if not page["declarations"]:
            if len(waiting) == len(held):
                return
            quiet += 1
            time.sleep(0.5)
    day.problems.append("the hub did not declare everything within half a minute")


def _decide(day: Day, broker: Client, one: dict[str, Any]) -> None:
    drawn = day.chance("customs", one["content"]["tracking"])
    decision = "refused" if drawn < 0.015 else "under_review" if drawn < 0.055 else "cleared"
    where = f"/api/v1/declarations/{one['number']}/decision"
    broker.post(
        where, {"decision": decision, "note": "" if decision == "cleared" else "drawn for inspection"}
    )
    if decision == "under_review" and drawn < 0.04:
        broker.post(where, {"decision": "cleared", "note": "inspected"})


def collect(day: Day) -> None:
    """The planner has the milk run planned and accepts it: each van's round becomes an inbound load."""
    planner = day.client("planner")
    day.say("vans are planned", 0, 1)
    proposed = planned(planner, "milk-run", {"vans": 4, "seconds": 2, "seed": day.seed})
    planner.post(f"/api/v1/plans/{proposed['id']}/accept")
    day.figures["vans"] = len(proposed["result"]["runs"])
    day.figures["van km"] = round(proposed["result"]["metres"] / 1000)
    day.say("vans are planned", 1, 1)


def planned(planner: Client, kind: str, wishes: dict[str, Any]) -> dict[str, Any]:
    """The answer comes with the request, or is asked for until it is there."""
    plan: dict[str, Any] = planner.post(f"/api/v1/plans/{kind}", wishes)
    until = time.monotonic() + PLAN_S
    while plan["state"] in ("queued", "running") and time.monotonic() < until:
        time.sleep(0.2)
        plan = planner.get(plan["address"])
    if plan["result"] is None:
        raise RuntimeError(f"plan {plan['id']} is {plan['state']}: {plan['error']}")
    return plan


def receive(day: Day, trackings: list[str]) -> list[str]:
    """Most come; a few are short, damaged or heavier than said; some pieces nobody announced come too."""
    came = [one for one in trackings if day.chance("short", one) >= 0.01]
    chunks = [came[start : start + CHUNK] for start in range(0, len(came), CHUNK)]

    def take(device: str, chunk: list[str]) -> None:
        scans = []
        for code in chunk:
            damaged = "crushed corner" if day.chance("damage", code) < 0.006 else ""
            scans.append({"action": "receive", "code": code, "context": {"reason": damaged}})
            if damaged:
                hold = {"reason": "damage", "note": damaged}
                scans.append({"action": "hold", "code": code, "context": hold})
            context = {"weight_g": _on_the_scale(day, code), "sides_mm": [250, 180, 60], "source": "scale"}
            scans.append({"action": "measure", "code": code, "context": context})
        if day.chance("stray", chunk[0]) < 0.05:
            scans.append({"action": "receive", "code": f"STRAY-{day.seed}-{chunk[0]}", "context": {}})
        day.scan(device, scans)

    day.share(chunks, take, "staff receive and weigh")
    for one in day.client("supervisor").get("/api/v1/loads?limit=100")["loads"]:
        if one["state"] == "open":
            day.client("supervisor").post(f"/api/v1/loads/{one['number']}/close")
    day.figures["received"] = len(came)
    return came


def _on_the_scale(day: Day, code: str) -> int:
    """What the scale shows: near what was declared, but for one parcel in fifty."""
    drawn = day.chance("weight", code)
    return round(day.declared_g[code] * (1.4 if drawn < 0.02 else 0.97 + 0.06 * drawn))


def store(day: Day, arrived: list[str]) -> None:
    """A third is put away, one scan at a time: scan the parcel, be told a bin, scan the bin."""
    away = [one for one in arrived if day.chance("store", one) < 0.3]

    def put(device: str, code: str) -> None:
        told = day.scan(device, [{"action": "suggest", "code": code}])[0]
        if told["outcome"] != "refused":
            day.scan(device, [{"action": "store", "code": code, "context": {"location": told["location"]}}])

    day.share(away, put, "staff put away")


def plan(day: Day) -> None:
    """The planner has departures planned for what is cleared, and accepts."""
    planner = day.client("planner")
    numbers = [one["number"] for one in day.departures]
    day.say("flights are planned", 0, 1)
    proposed = planned(planner, "flights", {"seconds": 10, "seed": day.seed, "departures": numbers})
    accepted = planner.post(f"/api/v1/plans/{proposed['id']}/accept")
    day.figures["assigned"] = accepted["applied"]
    day.figures["left behind by the plan"] = proposed["result"]["pieces"] - proposed["result"]["assigned"]
    if accepted["stale"]:
        day.problems.append(f"the plan was stale at once: {accepted['stale'][0]}")
    day.say("flights are planned", 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Bag:
    """A filled bag: `job` counts the bags in the order of the plan, whichever device filled them."""

    job: int
    code: str
    departure: str


def consolidate(day: Day) -> list[Bag]:
    """Bags for each departure and service: pick, pack, close, stage."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    planner, after = day.client("planner"), 0
    while page := planner.get(f"/api/v1/dispatch-queue?after={after}&limit=500")["queue"]:
        for one in page:
            if one["departure"] in {d["number"] for d in day.departures}:
                groups[(one["departure"], one["gateway"], one["service"])].append(one)
        after = page[-1]["id"]
    fillings = [
        (key, rows[start : start + BAG_SIZE])
        for key, rows in sorted(groups.items())
        for start in range(0, len(rows), BAG_SIZE)
    ]
    bags: list[Bag] = []

    def fill(device: str, job: int) -> None:
        (departure, gateway, service), rows = fillings[job]
        bag = day.client(device).post("/api/v1/units", {"gateway": gateway, "service": service})["code"]
        picks = [{"action": "pick", "code": one["tracking"]} for one in rows if one["handling"] == "stored"]
        packs = [{"action": "pack", "code": one["tracking"], "context": {"unit": bag}} for one in rows]
        results = day.scan(device, [*picks, *packs])
        if any(one["outcome"] != "refused" for one in results[len(picks) :]):
            day.scan(device, [{"action": "close", "code": bag, "context": {"seal": f"S{bag[-6:]}"}}])
            day.scan(device, [{"action": "stage", "code": bag}])
            bags.append(Bag(job, bag, departure))

    day.share(range(len(fillings)), fill, "staff fill bags")
    day.figures["bags"] = len(bags)
    return bags


def load(day: Day, bags: list[Bag]) -> None:
    """Bags onto departures. Customs changes its mind about a few parcels while it happens."""

    def put(device: str, bag: Bag) -> None:
        code, departure = bag.code, bag.departure
        if day.chance("late hold", f"{departure} {bag.job}") < 0.03:
            inside = day.client(device).get(f"/api/v1/units/{code}")["parcels"]
            day.scan(device, [{"action": "hold", "code": inside[0], "context": {"reason": "inspection"}}])
            refused = day.scan(
                device, [{"action": "load", "code": code, "context": {"departure": departure}}]
            )[0]
            if refused["outcome"] != "refused":
                day.problems.append(f"bag {code} with a held parcel was loaded")
            day.scan(device, [{"action": "reopen", "code": code}])
            day.scan(device, [{"action": "unpack", "code": inside[0]}])
            day.scan(device, [{"action": "close", "code": code}, {"action": "stage", "code": code}])
        day.scan(device, [{"action": "load", "code": code, "context": {"departure": departure}}])

    day.share(sorted(bags), put, "staff load departures")


def close(day: Day) -> None:
    """Departures with freight close and leave; the others are cancelled."""
    planner = day.client("planner")
    for index, one in enumerate(day.departures, start=1):
        path = f"/api/v1/departures/{one['number']}"
        if planner.get(path)["loaded"]:
            for step in ("close", "depart", "hand-over"):
                _once(planner, f"{path}/{step}", None, DONE_BEFORE)
            day.figures["departures"] += 1
        else:
            _once(planner, f"{path}/cancel", None, DONE_BEFORE)
        day.say("departures close", index, len(day.departures))


def pull(day: Day) -> None:
    """Carriers ask for what is new by cursor until every departure is answered. One in twenty is rejected."""
    players = sorted(one for one in day.keys if one.startswith("carrier:"))
    cursors = dict.fromkeys(players, "")
    for _ in range(PATIENCE):
        for player in players:
            client = day.client(player)
            page = client.get(f"/api/v1/manifests?limit=20{cursors[player]}")
            cursors[player] = f"&since={page['next_cursor']}"
            for one in page["manifests"]:
                if one["acknowledgement"] is None:
                    _answer(day, client, one)
                day.say("carriers pull", day.figures["manifests"], day.figures["departures"])
        if day.figures["manifests"] >= day.figures["departures"]:
            return
        time.sleep(0.5)
    day.problems.append("not every manifest reached its carrier within half a minute")


def _answer(day: Day, client: Client, one: dict[str, Any]) -> None:
    where = f"/api/v1/manifests/{one['number']}"
    content = client.raw("GET", f"{where}.json")[2]
    if sum(line["weight_g"] for line in json.loads(content)["lines"]) != one["weight_g"]:
        day.problems.append(f"manifest {one['number']}: its weight is not the sum of its lines")
    for kind, start in (("csv", b""), ("pdf", b"%PDF")):
        status, _, raw = client.raw("GET", f"{where}.{kind}")
        if status != 200 or not raw.startswith(start):
            day.problems.append(f"manifest {one['number']}.{kind} was answered with {status}")
    rejected = day.chance("manifest", one["departure"]) < 0.05
    answer = {"answer": "rejected", "reason": "aircraft changed"} if rejected else {"answer": "accepted"}
    client.post(f"{where}/ack", {"version": one["version"], **answer})
    day.figures["manifests"] += 1
    day.figures["manifests rejected"] += rejected
