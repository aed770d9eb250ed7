"""Every route is called with every wrong identity: nobody gets a byte that belongs to somebody else."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.routing import Rule

from app.accounts.service import revoke_key
from app.core.identity import Role, the_hub
from app.core.web import PUBLIC, policy_of
from app.customs.rulepack import load
from app.hub import CONFIG, beat
from app.ledger.sealer import Sealer
from tests.app.players import Players, parcel, players

CANARY = {"BATIK": "CANARY-BATIK", "KOPI": "CANARY-KOPI"}


@dataclass
class World(Players):
    """A hub with two sellers' parcels on two carriers' departures, and a key for everyone."""

    things: dict[str, dict[str, str]] = field(default_factory=dict)


@pytest.fixture
def world(hub_url: str) -> Iterator[World]:
    made = World(**vars(players(hub_url)))
    for seller, carrier in (("BATIK", "M9"), ("KOPI", "S4")):
        made.things[seller] = _freight_of(made, seller, carrier)
    yield made
    made.database.dispose()


def _freight_of(world: World, seller: str, carrier: str) -> dict[str, str]:
    """One parcel of a seller that left on a carrier's departure, and one that waits; everything carries its canary."""
    taken = world.want(
        f"seller:{seller}", "POST", "/api/v1/pre-alerts", {"parcels": [_parcel(seller, n) for n in (1, 2)]}
    )
    left, waits = (one["tracking"] for one in taken["parcels"])
    database = world.database
    beat(database, Sealer(database), load(CONFIG / "customs"), "KUL")
    declarations = world.want("broker", "GET", "/api/v1/declarations?limit=500")["declarations"]
    number = next(one["number"] for one in declarations if one["tracking"] == left)
    world.want("broker", "POST", f"/api/v1/declarations/{number}/decision", {"decision": "cleared"})
    departure = f"{carrier}CANARY/{seller}"
    leaves = datetime.now(UTC) + timedelta(hours=9)
    world.want(
        "planner",
        "POST",
        "/api/v1/departures",
        {
            "number": departure,
            "carrier": carrier,
            "gateway": "SIN",
            "departs_at": leaves.isoformat(),
            "cutoff_at": (leaves - timedelta(hours=1)).isoformat(),
            "capacity_g": 1_000_000,
            "capacity_cm3": 9_000_000,
        },
    )
    bag = world.want("device:0", "POST", "/api/v1/units", {"gateway": "SIN"})["code"]
    for action, code, context in (
        ("receive", left, {}),
        ("receive", waits, {}),
        ("pack", left, {"unit": bag}),
        ("close", bag, {}),
        ("stage", bag, {}),
        ("load", bag, {"departure": departure}),
    ):
        scan = {
            "id": str(uuid.uuid4()),
            "action": action,
            "code": code,
            "at": leaves.isoformat(),
            "context": context,
        }
        result = world.want("device:0", "POST", "/api/v1/scans", {"scans": [scan]})["results"][0]
        assert result["outcome"] == "applied", result
    closed = world.want("planner", "POST", f"/api/v1/departures/{departure}/close")
    Sealer(database).seal()
    return {
        "tracking": waits,
        "departure": departure,
        "unit": bag,
        "manifest": closed["manifest"],
        "declaration": number,
        "pre_alert": str(taken["id"]),
        "left": left,
        "load": "IN0000001",
    }


def _parcel(seller: str, number: int) -> dict[str, Any]:
    mark = CANARY[seller]
    names = {"consignee_name": f"{mark} consignee", "consignee_address1": f"{mark} road"}
    return parcel(seller, f"{mark}-{number}", **names)


ARGUMENTS: dict[str, Callable[[dict[str, str]], str]] = {
    "tracking": lambda one: one["tracking"],
    "name": lambda one: "close",
    "code": lambda one: one["unit"],
    "pre_alert_id": lambda one: one["pre_alert"],
    "plan_id": lambda one: "1",
    "job_id": lambda one: "1",
    "case_id": lambda one: "1",
    "hold_id": lambda one: "1",
    "reason": lambda one: "damage",
    "scan_id": lambda one: "018f0000-0000-7000-8000-000000000000",
    "handheld_id": lambda one: "018f0000-0000-7000-8000-000000000000",
    "kind": lambda one: "csv",
    "prefix": lambda one: "00000000",
    "filename": lambda one: "nothing.css",
    "format": lambda one: "json",
    "batch_id": lambda one: "1",
    "part_id": lambda one: "1",
    "printer_id": lambda one: "1",
    "range_id": lambda one: "1",
    "way": lambda one: "off",
    "written": lambda one: "pdf",
}
NUMBERS = {
    "/departures/": "departure",
    "/declarations/": "declaration",
    "/loads/": "load",
    "/labels/": "departure",
}


