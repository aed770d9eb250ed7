"""Finds out who a request comes from: a bearer token for programs and handhelds, a cookie for browsers."""

from datetime import timedelta
from typing import cast

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.accounts.keys import KnownKeys
from app.accounts.service import owner_of_key, person_of_session, touch_key, touch_session
from app.core.clock import now
from app.core.errors import Forbidden, Malformed, Unknown
from app.core.web import database, reading, transaction

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Who is asking is known before any view runs; what changes something by cookie needs the form's token."""

    def guard_forms() -> None:
        if request.method in SAFE or request.headers.get("Authorization"):
            return
        try:
            csrf.protect()
        except CSRFError as error:
            raise Malformed(
                "no_form_token", f"{error.description}", "reload the page and send it again"
            ) from error

    app.before_request(identify)
    app.before_request(guard_forms)


def identify() -> None:
    """Put the principal into `g`. Programs' routes ignore cookies unless a page of ours asks with its CSRF token."""
    if request.endpoint == "static":
        return
    header = request.headers.get("Authorization", "")
    if header:
        _by_token(header)
    elif "sign_in" in session:
        _by_cookie(session["sign_in"])


def _by_token(header: str) -> None:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Malformed(
            "bad_authorization", "the Authorization header is not `Bearer <key>`", "send a bearer token"
        )
    at = now()
    try:
        with database().one_statement() as sql:
            principal, due = owner_of_key(sql, text.strip(), at=at)
    except Unknown as error:
        g.refused_key = error
        return
    if due:
        with transaction() as db:
            touch_key(db, principal.device_id or principal.id, at=at)
    cast(KnownKeys, current_app.extensions["known_keys"]).keep(text.strip(), principal)
    g.principal = principal


def _by_cookie(secret: str) -> None:
    at = now()
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    with reading() as db:
        found = person_of_session(db, secret, at=at, idle=idle)
    if found is None:
        session.clear()
        return
    g.principal, due = found
    if due:
        with transaction() as db:
            touch_session(db, secret, at=at)


def need_scope(scope: str) -> None:
    """Refuse a key that was issued for something narrower. Keys without scopes may do all that their role may."""
    by = g.principal
    if by.scopes and scope not in by.scopes:
        raise Forbidden(
            "out_of_scope", f"the key {by.name} is not for {scope}", f"ask for a key with scope {scope}"
        )
