"""What may be wished for in each kind of plan, with what is usual; from JSON as it is, from a form by its fields."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from werkzeug.datastructures import MultiDict

from app.core.errors import Malformed


class Wishes(msgspec.Struct, forbid_unknown_fields=True):
    """`seconds` to think, and the seed of what is drawn by chance."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1


class Flights(Wishes):
    departures: list[str] = []


class MilkRun(Wishes):
    vans: Annotated[int, msgspec.Meta(ge=1, le=100)] = 5


class Waves(Wishes):
    """What is due within so many hours, for so many pickers, whose carts take so many pieces."""

    hours: Annotated[int, msgspec.Meta(ge=1, le=72)] = 12
    pickers: Annotated[int, msgspec.Meta(ge=1, le=100)] = 4
    pieces: Annotated[int, msgspec.Meta(ge=1, le=500)] = 30


class Moves(Wishes):
    """At most so many moves."""

    moves: Annotated[int, msgspec.Meta(ge=1, le=500)] = 40


class Bags(Wishes):
    """A bag holds at most so many kilograms, litres and parcels."""

    kilograms: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    litres: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 70
    parcels: Annotated[int, msgspec.Meta(ge=1, le=500)] = 25


class Loads(Wishes, kw_only=True):
    """The load of one departure, into so many ULDs of each type; with none named, the usual ones on all positions."""

    departure: Annotated[str, msgspec.Meta(min_length=1, max_length=24)]
    ulds: dict[str, Annotated[int, msgspec.Meta(ge=1, le=60)]] = {}


WISHES: Mapping[str, type[Wishes]] = {
    "flights": Flights,
    "milk_run": MilkRun,
    "waves": Waves,
    "put_away": Wishes,
    "moves": Moves,
    "bags": Bags,
    "loads": Loads,
}


def asked(kind: str, form: "MultiDict[str, str]") -> dict[str, Any]:
    """The wishes of a filled-in form; empty fields are as usual. Raises Malformed for what cannot be."""
    wanted = WISHES[kind]
    given: dict[str, Any] = {name: form[name] for name in wanted.__struct_fields__ if form.get(name)}
    if "departures" in given:
        given["departures"] = [one for one in form.getlist("departures") if one]
    if "uld" in form:
        given["ulds"] = _ulds(form)
    try:
        return msgspec.structs.asdict(msgspec.convert(given, wanted, strict=False))
    except msgspec.ValidationError as error:
        raise Malformed("bad_wish", f"this cannot be wished for: {error}", "correct the form") from error


def _ulds(form: "MultiDict[str, str]") -> dict[str, str]:
    """Types and their numbers stand beside each other in the form; a row without a number is left out."""
    rows = zip(form.getlist("uld"), form.getlist("count"), strict=False)
    return {code: count for code, count in rows if code and count}
