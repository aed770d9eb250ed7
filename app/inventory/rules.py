"""Whether a bin has room: counted from what lies in it and what was promised to others."""

from typing import Protocol

from app.core.errors import Refused


class Bin(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def max_parcels(self) -> int | None: ...
    @property
    def max_weight_g(self) -> int | None: ...


def has_room(place: Bin, *, parcels: int, grams: int, claims: int, weight_g: int) -> bool:
    return not _full(place, parcels=parcels, grams=grams, claims=claims, weight_g=weight_g)


def check_room(place: Bin, *, parcels: int, grams: int, claims: int, weight_g: int) -> None:
    """Refused when one more parcel of `weight_g` does not fit."""
    if reason := _full(place, parcels=parcels, grams=grams, claims=claims, weight_g=weight_g):
        raise Refused("bin_full", f"{place.code} {reason}", "scan another bin, or ask for a suggestion")


def _full(place: Bin, *, parcels: int, grams: int, claims: int, weight_g: int) -> str:
    if place.max_parcels is not None and parcels + claims >= place.max_parcels:
        promised = f" and {claims} promised" if claims else ""
        return f"is full: {parcels} parcels{promised}, room for {place.max_parcels}"
    if place.max_weight_g is not None and grams + weight_g > place.max_weight_g:
        over = grams + weight_g - place.max_weight_g
        return f"would be {over / 1000:.1f} kg too heavy (limit {place.max_weight_g / 1000:g} kg)"
    return ""
