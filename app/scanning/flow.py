"""What each scan does: one table of actions over the capabilities' verbs, applied to a batch in one transaction.

A batch may hold scans of many devices and many scans of one parcel: they are applied in order to the same locked
copies, so the second scan of a parcel sees what the first one did. Every scan gets its answer in the transaction
that applies it, kept under its id: a repeat is answered and never applied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.shifts import Batch
from app.consolidation import service as consolidation
from app.core.bulk import given, insert_new_rows, listed
from app.core.errors import HubError, Malformed, NotFound, Refused
from app.core.identity import Principal, Role
from app.dispatch import service as dispatch
from app.inbound import service as inbound
from app.inbound.models import InboundLoad
from app.inventory import service as inventory
from app.inventory.service import Bins
from app.parcels import service as parcels
from app.parcels.lifecycle import PARCEL, UNIT
from app.parcels.work import ParcelState, UnitState, Work
from app.scanning.forms import Context, ScanIn, ScanOut, Subject, encode, refused, replayed
from app.scanning.models import Scan
from labels.identifiers import Unreadable, classify


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan, who sent it, and the numbered batch that it came in."""

    by: Principal
    scan: ScanIn
    batch: Batch | None = None


@dataclass(slots=True)
class Desk:
    """What the actions of one batch work with."""

    work: Work
    bins: Bins
    docks: dispatch.Docks
    loads: dict[str, InboundLoad]


@dataclass(frozen=True, slots=True)
class Act:
    """One scan being applied."""

    desk: Desk
    by: Principal
    at: datetime
    code: str
    context: Context

    @property
    def parcel(self) -> ParcelState:
        return self.desk.work.parcel(self.code)

    @property
    def subject(self) -> ParcelState | UnitState:
        return self.desk.work.named(self.code)

    def need(self, name: str) -> str:
        """A context value that this action cannot do without."""
        value: str = getattr(self.context, name)
        if not value:
            raise Malformed(f"no_{name}", f"this scan needs {name} in its context", f"scan the {name} first")
        return readable(value)

    @property
    def load(self) -> InboundLoad | None:
        if not self.context.load:
            return None
        found = self.desk.loads.get(self.context.load)
        if found is None:
            raise NotFound(
                "unknown_load", f"there is no inbound load {self.context.load}", "see the list of loads"
            )
        return found


def _receive(act: Act) -> str | None:
    try:
        parcel = act.parcel
    except NotFound:
        inbound.receive_unknown(act.desk.work, act.code, act.load, by=act.by)
        return "exception lane: nobody announced this piece; a case was opened"
    inbound.receive(act.desk.work, parcel, act.load, act.context.reason, by=act.by, at=act.at)
    return None


def _measure(act: Act) -> str | None:
    context, parcel, work = act.context, act.parcel, act.desk.work
    if context.weight_g is None:
        raise Malformed(
            "no_weight_g", "this scan needs weight_g in its context", "put the parcel on the scale"
        )
    if context.source not in ("typed", "scale"):
        raise Malformed("bad_source", f"{context.source!r} is no source of a weight", "send typed or scale")
    parcels.measure(
        work,
        parcel,
        weight_g=context.weight_g,
        sides_mm=context.sides_mm,
        source=context.source,
        by=act.by,
        at=act.at,
    )
    differs = inbound.measured(work, parcel, by=act.by)
    return f"set aside: {differs}; a case was opened" if differs else None


def _suggest(act: Act) -> str:
    return act.desk.bins.suggest(act.parcel)


def _store(act: Act) -> None:
    act.desk.bins.store(act.parcel, act.need("location"), by=act.by, at=act.at)


def _pick(act: Act) -> None:
    inventory.pick(act.desk.work, act.parcel, by=act.by, at=act.at)


def _pack(act: Act) -> None:
    work = act.desk.work
    consolidation.pack(work, act.parcel, work.unit(act.need("unit")), by=act.by, at=act.at)


def _unpack(act: Act) -> None:
    consolidation.unpack(act.desk.work, act.parcel, by=act.by, at=act.at)


def _close(act: Act) -> None:
    consolidation.close(act.desk.work, act.desk.work.unit(act.code), act.context.seal, by=act.by, at=act.at)


def _reopen(act: Act) -> None:
    consolidation.reopen(act.desk.work, act.desk.work.unit(act.code), by=act.by, at=act.at)


def _stage(act: Act) -> None:
    location = act.context.location
    location_id = act.desk.bins.place(readable(location)).id if location else None
    consolidation.stage(act.desk.work, act.subject, location_id, by=act.by, at=act.at)


def _load(act: Act) -> None:
    subject = act.subject
    if isinstance(subject, ParcelState):
        consolidation.loose(act.desk.work, subject)
    act.desk.docks.load(subject, act.need("departure"), by=act.by, at=act.at)


