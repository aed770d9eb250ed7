"""Papers over HTTP: each says what the hub knows, and nobody gets one of another's freight."""

import io

import pdfplumber
import pytest
from sqlalchemy import select, update

from app.core.jobs.worker import Worker
from app.parcels.models import Parcel
from tests.app.planning.test_plans import ASYNC, MILK_RUN
from tests.app.players import Players, parcel
from tests.app.scanning.test_scans import DEVICE, Floor, scan
from tests.app.web.test_pages import signed_in

OF_A_CONSIGNMENT = ("cn22", "cn23", "invoice", "packing-list", "house-waybill")
SELLER, OTHER = "seller:BATIK", "seller:KOPI"


def text_of(hub: Players, who: str, path: str) -> str:
    answer = hub.client.get(path, headers={"Authorization": f"Bearer {hub.keys[who]}"})
    assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.get_data()[:400]
    assert answer.headers["Content-Disposition"].startswith('inline; filename="')
    with pdfplumber.open(io.BytesIO(answer.get_data())) as paper:
        return "\n".join(page.extract_text() for page in paper.pages)


@pytest.fixture
def floor(hub: Players) -> Floor:
    return Floor(hub)


@pytest.fixture
def loaded(floor: Floor) -> Floor:
    """A bag of two parcels on the departure."""
    floor.bagged(*floor.codes[:2])
    floor.applied("load", floor.bag, departure=floor.departure)
    return floor


@pytest.mark.parametrize("who", [SELLER, "supervisor", DEVICE])
@pytest.mark.parametrize("kind", OF_A_CONSIGNMENT)
def test_a_paper_of_a_consignment_says_whose_goods_go_where(floor: Floor, kind: str, who: str) -> None:
    tracking = floor.codes[0]
    numbered = floor.hub.want("supervisor", "POST", f"/api/v1/parcels/{tracking}/house-waybill")
    text = text_of(floor.hub, who, f"/api/v1/parcels/{tracking.lower()}/{kind}.pdf")
    assert "page 1 of 1" in text
    if kind == "house-waybill":
        assert numbered["house_waybill"] in text
    if kind != "cn22":
        assert all(part in text for part in ("Tan Wei", "12 Orchid Road", "018956 Singapore"))
    assert {"cn22": "20.00 USD", "cn23": "20.00 USD", "invoice": "20.00 USD", "packing-list": "0.700"}.get(
        kind, "0.700"
    ) in text


def test_a_consignment_of_two_parcels_has_one_invoice_and_one_packing_list(hub: Players) -> None:
    body = {"parcels": [parcel("BATIK", "ONE"), parcel("BATIK", "TWO", weight_g=1300)]}
    taken = hub.want(SELLER, "POST", "/api/v1/pre-alerts", body)["parcels"]
    first, second = (one["tracking"] for one in taken)
    with hub.database.transaction() as db:
        whole = select(Parcel.consignment_id).where(Parcel.tracking == first).scalar_subquery()
        db.execute(update(Parcel).where(Parcel.tracking == second).values(consignment_id=whole))
    packed = text_of(hub, SELLER, f"/api/v1/parcels/{first}/packing-list.pdf")
    assert all(part in packed for part in (first, second, "2 parcels", "2.000"))
    invoice = text_of(hub, SELLER, f"/api/v1/parcels/{second}/invoice.pdf")
    assert "Total of the invoice 40.00 USD" in invoice
    assert "Singapore, SG" in invoice
    path = f"/api/v1/parcels/{second}/house-waybill.pdf"
    assert hub.refused(SELLER, "GET", path)[1]["code"] == "no_house_number"
    hub.want("supervisor", "POST", f"/api/v1/parcels/{second}/house-waybill")
    waybill = text_of(hub, SELLER, path)
    assert "2.000" in waybill
    assert first in waybill
    assert second in waybill


@pytest.mark.parametrize("kind", OF_A_CONSIGNMENT)
def test_another_seller_is_told_that_there_is_no_such_parcel(floor: Floor, kind: str) -> None:
    there = f"/api/v1/parcels/{floor.codes[0]}/{kind}.pdf"
    missing = f"/api/v1/parcels/EN9999999990KUL/{kind}.pdf"
    for path in (there, missing):
        status, told = floor.hub.refused(OTHER, "GET", path)
        assert (status, told["code"]) == (404, "unknown_parcel")
    assert floor.hub.refused("carrier:M9", "GET", there)[0] == 403
    assert floor.hub.refused(None, "GET", there)[0] == 401


