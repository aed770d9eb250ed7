"""Labels of freight that leaves: each piece of a flight under its air waybill, and the ULDs that pieces go in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.scope import visible
from app.core.errors import Fault, Invalid, NotFound, Refused
from app.core.forms import Form, Wrong, text, whole
from app.core.identity import Principal
from app.core.papers import local
from app.dispatch.freight import LOOSE
from app.dispatch.models import Loading
from app.dispatch.queries import WEIGHT
from app.network.models import Departure, Hub
from app.network.queries import DepartureView, departure
from app.parcels.lifecycle import DepartureState
from app.parcels.models import Consignment, HandlingUnit, Parcel
from labels.identifiers import AirCargoPiece, AirWaybill, NotValid, Uld
from labels.kinds.air_cargo import AirCargoLabel
from labels.kinds.uld import UldTag

MOST_TARE_KG = 9_999


@dataclass(frozen=True, slots=True)
class Aboard:
    """A parcel on a departure: in which unit (empty when by itself), and how many its consignment has in all."""

    unit: str
    kind: str
    tare_g: int
    tracking: str
    weight_g: int
    dangerous: str
    house: str
    of_house: int


@dataclass(frozen=True, slots=True)
class UldWish:
    """A ULD as somebody describes it; `units` are what goes in it, all that is on the departure when there are none."""

    uld: Uld
    position: str
    seal: str
    tare_g: int
    units: tuple[str, ...]


def piece_codes(db: Session, by: Principal, number: str) -> list[str]:
    """What the bars on all pieces of a departure read. Raises as `departure_labels`."""
    one, awb = _numbered(db, by, number, "")
    return [str(AirCargoPiece(awb, place)) for place in range(1, len(_pieces(db, one)) + 1)]


def air_cargo_labels(db: Session, by: Principal, codes: Sequence[str], _at: datetime) -> list[AirCargoLabel]:
    """The labels of pieces by what their bars read, in this order. Raises NotFound, and as `departure_labels`."""
    wanted = [AirCargoPiece.parse(one) for one in codes]
    known: dict[AirWaybill, list[AirCargoLabel]] = {}
    for awb in dict.fromkeys(one.waybill for one in wanted):
        flight = select(Departure.number).where(visible(by, Departure), Departure.air_waybill == str(awb))
        number = db.scalar(flight)
        known[awb] = departure_labels(db, by, number) if number else []
    for one in wanted:
        if not 1 <= one.piece <= len(known[one.waybill]):
            detail = f"there is no piece {one.piece} under air waybill {one.waybill.printed}"
            raise NotFound("unknown_piece", detail, "ask for the labels of the departure anew")
    return [known[one.waybill][one.piece - 1] for one in wanted]


def departure_labels(db: Session, by: Principal, number: str, typed: str = "") -> list[AirCargoLabel]:
    """A label for each piece of a flight, in the order of its manifest: bags and cartons, then loose parcels.

    `typed` is the air waybill of a flight that the hub has not numbered. Raises Refused for a truck, before the close
    (a further piece would make all totals wrong), without an air waybill, and for an empty flight.
    """
    one, awb = _numbered(db, by, number, typed)
    pieces, hub = _pieces(db, one), db.get_one(Hub, by.hub_id)
    return [
        AirCargoLabel(
            airline=one.carrier,
            awb=str(awb),
            piece=place,
            pieces=len(pieces),
            origin=hub.code,
            destination=one.gateway,
            transfer=(),
            weight_g=_gross_g(rows),
            house="" if rows[0].unit else rows[0].house,
            house_pieces=rows[0].of_house,
            handling=_dangerous(rows),
        )
        for place, rows in enumerate(pieces, start=1)
    ]


def _numbered(db: Session, by: Principal, number: str, typed: str) -> tuple[DepartureView, AirWaybill]:
    one = departure(db, by, number)
    if one.transport == "truck":
        raise Refused("not_by_air", f"{number} is a truck", "its bags and cartons have tags of their own")
    if one.state == DepartureState.OPEN:
        hint = "close it, then print the labels of its pieces"
        raise Refused("not_closed", f"{number} is open: its pieces may still change", hint)
    try:
        return one, AirWaybill.parse(one.air_waybill or typed)
    except NotValid as error:
        if typed:
            fault = Fault("number", error.code, str(error), found=typed[:40])
            raise Invalid("bad_awb", str(error), error.remedy, (fault,)) from error
        hint = "give the airline's number on the departure's page"
        raise Refused("no_air_waybill", f"{number} has no air waybill", hint) from error


def _pieces(db: Session, one: DepartureView) -> list[list[Aboard]]:
    """What the airline takes over as one each: what is in a bag or carton, or a parcel by itself."""
    found = sorted(aboard(db, one), key=lambda row: (not row.unit, row.unit, row.tracking))
    return [list(rows) for _, rows in groupby(found, key=lambda row: row.unit or row.tracking)]


def aboard(db: Session, one: DepartureView) -> list[Aboard]:
    """All parcels on a departure. Raises Refused when there is none."""
    other = aliased(Parcel)
    of_house = select(func.count()).where(other.consignment_id == Parcel.consignment_id).scalar_subquery()
    query = (
        select(
            func.coalesce(HandlingUnit.code, ""),
            func.coalesce(HandlingUnit.kind, ""),
            func.coalesce(HandlingUnit.tare_g, 0),
            Parcel.tracking,
            WEIGHT,
            Parcel.dangerous,
            func.coalesce(Consignment.house_number, ""),
            of_house,
        )
        .join(Loading, Loading.parcel_id == Parcel.id)
        .join(Consignment, Consignment.id == Parcel.consignment_id)
        .outerjoin(HandlingUnit, HandlingUnit.id == Loading.unit_id)
        .where(Loading.departure_id == one.id)
    )
    found = [Aboard(*row) for row in db.execute(query)]
    if not found:
        raise Refused("nothing_on_board", f"nothing is on {one.number} yet", "load it, then print its labels")
    return found


def _gross_g(rows: Sequence[Aboard]) -> int:
    tares = {row.unit: row.tare_g for row in rows}
    return sum(row.weight_g for row in rows) + sum(tares.values())


def _dangerous(rows: Sequence[Aboard]) -> tuple[str, ...]:
    """The UN numbers that sellers declared, each once."""
    return tuple(sorted({row.dangerous for row in rows if row.dangerous}))


def uld_wish(values: Mapping[str, object], units: Iterable[str]) -> UldWish:
    """What the form of a ULD's tag says: a typed value, or every fault."""
    form = Form(values)
    wish = UldWish(
        uld=form.take("uld", _uld),
        position=form.take("position", partial(text, longest=5), required=False, default=""),
        seal=form.take("seal", partial(text, longest=20), required=False, default=""),
        tare_g=1_000 * (form.take("tare_kg", partial(whole, least=0, most=MOST_TARE_KG)) or 0),
        units=tuple(units),
    )
    if form.faults:
        raise Invalid("bad_uld", form.faults[0].message, "correct what is named", tuple(form.faults))
    return wish


