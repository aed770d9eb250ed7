"""Verbs of dispatch: load and offload, close a departure into its manifest, let it leave, correct a manifest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, case, delete, func, select
from sqlalchemy.orm import Session

from app.core.bulk import among, insert_rows
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.customs.models import Release
from app.dispatch import waybills
from app.dispatch.manifest import issue
from app.dispatch.models import Assignment, Loading, Manifest
from app.dispatch.rules import CM3_PER_G, Fill, volume_cm3
from app.ledger.service import append_one
from app.network.models import Departure
from app.parcels.lifecycle import DEPARTURE
from app.parcels.lifecycle import UnitState as State
from app.parcels.models import Hold, Parcel
from app.parcels.work import ParcelState, UnitState, Work


class Docks:
    """The departures of one piece of work: locked against closing, with what is on them now."""

    def __init__(self, work: Work, numbers: Iterable[str]) -> None:
        self.work = work
        self._departures: dict[str, Departure] = {}
        self._fills: dict[str, Fill] = {}
        self._releases: dict[int, int] = {}
        wanted = sorted(set(numbers))
        if not wanted:
            return
        query = (
            select(Departure)
            .where(Departure.hub_id == work.hub_id, Departure.number.in_(wanted))
            .order_by(Departure.id)
            .with_for_update()
        )
        for one in work.db.scalars(query):
            self._departures[one.number] = one
            self._fills[one.number] = _fill(work.db, one)
        self._releases = _releases(work)

    def load(
        self,
        subject: ParcelState | UnitState,
        number: str,
        task_list: str = "",
        *,
        override: bool = False,
        by: Principal,
        at: datetime,
    ) -> None:
        """Put a parcel, or a closed unit with all that is in it, on a departure. All of it, or nothing.

        `task_list` is the load list that was followed. `override` lets it come after the cut-off; capacity, customs
        and holds know no exception.
        """
        departure, fill = self._open(number)
        pieces = subject.members if isinstance(subject, UnitState) else [subject]
        name = subject.code if isinstance(subject, UnitState) else subject.tracking
        for parcel in pieces:
            self.work.check(parcel, "load")
        if isinstance(subject, UnitState) and not pieces:
            raise Refused("unit_empty", f"{subject.kind} {name} is empty", "put parcels in first")
        grams = sum(one.known_weight_g for one in pieces)
        volume = sum(_volume(one) for one in pieces)
        at_latest = min(self.work.now, departure.cutoff_at) if override else self.work.now
        fill.check(subject.gateway, grams, volume, name, at_latest)
        missing = [one.tracking for one in pieces if one.id not in self._releases]
        if missing:
            raise Refused("no_release", f"no valid release for {', '.join(missing[:5])}", "ask customs again")
        unit_id = subject.id if isinstance(subject, UnitState) else None
        note = {"departure": number, **({"list": task_list} if task_list else {})}
        if isinstance(subject, UnitState):
            self.work.step_unit(subject, "load", by=by, at=at, note=note, location_id=None)
        for parcel in pieces:
            self._load_one(parcel, departure, unit_id, note, by=by, at=at)
        fill.add(grams, volume)

    def _load_one(
        self,
        parcel: ParcelState,
        departure: Departure,
        unit_id: int | None,
        note: Mapping[str, object],
        *,
        by: Principal,
        at: datetime,
    ) -> None:
        self.work.move(parcel, "load", by=by, at=at, note=note, location_id=None)
        self.work.add(
            Loading,
            parcel_id=parcel.id,
            release_id=self._releases[parcel.id],
            departure_id=departure.id,
            unit_id=unit_id,
            loaded_at=self.work.now,
            loaded_by=by.actor,
        )

    def _open(self, number: str) -> tuple[Departure, Fill]:
        departure = self._departures.get(number)
        if departure is None:
            raise NotFound(
                "unknown_departure", f"there is no departure {number}", "scan the departure's code"
            )
        DEPARTURE.take("load", departure.state, number)
        return departure, self._fills[number]


def offload(work: Work, subject: ParcelState | UnitState, *, by: Principal, at: datetime) -> None:
    """Take a parcel or a unit off a departure that has not closed; it waits staged again."""
    pieces = subject.members if isinstance(subject, UnitState) else [subject]
    for parcel in pieces:
        work.check(parcel, "offload")
    work.flush()
    db, ids = work.db, [one.id for one in pieces]
    closed = select(Departure.number).join(Loading, Loading.departure_id == Departure.id)
    shut = db.scalar(closed.where(among(db, Loading.parcel_id, ids), Departure.state != "open").limit(1))
    if shut is not None:
        raise Refused("departure_closed", f"departure {shut} is closed", f"reopen {shut} first")
    db.execute(delete(Loading).where(among(db, Loading.parcel_id, ids)))
    if isinstance(subject, UnitState):
        work.step_unit(subject, "offload", by=by, at=at)
        for parcel in pieces:
            work.move(parcel, "offload", by=by, at=at)
        return
    unit = work.units.get(subject.unit_id or 0)
    note = {"out_of": unit.code} if unit else {}
    work.move(subject, "offload", by=by, at=at, note=note, unit_id=None)


def close(db: Session, number: str, *, by: Principal, at: datetime) -> Manifest:
    """Close a departure: everything on it is checked once more, it is numbered, and its manifest is issued."""
    departure = _locked(db, by, number)
    DEPARTURE.take("close", departure.state, number)
    held = _not_free(db, departure.id)
    if held:
        raise Refused(
            "not_free",
            f"{len(held)} parcels on {number} are held or not cleared: {', '.join(held[:5])}",
            "offload them, or release their holds, then close again",
        )
    departure.state = "closed"
    air_waybill = waybills.number(db, departure)
    manifest = issue(db, departure, by=by, at=at)
    note: dict[str, object] = {
        "manifest": manifest.number,
        "version": manifest.version,
        "pieces": manifest.pieces,
        "air_waybill": air_waybill,
    }
    append_one(db, departure, "departure", "close", note, by=by, at=at)
    return manifest


def give_air_waybill(db: Session, number: str, *, by: Principal, at: datetime) -> str:
    """Take the master air waybill of an open departure from its airline's stock now, for papers made ahead."""
    departure = _locked(db, by, number)
    found = waybills.number_ahead(db, departure)
    append_one(db, departure, "departure", "give_air_waybill", {"air_waybill": found}, by=by, at=at)
    return found


