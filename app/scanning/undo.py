"""Taking back a scan of the last minute: a compensating event, never a deletion.

Allowed to whoever made it, while nothing else has happened to its subject; later it needs a supervisor.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.consolidation import service as consolidation
from app.core.errors import Malformed, NotFound, Refused
from app.dispatch import service as dispatch
from app.ledger.queries import payload_of
from app.parcels import service as parcels
from app.parcels.work import ParcelState, UnitState
from app.scanning.desk import Act, Desk, Done
from app.scanning.forms import ScanOut
from app.scanning.models import Scan

WITHIN = timedelta(seconds=60)


def undo(act: Act) -> None:
    first = _found(act.desk, act.context.of)
    name = first.answer.code
    if first.answer.outcome != "applied" or first.answer.subject is None or name not in _BACK:
        raise Refused("cannot_undo", f"{name.replace('_', ' ')} cannot be taken back", "call a supervisor")
    if not act.override and (first.actor != act.by.actor or act.at - first.scanned_at > WITHIN):
        raise Refused("too_late", "a scan is taken back within a minute, by who made it", "call a supervisor")
    subject = act.subject
    if subject.version != first.answer.subject.version:
        raise Refused("changed_since", f"something else has happened to {act.code} since", "scan it to see")
    _BACK[name](act, subject)


def _found(desk: Desk, scan_id: UUID | None) -> Done:
    if scan_id is None:
        raise Malformed("no_of", "an undo needs the id of the scan to take back", "scan UNDO right after it")
    if scan_id in desk.done:
        return desk.done[scan_id]
    query = select(Scan.actor, Scan.scanned_at, Scan.answer)
    row = desk.work.db.execute(query.where(Scan.id == scan_id, Scan.hub_id == desk.work.hub_id)).first()
    if row is None:
        raise NotFound("unknown_scan", "the scan to take back never reached the hub", "nothing to take back")
    return Done(row.actor, row.scanned_at, msgspec.json.decode(row.answer, type=ScanOut))


def _restore(act: Act, subject: ParcelState | UnitState) -> None:
    """What the last step changed becomes again what it was, as the ledger tells."""
    if isinstance(subject, UnitState):
        consolidation.unstage(act.desk.work, subject, by=act.by, at=act.at)
        return
    work = act.desk.work
    work.flush()
    payload = payload_of(work.db, "parcel", subject.id, subject.version)
    unit = work.units.get(subject.unit_id or 0)
    if unit is not None and unit.state != "open":
        raise Refused("unit_closed", f"{unit.kind} {unit.code} is {unit.state}", f"reopen {unit.code} first")
    work.restore(subject, payload, by=act.by, at=act.at)
    if unit is not None and subject.unit_id is None:
        unit.members.remove(subject)


def _offload(act: Act, subject: ParcelState | UnitState) -> None:
    dispatch.offload(act.desk.work, subject, by=act.by, at=act.at)


def _reopen(act: Act, subject: ParcelState | UnitState) -> None:
    if isinstance(subject, UnitState):
        consolidation.reopen(act.desk.work, subject, by=act.by, at=act.at)


def _free(act: Act, subject: ParcelState | UnitState) -> None:
    if isinstance(subject, UnitState):
        raise Refused("cannot_undo", "a hold on a whole bag is released piece by piece", "call a supervisor")
    work = act.desk.work
    work.flush()
    reason = str(payload_of(work.db, "parcel", subject.id, subject.version)["reason"])
    parcels.release_hold(work, subject, reason, by=act.by, at=act.at)


_BACK: dict[str, Callable[[Act, ParcelState | UnitState], None]] = {
    "receive": _restore,
    "measure": _restore,
    "store": _restore,
    "pick": _restore,
    "pack": _restore,
    "stage": _restore,
    "close": _reopen,
    "load": _offload,
    "hold": _free,
}
