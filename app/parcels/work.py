"""The working set of one transaction: locked parcels and units, moved in memory by rules, written at once.

Everything that moves freight goes through here: a single scan, an offline batch of a thousand, customs'
decision on a parcel, the close of a departure with twenty thousand. Rows are locked in one order for all
writers: parcels by id, then units by id, then whatever a capability locks (departures, locations). What else
a decision needs (open holds) is read after the locks, because a statement that waited for a lock still sees
the other tables as they were before it waited.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, bindparam, select
from sqlalchemy.orm import Session

from app.core.bulk import given, insert_rows, listed, update_rows
from app.core.errors import NotFound, Refused
from app.core.identity import Principal
from app.ledger.service import Recorded, append, record
from app.network.models import Lane
from app.parcels.lifecycle import PARCEL, UNIT, Handling, may_take
from app.parcels.models import HandlingUnit, Hold, Identifier, Parcel


@dataclass(slots=True, eq=False)
class ParcelState:
    """A locked parcel as rules see and change it."""

    id: int
    seller_id: int
    consignment_id: int
    tracking: str
    handling: str
    clearance: str
    declared_weight_g: int
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    weight_source: str
    dangerous: str
    location_id: int | None
    unit_id: int | None
    load_id: int | None
    due_at: datetime | None
    received_at: datetime | None
    moved_at: datetime
    version: int
    head_hash: str
    gateway: str | None
    service: str | None
    holds: tuple[str, ...] = ()

    @property
    def known_weight_g(self) -> int:
        return self.weight_g or self.declared_weight_g


@dataclass(slots=True, eq=False)
class UnitState:
    """A locked handling unit and, where an action concerns its contents, the parcels in it."""

    id: int
    kind: str
    code: str
    gateway: str
    service: str
    state: str
    seal_number: str
    tare_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    location_id: int | None
    closed_at: datetime | None
    version: int
    head_hash: str
    members: list[ParcelState] = field(default_factory=list)


_READ_ONLY = {"id", "seller_id", "consignment_id", "tracking", "declared_weight_g", "dangerous", "due_at"}
_JOINED = {"gateway", "service", "holds"}
_PARCEL_COLUMNS = [getattr(Parcel, one.name) for one in fields(ParcelState) if one.name not in _JOINED]
_PARCEL_WRITES = [one.name for one in fields(ParcelState) if one.name not in _JOINED | _READ_ONLY]
_UNIT_COLUMNS = [getattr(HandlingUnit, one.name) for one in fields(UnitState) if one.name != "members"]
_SIDES = ("length_mm", "width_mm", "height_mm")
_UNIT_WRITES = ["state", "seal_number", *_SIDES, "location_id", "closed_at", "version", "head_hash"]


class Work:
    """Freight of one hub under work in one transaction. Ask it for parcels and units, move them, `flush`."""

    def __init__(self, db: Session, hub_id: int, now: datetime) -> None:
        self.db = db
        self._sql = db.connection()
        self._sqlite = self._sql.dialect.name == "sqlite"
        self.hub_id = hub_id
        self.now = now
        self.parcels: dict[int, ParcelState] = {}
        self.units: dict[int, UnitState] = {}
        self._names: dict[str, list[tuple[int | None, int | None]]] = {}
        self._events: list[Recorded] = []
        self._moved: dict[int, ParcelState] = {}
        self._changed: dict[int, UnitState] = {}
        self._rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)

    def take(self, codes: Iterable[str], contents_of: Iterable[str] = ()) -> None:
        """Resolve codes and lock what they name; for units in `contents_of`, their parcels too."""
        self._names = self._resolve(set(codes) | set(contents_of))
        parcel_ids = {p for targets in self._names.values() for p, _ in targets if p is not None}
        unit_ids = {u for targets in self._names.values() for _, u in targets if u is not None}
        opened = {u for code in contents_of for _, u in self._names.get(code, ()) if u is not None}
        self.lock(parcel_ids, unit_ids, opened)

    def lock(
        self, parcel_ids: Iterable[int], unit_ids: Iterable[int] = (), contents_of: Iterable[int] = ()
    ) -> None:
        """Lock parcels and units by id. Contents are read again under the unit's lock and must not have changed."""
        opened = set(contents_of)
        members = self._members(opened)
        wanted = set(parcel_ids) | members
        self._lock_parcels(wanted)
        holding = {one.unit_id for one in self.parcels.values() if one.unit_id is not None}
        self._lock_units(set(unit_ids) | opened | holding)
        if self._members(opened) != members:
            raise Refused("contents_changed", "the contents changed at this moment", "scan it again")
        self._fill_units()
        self._read_holds(wanted)

    def named(self, code: str) -> ParcelState | UnitState:
        """The one parcel or unit that a taken code names."""
        targets = set(self._names.get(code, ()))
        if not targets:
            raise NotFound(
                "unknown_code",
                f"{code} is not known in this hub",
                "scan the label again; if it stays unknown, put the piece in the exception lane",
            )
        if len(targets) > 1:
            raise Refused(
                "ambiguous_code",
                f"{code} names {len(targets)} different things",
                "scan the hub's own label instead",
            )
        parcel_id, unit_id = targets.pop()
        return self.parcels[parcel_id] if parcel_id is not None else self.units[unit_id or 0]

    def parcel(self, code: str) -> ParcelState:
        found = self.named(code)
        if isinstance(found, UnitState):
            raise Refused("not_a_parcel", f"{code} is a {found.kind}, not a parcel", "scan a parcel")
        return found

    def unit(self, code: str) -> UnitState:
        found = self.named(code)
        if isinstance(found, ParcelState):
            raise Refused("not_a_unit", f"{code} is a parcel, not a bag or carton", "scan the bag's label")
        return found

    def check(self, parcel: ParcelState, action: str) -> None:
        """Raise Refused when the parcel's state or its facts forbid the action. Changes nothing."""
        unit = self.units.get(parcel.unit_id) if parcel.unit_id else None
        may_take(
            PARCEL.take(action, parcel.handling, parcel.tracking),
            parcel.tracking,
            clearance=parcel.clearance,
            open_holds=parcel.holds,
            unit=(unit.code if unit else "a unit") if parcel.unit_id else None,
        )

    def move(
        self,
        parcel: ParcelState,
        action: str,
        *,
        by: Principal,
        at: datetime,
        note: Mapping[str, object] | None = None,
        **changes: object,
    ) -> None:
        """Take a step of the parcel's table: check it, change the copy, record the event."""
        self.check(parcel, action)
        step, before = PARCEL.steps[action], parcel.handling
        parcel.handling = step.after or before
        moved: dict[str, object] = {"from": before, "to": step.after} if step.after else {}
        was = {name: getattr(parcel, name) for name in changes if not name.endswith("_at")}
        if was:
            moved["was"] = was
        self.change(parcel, action, by=by, at=at, note={**moved, **(note or {})}, **changes)

    def restore(self, parcel: ParcelState, last: Mapping[str, Any], *, by: Principal, at: datetime) -> None:
        """Take back the step that the payload `last` of the parcel's last event tells of, by an event of its own."""
        before = parcel.handling
        parcel.handling = last.get("from", before)
        changes = dict(last.get("was", {}))
        if parcel.handling == Handling.EXPECTED:
            changes["received_at"] = None
        note = {"from": before, "to": parcel.handling}
        self.change(parcel, "undo", by=by, at=at, note=note, **changes)

    def change(
        self,
        parcel: ParcelState,
        event: str,
        *,
        by: Principal,
        at: datetime,
        note: Mapping[str, object],
        **changes: object,
    ) -> None:
        """Record an event on a parcel, with changes of its columns; handling only through `move`."""
        for name, value in changes.items():
            setattr(parcel, name, value)
        parcel.moved_at = self.now
        self._moved[parcel.id] = parcel
        self._events.append(
            record(parcel, "parcel", event, note, by=by, occurred_at=at, recorded_at=self.now)
        )

    def step_unit(
        self,
        unit: UnitState,
        action: str,
        *,
        by: Principal,
        at: datetime,
        note: Mapping[str, object] | None = None,
        **changes: object,
    ) -> None:
        """Take a step of the unit's table and record it on the unit's own stream."""
        step, before = UNIT.take(action, unit.state, unit.code), unit.state
        unit.state = step.after or before
        for name, value in changes.items():
            setattr(unit, name, value)
        self._changed[unit.id] = unit
        payload = {"from": before, "to": unit.state, **(note or {})}
        self._events.append(
            record(unit, "unit", action, payload, by=by, occurred_at=at, recorded_at=self.now)
        )

    def add(self, model: Any, **row: Any) -> None:
        """A row of another table, inserted at the flush before the parcels are written."""
        self._rows[model].append(row)

    def opened_hold(self, parcel: ParcelState, reason: str) -> None:
        parcel.holds = (*parcel.holds, reason)

    def flush(self) -> None:
        """Write everything: other rows, parcels, units, events. The caller's transaction commits it."""
        for model, rows in self._rows.items():
            insert_rows(self.db, model, rows)
        update_rows(self.db, Parcel, [_values(one, _PARCEL_WRITES) for one in self._moved.values()])
        update_rows(self.db, HandlingUnit, [_values(one, _UNIT_WRITES) for one in self._changed.values()])
        append(self.db, self._events)
        self._rows.clear()
        self._moved.clear()
        self._changed.clear()
        self._events.clear()

    def _resolve(self, codes: set[str]) -> dict[str, list[tuple[int | None, int | None]]]:
        names: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
        for value, parcel_id, unit_id in self._ask(_names, codes):
            names[value].append((parcel_id, unit_id))
        return names

    def _members(self, unit_ids: set[int]) -> set[int]:
        return {row[0] for row in self._ask(_parcels_in, unit_ids)}

    def _lock_parcels(self, ids: set[int]) -> None:
        for row in self._ask(_locked_parcels, ids):
            self.parcels.setdefault(row[0], ParcelState(*row))

    def _lock_units(self, ids: set[int]) -> None:
        for row in self._ask(_locked_units, ids):
            self.units.setdefault(row[0], UnitState(*row))

    def _ask(self, statement: Callable[[bool], Any], values: Collection[Any]) -> Iterable[Any]:
        """Run one of the statements below for some values. They are made once, and run past the ORM: on the
        scan path, making a statement anew costs more than running it."""
        if not values:
            return ()
        found: Iterable[Any] = self._sql.execute(
            statement(self._sqlite), {"hub_id": self.hub_id, "values": given(self._sqlite, values)}
        )
        return found

    def _fill_units(self) -> None:
        for unit in self.units.values():
            unit.members = []
        for parcel in self.parcels.values():
            if parcel.unit_id in self.units:
                self.units[parcel.unit_id].members.append(parcel)

    def _read_holds(self, ids: set[int]) -> None:
        for parcel_id, reason in self._ask(_open_holds, ids):
            self.parcels[parcel_id].holds = (*self.parcels[parcel_id].holds, reason)