def _offload(act: Act) -> None:
    dispatch.offload(act.desk.work, act.subject, by=act.by, at=act.at)


def _hold(act: Act) -> str:
    context = act.context
    parcels.hold(act.desk.work, act.parcel, context.reason, context.note, by=act.by, at=act.at)
    return "exception lane: set the parcel aside"


def _end(action: str) -> Callable[[Act], None]:
    def run(act: Act) -> None:
        _supervisor(act, action)
        parcels.end(act.desk.work, act.parcel, action, act.context.note, by=act.by, at=act.at)

    return run


def _supervisor(act: Act, what: str) -> None:
    if act.by.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise Refused(
            "supervisor_only", f"only a supervisor may {what.replace('_', ' ')}", "call a supervisor"
        )


def _release_hold(act: Act) -> None:
    _supervisor(act, "release a hold")
    parcels.release_hold(act.desk.work, act.parcel, act.context.reason, by=act.by, at=act.at)


def _find(act: Act) -> None:
    act.desk.work.named(act.code)


ACTIONS: dict[str, Callable[[Act], str | None]] = {
    "receive": _receive,
    "measure": _measure,
    "suggest": _suggest,
    "store": _store,
    "pick": _pick,
    "pack": _pack,
    "unpack": _unpack,
    "close": _close,
    "reopen": _reopen,
    "stage": _stage,
    "load": _load,
    "offload": _offload,
    "hold": _hold,
    "release_hold": _release_hold,
    "return": _end("return"),
    "dispose": _end("dispose"),
    "lose": _end("lose"),
    "find_again": _end("find_again"),
    "find": _find,
}
WITH_CONTENTS = frozenset({"close", "reopen", "stage", "load", "offload"})


