"""A batch of scans, applied in order in one transaction, each answered once.

A batch may hold scans of many devices and many scans of one parcel: they are applied to the same locked copies,
so the second scan of a parcel sees what the first one did. Every scan gets its answer in the transaction that
applies it, kept under its id: a repeat is answered and never applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.bulk import given, insert_new_rows, listed
from app.core.errors import HubError, Malformed
from app.scanning.actions import ACTIONS
from app.scanning.answers import done, next_step, subject_of
from app.scanning.desk import Act, Desk, Done, Sent, open_desk, readable
from app.scanning.forms import ScanOut, Subject, encode, refused, replayed
from app.scanning.models import Scan


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
    named = [(one.code, one.sent.scan) for one in fresh if one.error is None]
    desk = open_desk(db, hub_id, named, now)
    rows = {}
    for one in fresh:
        scan, by = one.sent.scan, one.sent.by
        answer = _answer(desk, one)
        desk.done[scan.id] = Done(by.actor, scan.at, answer)
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
        answer.subject = subject_of(desk.work, one.code)
        return answer
    subject = subject_of(desk.work, one.code)
    if scan.action == "suggest":
        return ScanOut(
            scan.id, "applied", "green", "suggested", f"store in {told}", f"scan {told}", "", subject, told
        )
    if told and subject is None:
        subject = Subject("unknown", one.code)
    next_code, words = ("exception_lane", told) if told else next_step(subject)
    signal = "amber" if told else "green"
    detail = done(scan.action, one.code)
    return ScanOut(scan.id, "applied", signal, scan.action, detail, words, next_code, subject)


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
