"""What words name that somebody wants labels of: codes themselves, a load's or a bag's parcels, a whole aisle."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.identity import Principal
from app.inbound.models import ExpectedParcel, InboundLoad
from app.network.models import Location
from app.parcels.models import HandlingUnit, Parcel

Named = dict[str, list[str]]


def parcels(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: a tracking number itself, what an inbound load brings or brought, what is in a unit."""
    itself = select(Parcel.tracking, Parcel.tracking).where(
        visible(by, Parcel), among(db, Parcel.tracking, words)
    )
    loads = select(InboundLoad.number, Parcel.tracking).where(
        visible(by, InboundLoad), among(db, InboundLoad.number, words)
    )
    expected = loads.join(ExpectedParcel, ExpectedParcel.load_id == InboundLoad.id).join(
        Parcel, Parcel.id == ExpectedParcel.parcel_id
    )
    came = loads.join(Parcel, Parcel.load_id == InboundLoad.id)
    of_unit = (
        select(HandlingUnit.code, Parcel.tracking)
        .join(Parcel, Parcel.unit_id == HandlingUnit.id)
        .where(visible(by, HandlingUnit), among(db, HandlingUnit.code, words))
    )
    return _named(db, itself, expected, came, of_unit)


def units(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: a bag or carton by its SSCC."""
    itself = select(HandlingUnit.code, HandlingUnit.code).where(
        visible(by, HandlingUnit), among(db, HandlingUnit.code, words)
    )
    return _named(db, itself)


def locations(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: a place by its code, or all whose codes begin so when the word ends with a star (`KUL-A03-*`)."""
    itself = select(Location.code, Location.code).where(
        Location.hub_id == by.hub_id, among(db, Location.code, words)
    )
    found = _named(db, itself)
    for word in words:
        if word.endswith("*") and len(word) > 1:
            begin = word[:-1]
            query = select(Location.code).where(
                Location.hub_id == by.hub_id, Location.code.startswith(begin, autoescape=True)
            )
            codes = list(db.scalars(query.order_by(Location.walk_order)))
            if codes:
                found[word] = codes
    return found


def _named(db: Session, *queries: Select[str, str]) -> Named:
    found: Named = {}
    for query in queries:
        for word, code in db.execute(query.order_by(query.selected_columns[1]).distinct()):
            found.setdefault(word, []).append(code)
    return found


def in_order(words: Iterable[str], found: Named) -> list[str]:
    """Every code once, in the order of the words."""
    return list(dict.fromkeys(code for word in words for code in found.get(word, ())))
