"""The tables at the end of a demonstration day: how every parcel ended, what was held and late, and why."""

import uuid
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.bulk import among
from app.core.identity import Principal
from app.demo.day import Day
from app.dispatch.models import Loading
from app.inbound.models import Case
from app.network.models import Departure
from app.parcels.models import Hold, Parcel
from app.scanning.models import Scan


@dataclass(frozen=True, slots=True)
class Ending:
    """How a day ended, as the database says: the same seed gives the same ending."""

    states: dict[str, int]
    held: dict[str, int]
    late: dict[str, int]
    cases: dict[str, int]


def ending(db: Session, by: Principal) -> Ending:
    return Ending(_states(db, by), _held(db, by), _late(db, by), _cases(db, by))


def _states(db: Session, by: Principal) -> dict[str, int]:
    query = select(Parcel.handling, Parcel.clearance, func.count()).where(Parcel.hub_id == by.hub_id)
    rows = db.execute(
        query.group_by(Parcel.handling, Parcel.clearance).order_by(Parcel.handling, Parcel.clearance)
    )
    return {f"{handling}, {clearance}".replace("_", " "): count for handling, clearance, count in rows}


def _held(db: Session, by: Principal) -> dict[str, int]:
    query = (
        select(Hold.reason, func.count())
        .where(Hold.hub_id == by.hub_id, Hold.closed_at.is_(None))
        .group_by(Hold.reason)
        .order_by(Hold.reason)
    )
    return {reason.replace("_", " "): count for reason, count in db.execute(query)}


def _late(db: Session, by: Principal) -> dict[str, int]:
    """Parcels that left, or will leave, after they were due to: on a later departure, held, or not there."""
    left = (
        select(func.count())
        .select_from(Loading)
        .join(Parcel, Parcel.id == Loading.parcel_id)
        .join(Departure, Departure.id == Loading.departure_id)
        .where(Parcel.hub_id == by.hub_id, Departure.departs_at > Parcel.due_at)
    )
    held = select(Hold.id).where(Hold.parcel_id == Parcel.id, Hold.closed_at.is_(None)).exists()
    here = select(func.count()).select_from(Parcel).where(Parcel.hub_id == by.hub_id)
    still = here.where(Parcel.handling.not_in(("departed", "handed_over", "expected")))
    return {
        "left on a later departure: no room before": db.scalar(left) or 0,
        "still here: on hold": db.scalar(still.where(held)) or 0,
        "still here: customs has not released it": db.scalar(
            still.where(~held, Parcel.clearance != "cleared")
        )
        or 0,
        "still here: no room on any departure": db.scalar(still.where(~held, Parcel.clearance == "cleared"))
        or 0,
        "never arrived": db.scalar(here.where(Parcel.handling == "expected")) or 0,
    }


def _cases(db: Session, by: Principal) -> dict[str, int]:
    query = (
        select(Case.kind, func.count())
        .where(Case.hub_id == by.hub_id)
        .group_by(Case.kind)
        .order_by(Case.kind)
    )
    return dict(db.execute(query).all())


def missing_scans(db: Session, ids: list[str]) -> int:
    """Acknowledged scans that the database does not have."""
    wanted = {uuid.UUID(one) for one in ids}
    return len(wanted) - len(db.scalars(select(Scan.id).where(among(db, Scan.id, wanted))).all())


def tables(day: Day, end: Ending) -> list[Table]:
    seconds = sorted(day.scan_seconds)
    speed = {
        "scans": day.figures["scans"],
        "scans a second": round(day.figures["scans"] / day.scanning_s) if day.scanning_s else 0,
        "scan requests": len(seconds),
        "request p50, ms": round(1000 * _quantile(seconds, 0.5), 1),
        "request p95, ms": round(1000 * _quantile(seconds, 0.95), 1),
        "requests sent again": day.retries(),
    }
    counted = {name: day.figures[name] for name in sorted(day.figures) if not name.startswith("scans")}
    outcomes = {name: day.figures[name] for name in sorted(day.figures) if name.startswith("scans ")}
    return [
        _table("Parcels by end state", end.states),
        _table("Held now, and why", end.held),
        _table("Late, and why", end.late),
        _table("Cases", end.cases),
        _table("The day", counted),
        _table("Scans by outcome", outcomes),
        _table("Speed", speed),
    ]


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _table(title: str, rows: dict[str, Any]) -> Table:
    table = Table(title=title, title_justify="left", min_width=56)
    table.add_column("what")
    table.add_column("how many", justify="right")
    for name, value in rows.items():
        table.add_row(name, f"{value:,}")
    return table
