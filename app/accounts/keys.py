"""Keys that were looked up a moment ago, kept in the process: a handheld's hundredth scan need not ask again.

What is kept is never enough to write: the transaction that writes asks `refuse_revoked`. A key is looked up
again after a minute, which is when its last-used time is due.
"""

import time

from app.accounts.rules import token_hash
from app.core.identity import Principal

KEPT_S = 60.0
MOST = 10_000


class KnownKeys:
    """Owners of bearer tokens by the hash of the token. Safe to use from many threads."""

    def __init__(self) -> None:
        self._owners: dict[str, tuple[Principal, float]] = {}

    def owner(self, header: str) -> Principal | None:
        """Who an `Authorization` header belongs to, when that was looked up within the last minute."""
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = self._owners.get(token_hash(text.strip()))
        if found is None or time.monotonic() - found[1] > KEPT_S:
            return None
        return found[0]

    def keep(self, text: str, owner: Principal) -> None:
        if len(self._owners) >= MOST:
            self._owners.clear()
        self._owners[token_hash(text)] = (owner, time.monotonic())

    def forget(self, header: str) -> None:
        self._owners.pop(token_hash(header.partition(" ")[2].strip()), None)
