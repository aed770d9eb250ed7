"""Verbs on people and keys: add a person, sign in and out, issue and revoke keys, find who a secret belongs to."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Person, Shift, SignIn
from app.accounts.rules import (
    Token,
    check_password,
    hash_password,
    new_token,
    password_matches,
    token_hash,
    wait_after,
)
from app.core.bulk import given, listed
from app.core.errors import NotFound, Refused, TooMany, Unknown
from app.core.identity import Principal, Role

_SEEN_EVERY = timedelta(minutes=1)


def add_person(
    db: Session,
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    by: Principal,
    at: datetime,
    seller_id: int | None = None,
    carrier_id: int | None = None,
) -> Person:
    check_password(password, email=email)
    if db.scalar(select(Person.id).where(Person.email == email.lower())) is not None:
        raise Refused(
            "email_taken", f"{email} already signs in here", "use another address or reset that person"
        )
    person = Person(
        hub_id=by.hub_id,
        email=email.lower(),
        name=name,
        role=role,
        seller_id=seller_id,
        carrier_id=carrier_id,
        password_hash=hash_password(password),
        created_at=at,
    )
    db.add(person)
    db.flush()
    return person


def check_sign_in(db: Session, email: str, password: str, *, at: datetime) -> Person | Unknown | TooMany:
    """The person, or the error to raise after the commit: a failed try must be counted, not rolled back."""
    person = db.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is not None and person.locked_until is not None and person.locked_until > at:
        return TooMany(
            "too_many_tries",
            "too many wrong passwords for this person",
            f"wait until {person.locked_until:%H:%M:%S} UTC",
        )
    right = password_matches(person.password_hash if person else None, password)
    if person is None or not right or not person.active:
        if person is not None and not right:
            person.failed_signins += 1
            person.locked_until = wait_after(person.failed_signins, at)
        return Unknown("wrong_sign_in", "the e-mail address or the password is wrong", "try again")
    person.failed_signins, person.locked_until = 0, None
    return person


def start_session(db: Session, person: Person, *, at: datetime) -> str:
    """A new session's secret, for the cookie."""
    secret = secrets.token_urlsafe(32)
    db.add(SignIn(person_id=person.id, secret_hash=token_hash(secret), created_at=at, seen_at=at))
    return secret


