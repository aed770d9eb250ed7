"""What each scan does: one table of actions over the capabilities' verbs."""

from collections.abc import Callable

from app.consolidation import service as consolidation
from app.core.errors import Malformed, NotFound, Refused
from app.dispatch import service as dispatch
from app.inbound import service as inbound
from app.inventory import service as inventory
from app.parcels import service as parcels
from app.parcels.work import ParcelState, UnitState
from app.scanning.desk import Act, readable
from app.scanning.undo import undo


def _receive(act: Act) -> str | None:
    try:
        parcel = act.parcel
    except NotFound:
        inbound.receive_unknown(act.desk.work, act.code, act.load, by=act.by)
        return "exception lane: nobody announced this piece; a case was opened"
    inbound.receive(
        act.desk.work, parcel, act.load, act.context.reason, override=act.override, by=act.by, at=act.at
    )
    return None


def _measure(act: Act) -> str | None:
    context, parcel, work = act.context, act.parcel, act.desk.work
    if context.weight_g is None:
        raise Malformed(
            "no_weight_g", "this scan needs weight_g in its context", "put the parcel on the scale"
        )
    if context.source not in ("typed", "scale"):
        raise Malformed("bad_source", f"{context.source!r} is no source of a weight", "send typed or scale")
    parcels.measure(
        work,
        parcel,
        weight_g=context.weight_g,
        sides_mm=context.sides_mm,
        source=context.source,
        by=act.by,
        at=act.at,
    )
    differs = inbound.measured(work, parcel, by=act.by)
    return f"set aside: {differs}; a case was opened" if differs else None


def _suggest(act: Act) -> str:
    return act.desk.bins.suggest(act.parcel)


def _store(act: Act) -> None:
    act.desk.bins.store(
        act.parcel, act.need("location"), act.context.list, override=act.override, by=act.by, at=act.at
    )


def _pick(act: Act) -> None:
    inventory.pick(act.desk.work, act.parcel, act.context.list, by=act.by, at=act.at)


def _pack(act: Act) -> None:
    work = act.desk.work
    consolidation.pack(work, act.parcel, work.unit(act.need("unit")), by=act.by, at=act.at)


def _unpack(act: Act) -> None:
    consolidation.unpack(act.desk.work, act.parcel, by=act.by, at=act.at)


def _close(act: Act) -> None:
    consolidation.close(act.desk.work, act.desk.work.unit(act.code), act.context.seal, by=act.by, at=act.at)


def _reopen(act: Act) -> None:
    consolidation.reopen(act.desk.work, act.desk.work.unit(act.code), by=act.by, at=act.at)


def _stage(act: Act) -> None:
    location = act.context.location
    location_id = act.desk.bins.place(readable(location)).id if location else None
    consolidation.stage(act.desk.work, act.subject, location_id, by=act.by, at=act.at)


def _load(act: Act) -> None:
    subject = act.subject
    if isinstance(subject, ParcelState):
        consolidation.loose(act.desk.work, subject)
    act.desk.docks.load(
        subject, act.need("departure"), act.context.list, override=act.override, by=act.by, at=act.at
    )


def _offload(act: Act) -> None:
    dispatch.offload(act.desk.work, act.subject, by=act.by, at=act.at)


def _hold(act: Act) -> str:
    """Hold a parcel, or all that is in a bag: of a broken seal, every parcel must be looked at."""
    context, subject, work = act.context, act.subject, act.desk.work
    pieces = subject.members if isinstance(subject, UnitState) else [subject]
    for parcel in pieces:
        if isinstance(subject, ParcelState) or context.reason not in parcel.holds:
            parcels.hold(work, parcel, context.reason, context.note, by=act.by, at=act.at)
    return "exception lane: set it aside"


def _end(action: str) -> Callable[[Act], None]:
    def run(act: Act) -> None:
        act.need_supervisor(action)
        parcels.end(act.desk.work, act.parcel, action, act.context.note, by=act.by, at=act.at)

    return run


def _release_hold(act: Act) -> None:
    act.need_supervisor("release a hold")
    parcels.release_hold(act.desk.work, act.parcel, act.context.reason, by=act.by, at=act.at)


def _find(act: Act) -> None:
    act.desk.work.named(act.code)


def _hand_over(act: Act) -> None:
    """The carrier takes a departure's freight at the gate: the code is the departure's."""
    work = act.desk.work
    work.flush()
    if not dispatch.hand_over(work.db, act.code, by=act.by, at=act.at):
        raise Refused("nothing_to_hand_over", f"nothing on {act.code} has departed", "scan another departure")


ACTIONS: dict[str, Callable[[Act], str | None]] = {
    "receive": _receive,
    "measure": _measure,
    "suggest": _suggest,
    "store": _store,
    "pick": _pick,
    "pack": _pack,
    "unpack": _unpack,
    "close": _close,
    "reopen": _reopen,
    "stage": _stage,
    "load": _load,
    "offload": _offload,
    "hold": _hold,
    "release_hold": _release_hold,
    "return": _end("return"),
    "dispose": _end("dispose"),
    "lose": _end("lose"),
    "find_again": _end("find_again"),
    "find": _find,
    "hand_over": _hand_over,
    "undo": undo,
}
