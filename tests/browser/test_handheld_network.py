"""Poor networks, killed browsers, wrong clocks and second tabs: every scan reaches the hub once, in its order."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import Select, select

from app.accounts.models import Shift
from app.core.db import Database
from app.ledger.models import Event
from app.parcels.models import Parcel
from app.scanning.models import Scan
from tests.browser import wedge
from tests.browser.devices import Device
from tests.browser.docks import Dock
from tests.browser.handhelds import Handheld, at_handheld, on_shift, opened
from tests.browser.proxies import Network

SOAK = os.environ.get("ENTREPOT_SOAK") == "1"
SCANS, DEVICES, SPELL = (2_000, 3, 50) if SOAK else (90, 3, 10)
# How much waits for the network, how long it is gone after that, and how often the hub is asked meanwhile.
WAITING, GONE_S, MOST_TRIES = (1_000, 60, 12) if SOAK else (200, 6, 6)
SENT_WITHIN_S = 10.0
HOUR_MS = 3_600_000
# Every third batch is applied by the hub and its answer lost.
LOSE_EVERY = 3
PAUSE_S = 0.02
T = TypeVar("T")
Made = tuple[Device, Network]


@dataclass(slots=True)
class Worker:
    """Somebody at a handheld, through whatever comes; `ids` are of all scans that were shown as saved."""

    device: Device
    over: Network
    handheld: Handheld
    ids: dict[str, None] = field(default_factory=dict)

    def scan(self, codes: Sequence[str]) -> None:
        """All of these, fast; comes back when the last is shown, which it is when it is on the disk."""
        wedge.burst(self.handheld.session, list(codes), PAUSE_S)
        self.handheld.shown(codes[-1])
        self.ids.update(dict.fromkeys(self.handheld.ids()))

    def strangers(self, codes: Sequence[str]) -> list[Any]:
        """What the handheld keeps of scans that nobody made, or that the hub refused."""
        kept = self.handheld.kept("sent", "refused")
        return [one for one in kept["sent"] if one["scan"]["code"] not in codes] + kept["refused"]

    def again(self) -> None:
        """The app as it comes up by itself: in the task that it was in."""
        self.handheld = opened(self.handheld.page, self.over.address)
        self.handheld.prompts("Scan the parcel")


def _plain(one: Worker, codes: Sequence[str]) -> None:
    one.scan(codes)


def _no_network(one: Worker, codes: Sequence[str]) -> None:
    one.over.gone = True
    one.scan(codes)
    one.over.gone = False


def _reloaded_offline(one: Worker, codes: Sequence[str]) -> None:
    """The shell comes from the worker, the outbox from the disk."""
    middle = len(codes) // 2
    one.over.gone = True
    one.scan(codes[:middle])
    one.again()
    one.scan(codes[middle:])
    one.over.gone = False


def _killed(one: Worker, codes: Sequence[str]) -> None:
    """SIGKILL at the moment at which the last scan is shown."""
    one.scan(codes)
    one.device.kill()
    one.over.settles()
    one.handheld = at_handheld(one.device.start())
    one.again()


def _two_tabs(one: Worker, codes: Sequence[str]) -> None:
    """A second window of the same handheld scans, too; one of them sends for both."""
    first, middle = one.handheld, len(codes) // 2
    one.scan(codes[:middle])
    second = opened(one.device.context.new_page(), one.over.address)
    second.prompts("Scan the parcel")
    one.handheld = second
    one.scan(codes[middle:])
    second.page.close()
    first.page.bring_to_front()
    one.handheld = first


SPELLS: tuple[Callable[[Worker, Sequence[str]], None], ...] = (
    _plain,
    _no_network,
    _killed,
    _two_tabs,
    _reloaded_offline,
)


@pytest.mark.timeout(3_600 if SOAK else 300)
def test_every_scan_reaches_the_hub_once_and_in_order(device: Callable[[int], Made], dock: Dock) -> None:
    typed = [dock.announce(SCANS, cleared=False) for _ in range(DEVICES)]
    before = set(_read(dock, select(Scan.id)))
    workers = [_at_work(*device((place - 1) * HOUR_MS), f"Ramp {place}") for place in range(DEVICES)]
    for turn, start in enumerate(range(0, SCANS, SPELL)):
        for place, worker in enumerate(workers):
            SPELLS[(turn + place) % len(SPELLS)](worker, typed[place][start : start + SPELL])
    for worker, codes in zip(workers, typed, strict=True):
        worker.handheld.sent()
        assert worker.over.lost >= len(worker.over.scan_requests) // LOSE_EVERY > 0
        assert worker.over.most_in_flight == 1
        assert _received(dock, worker) == codes, f"not as typed: {worker.strangers(codes)}"
    assert {str(one) for one in set(_read(dock, select(Scan.id))) - before} == {
        one for worker in workers for one in worker.ids
    }
    assert sum(len(worker.ids) for worker in workers) == SCANS * DEVICES


@pytest.mark.timeout(600)
def test_what_waited_is_sent_soon_and_the_hub_is_seldom_asked_before(
    device: Callable[[int], Made], dock: Dock
) -> None:
    codes = dock.announce(WAITING, cleared=False)
    one = _at_work(*device(0), "Ramp 9")
    one.over.lose_every = 0
    one.over.gone = True
    one.scan(codes)
    one.handheld.page.wait_for_timeout(GONE_S * 1_000)
    tries = [at for at in one.over.refused_at if at > one.over.refused_at[-1] - GONE_S]
    assert 1 <= len(tries) <= MOST_TRIES
    one.over.gone = False
    back = time.monotonic()
    one.handheld.sent()
    sending = time.monotonic() - max(back, one.over.scan_requests[0])
    assert sending <= SENT_WITHIN_S
    assert len(one.over.scan_requests) <= -(-WAITING // 50) + 2
    assert _received(dock, one) == codes


def _at_work(device: Device, over: Network, name: str) -> Worker:
    handheld = on_shift(device.start(), over.address, name=name)
    handheld.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    over.lose_every = LOSE_EVERY
    handheld.scan("CMDTASKRECEIVE")
    handheld.prompts("Scan the parcel")
    return Worker(device, over, handheld)


def _received(dock: Dock, worker: Worker) -> list[str]:
    """The parcels that came in by this handheld, in the ledger's order."""
    [about] = [one for one in worker.handheld.kept("meta")["meta"] if isinstance(one, dict) and "name" in one]
    keys = select(Shift.key_id).where(Shift.handheld_id == UUID(about["id"]))
    query = (
        select(Parcel.tracking)
        .join(Event, (Event.stream == "parcel") & (Event.stream_id == Parcel.id))
        .where(Event.device_id.in_(keys), Event.type == "receive")
        .order_by(Event.id)
    )
    return _read(dock, query)


def _read(dock: Dock, query: Select[tuple[T]]) -> list[T]:
    database = Database(dock.database_url)
    try:
        with database.reading() as db:
            return list(db.scalars(query))
    finally:
        database.dispose()