_HUB = bindparam("hub_id", type_=Integer())


def _in_hub(model: Any) -> ColumnElement[bool]:
    """The hub as a check and not as a way in: SQLite would walk all parcels of the hub rather than a list of ids."""
    return cast(ColumnElement[bool], model.hub_id + 0 == _HUB)


@cache
def _names(sqlite: bool) -> Any:
    columns = (Identifier.value, Identifier.parcel_id, Identifier.unit_id)
    return select(*columns).where(Identifier.hub_id == _HUB, listed(sqlite, Identifier.value))


@cache
def _parcels_in(sqlite: bool) -> Any:
    return select(Parcel.id).where(_in_hub(Parcel), listed(sqlite, Parcel.unit_id))


@cache
def _locked_parcels(sqlite: bool) -> Any:
    return (
        select(*_PARCEL_COLUMNS, Lane.gateway, Lane.service)
        .outerjoin(Lane, Lane.id == Parcel.lane_id)
        .where(listed(sqlite, Parcel.id), _in_hub(Parcel))
        .order_by(Parcel.id)
        .with_for_update(of=Parcel)
    )


@cache
def _locked_units(sqlite: bool) -> Any:
    return (
        select(*_UNIT_COLUMNS)
        .where(listed(sqlite, HandlingUnit.id), _in_hub(HandlingUnit))
        .order_by(HandlingUnit.id)
        .with_for_update()
    )


@cache
def _open_holds(sqlite: bool) -> Any:
    mine = (Hold.hub_id == _HUB, Hold.closed_at.is_(None))
    return select(Hold.parcel_id, Hold.reason).where(*mine, listed(sqlite, Hold.parcel_id))


def _values(state: ParcelState | UnitState, names: Sequence[str]) -> dict[str, Any]:
    return {"id": state.id, **{name: getattr(state, name) for name in names}}
