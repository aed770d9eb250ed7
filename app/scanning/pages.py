"""The handheld's page: one action, one scan field, one answer."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from app.core.identity import Role
from app.core.web import allow, principal, reading
from app.network.queries import departures
from app.parcels.service import HOLD_REASONS

pages = Blueprint("scan_pages", __name__)


@dataclass(frozen=True, slots=True)
class Task:
    """What is done by scanning: the words of its prompt and the fields that its scans take along.

    A field in `sticky` is filled once and kept: the bin, the bag, the departure that one works at.
    """

    action: str
    words: str
    prompt: str
    sticky: str = ""
    fields: tuple[str, ...] = ()


TASKS = (
    Task("receive", "Receive", "Scan the parcel", fields=("load",)),
    Task("measure", "Weigh", "Put it on the scale, then scan the parcel", fields=("weight_g",)),
    Task("suggest", "Where to?", "Scan the parcel: the hub names a bin"),
    Task("store", "Put away", "Scan the parcel", sticky="location"),
    Task("pick", "Pick", "Scan the parcel"),
    Task("pack", "Pack", "Scan the parcel", sticky="unit"),
    Task("unpack", "Unpack", "Scan the parcel"),
    Task("close", "Close bag", "Scan the bag", fields=("seal",)),
    Task("reopen", "Reopen bag", "Scan the bag"),
    Task("stage", "Stage", "Scan the bag or parcel", sticky="location"),
    Task("load", "Load", "Scan the bag or parcel", sticky="departure"),
    Task("offload", "Offload", "Scan the bag or parcel"),
    Task("hold", "Hold", "Scan the parcel", fields=("reason", "note")),
    Task("release_hold", "Release hold", "Scan the parcel", fields=("reason",)),
    Task("find", "Find", "Scan anything"),
)
SUPERVISOR_TASKS = frozenset({"release_hold"})


@pages.get("/handheld")
@allow(Role.OPERATOR, Role.SUPERVISOR)
def handheld() -> str:
    by = principal()
    tasks = [one for one in TASKS if by.role != Role.OPERATOR or one.action not in SUPERVISOR_TASKS]
    with reading() as db:
        open_departures = departures(db, by, ("open",), 60)
    return render_template(
        "scanning/handheld.html", tasks=tasks, departures=open_departures, reasons=HOLD_REASONS
    )
