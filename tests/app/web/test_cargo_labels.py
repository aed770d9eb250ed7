"""Labels of freight that leaves: pieces of a flight, receptacles of the post, ULDs; and the signs of racks."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pdfplumber
import pytest

from app.board.invariants import broken
from app.core.identity import the_hub
from app.numbers.rules import Allotted
from app.numbers.service import add
from labels.identifiers import AirWaybill, Receptacle
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor
from tests.app.web.test_pages import signed_in
from tests.app.web.test_postal import HTML, allot, posted, text_of

AWB = AirWaybill("907", 1_000)


@pytest.fixture
def floor(hub: Players) -> Floor:
    """On the departure: a bag of two parcels, and a third parcel by itself."""
    with hub.database.transaction() as db:
        add(db, Allotted("awb", "907", 1_000, 1_001), by=the_hub(1), at=datetime.now(UTC))
    made = Floor(hub)
    made.bagged(*made.codes[:2])
    made.applied("load", made.bag, departure=made.departure)
    made.applied("receive", made.codes[2])
    made.clear(made.codes[2])
    made.applied("pick", made.codes[2])
    made.applied("load", made.codes[2], departure=made.departure)
    return made


def pages_of(floor: Floor, path: str) -> list[str]:
    status, raw = floor.hub.call("device:0", "GET", path)
    assert status == 200, raw
    with pdfplumber.open(io.BytesIO(raw)) as paper:
        return [page.extract_text() for page in paper.pages]


def test_a_closed_flight_has_a_label_for_each_piece_and_loose_parcels_tell_their_house(floor: Floor) -> None:
    path = f"/api/v1/labels/air-cargo/{floor.departure}"
    status, told = floor.hub.refused("planner", "GET", f"{path}.pdf")
    assert (status, told["code"]) == (409, "not_closed")
    assert floor.departure in told["detail"]
    floor.hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    bag, loose = pages_of(floor, f"{path}.pdf")
    assert all(part in bag for part in ("907-0001 0006", f"{AWB}00001", "1 / 2", "1.4 kg", "SIN", "Meranti"))
    assert all(part in loose for part in (f"{AWB}00002", "2 / 2", "0.7 kg", "KULH00000003", "1 pcs"))
    assert "KULH" not in bag
    status, raw = floor.hub.call("device:0", "GET", f"{path}.zpl?dpi=300")
    assert (status, raw.count(b"^XA^"), raw.count(b"^XZ")) == (200, 2, 2)
    shown = signed_in(floor.hub, "operator")[0].get(f"/departures/{floor.departure}", headers=HTML).text
    assert f'href="{path}.pdf"' in shown


def test_a_flight_that_the_hub_did_not_number_takes_the_airlines_number(hub: Players) -> None:
    floor = Floor(hub)
    floor.bagged(floor.codes[0])
    floor.applied("load", floor.bag, departure=floor.departure)
    hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    path = f"/api/v1/labels/air-cargo/{floor.departure}.pdf"
    assert hub.refused("planner", "GET", path)[1]["code"] == "no_air_waybill"
    assert hub.refused("planner", "GET", f"{path}?number=232-12345676")[1]["code"] == "bad_awb"
    assert "232-1234 5675" in pages_of(floor, f"{path}?number=232-12345675")[0]


def test_a_truck_and_an_empty_flight_have_no_air_cargo_labels(floor: Floor) -> None:
    hub, leaves = floor.hub, datetime.now(UTC).replace(year=2099)
    truck = {
        "number": "JST101/1", "carrier": "JST", "transport": "truck", "gateway": "SIN", "capacity_g": 1,
        "capacity_cm3": 1, "departs_at": leaves.isoformat(),
        "cutoff_at": (leaves - timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    hub.want("planner", "POST", "/api/v1/departures", truck)
    assert hub.refused("planner", "GET", "/api/v1/labels/air-cargo/JST101/1.pdf")[1]["code"] == "not_by_air"
    empty = floor.depart("SIN")
    hub.want("planner", "POST", f"/api/v1/departures/{empty}/close")
    path = f"/api/v1/labels/air-cargo/{empty}.pdf"
    assert hub.refused("planner", "GET", path)[1]["code"] == "nothing_on_board"


def test_the_tag_of_a_uld_sums_what_was_ticked(floor: Floor) -> None:
    path = f"/api/v1/labels/uld/{floor.departure}"
    asked = "uld=ake+12345+mh&tare_kg=72&position=23L&seal=K-77"
    [whole] = pages_of(floor, f"{path}.pdf?{asked}")
    for part in ("AKE12345MH", "23L", "K-77", "2.1", "72.0", "74.1", "3 pieces: parcels in 1 bag, loose"):
        assert part in whole
    [part_of] = pages_of(floor, f"{path}.pdf?{asked}&unit={floor.bag}")
    assert "2 pieces: parcels in 1 bag" in part_of
    assert "1.4" in part_of
    assert "3 pieces: loose" not in pages_of(floor, f"{path}.pdf?{asked}&unit=loose+parcels")[0]
    page = (
        signed_in(floor.hub, "operator")[0].get(f"/departures/{floor.departure}/uld-tag", headers=HTML).text
    )
    assert f'value="{floor.bag}"' in page
    assert 'value="loose parcels"' in page


@pytest.mark.parametrize(
    ("asked", "code", "fields"),
    [
        ("", "bad_uld", ["uld", "tare_kg"]),
        ("uld=AKE12345MHXX&tare_kg=72", "bad_uld", ["uld"]),
        ("uld=AKE12345MH&tare_kg=-1", "bad_uld", ["tare_kg"]),
        ("uld=AKE12345MH&tare_kg=72&unit=NOWHERE", "not_on_board", ["unit"]),
    ],
)
def test_a_wrong_wish_for_a_uld_names_its_fields(
    floor: Floor, asked: str, code: str, fields: list[str]
) -> None:
    path = f"/api/v1/labels/uld/{floor.departure}.pdf?{asked}"
    status, told = floor.hub.refused("planner", "GET", path)
    assert (status, told["code"], [one["field"] for one in told["errors"]]) == (422, code, fields)


ROUTE = {"origin": "mykula", "destination": "SGSINA", "category": "A", "subclass": "UN"}


def test_a_person_numbers_a_bag_for_the_post_and_prints_its_tag(hub: Players) -> None:
    floor = Floor(hub)
    page, tag = f"/units/{floor.bag}", f"/api/v1/labels/receptacle/{floor.bag}.pdf"
    client, _ = signed_in(hub, "operator")
    assert "once it is closed" in client.get(page, headers=HTML).text
    assert posted(client, page, f"{page}/receptacle", **ROUTE).status_code == 409
    floor.bagged(*floor.codes[:2])
    assert hub.refused("planner", "GET", tag)[1]["code"] == "no_receptacle_number"
    wrong = posted(client, page, f"{page}/receptacle", **(ROUTE | {"origin": "MYKUL"}))
    assert wrong.status_code == 422
    assert "Write six letters, as MYKULA" in wrong.text
    assert posted(client, page, f"{page}/receptacle", **ROUTE, highest="on").status_code == 303
    shown = client.get(page, headers=HTML).text
    number = re.findall(r"MYKULA SGSINA A UN \d 0001 001 1 0 0014", shown)[0]
    assert hub.refused("planner", "GET", tag)[1]["code"] == "no_departure"
    floor.applied("load", floor.bag, departure=floor.departure)
    [text] = pages_of(floor, tag)
    receptacle = Receptacle.parse(number)
    for part in ("AIRMAIL", "MYKULA", "Kuala Lumpur KUL", "SIN", "Singapore", "0001", "001", "last", "1.4 kg",
                 floor.departure, "2 items", str(receptacle)[20:23]):  # fmt: skip
        assert part in text


def test_the_second_bag_goes_in_the_dispatch_that_was_begun(hub: Players) -> None:
    floor = Floor(hub)
    floor.bagged(floor.codes[0])
    client, _ = signed_in(hub, "operator")
    posted(client, f"/units/{floor.bag}", f"/units/{floor.bag}/receptacle", **ROUTE)
    floor.bag = hub.want("device:0", "POST", "/api/v1/units", {"gateway": "SIN"})["code"]
    floor.bagged(floor.codes[1])
    page = f"/units/{floor.bag}"
    [dispatch] = re.findall(r'<option value="(\w{20})"', client.get(page, headers=HTML).text)
    assert posted(client, page, f"{page}/receptacle", dispatch=dispatch).status_code == 303
    assert " 0001 002 0 0 0007" in client.get(page, headers=HTML).text
    history = signed_in(hub, "admin")[0].get("/numbers", headers=HTML).text
    assert history.count("<b>Begun</b> a postal dispatch") == 1


def test_the_parcels_of_a_bag_get_postal_numbers_at_once_and_their_labels_in_one_batch(hub: Players) -> None:
    floor = Floor(hub)
    floor.bagged(*floor.codes[:3])
    client, _ = signed_in(hub, "operator")
    page, batch = f"/units/{floor.bag}", {"kind": "postal", "codes": [floor.bag]}
    assert "The hub has no postal number left" in client.get(page, headers=HTML).text
    allot(hub, 2)
    hub.want("planner", "POST", f"/api/v1/parcels/{floor.codes[0]}/postal-item", {"service": "RR"})
    assert "1 of 3 have one" in client.get(page, headers=HTML).text
    told = hub.refused("device:0", "POST", "/api/v1/print-batches", batch)[1]
    assert [(one["row"], one["code"], one["found"]) for one in told["errors"]] == [
        (1, "no_postal_number", code) for code in floor.codes[1:3]
    ]
    assert posted(client, page, f"{page}/postal-items", service="RR").status_code == 409
    assert "1 of 3 have one" in client.get(page, headers=HTML).text
    allot(hub, 3, first=100)
    assert posted(client, page, f"{page}/postal-items", service="RR").status_code == 303
    assert "have one" not in client.get(page, headers=HTML).text
    told = hub.refused("planner", "POST", f"/api/v1/units/{floor.bag}/postal-items", {"service": "RR"})[1]
    assert told["code"] == "already_done"
    assert _codes(hub, "postal", floor.bag) == 3
    with hub.database.reading() as db:
        assert broken(db) == []


def test_the_sign_of_a_rack_names_its_bays_and_points_to_them(hub: Players) -> None:
    status, raw = hub.call("device:0", "GET", "/api/v1/labels/rack/kul-a03.pdf?size=A5-landscape")
    assert status == 200
    text = text_of(raw)
    assert all(part in text for part in ("A03", "KUL-A03", "01 – 40"))
    sides = [
        hub.call("device:0", "GET", f"/api/v1/labels/rack/KUL-A03.zpl?runs={side}")[1]
        for side in ("right", "left")
    ]
    assert sides[0] != sides[1]
    assert hub.refused("device:0", "GET", "/api/v1/labels/rack/KUL-A03.pdf?runs=up")[1]["code"] == "bad_query"
    assert hub.refused("device:0", "GET", "/api/v1/labels/rack/KUL-Z99.pdf")[1]["code"] == "unknown_rack"
    page = signed_in(hub, "operator")[0].get("/racks", headers=HTML).text
    assert page.count('<th scope="row"') == 20
    assert "/printing?kind=bin&amp;codes=KUL-A03-*" in page


def _codes(hub: Players, kind: str, *words: str) -> Any:
    return hub.want("device:0", "POST", "/api/v1/print-batches", {"kind": kind, "codes": list(words)})[
        "labels"
    ]


def test_batches_print_what_leaves_by_departure_dispatch_bag_and_aisle(floor: Floor) -> None:
    hub = floor.hub
    asked = {"kind": "air_cargo", "codes": [floor.departure]}
    assert hub.refused("device:0", "POST", "/api/v1/print-batches", asked)[1]["code"] == "not_closed"
    hub.want("planner", "POST", f"/api/v1/departures/{floor.departure}/close")
    assert _codes(hub, "air_cargo", AWB.printed) == 2
    client, _ = signed_in(hub, "operator")
    asked = {"kind": "receptacle", "codes": [floor.bag]}
    status, told = hub.refused("device:0", "POST", "/api/v1/print-batches", asked)
    assert (status, told["code"]) == (422, "no_label_yet")
    assert [(one["row"], one["code"]) for one in told["errors"]] == [(1, "no_receptacle_number")]
    page = f"/units/{floor.bag}"
    assert posted(client, page, f"{page}/receptacle", **ROUTE).status_code == 303
    number = re.findall(r"MYKULA SGSINA A UN [\d ]+", client.get(page, headers=HTML).text)[0].replace(" ", "")
    assert _codes(hub, "receptacle", number[:20]) == 1
    assert _codes(hub, "rack", "KUL-A0*", "KUL-A10") == 10