def end_session(db: Session, secret: str, *, at: datetime) -> None:
    db.execute(
        update(SignIn)
        .where(SignIn.secret_hash == token_hash(secret), SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )


def person_of_session(
    db: Session, secret: str, *, at: datetime, idle: timedelta
) -> tuple[Principal, bool] | None:
    """Who a session belongs to, and whether its last-seen time is due to be written."""
    row = db.execute(
        select(SignIn.seen_at, Person)
        .join(Person, SignIn.person_id == Person.id)
        .where(SignIn.secret_hash == token_hash(secret), SignIn.ended_at.is_(None), Person.active)
    ).first()
    if row is None or at - row.seen_at > idle:
        return None
    person = row.Person
    principal = Principal(
        kind="person",
        id=person.id,
        name=person.name,
        role=Role(person.role),
        hub_id=person.hub_id,
        seller_id=person.seller_id,
        carrier_id=person.carrier_id,
    )
    return principal, at - row.seen_at > _SEEN_EVERY


def touch_session(db: Session, secret: str, *, at: datetime) -> None:
    db.execute(update(SignIn).where(SignIn.secret_hash == token_hash(secret)).values(seen_at=at))


def issue_key(
    db: Session,
    *,
    kind: str,
    name: str,
    role: Role,
    by: Principal,
    at: datetime,
    seller_id: int | None = None,
    carrier_id: int | None = None,
    scopes: str = "",
) -> tuple[ApiKey, Token]:
    """A new API key or device token. Its text is in the Token and nowhere else."""
    token = new_token(kind)
    key = ApiKey(
        hub_id=by.hub_id,
        kind=kind,
        name=name,
        role=role,
        seller_id=seller_id,
        carrier_id=carrier_id,
        scopes=scopes,
        prefix=token.prefix,
        secret_hash=token.hash,
        created_by=by.actor,
        created_at=at,
    )
    db.add(key)
    db.flush()
    return key, token


def revoke_key(db: Session, prefix: str, *, by: Principal, at: datetime) -> None:
    query = update(ApiKey).where(
        ApiKey.prefix == prefix, ApiKey.hub_id == by.hub_id, ApiKey.revoked_at.is_(None)
    )
    if not by.is_staff:
        firm = by.seller_id or by.carrier_id
        own = ApiKey.seller_id == by.seller_id if by.seller_id else ApiKey.carrier_id == by.carrier_id
        query = query.where(own if firm else ApiKey.created_by == by.actor, ApiKey.role == by.role)
    if db.execute(query.values(revoked_at=at).returning(ApiKey.id)).first() is None:
        raise NotFound("no_such_key", f"no valid key begins with {prefix}", "see the list of keys")


_KEY = (
    select(
        ApiKey.id,
        ApiKey.kind,
        ApiKey.name,
        ApiKey.role,
        ApiKey.hub_id,
        ApiKey.seller_id,
        ApiKey.carrier_id,
        ApiKey.scopes,
        ApiKey.prefix,
        ApiKey.last_used_at,
        ApiKey.revoked_at,
        Person.id.label("person_id"),
        Person.name.label("person"),
        Person.active,
    )
    .outerjoin(Shift, Shift.key_id == ApiKey.id)
    .outerjoin(Person, Person.id == Shift.person_id)
    .where(ApiKey.secret_hash == bindparam("hash"))
)


def owner_of_key(sql: Connection, text: str, *, at: datetime) -> tuple[Principal, bool]:
    """Who a bearer token belongs to, and whether its last-used time is due to be written. One statement."""
    row = sql.execute(_KEY, {"hash": token_hash(text)}).first()
    if row is None:
        raise Unknown("unknown_key", "the bearer token is not known here", "ask the hub for a key")
    if row.revoked_at is not None or row.active is False:
        raise _revoked(row)
    principal = Principal(
        kind="person" if row.person_id else row.kind,
        id=row.person_id or row.id,
        name=row.person or row.name,
        role=Role(row.role),
        hub_id=row.hub_id,
        seller_id=row.seller_id,
        carrier_id=row.carrier_id,
        device_id=row.id if row.kind == "device" else None,
        scopes=frozenset(row.scopes.split()),
    )
    return principal, row.last_used_at is None or at - row.last_used_at > _SEEN_EVERY


def refuse_revoked(db: Session, owners: Collection[Principal]) -> None:
    """Raise Unknown when the key that any of `owners` came with was revoked: asked where they write."""
    ids = {one.device_id or one.id for one in owners if one.device_id or one.kind == "key"}
    sql = db.connection()
    sqlite = sql.dialect.name == "sqlite"
    row = sql.execute(_revoked_keys(sqlite), {"values": given(sqlite, ids)}).first() if ids else None
    if row is not None:
        raise _revoked(row)


@cache
def _revoked_keys(sqlite: bool) -> Any:
    return (
        select(ApiKey.name, ApiKey.prefix, ApiKey.revoked_at)
        .outerjoin(Shift, Shift.key_id == ApiKey.id)
        .outerjoin(Person, Person.id == Shift.person_id)
        .where(listed(sqlite, ApiKey.id), ApiKey.revoked_at.is_not(None) | (Person.active.is_(False)))
        .limit(1)
    )


def _revoked(row: Any) -> Unknown:
    when = f" on {row.revoked_at:%Y-%m-%d %H:%M} UTC" if row.revoked_at else ""
    return Unknown(
        "revoked_key", f"the key {row.name} ({row.prefix}) was revoked{when}", "ask the hub for a new key"
    )


def touch_key(db: Session, key_id: int, *, at: datetime) -> None:
    db.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=at))