def test_the_house_waybill_names_the_flight_that_the_parcel_is_on(loaded: Floor) -> None:
    text = text_of(loaded.hub, SELLER, f"/api/v1/parcels/{loaded.codes[0]}/house-waybill.pdf")
    assert loaded.departure in text


def test_the_papers_change_their_hash_when_the_parcel_is_weighed(floor: Floor) -> None:
    path = f"/api/v1/parcels/{floor.codes[0]}/invoice.pdf"
    before = text_of(floor.hub, SELLER, path)
    assert "0.700 kg" in before
    floor.applied("receive", floor.codes[0])
    floor.applied("measure", floor.codes[0], weight_g=777)
    after = text_of(floor.hub, SELLER, path)
    assert "0.777 kg" in after
    assert _digest(before) != _digest(after)
    assert "after 3 events" in after


def _digest(text: str) -> str:
    return text.partition("sha-256 ")[2].split()[0]


def test_a_bag_list_says_what_is_in_the_bag(loaded: Floor) -> None:
    text = text_of(loaded.hub, "supervisor", f"/api/v1/units/{loaded.bag}/bag-list.pdf")
    assert all(code in text for code in loaded.codes[:2])
    assert loaded.codes[2] not in text
    assert all(part in text for part in ("2 items", "1.400", "S1", "to SIN"))


def test_a_dispatch_note_says_what_the_carrier_takes_over(loaded: Floor) -> None:
    loaded.applied("receive", loaded.codes[2])
    loaded.clear(loaded.codes[2])
    loaded.applied("pick", loaded.codes[2])
    loaded.applied("load", loaded.codes[2], departure=loaded.departure)
    path = f"/api/v1/departures/{loaded.departure}/dispatch-note.pdf"
    text = text_of(loaded.hub, "planner", path)
    assert all(
        part in text for part in (loaded.bag, "S1", "loose parcels", "not issued yet", "2 in all 3 2.100")
    )
    closed = loaded.hub.want("planner", "POST", f"/api/v1/departures/{loaded.departure}/close")
    assert f"{closed['manifest']} version 1" in text_of(loaded.hub, "planner", path)


def test_a_master_waybill_counts_bags_and_carries_the_airlines_number(loaded: Floor) -> None:
    path = f"/api/v1/departures/{loaded.departure}/master-waybill.pdf"
    text = text_of(loaded.hub, "planner", f"{path}?number=232-12345675")
    assert all(part in text for part in ("232-12345675", loaded.departure, "1 × Consolidation", "1.400"))


@pytest.mark.parametrize("number", ["", "232-12345676", "EN0000000017KUL", "232-1234567"])
def test_a_master_waybill_needs_a_number_that_checks(loaded: Floor, number: str) -> None:
    path = f"/api/v1/departures/{loaded.departure}/master-waybill.pdf?number={number}"
    status, told = loaded.hub.refused("planner", "GET", path)
    assert (status, told["code"]) == (422, "bad_awb")


def test_an_empty_departure_has_no_master_waybill(floor: Floor) -> None:
    path = f"/api/v1/departures/{floor.departure}/master-waybill.pdf?number=232-12345675"
    assert floor.hub.refused("planner", "GET", path)[1]["code"] == "nothing_on_board"


def test_a_discrepancy_report_sets_what_came_against_what_was_announced(floor: Floor) -> None:
    hub, (came, broken, missing, extra) = floor.hub, floor.codes
    body = {"vehicle": "van 2", "parcels": [came, broken, missing]}
    load = hub.want("supervisor", "POST", "/api/v1/loads", body)["number"]
    floor.applied("receive", came, load=load)
    floor.applied("receive", broken, load=load, reason="one corner is crushed")
    floor.applied("receive", extra, load=load)
    floor.applied("measure", extra, weight_g=2100)
    floor.send(scan("receive", "9771234567003", load=load))
    assert "more may still come" in text_of(hub, "supervisor", f"/api/v1/loads/{load}/discrepancies.pdf")
    hub.want("supervisor", "POST", f"/api/v1/loads/{load}/close")
    text = text_of(hub, "supervisor", f"/api/v1/loads/{load}/discrepancies.pdf")
    lines = [line for line in text.splitlines() if line[:1].isdigit()]
    assert any(broken in line and "damaged" in line and "one corner is crushed" in line for line in lines)
    assert any(missing in line and "short" in line and "did not arrive" in line for line in lines)
    assert any(extra in line and "surplus" in line and "not announced" in line for line in lines)
    assert any(extra in line and "weight" in line and "2.100 kg" in line for line in lines)
    assert any("9771234567003" in line and "unknown" in line for line in lines)
    assert came not in text
    assert "5 discrepancies" in text
    assert hub.refused(SELLER, "GET", f"/api/v1/loads/{load}/discrepancies.pdf")[0] == 403
    assert hub.refused("supervisor", "GET", "/api/v1/loads/IN9999999/discrepancies.pdf")[0] == 404


