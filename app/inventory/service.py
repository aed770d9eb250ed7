"""Verbs of the bins: suggest one and keep it for a while, put a parcel in it, take it out."""

import zlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.inventory.models import BinClaim
from app.inventory.rules import check_room, has_room
from app.network.models import Location
from app.network.queries import Place, places
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel
from app.parcels.work import ParcelState, Work

CLAIM = timedelta(minutes=20)
_LOOK_AT = (8, 64, 4096)
STORABLE = ("bin", "staging", "exception", "inspection")


class Bins:
    """The bins of one piece of work: locked where parcels will be put in, with what is in them now."""

    def __init__(self, work: Work, codes: Iterable[str] = ()) -> None:
        self.work = work
        codes = set(codes)
        self.places = places(work.db, work.hub_id, codes, lock=True) if codes else {}
        self._parcels: Counter[int] = Counter()
        self._grams: Counter[int] = Counter()
        self._claims: dict[int, dict[int, datetime]] = {}
        self._count([one.id for one in self.places.values()])

    def place(self, code: str) -> Place:
        found = self.places.get(code)
        if found is None:
            raise NotFound(
                "unknown_location", f"there is no location {code} in this hub", "scan the bin's label"
            )
        if found.kind not in STORABLE:
            raise Refused(
                "not_a_bin", f"{code} is a {found.kind}; parcels are not stored there", "scan a bin"
            )
        return found

    def store(
        self,
        parcel: ParcelState,
        code: str,
        task_list: str = "",
        *,
        override: bool = False,
        by: Principal,
        at: datetime,
    ) -> None:
        """Put a parcel into a bin, if it has room for it beside what others were promised, or all the same.

        `task_list` is the number of the list that somebody follows.
        """
        place = self.place(code)
        self.work.check(parcel, "store")
        if parcel.location_id != place.id and not override:
            check_room(
                place,
                parcels=self._parcels[place.id],
                grams=self._grams[place.id],
                claims=self._claims_but(place.id, parcel.id),
                weight_g=parcel.known_weight_g,
            )
        self.work.move(
            parcel,
            "store",
            by=by,
            at=at,
            note=_note({"location": code}, override, task_list),
            location_id=place.id,
        )
        self._parcels[place.id] += 1
        self._grams[place.id] += parcel.known_weight_g
        self.work.db.execute(delete(BinClaim).where(BinClaim.parcel_id == parcel.id))
        self._claims.get(place.id, {}).pop(parcel.id, None)

    def suggest(self, parcel: ParcelState) -> str:
        """The bin that a plan promised to this parcel, or one with room, reserved for twenty minutes in this
        transaction."""
        self.work.check(parcel, "store")
        if promised := self._promised(parcel):
            return promised
        for how_many in _LOOK_AT:
            for place in self._candidates(parcel, how_many):
                claims = self._claims_but(place.id, parcel.id)
                if has_room(
                    place,
                    parcels=self._parcels[place.id],
                    grams=self._grams[place.id],
                    claims=claims,
                    weight_g=parcel.known_weight_g,
                ):
                    self._claim(parcel, place, self.work.now + CLAIM)
                    return place.code
        raise Refused("no_room", "no bin has room for this parcel", "stage it, or empty some bins first")

    def _candidates(self, parcel: ParcelState, how_many: int) -> list[Place]:
        """Some bins in walking order, from a start that keeps freight of one lane together."""
        work = self.work
        bins = (Location.hub_id == work.hub_id, Location.kind == "bin")
        last = work.db.scalar(select(func.max(Location.walk_order)).where(*bins)) or 1
        key = f"{parcel.gateway}/{parcel.service}/{parcel.id % 16}".encode()
        start = zlib.crc32(key) % (last + 1) if how_many < _LOOK_AT[-1] else 0
        query = (
            select(Location.code)
            .where(*bins, Location.walk_order >= start)
            .order_by(Location.walk_order)
            .limit(how_many)
        )
        found = places(work.db, work.hub_id, work.db.scalars(query), lock=True, skip_locked=True)
        fresh = [one for one in found.values() if one.code not in self.places]
        self.places.update(found)
        self._count([one.id for one in fresh])
        return sorted(found.values(), key=lambda one: one.walk_order)

    def promise(self, parcel: ParcelState, code: str, until: datetime) -> bool:
        """Keep a bin for this parcel until a moment. Returns whether it has room."""
        place = self.place(code)
        fits = has_room(
            place,
            parcels=self._parcels[place.id],
            grams=self._grams[place.id],
            claims=self._claims_but(place.id, parcel.id),
            weight_g=parcel.known_weight_g,
        )
        if fits:
            self._claim(parcel, place, until)
        return fits

    def _promised(self, parcel: ParcelState) -> str | None:
        query = (
            select(Location.code)
            .join(BinClaim, BinClaim.location_id == Location.id)
            .where(BinClaim.parcel_id == parcel.id, BinClaim.expires_at > self.work.now)
        )
        return self.work.db.scalar(query)

    def _claim(self, parcel: ParcelState, place: Place, expires: datetime) -> None:
        db = self.work.db
        db.execute(delete(BinClaim).where(BinClaim.parcel_id == parcel.id))
        db.add(BinClaim(parcel_id=parcel.id, location_id=place.id, expires_at=expires))
        db.flush()
        self._claims.setdefault(place.id, {})[parcel.id] = expires

    def _claims_but(self, location_id: int, parcel_id: int) -> int:
        return sum(1 for one in self._claims.get(location_id, {}) if one != parcel_id)

    def _count(self, ids: list[int]) -> None:
        if not ids:
            return
        db = self.work.db
        stored = (
            select(
                Parcel.location_id,
                func.count(),
                func.sum(func.coalesce(Parcel.weight_g, Parcel.declared_weight_g)),
            )
            .where(Parcel.location_id.in_(ids), Parcel.handling == Handling.STORED)
            .group_by(Parcel.location_id)
        )
        rows: Iterable[Any] = db.execute(stored)
        for location_id, count, grams in rows:
            self._parcels[location_id] += count
            self._grams[location_id] += int(grams)
        claims = select(BinClaim).where(BinClaim.location_id.in_(ids), BinClaim.expires_at > self.work.now)
        for claim in db.scalars(claims):
            self._claims.setdefault(claim.location_id, {})[claim.parcel_id] = claim.expires_at


def _note(note: dict[str, object], override: bool, task_list: str) -> dict[str, object]:
    return {**note, **({"override": True} if override else {}), **({"list": task_list} if task_list else {})}


def pick(work: Work, parcel: ParcelState, task_list: str = "", *, by: Principal, at: datetime) -> None:
    """Take a parcel out of its bin."""
    work.move(parcel, "pick", by=by, at=at, note=_note({}, False, task_list), location_id=None)
