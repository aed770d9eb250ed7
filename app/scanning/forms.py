"""A scan as it is sent, and the answer to one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from app.accounts.shifts import Batch
from app.core.errors import Fault, HubError, Invalid, Malformed, TooLarge

MAX_CODE = 120


class Context(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the device knows beside the code: where it stands, what it fills, what it measured."""

    location: str = ""
    unit: str = ""
    departure: str = ""
    load: str = ""
    list: Annotated[str, msgspec.Meta(max_length=16)] = ""
    reason: str = ""
    note: str = ""
    seal: str = ""
    weight_g: int | None = None
    sides_mm: tuple[int, int, int] | None = None
    source: str = "typed"
    of: UUID | None = None
    override: bool = False


class ScanIn(msgspec.Struct, forbid_unknown_fields=True):
    """One scan: a client-made id, what is being done, the code as read, when it was read (with its offset)."""

    id: UUID
    action: str
    code: str
    at: datetime
    context: Context = msgspec.field(default_factory=Context)

    @property
    def fingerprint(self) -> str:
        """128 bits of SHA-256 over all that was sent, so that a reused id is told from a repeat."""
        raw = msgspec.json.encode((self.action, self.code, self.at, self.context))
        return hashlib.sha256(raw).hexdigest()[:32]


class HandheldIn(msgspec.Struct, forbid_unknown_fields=True):
    """What a handheld says of itself: see `accounts.shifts.Batch`."""

    id: UUID
    first: Annotated[int, msgspec.Meta(ge=1)]
    waiting: Annotated[int, msgspec.Meta(ge=0)] = 0
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""
    persisted: bool = False
    gap: bool = False


class ScansIn(msgspec.Struct, forbid_unknown_fields=True):
    scans: list[ScanIn]
    handheld: HandheldIn | None = None

    @property
    def batch(self) -> Batch | None:
        """The numbers of these scans at their handheld, when they come from one that numbers."""
        if self.handheld is None:
            return None
        one = self.handheld
        count = len(self.scans)
        return Batch(one.id, one.first, count, one.waiting, one.version, one.persisted, one.gap)


class Subject(msgspec.Struct, omit_defaults=True):
    """What a scan was about, as it is after it."""

    kind: str
    code: str
    handling: str = ""
    clearance: str = ""
    state: str = ""
    gateway: str | None = None
    service: str | None = None
    holds: tuple[str, ...] = ()
    weight_g: int = 0
    count: int | None = None
    version: int = 0


class ScanOut(msgspec.Struct):
    """The answer to one scan. `signal` is what the handheld shows: green, amber or red; `next_code` says what
    comes next to a program, `next` to a person."""

    id: UUID
    outcome: str
    signal: str
    code: str
    detail: str
    next: str
    next_code: str
    subject: Subject | None = None
    location: str | None = None


def checked(batch: ScansIn, limit: int) -> list[ScanIn]:
    """The scans of a request, or every fault in them: of one request all scans can be read, or none is applied."""
    scans = batch.scans
    if not scans:
        raise Malformed("no_scans", "the list of scans is empty", "send 1 to 1,000 scans")
    if len(scans) > limit:
        raise TooLarge(
            "too_many_scans", f"{len(scans)} scans in one request; the limit is {limit}", "send several"
        )
    faults: list[Fault] = []
    for row, scan in enumerate(scans, start=1):
        try:
            _check(scan, row)
        except HubError as error:
            faults.extend(error.faults)
    if faults:
        raise Invalid("invalid_scans", f"{len(faults)} scans cannot be read", "correct them", tuple(faults))
    return scans


def _check(scan: ScanIn, row: int) -> None:
    """Faults that a type cannot express."""
    if not scan.code.strip() or len(scan.code) > MAX_CODE or not scan.code.isprintable():
        found = scan.code[:20]
        fault = Fault(
            "code", "bad_code", "a code has 1 to 120 printable characters", row, repr(found), "a barcode"
        )
        raise Invalid("bad_code", fault.message, "scan the label again", (fault,))
    if scan.at.tzinfo is None:
        fault = Fault(
            "at", "no_offset", "the time has no offset", row, str(scan.at), "2026-11-24T10:00:00+08:00"
        )
        raise Invalid("no_offset", fault.message, "send RFC 3339 with an offset", (fault,))


def refused(scan_id: UUID, code: str, detail: str, hint: str) -> ScanOut:
    signal = "amber" if code == "already_done" else "red"
    return ScanOut(scan_id, "refused", signal, code, detail, hint, "")


def results(answers: Sequence[bytes]) -> bytes:
    """The body that answers a request, from the answers to its scans."""
    return b'{"results":[' + b",".join(answers) + b"]}"


def encode(answer: ScanOut) -> str:
    return msgspec.json.encode(answer).decode()


def replayed(text: str) -> dict[str, Any]:
    """The first answer again; `outcome` becomes replayed and `first_outcome` keeps what it was."""
    first: dict[str, Any] = msgspec.json.decode(text)
    return {**first, "first_outcome": first["outcome"], "outcome": "replayed"}