def reopen(db: Session, number: str, *, by: Principal, at: datetime) -> Departure:
    """Open a closed departure again; its next close issues a new version of the manifest."""
    departure = _locked(db, by, number)
    DEPARTURE.take("reopen", departure.state, number)
    departure.state = "open"
    append_one(db, departure, "departure", "reopen", {}, by=by, at=at)
    return departure


def cancel(db: Session, number: str, *, by: Principal, at: datetime) -> Departure:
    departure = _locked(db, by, number)
    DEPARTURE.take("cancel", departure.state, number)
    if db.scalar(select(func.count()).where(Loading.departure_id == departure.id)):
        raise Refused("not_empty", f"there is freight on {number}", "offload it first")
    departure.state = "cancelled"
    append_one(db, departure, "departure", "cancel", {}, by=by, at=at)
    return departure


def depart(db: Session, number: str, *, by: Principal, at: datetime) -> int:
    """A closed departure leaves, and everything on it with it. Returns how many parcels left."""
    found = db.scalar(_by_number(by, number))
    if found is None:
        raise _unknown(number)
    loaded = db.execute(
        select(Loading.parcel_id, Loading.unit_id).where(Loading.departure_id == found.id)
    ).all()
    work = Work(db, by.hub_id, at)
    work.lock({row.parcel_id for row in loaded}, {row.unit_id for row in loaded if row.unit_id is not None})
    departure = _locked(db, by, number)
    DEPARTURE.take("depart", departure.state, number)
    for unit in work.units.values():
        if unit.state == State.LOADED:
            work.step_unit(unit, "depart", by=by, at=at, note={"departure": number})
    for parcel in work.parcels.values():
        work.move(parcel, "depart", by=by, at=at, note={"departure": number})
    departure.state = "departed"
    append_one(db, departure, "departure", "depart", {"parcels": len(loaded)}, by=by, at=at)
    work.flush()
    return len(loaded)


def hand_over(db: Session, number: str, *, by: Principal, at: datetime) -> int:
    """The carrier took a departed departure's freight. Returns how many parcels were handed over."""
    ids = db.scalars(
        select(Loading.parcel_id)
        .join(Departure, Departure.id == Loading.departure_id)
        .join(Parcel, Parcel.id == Loading.parcel_id)
        .where(Departure.hub_id == by.hub_id, Departure.number == number, Parcel.handling == "departed")
    ).all()
    work = Work(db, by.hub_id, at)
    work.lock(ids)
    for parcel in work.parcels.values():
        work.move(parcel, "hand_over", by=by, at=at, note={"departure": number})
    work.flush()
    return len(ids)


def _locked(db: Session, by: Principal, number: str) -> Departure:
    departure = db.scalar(_by_number(by, number).with_for_update())
    if departure is None:
        raise _unknown(number)
    return departure


def _by_number(by: Principal, number: str) -> Select[Departure]:
    return select(Departure).where(Departure.hub_id == by.hub_id, Departure.number == number)


