"""Bringing a hub to life: schema, network, its number ranges, the demonstration data, and its recurring work."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.core.clock import now
from app.core.db import Database
from app.core.identity import the_hub
from app.core.jobs.queue import forget
from app.core.migrate import upgrade
from app.customs.rulepack import RuleBook, load
from app.customs.service import declare_pending
from app.ledger.sealer import Sealer
from app.network.models import Hub
from app.network.service import bring_in, open_timetable
from app.printing.service import forget_files
from config.loading import load_network
from config.plans import NetworkPlan
from config.settings import Settings

CONFIG = Path(__file__).resolve().parents[1] / "config"
AHEAD = timedelta(hours=48)
BEAT_S = 1.0
HOUSEKEEPING_EVERY = 600
log = logging.getLogger("entrepot.hub")


def prepare(database: Database, settings: Settings) -> Hub:
    """Migrate, bring in the hub's plan and open its next departures. Safe to do at every start."""
    upgrade(database)
    plan = load_network(CONFIG, settings.hub)
    with database.transaction() as db:
        hub = bring_in(db, plan)
        at = now()
        open_timetable(db, hub, plan.timetable, until=at + AHEAD, at=at)
        return hub


@dataclass(slots=True)
class Heart:
    """The hub's own recurring work, in a thread of each serving process: processes take turns by locks.

    Seals the ledger, screens and declares what is announced, opens the departures of the coming two days, forgets
    jobs that ended long ago.
    """

    database: Database
    settings: Settings
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def run(self) -> None:
        """Beat once a second until stopped."""
        sealer = Sealer(self.database)
        book = load(CONFIG / "customs")
        plan = load_network(CONFIG, self.settings.hub)
        beats = 0
        while not self._stop.wait(BEAT_S):
            try:
                beat(self.database, sealer, book, self.settings.hub)
                if beats % HOUSEKEEPING_EVERY == 0:
                    _open_ahead(self.database, plan)
                    forget_jobs(self.database, self.settings.keep_jobs_days)
            except Exception:
                log.exception("the hub's recurring work failed; it goes on at the next beat")
            beats += 1


def beat(database: Database, sealer: Sealer, book: RuleBook, code: str) -> None:
    """Once: seal what is committed, declare what is announced."""
    sealer.seal()
    with database.reading() as db:
        hub_id = db.scalar(select(Hub.id).where(Hub.code == code))
    if hub_id is None:
        return
    by = the_hub(hub_id)
    while True:
        with database.transaction() as db:
            if not declare_pending(db, book, by=by, at=now()):
                break
    sealer.seal()


def _open_ahead(database: Database, plan: NetworkPlan) -> None:
    at = now()
    with database.transaction() as db:
        hub = db.scalar(select(Hub).where(Hub.code == plan.hub.code))
        if hub is not None:
            open_timetable(db, hub, plan.timetable, until=at + AHEAD, at=at)


def forget_jobs(database: Database, days: int) -> int:
    """Delete the jobs that ended so many days ago, and files of labels as old. Returns how many jobs."""
    before = now() - timedelta(days=days)
    with database.transaction() as db:
        count = forget(db, before)
        forget_files(db, before)
    if count:
        log.info("%s jobs that ended more than %s days ago are forgotten", count, days)
    return count
