"""What accepting a plan of flights, or of rounds, writes: only lines that still hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.identity import Principal
from app.dispatch.queries import READY
from app.dispatch.service import assign
from app.inbound.service import open_load
from app.network.models import Departure
from app.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan's result that somebody accepts."""

    plan_id: int
    result: dict[str, Any]
    by: Principal
    at: datetime


def accept_flights(db: Session, decided: Decided) -> tuple[int, list[str]]:
    by, lines = decided.by, decided.result["lines"]
    open_ids = set(db.scalars(select(Departure.id).where(visible(by, Departure), Departure.state == "open")))
    ready = still(db, [one for line in lines for one in line["parcels"]], READY)
    chosen: dict[int, tuple[int, str]] = {}
    dropped, stale = [], []
    for line in lines:
        free = [one for one in line["parcels"] if one in ready]
        if len(free) < len(line["parcels"]):
            stale.append(f"{line['freight']} has moved on since the plan was made")
        if line["departure_id"] is None:
            dropped += free
        elif line["departure_id"] not in open_ids:
            stale.append(f"{line['departure']} is no longer open; {line['freight']} was left out")
        else:
            chosen.update(dict.fromkeys(free, (line["departure_id"], line["why"])))
    return assign(db, chosen, dropped, decided.plan_id, by=by, at=decided.at), stale


def accept_runs(db: Session, decided: Decided) -> tuple[int, list[str]]:
    """Each run becomes an inbound load with the parcels that still wait at its stops."""
    loads, stale = 0, []
    for run in decided.result["runs"]:
        ids = [one for visit in run["visits"] for one in decided.result["parcels"][visit["stop"]]]
        waiting = still(db, ids, ("expected",))
        if len(waiting) < len(ids):
            stale.append(f"{len(ids) - len(waiting)} parcels of {run['vehicle']} have arrived since")
        if waiting:
            open_load(db, run["vehicle"], None, waiting, by=decided.by, at=decided.at)
            loads += 1
    return loads, stale


def still(db: Session, ids: list[int], states: tuple[str, ...]) -> set[int]:
    """Those of the parcels that are in one of the states."""
    return set(db.scalars(select(Parcel.id).where(among(db, Parcel.id, ids), Parcel.handling.in_(states))))
