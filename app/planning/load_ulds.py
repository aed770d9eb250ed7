"""The unit load devices that a plan of a departure's load may fill."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.errors import Fault, Invalid, Refused
from app.inventory.models import ListKind, TaskList
from app.network.models import Departure
from app.planning.load_subjects import OFF_CENTRE
from optimizer.packing.problems import Balance, Container
from optimizer.packing.ulds import uld, uld_types

USUAL_ULD = "AKE"


def containers(db: Session, departure: Departure, wished: Mapping[str, int]) -> dict[str, str]:
    """Key (such as AKE 2) → type of what was `wished` (type → number), else of the usual type for all positions left.

    Raises Invalid for a type that is not known, Refused when there are too many, or none.
    """
    unknown = [one for one in wished if one not in uld_types()]
    if unknown:
        known = ", ".join(uld_types())
        faults = [Fault("ulds", "unknown_uld", f"{one} is no known ULD", None, one, known) for one in unknown]
        raise Invalid("unknown_uld", f"{unknown[0]} is no known ULD", f"use one of: {known}", tuple(faults))
    used = planned(db, departure.id)
    if not departure.uld_positions:
        if not wished:
            told = f"nobody has said how many ULDs {departure.number} takes"
            raise Refused("no_ulds", told, "say which ULDs, and how many")
        return _keys(wished, used)
    left = departure.uld_positions - len(used)
    asked = wished or {USUAL_ULD: left}
    if not 0 < sum(asked.values()) <= left:
        told = f"{departure.number} has {departure.uld_positions} positions, {len(used)} are planned already"
        raise Refused("too_many_ulds", told, "ask for fewer, or give up a load list")
    return _keys(asked, used)


def planned(db: Session, departure_id: int) -> set[str]:
    """The ULDs that load lists of a departure fill, unless the list was given up."""
    query: Select[Any] = select(TaskList.uld).where(
        TaskList.departure_id == departure_id, TaskList.kind == ListKind.LOAD, TaskList.closed_at.is_(None)
    )
    return set(db.scalars(query))


def _keys(asked: Mapping[str, int], used: set[str]) -> dict[str, str]:
    return {key: code for code, number in asked.items() for key in _free(code, number, used)}


def _free(code: str, number: int, used: set[str]) -> Iterator[str]:
    names = (f"{code} {place}" for place in range(1, number + len(used) + 1))
    free = (key for key in names if key not in used)
    return (next(free) for _ in range(number))


def container(key: str, code: str) -> Container:
    """One to be filled, its centre of gravity near its middle."""
    inside = uld_types()[code].container
    low, high = 0.5 - OFF_CENTRE, 0.5 + OFF_CENTRE
    balance = Balance(
        round(inside.length_mm * low),
        round(inside.length_mm * high),
        round(inside.width_mm * low),
        round(inside.width_mm * high),
    )
    return uld(code, key, balance)
