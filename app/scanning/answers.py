"""What a scan is answered with: its subject as it is now, what was done, and the one thing to do next."""

from app.core.errors import HubError
from app.parcels.lifecycle import PARCEL, UNIT
from app.parcels.work import UnitState, Work
from app.scanning.forms import Subject


def subject_of(work: Work, code: str) -> Subject | None:
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
            version=found.version,
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
        version=found.version,
    )


_DONE = {
    "find": "found",
    "store": "stored",
    "close": "closed",
    "hold": "held",
    "release_hold": "hold released",
}


def done(action: str, code: str) -> str:
    word = _DONE.get(action) or next(
        (one.after for one in (PARCEL.steps.get(action), UNIT.steps.get(action)) if one and one.after), action
    )
    return f"{code}: {word.replace('_', ' ')}"


def next_step(subject: Subject | None) -> tuple[str, str]:
    """The one thing to do next, from the state that the scan left behind: a code for screens, and words."""
    if subject is None:
        return "", ""
    if subject.holds:
        return "exception_lane", "exception lane: on hold"
    if subject.kind != "parcel":
        code, text = NEXT_OF_UNIT[subject.state]
    elif subject.handling in ("picked", "packed", "staged") and subject.clearance != "cleared":
        return "wait_customs", f"wait: customs has it {subject.clearance.replace('_', ' ')}"
    else:
        code, text = NEXT_OF_PARCEL[subject.handling]
    return code, text.format(gateway=subject.gateway or "an unknown gateway")


NEXT_OF_PARCEL = {
    "expected": ("receive", "receive it"),
    "received": ("store_or_pack", "store it, or pack it for {gateway}"),
    "stored": ("pick", "pick it when it is cleared"),
    "picked": ("pack", "pack it for {gateway}"),
    "packed": ("close_when_full", "close the bag when it is full"),
    "staged": ("load", "load it on a departure to {gateway}"),
    "loaded": ("nothing", "nothing until the departure closes"),
    "departed": ("nothing", "nothing: it has left"),
    "handed_over": ("nothing", "nothing: the carrier has it"),
    "returned": ("nothing", "nothing: it went back to the seller"),
    "disposed": ("nothing", "nothing: it was disposed of"),
    "lost": ("search", "search for it; receive it again when it turns up"),
    "cancelled": ("set_aside", "set it aside: the seller cancelled it"),
}
NEXT_OF_UNIT = {
    "open": ("scan_for", "scan parcels for {gateway}"),
    "closed": ("stage", "stage it for {gateway}"),
    "staged": ("load", "load it on a departure to {gateway}"),
    "loaded": ("nothing", "nothing until the departure closes"),
    "departed": ("nothing", "nothing: it has left"),
}
