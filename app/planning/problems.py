"""From rows to the optimizer's problems: which freight for which departures, which sellers on which van."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.accounts.scope import visible
from app.core.errors import Refused
from app.core.identity import Principal
from app.dispatch.queries import Queued, queue, standings
from app.network.models import Hub, Seller
from app.parcels.models import Parcel
from app.planning.prices import Prices
from app.planning.snapshots import Snapshot, Subjects
from optimizer.flights.problems import Departure, FlightProblem, Freight
from optimizer.routing.problems import NO_LIMIT, Amount, Depot, RouteProblem, Stop, VehicleType
from optimizer.routing.travel import Place, travel_from_coordinates

MOST_PARCELS = 20_000
MOST_DEPARTURES = 1_000
_PAGE = 500
Wishes = Mapping[str, Any]


def flights(db: Session, by: Principal, wishes: Wishes, at: datetime) -> Snapshot:
    """All cleared freight in the hub that is not loaded yet, against all open departures, or those wished for.

    Freight that is already meant for another departure than those is left where it is.
    """
    prices, only = Prices(), wishes["departures"]
    pieces: dict[str, list[Queued]] = defaultdict(list)
    for one in _all_queued(db, by):
        if only and one.departure is not None and one.departure not in only:
            continue
        pieces[f"unit:{one.unit}" if one.unit else f"parcel:{one.tracking}"].append(one)
    stands = [
        one for one in standings(db, by, limit=MOST_DEPARTURES) if not only or one.departure.number in only
    ]
    open_numbers = {one.departure.number for one in stands}
    return Snapshot(
        FlightProblem(
            freight=tuple(_freight(key, inside, prices, open_numbers) for key, inside in pieces.items()),
            departures=tuple(
                Departure(
                    key=one.departure.number,
                    gateway=one.departure.gateway,
                    cutoff_at=_seconds(one.departure.cutoff_at),
                    departs_at=_seconds(one.departure.departs_at),
                    arrives_at=_seconds(one.departure.departs_at),
                    capacity_g=max(0, one.departure.capacity_g - one.loaded_g),
                    capacity_cm3=max(0, one.departure.capacity_cm3 - one.loaded_cm3),
                    cost_per_kg=prices.per_kg(one.departure.transport),
                )
                for one in stands
            ),
            now=_seconds(at),
        ),
        Subjects(
            {key: tuple(one.id for one in inside) for key, inside in pieces.items()},
            {one.departure.number: one.departure.id for one in stands},
            bool(only),
        ),
    )


def _all_queued(db: Session, by: Principal) -> list[Queued]:
    found: list[Queued] = []
    while page := queue(db, by, after=found[-1].id if found else 0, limit=_PAGE):
        found += page
        if len(found) > MOST_PARCELS:
            raise Refused(
                "too_much_freight", f"more than {MOST_PARCELS} parcels wait", "plan one gateway at a time"
            )
    return found


def _freight(key: str, inside: list[Queued], prices: Prices, open_numbers: set[str]) -> Freight:
    """One piece: a parcel, or a unit with the sums of what is in it and the earliest promise."""
    pins = {one.departure for one in inside if one.pinned and one.departure in open_numbers}
    return Freight(
        key=key,
        weight_g=sum(one.weight_g for one in inside),
        volume_cm3=sum(one.volume_cm3 for one in inside),
        ready_at=max(_seconds(one.ready_at) for one in inside),
        due_at=min(_seconds(one.due_at) for one in inside),
        gateways=frozenset({inside[0].gateway}),
        lateness_cost_per_hour=sum(prices.late_per_hour(one.service) for one in inside),
        unassigned_cost=prices.left_behind * len(inside),
        classes=frozenset({inside[0].service}),
        pinned_to=pins.pop() if pins else None,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


# No seller can have this code.
DEPOT = "the hub"
VAN_TAKES, VAN_SHIFT_S = Amount(900_000, 6_000_000, NO_LIMIT), 8 * 3600
OPEN_S, CLOSE_S = 9 * 3600, 19 * 3600
SERVICE_S, SERVICE_PER_PARCEL_S = 300, 5


def milk_run(db: Session, by: Principal, wishes: Wishes, _at: datetime) -> Snapshot:
    """Sellers with announced parcels that have not arrived, and the hub's vans (the wish `vans`)."""
    prices = Prices()
    waiting = _waiting_at_sellers(db, by)
    if not waiting:
        raise Refused(
            "nothing_to_collect", "no seller with a known place has parcels waiting", "see the pre-alerts"
        )
    hub = db.get_one(Hub, by.hub_id)
    places = [Place(hub.latitude, hub.longitude), *(Place(one.latitude, one.longitude) for one in waiting)]
    stops = tuple(
        Stop(
            key=one.code,
            at=index,
            collect=Amount(one.weight_g, one.weight_g * 6, len(one.parcel_ids)),
            service_s=SERVICE_S + SERVICE_PER_PARCEL_S * len(one.parcel_ids),
            window_open_s=OPEN_S,
            window_close_s=CLOSE_S,
            prize=prices.left_behind * len(one.parcel_ids),
        )
        for index, one in enumerate(waiting, start=1)
    )
    van = VehicleType(
        key="van",
        count=wishes["vans"],
        capacity=VAN_TAKES,
        fixed_cost=prices.van_fixed,
        cost_per_km=prices.van_per_km,
        cost_per_hour=prices.van_per_hour,
        start=DEPOT,
        end=DEPOT,
        shift_s=VAN_SHIFT_S,
    )
    depot = Depot(DEPOT, 0, OPEN_S - 3600, CLOSE_S + 3600)
    problem = RouteProblem(stops, (van,), (depot,), travel_from_coordinates(places))
    return Snapshot(problem, Subjects({one.code: one.parcel_ids for one in waiting}))


@dataclass(frozen=True, slots=True)
class _Waiting:
    code: str
    latitude: float
    longitude: float
    weight_g: int
    parcel_ids: tuple[int, ...]


def _waiting_at_sellers(db: Session, by: Principal) -> list[_Waiting]:
    query = (
        select(Seller.code, Seller.latitude, Seller.longitude, Parcel.id, Parcel.declared_weight_g)
        .join(Parcel, Parcel.seller_id == Seller.id)
        .where(_to_collect(by))
        .order_by(Seller.code, Parcel.id)
    )
    found: dict[str, list[tuple[float, float, int, int]]] = defaultdict(list)
    rows: Iterable[Any] = db.execute(query)
    for code, latitude, longitude, parcel_id, weight_g in rows:
        found[code].append((latitude, longitude, parcel_id, weight_g))
    return [
        _Waiting(code, at[0][0], at[0][1], sum(row[3] for row in at), tuple(row[2] for row in at))
        for code, at in found.items()
    ]


def waiting_parcels(db: Session, by: Principal) -> set[int]:
    """Ids of the parcels that wait at sellers' doors."""
    query = select(Parcel.id).join(Seller, Seller.id == Parcel.seller_id).where(_to_collect(by))
    return set(db.scalars(query))


def _to_collect(by: Principal) -> ColumnElement[bool]:
    return and_(visible(by, Parcel), Parcel.handling == "expected", Seller.latitude.is_not(None))
