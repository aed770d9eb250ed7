"""Secrets and passwords: how they are made, checked and stored."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import Fault, Invalid

MIN_PASSWORD = 12
MAX_PASSWORD = 200
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
_COMMON = ("password", "entrepot", "qwerty", "123456", "letmein", "warehouse")
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Token:
    """A new secret: shown once as `text`, stored as `prefix` and `hash`."""

    text: str
    prefix: str
    hash: str


def new_token(kind: str) -> Token:
    """`ent_device_<8>_<43>`: 256 random bits, so a plain SHA-256 is a safe way to store it."""
    prefix = secrets.token_hex(4)
    text = f"ent_{kind}_{prefix}_{secrets.token_urlsafe(32)}"
    return Token(text, prefix, token_hash(text))


def token_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)


def hash_password(password: str) -> str:
    """argon2id with the library's defaults (RFC 9106, low-memory profile)."""
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is right; it takes as long when there is no such person."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_password(password: str, *, email: str) -> None:
    """Refuse a password that is too short or easy to guess."""
    reason = ""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        reason = f"it must have {MIN_PASSWORD} to {MAX_PASSWORD} characters"
    elif any(word in password.lower() for word in (*_COMMON, email.partition("@")[0].lower())):
        reason = "it must not contain a common word or your own name"
    if reason:
        fault = Fault("password", "weak_password", f"the password is too weak: {reason}")
        raise Invalid("weak_password", fault.message, "choose a sentence that only you know", (fault,))


def wait_after(failures: int, at: datetime) -> datetime | None:
    """Until when no further try is taken: nothing for the first five, then doubling up to a quarter hour."""
    if failures < FREE_TRIES:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 10)
    return at + min(wait, LONGEST_WAIT)
