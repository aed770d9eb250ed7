"""What handhelds meet in these tests: announced and cleared parcels to Singapore, a bag, a departure."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.demo.client import Client
from tests.app.players import parcel
from tests.browser.floor import Players

GATEWAY = "SIN"
_CHUNK = 2_000
_PATIENCE_S = 120


@dataclass(slots=True)
class Dock:
    """A hub's doors for those who are not at a handheld."""

    address: str
    who: Players
    database_url: str

    def announce(self, count: int, *, cleared: bool = True, **changes: object) -> list[str]:
        """Tracking numbers of new parcels, released by customs unless told otherwise."""
        codes: list[str] = []
        for start in range(0, count, _CHUNK):
            rows = [
                parcel("BATIK", f"B{uuid.uuid4().hex[:12]}", **changes)
                for _ in range(min(_CHUNK, count - start))
            ]
            taken = self._ask("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": rows})
            codes += [one["tracking"] for one in taken["parcels"]]
        if cleared:
            self.clear(codes)
        return codes

    def clear(self, codes: list[str]) -> None:
        """The hub declares what is announced at its next beat; customs clears it then."""
        left, until, since = set(codes), time.monotonic() + _PATIENCE_S, 0
        while left:
            assert time.monotonic() < until, f"the hub did not declare {len(left)} parcels"
            page = self._ask("broker", "GET", f"/api/v1/declarations?since={since}&limit=500")
            for one in page["declarations"]:
                if one["tracking"] in left and one["state"] == "declared":
                    path = f"/api/v1/declarations/{one['number']}/decision"
                    self._ask("broker", "POST", path, {"decision": "cleared"})
                    left.remove(one["tracking"])
            if page["declarations"]:
                since = page["next_since"]
            else:
                time.sleep(0.3)

    def bag(self, gateway: str = GATEWAY) -> str:
        return str(self._ask("device:0", "POST", "/api/v1/units", {"gateway": gateway})["code"])

    def departure(self, gateway: str = GATEWAY) -> str:
        leaves = datetime.now(UTC) + timedelta(hours=5)
        value = {
            "number": f"B{uuid.uuid4().hex[:5].upper()}/{leaves:%Y%m%d}",
            "carrier": "M9",
            "gateway": gateway,
            "departs_at": leaves.isoformat(),
            "cutoff_at": (leaves - timedelta(hours=1)).isoformat(),
            "capacity_g": 1_000_000,
            "capacity_cm3": 10_000_000,
        }
        self._ask("planner", "POST", "/api/v1/departures", value)
        return str(value["number"])

    def inbound_load(self, codes: list[str]) -> str:
        """A vehicle at the dock that is said to bring these."""
        value = {"vehicle": "WXY 1234", "parcels": codes}
        return str(self._ask("supervisor", "POST", "/api/v1/loads", value)["number"])

    def close_inbound_load(self, number: str) -> None:
        self._ask("supervisor", "POST", f"/api/v1/loads/{number}/close", {})

    def scan(self, action: str, code: str, **context: object) -> None:
        """A scan by a device of another kind, which must be applied."""
        at = datetime.now(UTC).isoformat()
        one = {"id": str(uuid.uuid4()), "action": action, "code": code, "at": at, "context": context}
        [result] = self._ask("device:0", "POST", "/api/v1/scans", {"scans": [one]})["results"]
        assert result["outcome"] == "applied", result

    def states(self, code: str) -> tuple[str, str]:
        """Handling and clearance of a parcel."""
        found = self._ask("supervisor", "GET", f"/api/v1/parcels/{code}")
        return str(found["handling"]), str(found["clearance"])

    def pin(self, code: str, departure: str) -> None:
        """The planner means a parcel for a departure."""
        self._ask("planner", "POST", "/api/v1/assignments", {"tracking": code, "departure": departure})

    def plan(self, kind: str, **wishes: object) -> None:
        """A plan is made and accepted."""
        plan = self._ask("planner", "POST", f"/api/v1/plans/{kind}?wait=60", {"seconds": 1, **wishes})
        self._ask("planner", "POST", f"/api/v1/plans/{plan['id']}/accept", {})

    def rows(self, task: str, codes: list[str]) -> list[list[Any]]:
        """What handhelds are told of these parcels for a task, in its order."""
        rows = self._ask("device:0", "GET", f"/api/v1/handheld/list?task={task}")["rows"]
        return [row for row in rows if row[0] in codes]

    def _ask(self, who: str, method: str, path: str, value: object = None) -> dict[str, Any]:
        client = Client(self.address, self.who.keys[who])
        try:
            asked = client.get(path) if method == "GET" else client.post(path, value)
        finally:
            if client._connection is not None:
                client._connection.close()
        return dict(asked)
