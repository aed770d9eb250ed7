"""Papers as the hub prints them, to be changed in one place by each test; the pictures in docs/papers show them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from labels.heads import Origin
from labels.papers.bag_list import BagList, BagListItem
from labels.papers.consignment import Goods, Party, Piece
from labels.papers.customs import Category, CustomsItem
from labels.papers.discrepancy import Discrepancy, DiscrepancyReport
from labels.papers.dispatch_note import DispatchedUnit, DispatchNote
from labels.papers.disposal import DisposalRecord, PastHold
from labels.papers.driver_sheet import DriverSheet, DriverStop
from labels.papers.invoice import CommercialInvoice
from labels.papers.loading_sheet import LoadingFace, LoadingPiece, LoadingSheet, LoadingView
from labels.papers.packing_list import PackingList
from labels.papers.waybill import AirWaybill, WaybillLine
from tests.unit.labels.making import NOW

ORIGIN = Origin("consignment ORD-2026-118273 after 14 events", NOW)
HUB_NAME = "Kuala Lumpur Hub, KLIA Free Zone"
SELLER = Party(
    "Batik & Botol Trading Sdn Bhd",
    ("18 Jalan Tun Perak", "50050 Kuala Lumpur"),
    "MY",
    "+60 3 2698 1122",
    "export@batikbotol.example",
    "C2584963070",
)
BUYER = Party(
    "Zoë Müller-Østergård",
    ("Unit 12 (rear), 48 Wharf Street", "4000 Brisbane City QLD"),
    "AU",
    "+61 7 3001 2345",
    "zoe@example.org",
)
SHIRT = Goods(
    "Men’s batik shirt, 100 % cotton, woven", "620520", "MY", 2, Decimal("89.90"), "MYR", 620, "BTK-S-41"
)
MUG = Goods("Ceramic mug, hand-painted, 350 ml", "691200", "MY", 1, Decimal("35"), "MYR", 410, "MUG-07")
TRAY = Goods("Serving tray, rattan", "460219", "ID", 1, Decimal("64.5"), "MYR", 380)


def many_goods(count):
    return tuple(
        replace(SHIRT, description=f"Batik shirt, pattern {number}") for number in range(1, count + 1)
    )


def an_item(**changes):
    item = CustomsItem(
        number="EN0000000017KUL",
        operator="Entrepot hub KUL",
        sender=SELLER,
        addressee=BUYER,
        sender_reference="C2584963070",
        importer_reference="",
        category=Category.SALE,
        explanation="",
        goods=(SHIRT, MUG, TRAY),
        gross_weight_g=1637,
        postage=(Decimal("48.20"), "MYR"),
        comments="",
        licences="",
        certificates="",
        invoice="ORD-2026-118273",
        office="Kuala Lumpur",
        posted_on=date(2026, 11, 24),
        origin=Origin("parcel EN0000000017KUL after 6 events", NOW),
    )
    return replace(item, **changes)


def an_invoice(**changes):
    invoice = CommercialInvoice(
        number="ORD-2026-118273",
        code="KUL000000118",
        dated=date(2026, 11, 22),
        order="ORD-2026-118273",
        incoterm="DAP",
        incoterm_place="Brisbane City, AU",
        reason="Sale of goods",
        seller=SELLER,
        buyer=BUYER,
        pieces=2,
        gross_weight_g=3120,
        goods=(SHIRT, MUG, TRAY),
        charges=(("Freight", (Decimal("48.20"), "MYR")), ("Insurance", (Decimal("3.5"), "MYR"))),
        origin=ORIGIN,
    )
    return replace(invoice, **changes)


def a_packing_list(**changes):
    packing = PackingList(
        number="ORD-2026-118273",
        code="KUL000000118",
        dated=date(2026, 11, 22),
        sender=SELLER,
        consignee=BUYER,
        pieces=(
            Piece("EN0000000017KUL", 1637, (SHIRT, MUG), (300, 220, 120)),
            Piece("EN0000000025KUL", 1483, (TRAY,)),
        ),
        origin=ORIGIN,
    )
    return replace(packing, **changes)


def a_house_waybill(**changes):
    waybill = AirWaybill(
        title="House air waybill",
        number="KUL000000118",
        master="232-12345675",
        issuer="Kuala Lumpur Hub, KLIA Free Zone",
        shipper=SELLER,
        consignee=BUYER,
        agent=("Kuala Lumpur Hub", "Kuala Lumpur"),
        accounting=("Freight prepaid", "DAP Brisbane City, AU"),
        origin_airport="KUL",
        destination_airport="BNE",
        carrier="Malaysia Airlines Cargo",
        flight="MH135",
        flight_on=date(2026, 11, 24),
        prepaid=True,
        declared_for_customs="279.30 MYR",
        currency="MYR",
        handling=("Notify the consignee by telephone on arrival.", "No dangerous goods."),
        executed_at="Kuala Lumpur",
        executed_on=date(2026, 11, 24),
        lines=(
            WaybillLine("Batik shirts, ceramic mug", 1, 1637, 7920),
            WaybillLine("Serving tray, rattan", 1, 1483, 8400),
        ),
        origin=ORIGIN,
    )
    return replace(waybill, **changes)


def a_master_waybill(**changes):
    hub = Party("Kuala Lumpur Hub", ("KLIA Free Zone, 64000 Sepang",), "MY", "+60 3 8776 2000")
    master = a_house_waybill(
        title="Air waybill",
        number="232-12345675",
        master="",
        issuer="Malaysia Airlines Cargo",
        shipper=hub,
        consignee=Party("Gateway agent at BNE", ("Brisbane Airport",), "AU"),
        accounting=("Freight prepaid",),
        declared_for_customs="NCV",
        handling=("Consolidation: house waybills as in manifest MF00000042.",),
        lines=(WaybillLine("Consolidation as per attached manifest MF00000042", 412, 386_420, 2_318_000),),
        origin=Origin("departure MH135/20261124 after 9 events", NOW),
    )
    return replace(master, **changes)


def a_bag_list(count=24, **changes):
    sellers = ("Batik & Botol", "Kopi Kampung Enterprise", "Pandan Beauty")
    items = tuple(
        BagListItem(
            f"EN{number:010d}KUL",
            sellers[number % 3],
            f"Zoë Østergård {number}, Brisbane",
            "AU",
            700 + 13 * number,
            "dangerous goods" if number % 11 == 5 else "",
        )
        for number in range(1, count + 1)
    )
    bag = BagList(
        sscc="195560000000000017",
        kind="Bag",
        hub="KUL",
        hub_name=HUB_NAME,
        gateway="BNE",
        service="express",
        seal="KUL-0012345",
        tare_g=850,
        closed_at=NOW,
        items=items,
        origin=Origin("bag 195560000000000017 after 27 events", NOW),
    )
    return replace(bag, **changes)


def a_dispatch_note(count=7, **changes):
    units = tuple(
        DispatchedUnit(
            f"19556000000000{number:04d}", "bag", f"KUL-{number:07d}", 40 + number, 38_000 + 611 * number, 850
        )
        for number in range(1, count)
    )
    note = DispatchNote(
        departure="MH135/20261124",
        carrier="Malaysia Airlines Cargo",
        transport="flight",
        hub="KUL",
        hub_name=HUB_NAME,
        gateway="BNE",
        cutoff_at=datetime(2026, 11, 24, 12, 5, tzinfo=UTC),
        departs_at=datetime(2026, 11, 24, 15, 5, tzinfo=UTC),
        state="closed",
        manifest="MF00000042",
        units=(*units, DispatchedUnit("loose parcels", "", "", 3, 4211, 0)),
        origin=Origin("departure MH135/20261124 after 9 events", NOW),
    )
    return replace(note, **changes)


def a_driver_sheet(**changes):
    firms = (
        ("BATIK", "Batik & Botol Trading Sdn Bhd", "18 Jalan Tun Perak, 50050 Kuala Lumpur"),
        ("KOPI", "Kopi Kampung Enterprise", "7 Lorong Haji Taib 3, Chow Kit, 50350 Kuala Lumpur"),
        ("PANDAN", "Pandan Beauty", "Lot 22, Jalan Kerinchi, Bangsar South, 59200 Kuala Lumpur"),
        ("WAYANG", "Wayang Toys", "3A Jalan SS 15/4, 47500 Subang Jaya, Selangor"),
    )
    stops = tuple(
        DriverStop(
            code,
            name,
            address,
            34_200 + 2_700 * number,
            35_000 + 2_700 * number,
            18 + 7 * number,
            21_400 * (number + 1),
        )
        for number, (code, name, address) in enumerate(firms)
    )
    sheet = DriverSheet(
        number="IN0000412",
        vehicle="van 2",
        hub="KUL",
        hub_name=HUB_NAME,
        leaves_s=30_600,
        back_s=47_100,
        metres=118_430,
        stops=stops,
        origin=Origin("plan 17 as accepted", NOW),
    )
    return replace(sheet, **changes)


def a_loading_sheet(**changes):
    pieces = tuple(
        LoadingPiece(
            f"19556000000000{number:04d}",
            "bag",
            8_400 + 310 * number,
            (600, 400, 350),
            (600 * (number // 3 % 2), 400 * (number % 3), 350 * (number // 6)),
            measured=number % 3 > 0,
            dangerous="UN3481" if number == 5 else "",
        )
        for number in range(12)
    )
    views = tuple(
        LoadingView(
            caption,
            *sides,
            outline,
            tuple(
                LoadingFace(
                    str(number + 1),
                    place[across],
                    sides[1] - place[up] - size[up],
                    size[across],
                    size[up],
                    number == 5,
                )
                for number, piece in enumerate(pieces)
                for place, size in [(piece.at_mm, piece.size_mm)]
            ),
        )
        for caption, across, up, sides, outline in (
            (
                "From the side, door on the right",
                0,
                2,
                (1460, 1570),
                [(0, 0), (1460, 0), (1460, 1570), (0, 1570)],
            ),
            (
                "From above, door on the right",
                0,
                1,
                (1460, 1950),
                [(0, 0), (1460, 0), (1460, 1950), (0, 1950)],
            ),
            (
                "Through the door",
                1,
                2,
                (1950, 1570),
                [(0, 1570), (1510, 1570), (1950, 1130), (1950, 0), (0, 0)],
            ),
        )
    )
    sheet = LoadingSheet(
        number="LL0000007",
        uld="AKE 1",
        uld_name="LD3 container",
        departure="MH135/20261124",
        gateway="SIN",
        hub="KUL",
        hub_name=HUB_NAME,
        due_at=NOW,
        tare_g=82_000,
        max_gross_g=1_588_000,
        verified=False,
        pieces=pieces,
        views=views,
        origin=Origin("plan 18 as accepted", NOW),
    )
    return replace(sheet, **changes)


def a_discrepancy_report(**changes):
    lines = (
        Discrepancy("EN0000000017KUL", "short", True, False, 700, None, "", 0, ""),
        Discrepancy(
            "EN0000000025KUL", "damaged", True, True, 1200, 1180, "one corner is crushed, contents rattle", 3,
            "seller asked to send a new mug",
        ),
        Discrepancy("EN0000000033KUL", "weight", True, True, 700, 1240, "weighed 1.240 kg, announced 0.700 kg", 1, ""),
        Discrepancy("EN0000000041KUL", "surplus", False, True, 900, 912, "", 0, ""),
        Discrepancy("9771234567003", "unknown", False, True, None, None, "no label of ours; a shop’s sticker", 2, ""),
    )  # fmt: skip
    report = DiscrepancyReport(
        load="IN0000412",
        vehicle="van 2",
        hub="KUL",
        hub_name=HUB_NAME,
        opened_at=datetime(2026, 11, 24, 1, 10, tzinfo=UTC),
        closed_at=NOW,
        expected=64,
        received=65,
        lines=lines,
        origin=Origin("load IN0000412 after 2 events", NOW),
    )
    return replace(report, **changes)


def a_disposal_record(**changes):
    record = DisposalRecord(
        tracking="EN0000000025KUL",
        hub="KUL",
        hub_name=HUB_NAME,
        seller="Batik & Botol Trading Sdn Bhd",
        reference="ORD-2026-118273",
        destination="AU",
        weight_g=1180,
        clearance="refused",
        reason="The mug is broken and leaks glaze dust; the seller gave the parcel up in writing on 24 November 2026.",
        ordered_by="Aminah binti Yusof",
        disposed_at=NOW,
        photos=3,
        goods=(MUG, TRAY),
        holds=(
            PastHold("damage", "one corner is crushed", datetime(2026, 11, 20, 3, 15, tzinfo=UTC), NOW),
            PastHold("inspection", "", datetime(2026, 11, 21, 8, 0, tzinfo=UTC), None),
        ),
        origin=Origin("parcel EN0000000025KUL after 8 events", NOW),
    )
    return replace(record, **changes)
