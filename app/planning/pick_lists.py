"""Stored parcels that a plan puts together become pick lists, of what still lies there and may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.bulk import among
from app.core.identity import Principal
from app.dispatch.queries import may_leave
from app.inventory.lists import Line, make_list
from app.inventory.models import ListKind
from app.inventory.queries import to_do
from app.network.models import Location
from app.parcels.lifecycle import Handling
from app.parcels.models import Parcel
from app.planning.accepting import Decided


@dataclass(frozen=True, slots=True)
class Together:
    """What one pick list is for: `key` names it to people, `source` on the list; a line has `parcel` (id) and `bin`.

    `due_s` is in seconds since 1970, None when nothing waits for it.
    """

    key: str
    source: str
    lines: Sequence[Mapping[str, Any]]
    due_s: int | None


def stored(by: Principal) -> tuple[ColumnElement[bool], ...]:
    """Of a parcel: it lies in a bin of an aisle, and no open pick list has it."""
    listed = Parcel.id.not_in(to_do(by, ListKind.PICK))
    return (Parcel.handling == Handling.STORED, Location.kind == "bin", Location.aisle != "", listed)


def make_pick_lists(db: Session, decided: Decided, planned: Sequence[Together]) -> tuple[int, list[str]]:
    """A list each, in the order of its lines. Returns how many were made, and what of the plan did not hold."""
    places = _lying(db, decided.by, [line["parcel"] for one in planned for line in one.lines])
    made, stale = 0, []
    for one in planned:
        kept = [
            Line(line["parcel"], places[line["parcel"]][0])
            for line in one.lines
            if places.get(line["parcel"], (0, ""))[1] == line["bin"]
        ]
        if len(kept) < len(one.lines):
            gone = len(one.lines) - len(kept)
            stale.append(f"{gone} parcels of {one.key} were picked, moved or held since")
        if kept:
            source = f"plan {decided.plan_id}, {one.source}"
            due_at = datetime.fromtimestamp(one.due_s, decided.at.tzinfo) if one.due_s else None
            make_list(db, ListKind.PICK, source, kept, due_at, by=decided.by, at=decided.at)
            made += 1
    return made, stale


def _lying(db: Session, by: Principal, ids: list[int]) -> dict[int, tuple[int, str]]:
    """Where those of the parcels lie that may be picked: id and code of the bin."""
    query = (
        select(Parcel.id, Location.id, Location.code)
        .join(Location, Location.id == Parcel.location_id)
        .where(may_leave(by), *stored(by), among(db, Parcel.id, ids))
    )
    return {row[0]: (row[1], row[2]) for row in db.execute(query)}