def _unknown(number: str) -> NotFound:
    return NotFound("unknown_departure", f"there is no departure {number}", "see the list of departures")


def _not_free(db: Session, departure_id: int) -> list[str]:
    """Tracking numbers on a departure that are held, not cleared, or whose release was taken back."""
    held = select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).exists()
    query = (
        select(Parcel.tracking)
        .join(Loading, Loading.parcel_id == Parcel.id)
        .join(Release, Release.id == Loading.release_id)
        .where(
            Loading.departure_id == departure_id,
            held | (Parcel.clearance != "cleared") | Release.revoked_at.is_not(None),
        )
        .order_by(Parcel.tracking)
    )
    return list(db.scalars(query))


def _releases(work: Work) -> dict[int, int]:
    """Valid release of each parcel under work."""
    query = select(Release.parcel_id, Release.id).where(
        among(work.db, Release.parcel_id, work.parcels), Release.revoked_at.is_(None)
    )
    return dict(work.db.execute(query).all())


def _fill(db: Session, departure: Departure) -> Fill:
    """What is on a departure, summed from the parcels on it: no counter that could drift."""
    weight = func.coalesce(Parcel.weight_g, Parcel.declared_weight_g)
    measured = Parcel.length_mm * Parcel.width_mm * Parcel.height_mm / 1000
    volume = case((measured.is_(None), weight * CM3_PER_G), else_=measured)
    query = (
        select(func.coalesce(func.sum(weight), 0), func.coalesce(func.sum(volume), 0))
        .join(Loading, Loading.parcel_id == Parcel.id)
        .where(Loading.departure_id == departure.id)
    )
    grams, cm3 = db.execute(query).one()
    return Fill(
        departure.number,
        departure.gateway,
        departure.cutoff_at,
        departure.capacity_g,
        departure.capacity_cm3,
        int(grams),
        int(cm3),
    )


def _volume(parcel: ParcelState) -> int:
    return volume_cm3(parcel.length_mm, parcel.width_mm, parcel.height_mm, parcel.known_weight_g)


def pin(db: Session, tracking: str, number: str | None, *, by: Principal, at: datetime) -> None:
    """Mean a parcel for a departure whatever plans say, or take that back."""
    work = Work(db, by.hub_id, at)
    work.take({tracking})
    parcel = work.parcel(tracking)
    db.execute(delete(Assignment).where(Assignment.parcel_id == parcel.id))
    if number is not None:
        departure = _locked(db, by, number)
        DEPARTURE.take("load", departure.state, number)
        if departure.gateway != parcel.gateway:
            raise Refused(
                "wrong_departure",
                f"{tracking} goes to {parcel.gateway}, {number} to {departure.gateway}",
                f"choose a departure to {parcel.gateway}",
            )
        why = f"pinned by {by.name}"
        db.add(Assignment(parcel_id=parcel.id, departure_id=departure.id, pinned=True, why=why))
    work.change(parcel, "assign", by=by, at=at, note={"departure": number, "pinned": True})
    work.flush()


def assign(
    db: Session,
    chosen: Mapping[int, tuple[int, str]],
    dropped: Iterable[int],
    plan_id: int,
    *,
    by: Principal,
    at: datetime,
) -> int:
    """Write a plan's decisions: parcel id → (departure id, why); `dropped` parcels lose theirs. Pins stay."""
    work = Work(db, by.hub_id, at)
    work.lock({*chosen, *dropped})
    numbers = dict(db.execute(select(Departure.id, Departure.number)).all())
    before = {one.parcel_id: one for one in _assignments(db, [*chosen, *dropped])}
    rows = []
    for parcel_id, (departure_id, why) in chosen.items():
        known = before.get(parcel_id)
        if known is not None and (known.pinned or known.departure_id == departure_id):
            continue
        if known is not None:
            db.delete(known)
        rows.append(
            {"parcel_id": parcel_id, "departure_id": departure_id, "plan_id": plan_id, "why": why[:400]}
        )
        note = {"departure": numbers[departure_id], "plan": plan_id}
        work.change(work.parcels[parcel_id], "assign", by=by, at=at, note=note)
    for parcel_id in dropped:
        known = before.get(parcel_id)
        if known is not None and not known.pinned:
            db.delete(known)
            note = {"departure": None, "plan": plan_id}
            work.change(work.parcels[parcel_id], "assign", by=by, at=at, note=note)
    db.flush()
    insert_rows(db, Assignment, [{**row, "pinned": False} for row in rows])
    work.flush()
    return len(rows)


def _assignments(db: Session, parcel_ids: Sequence[int]) -> Iterable[Assignment]:
    return db.scalars(select(Assignment).where(among(db, Assignment.parcel_id, parcel_ids)))
