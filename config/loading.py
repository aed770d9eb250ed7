"""Loads the plans of a hub from the TOML files in config/, each value checked."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.floor import MOST_MM, read_floor
from config.plans import (
    CarrierPlan,
    HubPlan,
    LanePlan,
    LocationKind,
    LocationPlan,
    NetworkPlan,
    TimetablePlan,
)
from config.tables import PlanError, Table, read_table

__all__ = [
    "PLANS",
    "CarrierPlan",
    "HubPlan",
    "LanePlan",
    "LocationKind",
    "LocationPlan",
    "NetworkPlan",
    "PlanError",
    "TimetablePlan",
    "load_carriers",
    "load_hub",
    "load_lanes",
    "load_network",
    "load_timetable",
]

PLANS = Path(__file__).resolve().parent
SERVICES = {"express": "EXP", "standard": "STD"}
CARRIER_KINDS = ("airline", "truck", "post", "broker")
TRANSPORTS = {"flight": "airline", "truck": "truck"}

_COUNTRY = (r"[A-Z]{2}", "a country of two letters (ISO 3166), such as MY")
_AIRPORT = (r"[A-Z]{3}", "an airport of three letters, such as SIN")
_CARRIER = (r"[A-Z0-9]{2,8}", "2 to 8 capital letters or digits")


def load_network(folder: Path, code: str) -> NetworkPlan:
    """Everything about one hub. `folder` holds hubs/, carriers/ and lanes/; usually it is PLANS."""
    plan = NetworkPlan(
        load_hub(folder, code),
        load_carriers(folder, code),
        load_lanes(folder, code),
        load_timetable(folder, code),
    )
    _check_together(plan, folder / "lanes" / f"{code}.toml")
    return plan


def load_hub(folder: Path, code: str) -> HubPlan:
    plan = read_table(folder / "hubs", code)
    hub, floor = plan.table("hub"), plan.table("floor")
    hub.choice("code", (code,))
    width_mm, depth_mm = floor.whole("width_mm", 1, MOST_MM), floor.whole("depth_mm", 1, MOST_MM)
    loaded = HubPlan(
        code=code,
        name=hub.text("name", r".{1,80}", "a name of up to 80 characters"),
        country=hub.text("country", *_COUNTRY),
        currency=hub.text("currency", r"[A-Z]{3}", "a currency of three letters (ISO 4217), such as MYR"),
        zone=_zone(hub),
        latitude=hub.number("latitude", -90, 90),
        longitude=hub.number("longitude", -180, 180),
        floor_width_mm=width_mm,
        floor_depth_mm=depth_mm,
        locations=read_floor(plan, code, width_mm, depth_mm),
    )
    for table in (hub, floor, plan):
        table.close()
    return loaded


def load_carriers(folder: Path, code: str) -> tuple[CarrierPlan, ...]:
    plan = read_table(folder / "carriers", code)
    loaded = {}
    for table in plan.tables("carriers"):
        carrier = _carrier(table)
        if carrier.code in loaded:
            raise table.wrong("code", carrier.code, "each carrier once")
        loaded[carrier.code] = carrier
    plan.close()
    return tuple(loaded.values())


def load_lanes(folder: Path, code: str) -> tuple[LanePlan, ...]:
    plan = read_table(folder / "lanes", code)
    loaded = {}
    for table in plan.tables("lanes"):
        lane = _lane(table, code)
        if lane.code in loaded:
            raise table.wrong("to, service", lane.code, "each country and service once")
        loaded[lane.code] = lane
    return tuple(loaded.values())


def load_timetable(folder: Path, code: str) -> tuple[TimetablePlan, ...]:
    plan = read_table(folder / "lanes", code)
    loaded = {}
    for table in plan.tables("departures"):
        departure = _departure(table)
        if departure.flight in loaded:
            raise table.wrong("flight", departure.flight, "each flight once")
        loaded[departure.flight] = departure
    plan.tables("lanes")
    plan.close()
    return tuple(loaded.values())


def _zone(hub: Table) -> str:
    name = hub.text("zone", r"[A-Za-z0-9_+/-]{1,40}", "a time zone such as Asia/Kuala_Lumpur")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise hub.wrong(
            "zone", name, "a time zone of the IANA database, such as Asia/Kuala_Lumpur"
        ) from error


def _carrier(table: Table) -> CarrierPlan:
    kind = table.choice("kind", CARRIER_KINDS)
    prefix = (r"\d{3}", "the three digits of an airline's air waybills")
    carrier = CarrierPlan(
        code=table.text("code", *_CARRIER),
        name=table.text("name", r".{1,120}", "a name of up to 120 characters"),
        kind=kind,
        email=table.text("email", r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
        airline_prefix=table.text("airline_prefix", *prefix) if kind == "airline" else "",
    )
    table.close()
    return carrier


def _lane(table: Table, hub: str) -> LanePlan:
    country = table.text("to", *_COUNTRY)
    service = table.choice("service", tuple(SERVICES))
    transit_hours = table.whole("transit_hours", 1, 2_000)
    lane = LanePlan(
        code=f"{hub}-{country}-{SERVICES[service]}",
        destination_country=country,
        service=service,
        gateway=table.text("gateway", *_AIRPORT),
        carrier=table.text("carrier", *_CARRIER),
        transit_hours=transit_hours,
        promise_hours=table.whole("promise_hours", transit_hours, 4_000),
    )
    table.close()
    return lane


def _departure(table: Table) -> TimetablePlan:
    days = table.text(
        "days", r"1?2?3?4?5?6?7?", "weekdays in order from 1 (Monday) to 7, such as 12345", "1234567"
    )
    departs = table.text("departs_local", r"([01]\d|2[0-3]):[0-5]\d", "a time HH:MM of the hub's zone")
    departure = TimetablePlan(
        flight=table.text("flight", r"[A-Z0-9]{2,8}", "2 to 8 capital letters or digits, such as MH0603"),
        transport=table.choice("transport", tuple(TRANSPORTS), "flight"),
        carrier=table.text("carrier", *_CARRIER),
        gateway=table.text("gateway", *_AIRPORT),
        days=tuple(int(day) for day in days),
        departs_local=time.fromisoformat(departs),
        cutoff_minutes=table.whole("cutoff_minutes", 10, 1_440),
        capacity_kg=table.whole("capacity_kg", 1, 200_000),
        capacity_m3=table.whole("capacity_m3", 1, 2_000),
        uld_positions=table.whole("uld_positions", 0, 60),
    )
    if not days:
        raise table.wrong("days", days, "one weekday or more, 1 (Monday) to 7")
    table.close()
    return departure


def _check_together(plan: NetworkPlan, file: Path) -> None:
    """What no file can know alone: carriers exist, and each gateway has a departure and a staging lane."""
    kinds = {carrier.code: carrier.kind for carrier in plan.carriers}
    staged = {place.gateway for place in plan.hub.locations if place.kind is LocationKind.STAGING}
    served = {departure.gateway for departure in plan.timetable}
    for departure in plan.timetable:
        needed = TRANSPORTS[departure.transport]
        if kinds.get(departure.carrier) != needed:
            raise PlanError(
                file,
                f"{departure.flight}: carrier",
                departure.carrier,
                f"the code of a carrier of kind {needed}",
            )
    for lane in plan.lanes:
        if lane.carrier not in kinds:
            raise PlanError(file, f"{lane.code}: carrier", lane.carrier, "one of " + ", ".join(sorted(kinds)))
        if lane.gateway not in served:
            raise PlanError(file, f"{lane.code}: gateway", lane.gateway, "a gateway that a departure goes to")
        if lane.gateway not in staged:
            raise PlanError(
                file, f"{lane.code}: gateway", lane.gateway, "a gateway with a staging lane on the floor"
            )
