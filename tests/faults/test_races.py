"""A hold races a load: whoever is first, a held parcel never leaves."""

import os
import threading
import uuid
from datetime import UTC, datetime

from sqlalchemy import select

from app.board.invariants import broken
from app.core.identity import Principal, Role
from app.ledger.sealer import Sealer
from app.parcels.models import Parcel
from app.scanning.desk import Sent
from app.scanning.forms import Context, ScanIn
from app.scanning.writer import ScanWriter
from tests.app.players import players
from tests.app.scanning.test_scans import Floor

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
PAIRS = 1_000 if SOAK else 12


def test_a_held_parcel_never_leaves_however_close_the_race(hub_url: str) -> None:
    """Two writers with connections of their own, as two processes have; the barrier puts them side by side."""
    hub = players(hub_url)
    floor = Floor(hub, parcels=PAIRS)
    writers = [ScanWriter(hub.database), ScanWriter(hub.database)]
    floor.applied("receive", *floor.codes)
    floor.clear(*floor.codes)
    floor.applied("pick", *floor.codes)
    floor.applied("stage", *floor.codes)
    both = 0
    for code in floor.codes:
        outcomes = _race(writers, code, floor.departure)
        assert outcomes["hold"] == "applied"
        both += outcomes["load"] == "applied"
    status, told = (
        hub.refused("planner", "POST", f"/api/v1/departures/{floor.departure}/close") if both else (409, {})
    )
    assert status == 409, told
    with hub.database.reading() as db:
        Sealer(hub.database).seal()
        assert "departed" not in db.scalars(select(Parcel.handling)).all()
    with hub.database.reading() as db:
        assert broken(db) == []
    hub.database.dispose()


def _race(writers: list[ScanWriter], code: str, departure: str) -> dict[str, str]:
    barrier = threading.Barrier(2)
    outcomes: dict[str, str] = {}
    by = Principal("device", 1, "racer", Role.OPERATOR, 1, device_id=1)

    def run(writer: ScanWriter, action: str, context: Context) -> None:
        sent = Sent(by, ScanIn(uuid.uuid4(), action, code, datetime.now(UTC), context))
        barrier.wait()
        answer = writer.apply([sent])[0]
        outcomes[action] = "applied" if b'"outcome":"applied"' in answer else "refused"

    threads = [
        threading.Thread(target=run, args=(writers[0], "hold", Context(reason="inspection"))),
        threading.Thread(target=run, args=(writers[1], "load", Context(departure=departure))),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return outcomes