def path_of(rule: Rule, things: dict[str, str]) -> str:
    """The rule's path with another's things in it; an argument nobody thought of fails the test."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "number":
            return things[next((kind for part, kind in NUMBERS.items() if part in rule.rule), "manifest")]
        return ARGUMENTS[name](things)

    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", value, rule.rule)


def routes(world: World) -> Iterator[tuple[Rule, str, Any]]:
    for rule in world.app.url_map.iter_rules():
        policy = policy_of(world.app.view_functions[rule.endpoint])
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, policy


def test_nobody_comes_in_without_being_known(world: World) -> None:
    for rule, method, policy in routes(world):
        if policy == PUBLIC:
            continue
        status, raw = world.call(None, method, path_of(rule, world.things["KOPI"]), {})
        assert status in (302, 400, 401), f"{method} {rule.rule} answered {status} to a stranger"
        assert b"CANARY" not in raw


def test_a_role_that_is_not_named_by_a_route_is_refused(world: World) -> None:
    players = {
        Role.SELLER: "seller:BATIK",
        Role.CARRIER: "carrier:M9",
        Role.OPERATOR: "device:0",
        Role.BROKER: "broker",
    }
    for rule, method, policy in routes(world):
        for role, who in players.items():
            if policy == PUBLIC or role in policy:
                continue
            status, raw = world.call(who, method, path_of(rule, world.things["KOPI"]), {})
            assert status == 403, f"{who} got {status} from {method} {rule.rule}: {raw[:300]!r}"
            assert b"CANARY" not in raw


def test_a_seller_never_gets_a_byte_of_another(world: World) -> None:
    other = CANARY["KOPI"].encode()
    for rule, method, policy in routes(world):
        if policy == PUBLIC or Role.SELLER not in policy:
            continue
        status, raw = world.call("seller:BATIK", method, path_of(rule, world.things["KOPI"]), {})
        assert other not in raw, f"{method} {rule.rule} showed another seller's data"
        mine = world.things["KOPI"]
        if rule.arguments & {"tracking", "pre_alert_id"}:
            assert status in (400, 404, 405, 422), (
                f"{method} {rule.rule} answered {status} for another's thing"
            )
            assert mine["left"].encode() not in raw


def test_a_carrier_never_gets_a_byte_of_another(world: World) -> None:
    for rule, method, policy in routes(world):
        if policy == PUBLIC or Role.CARRIER not in policy:
            continue
        status, raw = world.call("carrier:M9", method, path_of(rule, world.things["KOPI"]), {})
        assert CANARY["KOPI"].encode() not in raw, f"{method} {rule.rule} showed another carrier's freight"
        assert world.things["KOPI"]["manifest"].encode() not in raw or status == 404
        if "number" in rule.arguments and "manifest" in rule.rule:
            assert status in (400, 404, 422), f"{method} {rule.rule} answered {status} for another's manifest"


def test_what_belongs_to_one_is_there_for_the_one(world: World) -> None:
    """The control: the same paths answer their owner, so that the refusals above mean something."""
    mine = world.things["BATIK"]
    page = world.want("seller:BATIK", "GET", f"/api/v1/parcels/{mine['tracking']}")
    assert CANARY["BATIK"] in json.dumps(page)
    manifests = world.want("carrier:M9", "GET", "/api/v1/manifests")["manifests"]
    assert [one["number"] for one in manifests] == [mine["manifest"]]
    assert (
        CANARY["BATIK"].encode()
        in world.call("carrier:M9", "GET", f"/api/v1/manifests/{mine['manifest']}.json")[1]
    )


def test_anothers_parcel_is_answered_like_one_that_does_not_exist(world: World) -> None:
    status, other = world.call("seller:BATIK", "GET", f"/api/v1/parcels/{world.things['KOPI']['tracking']}")
    missing_status, missing = world.call("seller:BATIK", "GET", "/api/v1/parcels/EN9999999990KUL")
    assert (status, missing_status) == (404, 404)
    assert json.loads(other)["code"] == json.loads(missing)["code"]


def test_a_revoked_key_is_told_so(world: World) -> None:
    key = world.keys["seller:BATIK"]
    database = world.database
    with database.transaction() as db:
        revoke_key(db, key.split("_")[2], by=the_hub(1), at=datetime.now(UTC))
    status, raw = world.call("seller:BATIK", "GET", "/api/v1/parcels")
    assert status == 401
    assert json.loads(raw)["code"] == "revoked_key"
