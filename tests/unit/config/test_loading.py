"""The plan of Kuala Lumpur is whole, and a wrong plan is refused with file, key, found and expected."""

import re
import shutil
from collections import Counter
from datetime import time
from pathlib import Path

import pytest

from config.loading import (
    PLANS,
    HubPlan,
    LocationKind,
    NetworkPlan,
    PlanError,
    load_carriers,
    load_hub,
    load_lanes,
    load_network,
    load_timetable,
)


@pytest.fixture(scope="module")
def network() -> NetworkPlan:
    return load_network(PLANS, "KUL")


@pytest.fixture(scope="module")
def hub(network: NetworkPlan) -> HubPlan:
    return network.hub


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A copy of the plans that a test may spoil."""
    for name in ("hubs", "carriers", "lanes"):
        shutil.copytree(PLANS / name, tmp_path / name)
    return tmp_path


def spoil(plans: Path, name: str, old: str, new: str) -> None:
    path = plans / name / "KUL.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_kuala_lumpur_is_where_it_is(hub: HubPlan) -> None:
    assert (hub.code, hub.name, hub.country, hub.currency) == ("KUL", "Kuala Lumpur", "MY", "MYR")
    assert (hub.zone, hub.latitude, hub.longitude) == ("Asia/Kuala_Lumpur", 2.7456, 101.7099)


def test_the_floor_has_every_kind_of_place(hub: HubPlan) -> None:
    assert Counter(place.kind for place in hub.locations) == {
        LocationKind.DOCK: 6,
        LocationKind.STATION: 18,
        LocationKind.EXCEPTION: 1,
        LocationKind.INSPECTION: 1,
        LocationKind.BIN: 4_000,
        LocationKind.STAGING: 28,
        LocationKind.DOOR: 8,
    }
    assert Counter(place.size for place in hub.locations if place.size) == {
        "small": 1_920,
        "medium": 1_600,
        "large": 480,
    }


def test_codes_are_unique_short_and_say_where_a_bin_is(hub: HubPlan) -> None:
    by_code = {place.code: place for place in hub.locations}
    assert len(by_code) == len(hub.locations)
    assert max(map(len, by_code)) <= 24
    bin_ = by_code["KUL-A03-12-2"]
    assert (bin_.kind, bin_.aisle, bin_.bay, bin_.level) == (LocationKind.BIN, "A03", 12, 2)
    assert (bin_.x_mm, bin_.y_mm, bin_.z_mm) == (14_300, 24_250, 350)
    assert (bin_.max_parcels, bin_.max_weight_g, bin_.size) == (24, 40_000, "small")


def test_no_two_places_stand_in_the_same_spot(hub: HubPlan) -> None:
    spots = Counter((place.x_mm, place.y_mm, place.z_mm) for place in hub.locations)
    assert [spot for spot, count in spots.items() if count > 1] == []


def test_all_places_are_inside_the_building(hub: HubPlan) -> None:
    assert all(0 <= place.x_mm <= hub.floor_width_mm for place in hub.locations)
    assert all(0 <= place.y_mm <= hub.floor_depth_mm for place in hub.locations)


def test_the_walk_goes_up_one_aisle_and_down_the_next(hub: HubPlan) -> None:
    assert [place.walk_order for place in hub.locations] == list(range(1, len(hub.locations) + 1))
    for aisle, upwards in (("A01", True), ("A02", False), ("A19", True), ("A20", False)):
        depths = [place.y_mm for place in hub.locations if place.aisle == aisle]
        assert depths == sorted(depths, reverse=not upwards)


def test_the_walk_meets_inbound_first_and_the_doors_last(hub: HubPlan) -> None:
    kinds = [place.kind for place in hub.locations]
    assert kinds[0] is LocationKind.DOCK
    assert kinds[-1] is LocationKind.DOOR
    assert kinds.index(LocationKind.BIN) < kinds.index(LocationKind.STAGING)


def test_each_destination_has_an_express_and_a_standard_lane(network: NetworkPlan) -> None:
    services = Counter(lane.destination_country for lane in network.lanes)
    assert set(services) == set("SG TH ID PH VN JP KR AU NZ GB US DE FR NL".split())
    assert set(services.values()) == {2}
    standard = next(lane for lane in network.lanes if lane.code == "KUL-SG-STD")
    assert (standard.gateway, standard.service, standard.carrier) == ("SIN", "standard", "JST")
    assert all(lane.promise_hours >= lane.transit_hours for lane in network.lanes)


def test_express_is_promised_sooner_than_standard(network: NetworkPlan) -> None:
    promise = {(lane.destination_country, lane.service): lane.promise_hours for lane in network.lanes}
    assert all(promise[to, "express"] < promise[to, "standard"] for to, _ in promise)


def test_each_gateway_has_one_to_three_departures_and_room_to_stage(network: NetworkPlan) -> None:
    departures = Counter(one.gateway for one in network.timetable)
    staged = {place.gateway for place in network.hub.locations if place.gateway}
    assert set(departures) == staged == {lane.gateway for lane in network.lanes}
    assert set(departures.values()) <= {1, 2, 3}


def test_each_gateway_has_a_departure_every_day(network: NetworkPlan) -> None:
    for gateway in {lane.gateway for lane in network.lanes}:
        assert {day for one in network.timetable if one.gateway == gateway for day in one.days} == set(
            range(1, 8)
        )


def test_a_truck_drives_to_singapore_and_the_rest_flies(network: NetworkPlan) -> None:
    trucks = [one for one in network.timetable if one.transport == "truck"]
    assert [(one.flight, one.gateway, one.departs_local) for one in trucks] == [
        ("JST101", "SIN", time(22, 30))
    ]


def test_only_airlines_have_a_waybill_prefix(network: NetworkPlan) -> None:
    assert Counter(carrier.kind for carrier in network.carriers) == {
        "airline": 3,
        "truck": 1,
        "post": 1,
        "broker": 1,
    }
    assert all(bool(carrier.airline_prefix) == (carrier.kind == "airline") for carrier in network.carriers)


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "found"),
    [
        ("hubs", "latitude = 2.7456", "latitude = 102.7", "hub.latitude", 102.7),
        ("hubs", "latitude = 2.7456", "latitude = nan", "hub.latitude", None),
        ("hubs", 'zone = "Asia/Kuala_Lumpur"', 'zone = "Asia/Sepang"', "hub.zone", "Asia/Sepang"),
        ("hubs", 'zone = "Asia/Kuala_Lumpur"', 'zone = "../../etc/passwd"', "hub.zone", "../../etc/passwd"),
        ("hubs", 'code = "KUL"', 'code = "SIN"', "hub.code", "SIN"),
        ("hubs", 'country = "MY"', "country = 7", "hub.country", 7),
        ("hubs", 'currency = "MYR"\n', "", "hub.currency", None),
        ("hubs", "width_mm = 120_000", "width_mm = 1.5", "floor.width_mm", 1.5),
        ("hubs", "width_mm = 120_000", "width_mm = true", "floor.width_mm", True),
        ("hubs", 'kind = "dock"', 'kind = "bin"', "inbound[0].kind", "bin"),
        ("hubs", "max_parcels = 400", "max_parcel = 400", "inbound[3].max_parcel", 400),
        ("hubs", 'code = "RCV"', 'code = "DOCK"', "inbound[1].code", "KUL-DOCK-1"),
        ("hubs", "first_aisle = 9", "first_aisle = 8", "storage[1].code", "KUL-A08-39-1"),
        ("hubs", "aisle_pitch_mm = 5_000", "aisle_pitch_mm = 20_000", "storage[2].x_mm, y_mm", None),
        ("hubs", '"SIN", "BKK"', '"SIN", "SIN"', "outbound[1].gateways[1]", "SIN"),
        ("hubs", '"SIN", "BKK"', '"SIN", 5', "outbound[1].gateways[1]", 5),
        ("hubs", "[floor]", "[ground]", "floor", None),
        ("carriers", 'code = "S4"', 'code = "M9"', "carriers[1].code", "M9"),
        ("carriers", 'kind = "broker"', 'kind = "agent"', "carriers[5].kind", "agent"),
        ("carriers", 'airline_prefix = "907"', 'airline_prefix = "90"', "carriers[0].airline_prefix", "90"),
        (
            "carriers",
            'kind = "truck"',
            'kind = "truck"\nairline_prefix = "555"',
            "carriers[3].airline_prefix",
            "555",
        ),
        ("carriers", "entries@selat", "entries.selat", "carriers[5].email", "entries.selat-brokers.example"),
        ("lanes", 'to = "SG"', 'to = "Singapore"', "lanes[0].to", "Singapore"),
        (
            "lanes",
            'to = "SG", service = "standard"',
            'to = "SG", service = "express"',
            "lanes[1].to, service",
            None,
        ),
        ("lanes", "promise_hours = 24", "promise_hours = 5", "lanes[0].promise_hours", 5),
        ("lanes", '"08:10"', '"24:00"', "departures[0].departs_local", "24:00"),
        ("lanes", 'days = "246"', 'days = "642"', "departures[12].days", "642"),
        ("lanes", 'days = "246"', 'days = ""', "departures[12].days", ""),
        ("lanes", '"M90617"', '"M90603"', "departures[1].flight", "M90603"),
        ("lanes", 'carrier = "JST", gateway', 'carrier = "S4", gateway', "JST101: carrier", "S4"),
        ("lanes", 'carrier = "M9",  transit', 'carrier = "ZZ",  transit', "KUL-SG-EXP: carrier", "ZZ"),
        ("lanes", 'gateway = "AKL", carrier', 'gateway = "WLG", carrier', "KUL-NZ-EXP: gateway", "WLG"),
        ("hubs", '"LHR", ', "", "KUL-GB-EXP: gateway", "LHR"),
        ("lanes", "departures = [", "flights = [", "departures", None),
        ("lanes", "lanes = [", "version = 2\nlanes = [", "version", 2),
        ("lanes", "lanes = [", "lanes = 5 #", "the file", None),
    ],
)
def test_a_wrong_value_is_refused_by_file_and_key(
    name: str, old: str, new: str, key: str, found: object, plans: Path
) -> None:
    spoil(plans, name, old, new)
    with pytest.raises(PlanError) as caught:
        load_network(plans, "KUL")
    assert caught.value.file.name == "KUL.toml"
    assert caught.value.key == key
    assert found is None or caught.value.found == found
    assert caught.value.expected


def test_an_error_reads_as_a_sentence(plans: Path) -> None:
    spoil(plans, "carriers", 'kind = "broker"', 'kind = "agent"')
    file = plans / "carriers" / "KUL.toml"
    expected = f"{file}: carriers[5].kind is 'agent', expected one of airline, truck, post, broker"
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        load_carriers(plans, "KUL")


@pytest.mark.parametrize("code", ["XXX", "../KUL", "kul", ""])
def test_a_hub_without_a_plan_is_refused_and_the_known_ones_named(code: str) -> None:
    for load in (load_hub, load_carriers, load_lanes, load_timetable):
        with pytest.raises(PlanError, match=r"has: KUL$"):
            load(PLANS, code)
