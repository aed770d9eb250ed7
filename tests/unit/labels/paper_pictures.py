"""`make papers`: each paper as a picture in docs/papers, and docs/papers.md that shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labels.papers import (
    air_waybill,
    bag_list,
    cn22,
    cn23,
    discrepancy,
    dispatch_note,
    disposal,
    driver_sheet,
    invoice,
    loading_sheet,
    manifest,
    packing_list,
)
from tests.unit.labels import making_papers as made
from tests.unit.labels.making import a_line, a_manifest
from tests.unit.labels.pictures import printed

DOCS = Path(__file__).resolve().parents[3] / "docs"
DPI = 130
INTRODUCTION = """\
# Papers

What the hub prints beside labels. Each paper is made by one file in `labels/papers/` from one frozen value, and has
page x of y, table heads on every page, its own code, and at its foot what data made it, in which version, with the
SHA-256 of all that it says. Totals are sums of the lines; weights have three digits; money has its ISO 4217 code, and
nothing is rounded. A text that does not fit stops the paper with a sentence that names it: nothing is cut silently
(the manifest alone shortens consignees and descriptions, and says so on each page). Letters that no face here has are
written in Latin ones.

`make papers` draws this page and its pictures anew.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One paper of the page: its name, how it is drawn, and who gets it where."""

    name: str
    title: str
    pdf: Callable[[], bytes]
    where: str


SHOWN = (
    Shown(
        "cn22",
        "Customs declaration CN 22",
        lambda: cn22.render([made.an_item()]),
        "A postal item of small value. `GET /api/v1/parcels/{tracking}/cn22.pdf`, linked on the parcel’s page.",
    ),
    Shown(
        "cn23",
        "Customs declaration CN 23",
        lambda: cn23.render([made.an_item()]),
        "A postal item. `GET /api/v1/parcels/{tracking}/cn23.pdf`, linked on the parcel’s page.",
    ),
    Shown(
        "invoice",
        "Commercial invoice",
        lambda: invoice.render(made.an_invoice()),
        "A consignment. `GET /api/v1/parcels/{tracking}/invoice.pdf`, linked on the page of each of its parcels.",
    ),
    Shown(
        "packing-list",
        "Packing list",
        lambda: packing_list.render(made.a_packing_list()),
        "A consignment. `GET /api/v1/parcels/{tracking}/packing-list.pdf`, linked on the page of each of its parcels.",
    ),
    Shown(
        "house-waybill",
        "House air waybill",
        lambda: air_waybill.render(made.a_house_waybill()),
        "A consignment. `GET /api/v1/parcels/{tracking}/house-waybill.pdf`, linked on the page of each of its parcels.",
    ),
    Shown(
        "master-waybill",
        "Master air waybill",
        lambda: air_waybill.render(made.a_master_waybill()),
        "A departure by air. `GET /api/v1/departures/{number}/master-waybill.pdf?number=232-12345675`; the number is "
        "one of the airline’s, asked for on the departure’s page.",
    ),
    Shown(
        "manifest",
        "Cargo manifest",
        lambda: manifest.render(a_manifest([a_line(number) for number in range(1, 31)])),
        "A closed departure. `GET /api/v1/manifests/{number}.pdf`, linked on the manifest’s page.",
    ),
    Shown(
        "bag-list",
        "Bag list",
        lambda: bag_list.render(made.a_bag_list()),
        "A bag or carton. `GET /api/v1/units/{sscc}/bag-list.pdf`, linked on the unit’s page.",
    ),
    Shown(
        "dispatch-note",
        "Dispatch note",
        lambda: dispatch_note.render(made.a_dispatch_note()),
        "A departure. `GET /api/v1/departures/{number}/dispatch-note.pdf`, linked on the departure’s page.",
    ),
    Shown(
        "driver-sheet",
        "Driver’s sheet",
        lambda: driver_sheet.render([made.a_driver_sheet()]),
        "An accepted milk run, one sheet a van. `GET /api/v1/plans/{id}/driver-sheets.pdf`, linked on the plan’s "
        "page.",
    ),
    Shown(
        "loading-sheet",
        "Loading sheet",
        lambda: loading_sheet.render([made.a_loading_sheet()]),
        "An accepted load, one sheet a ULD. `GET /api/v1/plans/{id}/loading-sheets.pdf`, linked on the plan’s page.",
    ),
    Shown(
        "discrepancy",
        "Discrepancy report",
        lambda: discrepancy.render(made.a_discrepancy_report()),
        "An inbound load. `GET /api/v1/loads/{number}/discrepancies.pdf`, linked on the page of inbound loads.",
    ),
    Shown(
        "disposal",
        "Disposal record",
        lambda: disposal.render(made.a_disposal_record()),
        "A parcel that was disposed of. `GET /api/v1/parcels/{tracking}/disposal.pdf`, linked on the parcel’s page.",
    ),
)


def page() -> str:
    """The text of docs/papers.md."""
    parts = (f"\n## {one.title}\n\n{one.where}\n\n![{one.title}](papers/{one.name}.png)\n" for one in SHOWN)
    return INTRODUCTION + "".join(parts)


def draw(folder: Path) -> None:
    """The first page of each paper."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in SHOWN:
        picture = printed(one.pdf(), 200 if one.name == "cn22" else DPI)[0]
        picture.quantize(8).save(folder / f"{one.name}.png", optimize=True)


if __name__ == "__main__":
    draw(DOCS / "papers")
    (DOCS / "papers.md").write_text(page(), encoding="utf-8")
