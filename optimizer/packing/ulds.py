"""Unit load devices as containers, from `ulds.toml`, which says where its figures are from and what is unverified."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from optimizer.errors import Fault, InvalidProblem
from optimizer.packing.problems import Balance, Container

DATA = Path(__file__).with_name("ulds.toml")


@dataclass(frozen=True, slots=True)
class UldType:
    """`container` takes what the gross weight leaves beside the tare; `verified` is false while nobody has compared
    the figures with the IATA ULD Regulations or a data plate."""

    code: str
    name: str
    container: Container
    max_gross_g: int
    tare_g: int
    checked_on: date
    verified: bool


@lru_cache(maxsize=1)
def uld_types() -> dict[str, UldType]:
    """By code: the three letters of the IATA type, for pallets with the contour where it is not the lower deck's."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    checked_on, verified = data.pop("checked_on"), data.pop("verified")
    return {code: _type(code, row, checked_on, verified) for code, row in data.items()}


def uld(code: str, key: str = "", balance: Balance | None = None) -> Container:
    """The container of a type, such as AKE, under its own key (the code when none is given).

    Raises InvalidProblem with the codes that are known.
    """
    found = uld_types().get(code)
    if found is None:
        known = ", ".join(uld_types())
        fault = Fault("uld", "unknown_uld", f"{code} is not a known type of unit load device", code, known)
        raise InvalidProblem(f"{code} is not a known type of unit load device; known are {known}.", (fault,))
    inside = found.container
    return Container(
        key or code,
        inside.length_mm,
        inside.width_mm,
        inside.height_mm,
        inside.max_weight_g,
        inside.contour,
        balance,
    )


def _type(code: str, row: dict[str, Any], checked_on: date, verified: bool) -> UldType:
    contour = tuple((y, z) for y, z in row.get("contour", ()))
    sides = row["length_mm"], row["width_mm"], row["height_mm"]
    inside = Container(code, *sides, row["max_gross_g"] - row["tare_g"], contour)
    return UldType(code, row["name"], inside, row["max_gross_g"], row["tare_g"], checked_on, verified)
