"""The group-commit writer: scans that arrive together share one transaction and one wait for the disk.

One thread per process and hub-agnostic: it takes whatever waits, up to 64 requests, applies them as one batch and
answers each. On SQLite it is also what keeps writers from fighting over the file; on PostgreSQL it turns sixteen
connections' commits into a few. A lone scan is not delayed: the writer waits for company only while groups are
of several, and then 3 ms at most. Without that wait every second group is the one scan that happened to be first,
and costs as much as the fifteen behind it.
"""

import logging
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError, OperationalError

from app.accounts.service import refuse_revoked
from app.accounts.shifts import Gap, take_batches
from app.core.clock import Clock, now
from app.core.db import Database
from app.core.errors import HubError, Refused, Unavailable
from app.scanning.desk import Sent
from app.scanning.flow import Raced, apply
from app.scanning.forms import encode, refused

GROUP = 64
LINGER_S = 0.003
TRIES = 5
WAIT_S = 30.0
log = logging.getLogger("entrepot.scanning")


@dataclass(slots=True)
class _Waiting:
    batch: Sequence[Sent]
    done: Future[list[bytes]] = field(default_factory=Future)


class ScanWriter:
    """Applies scans of one process, in groups. `apply` blocks until the answers are durable."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock
        self._queue: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def apply(self, batch: Sequence[Sent]) -> list[bytes]:
        """Apply a request's scans. Returns an answer for each; when it returns, they are on the disk."""
        self._start()
        waiting = _Waiting(batch)
        self._queue.put(waiting)
        try:
            return waiting.done.result(WAIT_S)
        except TimeoutError as error:
            raise Unavailable(
                "busy", "the hub is too busy to take scans now", "send the same scans again"
            ) from error

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="scan-writer", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        before: set[str] = set()
        last: set[str] = set()
        while True:
            group = self._gather(len(before | last))
            before, last = last, {one.batch[0].by.actor for one in group}
            self._settle(group)

    def _gather(self, usual: int) -> list[_Waiting]:
        """What waits now, and a moment longer while fewer have come than senders were in the last two groups.

        Two, because the senders of one group answer while the other is written: without a reason to meet they
        would take turns for ever, at twice the cost.
        """
        group = [self._queue.get()]
        until = time.monotonic() + LINGER_S
        while len(group) < GROUP:
            left = until - time.monotonic() if len(group) < usual else 0.0
            try:
                group.append(self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait())
            except queue.Empty:
                break
        return group

    def _settle(self, group: Sequence[_Waiting]) -> None:
        """Apply a group; when it fails as a whole, each of its requests alone, so that one cannot spoil the rest."""
        try:
            answers = self._apply_all([sent for one in group for sent in one.batch])
        except Exception as error:
            if len(group) > 1:
                for one in group:
                    self._settle([one])
            else:
                group[0].done.set_exception(error)
            return
        start = 0
        for one in group:
            one.done.set_result(answers[start : start + len(one.batch)])
            start += len(one.batch)

    def _apply_all(self, batch: Sequence[Sent]) -> list[bytes]:
        """One transaction a hub; scans of one hub keep their order."""
        by_hub: dict[int, list[int]] = {}
        for index, sent in enumerate(batch):
            by_hub.setdefault(sent.by.hub_id, []).append(index)
        answers: dict[int, bytes] = {}
        for hub_id, indexes in by_hub.items():
            given = self._apply_hub(hub_id, [batch[index] for index in indexes])
            answers.update(zip(indexes, given, strict=True))
        return [answers[index] for index in range(len(batch))]

    def _apply_hub(self, hub_id: int, batch: Sequence[Sent]) -> list[bytes]:
        for attempt in range(TRIES):
            try:
                with self._database.transaction() as db:
                    at = self._clock()
                    refuse_revoked(db, {sent.by for sent in batch})
                    take_batches(db, hub_id, {sent.batch for sent in batch if sent.batch}, at=at)
                    return apply(db, hub_id, batch, at)
            except Gap:
                raise
            except (Raced, OperationalError) as error:
                if attempt + 1 == TRIES:
                    raise Unavailable(
                        "busy", "the database does not take scans now", "send them again"
                    ) from error
            except (HubError, DBAPIError) as error:
                if len(batch) > 1:
                    return [self._apply_hub(hub_id, [one])[0] for one in batch]
                return [_told(batch[0], error)]
        raise AssertionError("unreachable")


def _told(sent: Sent, error: HubError | DBAPIError) -> bytes:
    """Why a scan was not written: its freight changed while it was being locked, or a wall of the database
    refused what the rules let through. It is not kept, so that the device may send it again."""
    if isinstance(error, HubError):
        if not isinstance(error, Refused):
            raise error
        return encode(refused(sent.scan.id, error.code, error.detail, error.hint)).encode()
    log.error("a database wall refused scan %s: %s", sent.scan.id, error.orig)
    text = str(error.orig).splitlines()[0]
    hint = "set the parcel aside and call a supervisor"
    return encode(refused(sent.scan.id, "refused_by_database", text, hint)).encode()
