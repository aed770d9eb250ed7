"""What words name that somebody wants labels of: codes themselves, a load's or a bag's parcels, a whole aisle."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.bulk import among
from app.core.identity import Principal
from app.dispatch.cargo import piece_codes
from app.inbound.models import ExpectedParcel, InboundLoad
from app.inventory.queries import racks as all_racks
from app.network.models import Departure, Location
from app.parcels.models import HandlingUnit, Identifier, Parcel
from labels.kinds.battery import KNOWN

Named = dict[str, list[str]]
DISPATCH_LENGTH = 20  # of a receptacle number (UPU S9) the first characters are its dispatch (S8)


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
    postal = (
        select(Identifier.value, Parcel.tracking)
        .join(Parcel, Parcel.id == Identifier.parcel_id)
        .where(visible(by, Parcel), Identifier.scheme == "s10", among(db, Identifier.value, words))
    )
    return _named(db, itself, expected, came, of_unit, postal)


def with_batteries(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """As parcels, and of those only such as declare batteries."""
    found = parcels(db, by, words)
    codes = {code for some in found.values() for code in some}
    declared = select(Parcel.tracking).where(
        visible(by, Parcel), Parcel.dangerous.in_(KNOWN), among(db, Parcel.tracking, codes)
    )
    marked = set(db.scalars(declared))
    return {word: kept for word, some in found.items() if (kept := [code for code in some if code in marked])}


def units(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: a bag or carton by its SSCC."""
    itself = select(HandlingUnit.code, HandlingUnit.code).where(
        visible(by, HandlingUnit), among(db, HandlingUnit.code, words)
    )
    return _named(db, itself)


def receptacles(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: a bag by its SSCC or its receptacle number, or all bags of a postal dispatch."""
    numbered = (
        select(Identifier.value, HandlingUnit.code)
        .join(HandlingUnit, HandlingUnit.id == Identifier.unit_id)
        .where(visible(by, HandlingUnit), Identifier.scheme == "s9")
    )
    dispatch = func.substr(Identifier.value, 1, DISPATCH_LENGTH)
    of_dispatch = numbered.with_only_columns(dispatch, HandlingUnit.code)
    return units(db, by, words) | _named(
        db, numbered.where(among(db, Identifier.value, words)), of_dispatch.where(dispatch.in_(words))
    )


def pieces(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: all pieces of a closed flight, by its number or its air waybill. Raises Refused as their labels do."""
    by_waybill = {word.replace("-", ""): word for word in words}
    query = select(Departure.number, Departure.air_waybill).where(
        visible(by, Departure),
        or_(among(db, Departure.number, words), among(db, Departure.air_waybill, by_waybill)),
    )
    return {
        number if number in words else by_waybill[waybill or ""]: piece_codes(db, by, number)
        for number, waybill in db.execute(query).all()
    }


def racks(db: Session, by: Principal, words: Sequence[str]) -> Named:
    """By word: an aisle by its code (`KUL-A03`), or all whose codes begin so when the word ends with a star."""
    known = [one.code for one in all_racks(db, by)]
    found = {word: [word] for word in words if word in known}
    for word in words:
        if word.endswith("*") and len(word) > 1 and (codes := [c for c in known if c.startswith(word[:-1])]):
            found[word] = codes
    return found


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