def _uld(raw: object) -> Uld:
    try:
        return Uld.parse(str(raw))
    except NotValid as error:
        raise Wrong(error.code, f"{error}.", error.remedy) from error


def uld_tag(db: Session, by: Principal, number: str, wish: UldWish) -> UldTag:
    """The tag of a ULD on a departure. Raises Refused when nothing is on it, Invalid for a unit that is not."""
    one, hub = departure(db, by, number), db.get_one(Hub, by.hub_id)
    rows = aboard(db, one)
    there = {row.unit or LOOSE for row in rows}
    faults = tuple(
        Fault("unit", "not_on_board", f"{unit[:40]} is not on {number}", None, unit[:40])
        for unit in wish.units
        if unit not in there
    )
    if faults:
        raise Invalid("not_on_board", faults[0].message, "see what is on the departure", faults)
    within = [row for row in rows if not wish.units or (row.unit or LOOSE) in wish.units]
    return UldTag(
        uld=str(wish.uld),
        carrier=one.carrier,
        origin=hub.code,
        destination=one.gateway,
        flight=one.number,
        departs_on=local(one.departs_at, hub.zone).date(),
        position=wish.position,
        pieces=len(within),
        net_g=_gross_g(within),
        tare_g=wish.tare_g,
        contents=_contents(within),
        handling=_dangerous(within),
        seal=wish.seal,
    )


def _contents(rows: Sequence[Aboard]) -> str:
    """In what the parcels travel: `parcels in 9 bags, 1 carton, loose`."""
    counts = Counter(kind for _, kind in {(row.unit, row.kind) for row in rows if row.unit})
    told = [f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in sorted(counts.items())]
    loose = ["loose"] if any(not row.unit for row in rows) else []
    return f"parcels in {', '.join(told + loose)}" if told else "loose parcels"