def readable(raw: str) -> str:
    """A code as the hub knows it: without symbology prefixes, its check digit verified."""
    found = classify(raw)
    if isinstance(found, Unreadable):
        raise Malformed(found.code, found.message, "scan the label again")
    return found.value


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A scan that was never answered, with its code read, or why it cannot be read."""

    sent: Sent
    code: str
    error: HubError | None


def apply(db: Session, hub_id: int, batch: Sequence[Sent], now: datetime) -> list[bytes]:
    """Apply scans of one hub in order. Returns the answer to each as JSON."""
    kept = _first_answers(db, batch)
    fresh: dict[UUID, _Fresh] = {}
    for sent in batch:
        if sent.scan.id not in kept and sent.scan.id not in fresh:
            fresh[sent.scan.id] = _read(sent)
    rows = _apply_fresh(db, hub_id, list(fresh.values()), now)
    _keep(db, list(rows.values()))
    answers, answered = [], set()
    for sent in batch:
        row = rows.get(sent.scan.id)
        if row is not None and sent.scan.id not in answered:
            answered.add(sent.scan.id)
            answers.append(row["answer"].encode())
        else:
            answers.append(_again(sent, row or kept[sent.scan.id]))
    return answers


def _read(sent: Sent) -> _Fresh:
    try:
        return _Fresh(sent, readable(sent.scan.code), None)
    except HubError as error:
        return _Fresh(sent, sent.scan.code, error)


def _apply_fresh(
    db: Session, hub_id: int, fresh: Sequence[_Fresh], now: datetime
) -> dict[UUID, dict[str, Any]]:
    if not fresh:
        return {}
    desk = _open_desk(db, hub_id, [one for one in fresh if one.error is None], now)
    rows = {}
    for one in fresh:
        scan, by = one.sent.scan, one.sent.by
        answer = _answer(desk, one)
        rows[scan.id] = {
            "id": scan.id,
            "hub_id": hub_id,
            "actor": by.actor,
            "fingerprint": scan.fingerprint,
            "outcome": answer.outcome,
            "answer": encode(answer),
            "scanned_at": scan.at,
            "received_at": now,
        }
    desk.work.flush()
    return rows


def _open_desk(db: Session, hub_id: int, fresh: Sequence[_Fresh], now: datetime) -> Desk:
    """Resolve and lock what the scans name, in the one order: parcels, units, departures, locations."""
    work = Work(db, hub_id, now)
    contexts = [one.sent.scan.context for one in fresh]
    work.take(
        {one.code for one in fresh} | {_plain(one.unit) for one in contexts if one.unit},
        {one.code for one in fresh if one.sent.scan.action in WITH_CONTENTS},
    )
    docks = dispatch.Docks(work, {_plain(one.departure) for one in contexts if one.departure})
    bins = Bins(work, {_plain(one.location) for one in contexts if one.location})
    numbers = {one.load for one in contexts if one.load}
    return Desk(work, bins, docks, inbound.loads_by_number(db, hub_id, numbers))


def _plain(raw: str) -> str:
    found = classify(raw)
    return raw if isinstance(found, Unreadable) else found.value


def _answer(desk: Desk, one: _Fresh) -> ScanOut:
    scan = one.sent.scan
    try:
        if one.error is not None:
            raise one.error
        action = ACTIONS.get(scan.action)
        if action is None:
            raise Malformed(
                "unknown_action", f"{scan.action!r} is no action", f"use one of: {', '.join(ACTIONS)}"
            )
        told = action(Act(desk, one.sent.by, scan.at, one.code, scan.context))
    except HubError as error:
        answer = refused(scan.id, error.code, error.detail, error.hint)
        answer.subject = _subject(desk.work, one.code)
        return answer
    subject = _subject(desk.work, one.code)
    if scan.action == "suggest":
        return ScanOut(
            scan.id, "applied", "green", "suggested", f"store in {told}", f"scan {told}", subject, told
        )
    signal = "amber" if told else "green"
    return ScanOut(
        scan.id, "applied", signal, scan.action, _done(scan.action, one.code), told or _next(subject), subject
    )


def _subject(work: Work, code: str) -> Subject | None:
    try:
        found = work.named(code)
    except HubError:
        return None
    if isinstance(found, UnitState):
        return Subject(
            found.kind,
            found.code,
            state=found.state,
            gateway=found.gateway,
            service=found.service,
            weight_g=sum(one.known_weight_g for one in found.members),
            count=len(found.members),
        )
    return Subject(
        "parcel",
        found.tracking,
        found.handling,
        found.clearance,
        gateway=found.gateway,
        service=found.service,
        holds=found.holds,
        weight_g=found.known_weight_g,
    )


_DONE = {
    "find": "found",
    "store": "stored",
    "close": "closed",
    "hold": "held",
    "release_hold": "hold released",
}


def _done(action: str, code: str) -> str:
    word = _DONE.get(action) or next(
        (one.after for one in (PARCEL.steps.get(action), UNIT.steps.get(action)) if one and one.after), action
    )
    return f"{code}: {word.replace('_', ' ')}"


def _next(subject: Subject | None) -> str:
    """The one thing to do next, from the state that the scan left behind."""
    if subject is None:
        return ""
    if subject.holds:
        return "exception lane: on hold"
    if subject.kind != "parcel":
        return NEXT_OF_UNIT[subject.state].format(gateway=subject.gateway)
    if subject.handling in ("picked", "packed", "staged") and subject.clearance != "cleared":
        return f"wait: customs has it {subject.clearance.replace('_', ' ')}"
    return NEXT_OF_PARCEL[subject.handling].format(gateway=subject.gateway or "an unknown gateway")


NEXT_OF_PARCEL = {
    "expected": "receive it",
    "received": "store it, or pack it for {gateway}",
    "stored": "pick it when it is cleared",
    "picked": "pack it for {gateway}",
    "packed": "close the bag when it is full",
    "staged": "load it on a departure to {gateway}",
    "loaded": "nothing until the departure closes",
    "departed": "nothing: it has left",
    "handed_over": "nothing: the carrier has it",
    "returned": "nothing: it went back to the seller",
    "disposed": "nothing: it was disposed of",
    "lost": "search for it; receive it again when it turns up",
    "cancelled": "set it aside: the seller cancelled it",
}
NEXT_OF_UNIT = {
    "open": "scan parcels for {gateway}",
    "closed": "stage it for {gateway}",
    "staged": "load it on a departure to {gateway}",
    "loaded": "nothing until the departure closes",
    "departed": "nothing: it has left",
}


def _first_answers(db: Session, batch: Sequence[Sent]) -> dict[UUID, dict[str, Any]]:
    sql = db.connection()
    sqlite = sql.dialect.name == "sqlite"
    rows = sql.execute(_answers(sqlite), {"values": given(sqlite, {sent.scan.id for sent in batch})})
    return {row.id: dict(row._mapping) for row in rows}


@cache
def _answers(sqlite: bool) -> Any:
    return select(Scan.id, Scan.fingerprint, Scan.actor, Scan.answer).where(listed(sqlite, Scan.id))


def _again(sent: Sent, first: dict[str, Any]) -> bytes:
    """The first answer to a repeat; an error when the id was used for something else."""
    if (first["fingerprint"], first["actor"]) != (sent.scan.fingerprint, sent.by.actor):
        clash = refused(
            sent.scan.id,
            "id_reused",
            "this scan id was used for another scan",
            "make a new id for every scan",
        )
        return encode(clash).encode()
    return msgspec.json.encode(replayed(first["answer"]))


class Raced(Exception):
    """Another process answered one of these ids at this moment: do the batch again."""


def _keep(db: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    if insert_new_rows(db, Scan, rows) != len(rows):
        raise Raced
