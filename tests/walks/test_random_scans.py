"""Random walks over the floor: whatever is scanned in whatever order, the tables decide and every rule holds."""

import os
import random
from typing import Any

import pytest
from sqlalchemy import select

from app.board.invariants import broken
from app.ledger.sealer import Sealer
from app.parcels.lifecycle import PARCEL, UNIT
from app.parcels.models import HandlingUnit, Parcel
from tests.app.players import Players, players
from tests.app.scanning.test_scans import Floor, scan

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
SEEDS, STEPS, LOOK_EVERY = (10, 800, 200) if SOAK else (2, 250, 125)
PARCEL_ACTIONS = (
    *("receive", "suggest", "store", "pick", "pack", "unpack", "measure"),
    *("hold", "release_hold", "stage", "load", "offload"),
)
ENDS = ("return", "dispose", "lose", "find_again")
UNIT_ACTIONS = ("close", "reopen", "stage", "load", "offload")


class Walk:
    """One random walk, which remembers nothing: the database before and after each scan is the model."""

    def __init__(self, hub: Players, seed: int) -> None:
        self.rng = random.Random(seed)
        self.floor = Floor(hub, parcels=20)
        self.floor.clear(*self.floor.codes[:16])
        self.bags = [
            self.floor.bag,
            hub.want("device:0", "POST", "/api/v1/units", {"gateway": "SIN"})["code"],
        ]
        self.departures = [
            self.floor.departure,
            self.floor.depart("SIN", capacity_g=3_000),
            self.floor.depart("BKK"),
        ]
        self.hub = hub

    def states(self) -> dict[str, str]:
        with self.hub.database.reading() as db:
            parcels = db.execute(select(Parcel.tracking, Parcel.handling)).all()
            return dict(parcels) | dict(db.execute(select(HandlingUnit.code, HandlingUnit.state)).all())

    def step(self) -> None:
        drawn = self.rng.random()
        if drawn < 0.02:
            self.clear()
        elif drawn < 0.04:
            self.close()
        else:
            self.scan()

    def clear(self) -> None:
        decision = self.rng.choice(("cleared", "cleared", "cleared", "refused", "under_review"))
        for one in self.hub.want("broker", "GET", "/api/v1/declarations?limit=500")["declarations"]:
            if self.rng.random() < 0.5:
                path = f"/api/v1/declarations/{one['number']}/decision"
                self.hub.call("broker", "POST", path, {"decision": decision})
        self.floor.clear()

    def close(self) -> None:
        number = self.rng.choice(self.departures)
        for verb in self.rng.choice((("close",), ("reopen",), ("close", "depart"), ("depart", "hand-over"))):
            status, _ = self.hub.call("planner", "POST", f"/api/v1/departures/{number}/{verb}")
            assert status < 500

    def scan(self) -> None:
        before = self.states()
        sent, who = self.drawn(before)
        answer = self.hub.want(who, "POST", "/api/v1/scans", {"scans": [sent]})["results"][0]
        after = self.states()
        moved = {code for code in after if after[code] != before.get(code)}
        if answer["outcome"] == "refused":
            assert not moved, f"a refused scan moved {moved}: {sent} {answer}"
            return
        self.check(sent, before, after, moved)

    def check(
        self, sent: dict[str, Any], before: dict[str, str], after: dict[str, str], moved: set[str]
    ) -> None:
        """An applied scan took its subject by the step of its table, and moved nothing that is not in it."""
        code, action = sent["code"], sent["action"]
        table = UNIT if code in self.bags else PARCEL
        step = table.steps.get(action)
        if step is not None:
            assert before[code] in step.before, f"{action} was applied to {code}, which was {before[code]}"
            assert after[code] == (step.after or before[code])
        if code not in self.bags:
            assert moved <= {code}

    def drawn(self, states: dict[str, str]) -> tuple[dict[str, Any], str]:
        """A scan: three times in four one that the table allows in the present state, else any."""
        rng = self.rng
        code = rng.choice(self.bags if rng.random() < 0.3 else self.floor.codes)
        table, actions = (UNIT, UNIT_ACTIONS) if code in self.bags else (PARCEL, PARCEL_ACTIONS)
        allowed = [one for one in table.allowed(states[code]) if one in actions]
        action = rng.choice(allowed if allowed and rng.random() < 0.75 else actions)
        if table is PARCEL and rng.random() < 0.01:
            action = rng.choice(ENDS)
        context: dict[str, Any] = {
            "unit": rng.choice(self.bags),
            "departure": rng.choice(self.departures),
            "reason": "damage" if action in ("hold", "release_hold") else "",
            "location": "" if action == "stage" else f"KUL-A0{rng.randrange(1, 4)}-0{rng.randrange(1, 5)}-1",
        }
        if action == "measure":
            context["weight_g"] = rng.randrange(1, 900)
        supervisor = action in ("release_hold", *ENDS)
        return scan(action, code, **context), "supervisor" if supervisor else "device:0"


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_walk_breaks_a_rule(hub_url: str, seed: int) -> None:
    hub = players(hub_url)
    walk = Walk(hub, seed)
    for number in range(1, STEPS + 1):
        walk.step()
        if number % LOOK_EVERY == 0:
            Sealer(hub.database).seal()
            with hub.database.reading() as db:
                assert broken(db) == []
    hub.database.dispose()


@pytest.mark.parametrize("table", [PARCEL, UNIT], ids=["parcel", "unit"])
def test_every_action_of_a_table_can_be_reached_by_somebody(table: Any) -> None:
    from_departures = {"depart", "hand_over", "unstage", "cancel"}
    scans = {*PARCEL_ACTIONS, *ENDS, *UNIT_ACTIONS}
    assert set(table.steps) <= scans | from_departures