def test_a_disposal_record_says_what_why_and_by_whom(floor: Floor) -> None:
    hub, tracking = floor.hub, floor.codes[0]
    path = f"/api/v1/parcels/{tracking}/disposal.pdf"
    floor.applied("receive", tracking)
    assert hub.refused("supervisor", "GET", path)[1]["code"] == "not_disposed"
    floor.applied("hold", tracking, reason="damage", note="leaks")
    [told] = floor.send(
        scan("dispose", tracking, note="broken glass, given up by the seller"), device="supervisor"
    )
    assert told["outcome"] == "applied", told
    text = text_of(hub, "supervisor", path)
    assert all(
        part in text for part in (tracking, "broken glass, given up by the seller", "leaks", "20.00 USD")
    )
    assert hub.refused(SELLER, "GET", path)[0] == 403


def planned(hub: Players) -> int:
    """A milk run that was worked out and waits for a word."""
    asked = hub.want("planner", "POST", MILK_RUN, {"seconds": 1, "vans": 2}, **ASYNC)
    assert Worker(hub.database, hub.app.extensions["jobs"]).step()
    return int(asked["id"])


def test_drivers_sheets_name_the_stops_and_the_load_of_an_accepted_milk_run(floor: Floor) -> None:
    hub, plan = floor.hub, planned(floor.hub)
    path = f"/api/v1/plans/{plan}/driver-sheets.pdf"
    assert hub.refused("planner", "GET", path)[1]["code"] == "no_rounds"
    hub.want("planner", "POST", f"/api/v1/plans/{plan}/accept")
    text = text_of(hub, "planner", path)
    loads = [one["number"] for one in hub.want("planner", "GET", "/api/v1/loads")["loads"]]
    assert any(f"Load {number}" in text for number in loads)
    assert "(BATIK)" in text
    assert len(floor.codes) == 4
    assert "1 stops 4" in text
    assert hub.refused("planner", "GET", "/api/v1/plans/999/driver-sheets.pdf")[0] == 404


@pytest.mark.parametrize(
    ("who", "page", "papers"),
    [
        ("seller", "/parcels/{0.codes[0]}", [f"/{kind}.pdf" for kind in OF_A_CONSIGNMENT]),
        ("supervisor", "/units/{0.bag}", ["/bag-list.pdf"]),
        ("supervisor", "/departures/{0.departure}", ["/dispatch-note.pdf", "/master-waybill.pdf"]),
        ("supervisor", "/cases", ['"/loads"']),
    ],
)
def test_the_papers_are_linked_where_one_looks_for_them(
    loaded: Floor, who: str, page: str, papers: list[str]
) -> None:
    shown = (
        signed_in(loaded.hub, who)[0].get(page.format(loaded), headers={"Accept": "text/html"}).get_data(True)
    )
    assert all(paper in shown for paper in papers)


def test_the_page_of_loads_links_each_report(floor: Floor) -> None:
    load = floor.hub.want("supervisor", "POST", "/api/v1/loads", {"parcels": floor.codes})["number"]
    shown = (
        signed_in(floor.hub, "supervisor")[0].get("/loads", headers={"Accept": "text/html"}).get_data(True)
    )
    assert f"/api/v1/loads/{load}/discrepancies.pdf" in shown


def test_a_text_that_cannot_be_printed_is_told_by_name(hub: Players) -> None:
    body = {"parcels": [parcel("BATIK", "PUA", consignee_address1="12 \ue000 Road")]}
    status, raw = hub.call(SELLER, "POST", "/api/v1/pre-alerts", body)
    assert status == 201, raw
    tracking = hub.want(SELLER, "GET", "/api/v1/parcels")["parcels"][0]["tracking"]
    status, told = hub.refused(SELLER, "GET", f"/api/v1/parcels/{tracking}/cn23.pdf")
    assert (status, told["code"]) == (422, "cannot_print")
    assert "U+E000" in told["detail"]
