"""Idempotency-Key: the first answer is kept in the transaction of its effect and given again to repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Response
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.core.errors import Invalid
from app.core.identity import Principal
from app.sellers.models import IdempotencyKey


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    value: Any


def once(
    database: Database, by: Principal, key: str, fingerprint: str, work: Callable[[Session], Answer]
) -> Response:
    """Run `work` in a transaction, or give its first answer again. Same key with other content is refused."""
    if not key:
        with database.transaction() as db:
            return _response(work(db))
    try:
        with database.transaction() as db:
            kept = _kept(db, by, key, fingerprint)
            return kept or _response(_keep(db, by, key, fingerprint, work(db)))
    except IntegrityError:
        with database.reading() as db:
            kept = _kept(db, by, key, fingerprint)
        if kept is None:
            raise
        return kept


def _kept(db: Session, by: Principal, key: str, fingerprint: str) -> Response | None:
    row = db.scalar(select(IdempotencyKey).where(IdempotencyKey.owner == by.actor, IdempotencyKey.key == key))
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Invalid(
            "idempotency_key_reused", "this Idempotency-Key was used for another request", "use a new key"
        )
    return Response(row.body, row.status, {"Idempotent-Replayed": "true"}, content_type="application/json")


def _keep(db: Session, by: Principal, key: str, fingerprint: str, answer: Answer) -> Answer:
    text = msgspec.json.encode(answer.value).decode()
    db.add(
        IdempotencyKey(
            owner=by.actor,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=text,
            created_at=now(),
        )
    )
    db.flush()
    return answer


def _response(answer: Answer) -> Response:
    return Response(msgspec.json.encode(answer.value), answer.status, content_type="application/json")
