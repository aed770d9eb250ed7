"""Hubs to measure: a fresh database with parcels on the floor, and a server over it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, select, text

from app.accounts.service import issue_key
from app.core.db import Database
from app.core.identity import Principal, Role, the_hub
from app.demo.people import load_people
from app.hub import prepare
from app.network.models import Seller
from app.parcels.models import Identifier, Parcel
from app.sellers.forms import ItemDraft, ParcelDraft, Parsed
from app.sellers.service import keep_preview, review, take
from config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
WEIGHT_G = 500
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Bench:
    """A prepared hub: its settings, its database, device tokens, and codes of parcels on the floor."""

    name: str
    settings: Settings
    database: Database
    hub_id: int
    tokens: tuple[str, ...]
    codes: tuple[str, ...]


def fresh(name: str, url: str, parcels: int, devices: int) -> Bench:
    """Migrate, load the hub, announce and receive parcels; `B1`, `B2` … are their codes."""
    settings = Settings(database_url=url, secret_key="x" * 64, workers=1 if url.startswith("sqlite") else 2)
    database = Database(url)
    hub = prepare(database, settings)
    at = datetime.now(UTC)
    with database.transaction() as db:
        load_people(db, hub, at=at)
        seller_id = db.scalars(select(Seller.id).where(Seller.hub_id == hub.id)).first()
        keys = [
            issue_key(db, kind="device", name=f"bench {n}", role=Role.OPERATOR, by=the_hub(hub.id), at=at)
            for n in range(devices)
        ]
        for key, _ in keys:
            key.last_used_at = at
    seller = Principal("bench", 0, "bench", Role.SELLER, hub.id, seller_id=seller_id)
    for start in range(0, parcels, _CHUNK):
        _announce(database, seller, start, min(_CHUNK, parcels - start))
    with database.transaction() as db:
        db.execute(text("UPDATE parcel SET handling = 'received', clearance = 'declared'"))
        rows = db.execute(select(Parcel.id)).scalars()
        values = [
            {"hub_id": hub.id, "value": f"B{one}", "scheme": "bench", "parcel_id": one, "unit_id": None}
            for one in rows
        ]
        db.execute(insert(Identifier.__table__), values)  # type: ignore[arg-type]
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return Bench(
        name,
        settings,
        database,
        hub.id,
        tuple(token.text for _, token in keys),
        tuple(str(one["value"]) for one in values),
    )


def _announce(database: Database, seller: Principal, start: int, count: int) -> None:
    drafts = tuple(_draft(start + n) for n in range(count))
    with database.transaction() as db:
        found = review(db, Parsed(drafts, (), (), count, count, 0), by=seller)
        at = datetime.now(UTC)
        pre_alert = keep_preview(db, "bench", f"bench {start}".encode(), found, by=seller, at=at)
        take(db, pre_alert, found, good_rows_only=False, by=seller, at=at)


def _draft(number: int) -> ParcelDraft:
    item = ItemDraft("Cotton batik shirt", "6205200000", "MY", 1, Decimal("25.00"), "USD", 400, "")
    return ParcelDraft(
        reference=f"BENCH-{number}",
        carrier_tracking="",
        consignee_name="Tan Wei",
        consignee_address1="12 Orchid Road",
        consignee_address2="",
        consignee_city="Singapore",
        consignee_region="",
        consignee_postcode="018956",
        consignee_country="SG",
        consignee_phone="+6561234567",
        consignee_email="",
        consignee_tax_id="",
        service="standard",
        incoterm="DAP",
        weight_g=WEIGHT_G,
        length_mm=None,
        width_mm=None,
        height_mm=None,
        dangerous="",
        items=(item,),
        rows=(number + 1,),
    )


@contextmanager
def serving(bench: Bench) -> Iterator[str]:
    """A server over the hub, as `python wsgi.py` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ENTREPOT_")},
        "DATABASE_URL": bench.settings.database_url,
        "ENTREPOT_SECRET_KEY": bench.settings.secret_key,
        "ENTREPOT_WORKERS": str(bench.settings.workers),
        "PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "wsgi.py")], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/api/v1/lanes", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the hub did not start; run `python wsgi.py` to see why")
        try:
            urllib.request.urlopen(url, timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the hub did not answer within a minute")


@contextmanager
def sqlite_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="entrepot-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"
