"""Batches of labels: asked for over HTTP, printed by jobs, marked; what broke off waits for a person."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.identity import the_hub
from app.core.jobs.models import Job, JobState
from app.core.jobs.worker import Worker
from app.demo.printer import SimulatedPrinter, switched_on
from app.printing import service
from app.printing.models import Printer, PrintItem, PrintPart
from app.printing.service import NewPrinter
from tests.app.players import Players, parcel, players
from tests.app.web.test_pages import signed_in

BATCHES = "/api/v1/print-batches"
FEW = 7


@pytest.fixture
def hub(hub_url: str) -> Iterator[Players]:
    made = players(hub_url, printer_networks="127.0.0.0/8")
    yield made
    made.database.dispose()


@pytest.fixture
def codes(hub: Players) -> list[str]:
    rows = [parcel("BATIK", f"R{number}") for number in range(FEW)]
    taken = hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": rows})
    return [one["tracking"] for one in taken["parcels"]]


@pytest.fixture
def device(hub: Players, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SimulatedPrinter, int]]:
    """A simulated printer, and its number in the hub; three labels go to it at once."""
    monkeypatch.setattr(service, "DEVICE_PART", 3)
    with switched_on(SimulatedPrinter()) as simulated:
        new = NewPrinter("Dock 2", "127.0.0.1", simulated.port, 203, "100x150")
        with hub.database.transaction() as db:
            printer_id = service.add_printer(db, new, by=the_hub(1), at=now()).id
        yield simulated, printer_id


class Desk:
    """A person in a browser."""

    def __init__(self, hub: Players, role: str) -> None:
        self.client, _ = signed_in(hub, role)
        page = self.client.get("/printing", headers={"Accept": "text/html"}).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        self.token = found[1]

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"Accept": "text/html"})

    def post(self, path: str, data: dict[str, str] | None = None) -> Any:
        form = {**(data or {}), "csrf_token": self.token}
        return self.client.post(path, data=form, headers={"Accept": "text/html"})


def work(hub: Players) -> None:
    """All jobs that are due are done."""
    worker = Worker(hub.database, hub.app.extensions["jobs"])
    while worker.step():
        continue


def make_due(hub: Players) -> None:
    """Time passes, until jobs that were put off are due."""
    with hub.database.transaction() as db:
        db.execute(update(Job).where(Job.state == JobState.QUEUED).values(run_after=Job.created_at))


def asked(hub: Players, codes: list[str], **more: Any) -> Any:
    return hub.want("device:0", "POST", BATCHES, {"kind": "parcel", "codes": codes, **more})


def seen(hub: Players, batch: Any) -> Any:
    return hub.want("device:0", "GET", f"{BATCHES}/{batch['id']}")


def test_labels_become_a_file_whose_every_code_is_there_in_order(hub: Players, codes: list[str]) -> None:
    batch = asked(hub, codes)
    assert (batch["state"], batch["waiting"], batch["printed"]) == ("running", FEW, 0)
    work(hub)
    after = seen(hub, batch)
    assert (after["state"], after["printed"]) == ("printed", FEW)
    [part] = after["parts"]
    status, content = hub.call("device:0", "GET", part["file"])
    assert status == 200
    assert content.startswith(b"%PDF-")
    with pdfplumber.open(BytesIO(content)) as paper:
        pages = [page.extract_text() for page in paper.pages]
    assert len(pages) == FEW
    for code, page in zip(codes, pages, strict=True):
        assert code in page


def test_labels_go_to_a_printer_in_order(
    hub: Players, codes: list[str], device: tuple[SimulatedPrinter, int]
) -> None:
    simulated, printer_id = device
    batch = asked(hub, codes, printer=printer_id)
    work(hub)
    after = seen(hub, batch)
    assert (after["state"], after["printer"], len(after["parts"])) == ("printed", "Dock 2", 3)
    assert len(simulated.printed) == FEW
    for code, label in zip(codes, simulated.printed, strict=True):
        assert code in label


def test_a_printer_without_labels_is_tried_again_and_prints_each_once(
    hub: Players, codes: list[str], device: tuple[SimulatedPrinter, int]
) -> None:
    simulated, printer_id = device
    simulated.out_of_labels = True
    batch = asked(hub, codes, printer=printer_id)
    work(hub)
    waiting = seen(hub, batch)
    assert (waiting["state"], waiting["printed"]) == ("running", 0)
    assert "out of labels" in waiting["parts"][0]["why_not"]
    simulated.out_of_labels = False
    make_due(hub)
    work(hub)
    assert seen(hub, batch)["state"] == "printed"
    assert len(simulated.printed) == FEW


def test_what_a_printer_broke_off_is_not_printed_again_by_itself(
    hub: Players, codes: list[str], device: tuple[SimulatedPrinter, int]
) -> None:
    simulated, printer_id = device
    simulated.breaks_after = 2
    batch = asked(hub, codes, printer=printer_id)
    work(hub)
    make_due(hub)
    work(hub)
    broken = seen(hub, batch)
    part, *later = broken["parts"]
    assert broken["state"] == "stopped"
    assert (part["state"], len(simulated.printed)) == ("doubtful", 2)
    assert [one["state"] for one in later] == ["waiting", "waiting"]
    simulated.breaks_after = None
    client = Desk(hub, "supervisor")
    assert client.post(f"/printing/parts/{part['id']}/again").status_code == 303
    work(hub)
    assert seen(hub, batch)["state"] == "printed"
    assert len(simulated.printed) == 2 + FEW


def test_a_lost_worker_leaves_its_part_in_doubt_until_somebody_saw_the_labels(
    hub: Players, codes: list[str], device: tuple[SimulatedPrinter, int]
) -> None:
    simulated, printer_id = device
    batch = asked(hub, codes[:3], printer=printer_id)
    lapse(hub)
    work(hub)
    [part] = seen(hub, batch)["parts"]
    assert (part["state"], simulated.printed) == ("doubtful", [])
    client = Desk(hub, "supervisor")
    assert client.post(f"/printing/parts/{part['id']}/came-out").status_code == 303
    assert seen(hub, batch)["state"] == "printed"
    assert client.post(f"/printing/parts/{part['id']}/came-out").status_code == 409


def lapse(hub: Players) -> None:
    """A worker took the job and was never heard of again."""
    with hub.database.transaction() as db:
        job = db.scalars(select(Job).where(Job.kind == "print_labels").with_for_update()).one()
        job.state, job.attempts, job.token, job.worker = JobState.RUNNING, 1, 1, "gone"
        job.lease_until = job.created_at


def test_printing_again_needs_a_reason_which_is_kept(hub: Players, codes: list[str]) -> None:
    asked(hub, codes[:2])
    work(hub)
    status, problem = hub.refused("device:0", "POST", BATCHES, {"kind": "parcel", "codes": codes})
    assert (status, problem["code"]) == (409, "printed_before")
    assert "2 of these labels" in problem["detail"]
    asked(hub, codes, reason="the first ones tore")
    work(hub)
    client = Desk(hub, "supervisor")
    page = client.get(f"/printing/labels/{codes[0]}").text
    assert page.count("Batch ") == 2
    assert "the first ones tore" in page


def test_a_load_and_a_bag_name_their_parcels(hub: Players, codes: list[str]) -> None:
    load = hub.want("device:0", "POST", "/api/v1/loads", {"parcels": codes[2:5]})
    batch = asked(hub, [codes[0], load["number"]])
    assert batch["labels"] == 4
    with hub.database.reading() as db:
        kept = db.scalars(select(PrintItem.code).order_by(PrintItem.place)).all()
    assert kept == [codes[0], *codes[2:5]]


def test_bins_are_printed_by_the_beginning_of_their_code(hub: Players) -> None:
    batch = hub.want("device:0", "POST", BATCHES, {"kind": "bin", "size": "A4x14", "codes": ["KUL-A03-12-*"]})
    assert batch["labels"] == 6
    work(hub)
    assert seen(hub, batch)["state"] == "printed"


def test_a_printer_with_other_labels_is_refused_before_anything_waits(
    hub: Players, device: tuple[SimulatedPrinter, int]
) -> None:
    wish = {"kind": "bin", "codes": ["KUL-A03-12-1"], "printer": device[1]}
    status, problem = hub.refused("device:0", "POST", BATCHES, wish)
    assert (status, problem["code"]) == (409, "wrong_labels")


def test_nothing_is_printed_when_an_entry_names_nothing(hub: Players, codes: list[str]) -> None:
    status, problem = hub.refused(
        "device:0", "POST", BATCHES, {"kind": "parcel", "codes": [codes[0], "EN0000009999KUL"]}
    )
    assert (status, problem["code"]) == (422, "names_nothing")
    [fault] = problem["errors"]
    assert (fault["row"], fault["found"]) == (2, "EN0000009999KUL")
    with hub.database.reading() as db:
        assert db.scalars(select(PrintPart)).all() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "poster"}, "kind"), ({"size": "A0"}, "size"), ({"dpi": 72}, "dpi"), ({"codes": []}, "codes")],
)
def test_a_wrong_wish_names_its_field(
    hub: Players, codes: list[str], change: dict[str, Any], field: str
) -> None:
    status, problem = hub.refused("device:0", "POST", BATCHES, {"kind": "parcel", "codes": codes, **change})
    assert status == 422
    assert [one["field"] for one in problem["errors"]] == [field]


def test_what_has_not_begun_can_be_called_off(
    hub: Players, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FILE_PART", 2)
    batch = asked(hub, codes)
    Worker(hub.database, hub.app.extensions["jobs"]).step()
    client = Desk(hub, "supervisor")
    assert client.post(f"/printing/{batch['id']}/cancel").status_code == 303
    work(hub)
    after = seen(hub, batch)
    assert (after["state"], after["printed"], after["waiting"]) == ("unfinished", 2, 0)
    assert [one["state"] for one in after["parts"]] == ["printed", "cancelled", "cancelled", "cancelled"]
    assert client.post(f"/printing/{batch['id']}/cancel").status_code == 409


def test_printers_are_set_up_where_printers_stand_only(hub: Players, codes: list[str]) -> None:
    client = Desk(hub, "admin")
    new = {"name": "Dock 3", "host": "127.0.0.1", "port": "9100", "dpi": "300", "size": "A6"}
    assert client.post("/printers", data=new).status_code == 303
    assert client.post("/printers", data=new).status_code == 422
    elsewhere = client.post("/printers", data={**new, "name": "Web", "host": "192.0.2.9"})
    assert elsewhere.status_code == 409
    assert "not in a network of printers" in elsewhere.text
    with hub.database.reading() as db:
        [printer] = db.scalars(select(Printer)).all()
    assert client.post(f"/printers/{printer.id}/off").status_code == 303
    status, problem = hub.refused(
        "device:0", "POST", BATCHES, {"kind": "parcel", "codes": codes, "printer": printer.id}
    )
    assert (status, problem["code"]) == (409, "printer_off")


def test_every_page_of_printing_opens(hub: Players, codes: list[str]) -> None:
    batch = asked(hub, codes)
    client = Desk(hub, "supervisor")
    for path in ("/printing", f"/printing/{batch['id']}", f"/printing/parts/{batch['id']}", "/printers"):
        assert client.get(path).status_code == 200, path
    wrong = client.post("/printing", data={"kind": "parcel", "codes": "nothing"})
    assert wrong.status_code == 422
    assert "names nothing" in wrong.text
    made = client.post("/printing", data={"kind": "parcel", "codes": " ".join(codes), "reason": "torn"})
    assert made.status_code == 303
