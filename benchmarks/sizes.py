"""`flask bench sizes`: what happens in one go to many parcels: an import, an offline batch, a full departure."""

import json
import random
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table
from sqlalchemy import select, text

from app.carriers.formats.csv_format import to_csv
from app.carriers.formats.json_format import from_json, to_json
from app.core.identity import Principal, Role
from app.dispatch.service import Docks, close, depart
from app.network.models import Departure
from app.parcels.models import Parcel
from app.parcels.work import Work
from app.scanning.desk import Sent
from app.scanning.flow import apply
from app.scanning.forms import Context, ScanIn
from benchmarks.hubs import WEIGHT_G, Bench, fresh, sqlite_url
from benchmarks.postgres import running

T = TypeVar("T")
BARS_MS = {
    "offline batch of 1,000 scans": 150,
    "close a departure of 20,000 parcels": 2_000,
    "manifest of 10,000 parcels as JSON": 150,
    "manifest of 10,000 parcels as CSV": 60,
}
_CLEAR = (
    "UPDATE parcel SET clearance = 'cleared', handling = 'staged'",
    """INSERT INTO declaration (hub_id, number, parcel_id, destination, state, goods_value, currency, duty, tax,
       charges_currency, rules, content, decision_note, lodged_at, version, head_hash)
       SELECT hub_id, 'D' || id, id, 'SG', 'cleared', {one}, 'USD', {one}, {one}, 'USD', '', '{{}}', '',
       created_at, 0, '' FROM parcel""",
    """INSERT INTO "release" (hub_id, parcel_id, declaration_id, number, released_at, released_by)
       SELECT hub_id, parcel_id, id, 'R', lodged_at, 'bench' FROM declaration""",
)


def run(parcels: int, console: Console) -> bool:
    """Print milliseconds on both databases; returns whether every bar was reached."""
    found: dict[str, dict[str, float]] = {}
    with ExitStack() as stack:
        server = stack.enter_context(running({"ENTREPOT_PG_FSYNC": "1"}))
        for name, url in (("postgresql", server.url), ("sqlite", stack.enter_context(sqlite_url()))):
            for what, ms in _figures(fresh(name, url, parcels, 1)).items():
                found.setdefault(what.replace("20,000", f"{parcels:,}"), {})[name] = ms
    table = Table(title=f"Many at once, {parcels:,} parcels; milliseconds in the server")
    for name in ("what", "postgresql", "sqlite", "bar"):
        table.add_column(name, justify="left" if name == "what" else "right")
    reached = True
    for what, figures in found.items():
        bar = BARS_MS.get(what)
        reached &= bar is None or max(figures.values()) <= bar
        table.add_row(
            what, *(f"{figures[one]:,.0f}" for one in ("postgresql", "sqlite")), f"≤ {bar:,}" if bar else ""
        )
    console.print(table)
    return reached


def _figures(bench: Bench) -> dict[str, float]:
    by = Principal("bench", 1, "bench", Role.PLANNER, bench.hub_id)
    found = {"offline batch of 1,000 scans": min(_batch(bench, by) for _ in range(5))}
    number = _ready(bench)
    found["load 20,000 parcels on a departure"] = _timed(lambda: _load(bench, by, number))[0]
    found["close a departure of 20,000 parcels"], content = _timed(lambda: _close(bench, by, number))
    found["let a departure of 20,000 parcels leave"] = _timed(lambda: _depart(bench, by, number))[0]
    half = _ten_thousand(content)
    found["manifest of 10,000 parcels as JSON"] = _timed(lambda: to_json(half))[0]
    found["manifest of 10,000 parcels as CSV"] = _timed(lambda: to_csv(from_json(half)))[0]
    return found


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    value = work()
    return (time.perf_counter() - began) * 1000, value


def _batch(bench: Bench, by: Principal) -> float:
    now = datetime.now(UTC)
    context = Context(weight_g=WEIGHT_G, source="scale")
    codes = random.sample(bench.codes, 1_000)
    scans = [Sent(by, ScanIn(uuid.uuid4(), "measure", code, now, context)) for code in codes]

    def work() -> None:
        with bench.database.transaction() as db:
            apply(db, bench.hub_id, scans, now)

    return _timed(work)[0]


def _ready(bench: Bench) -> str:
    """Clear and stage everything behind the rules' back, and give a departure that takes it all."""
    one = "'1'" if bench.database.is_sqlite else "1"
    with bench.database.transaction() as db:
        for statement in _CLEAR:
            db.execute(text(statement.format(one=one).replace(":", "\\:")))
        departure = db.scalars(select(Departure).where(Departure.gateway == "SIN")).first()
        assert departure is not None
        departure.capacity_g, departure.capacity_cm3 = 10**12, 10**13
        return departure.number


def _load(bench: Bench, by: Principal, number: str) -> None:
    with bench.database.transaction() as db:
        at = datetime.now(UTC)
        work = Work(db, bench.hub_id, at)
        work.lock(db.scalars(select(Parcel.id)).all())
        docks = Docks(work, [number])
        for parcel in work.parcels.values():
            docks.load(parcel, number, by=by, at=at)
        work.flush()


def _close(bench: Bench, by: Principal, number: str) -> str:
    with bench.database.transaction() as db:
        return close(db, number, by=by, at=datetime.now(UTC)).content


def _depart(bench: Bench, by: Principal, number: str) -> int:
    with bench.database.transaction() as db:
        return depart(db, number, by=by, at=datetime.now(UTC))


def _ten_thousand(content: str) -> str:
    whole: dict[str, Any] = json.loads(content)
    return json.dumps({**whole, "lines": whole["lines"][:10_000]}, ensure_ascii=False)
