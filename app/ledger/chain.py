"""The hash chain of a stream and the seals over it: pure functions that writing and verifying share.

A hash is SHA-256 over a domain tag and length-prefixed fields, so that no two different events have the same
bytes. Times go in as microseconds, payloads as the very text that is stored.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import micros

GENESIS = ""
_EVENT = b"entrepot.event.1"
_LEAF = b"entrepot.leaf.1"
_NODE = b"entrepot.node.1"
_SEAL = b"entrepot.seal.1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it is hashed and stored."""

    stream: str
    stream_id: int
    version: int
    type: str
    actor: str
    device_id: int | None
    occurred_at: datetime
    recorded_at: datetime
    payload: str
    prev_hash: str


def entry_hash(entry: Entry) -> str:
    """SHA-256 of one event, as 64 hex digits; it covers the hash of the event before it in its stream."""
    return _digest(
        _EVENT,
        entry.prev_hash,
        entry.stream,
        entry.stream_id,
        entry.version,
        entry.type,
        entry.actor,
        "" if entry.device_id is None else entry.device_id,
        micros(entry.occurred_at),
        micros(entry.recorded_at),
        entry.payload,
    )


def merkle_root(hashes: Sequence[str]) -> str:
    """Root of the binary Merkle tree over event hashes in position order (leaf and node tags as RFC 9162)."""
    level = [_digest(_LEAF, one) for one in hashes]
    while len(level) > 1:
        pairs = [_digest(_NODE, *level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0] if level else GENESIS


def seal_hash(number: int, first: int, last: int, root: str, prev_hash: str, sealed_at: datetime) -> str:
    """SHA-256 of one seal: it covers positions first..last and the seal before it."""
    return _digest(_SEAL, number, first, last, root, prev_hash, micros(sealed_at))


def _digest(tag: bytes, *fields: object) -> str:
    out = hashlib.sha256(tag)
    for one in fields:
        raw = str(one).encode()
        out.update(b"%d:" % len(raw))
        out.update(raw)
    return out.hexdigest()
