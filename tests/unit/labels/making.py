"""Labels and papers as the hub prints them, to be changed in one place by each test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from labels.kinds.bag import BagTag
from labels.kinds.parcel import ParcelLabel
from labels.papers.manifest import ManifestPaper, ManifestPaperLine

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def a_label(**changes):
    label = ParcelLabel(
        tracking="EN0000000017KUL",
        hub="KUL",
        hub_name="Kuala Lumpur Hub, KLIA Free Zone",
        seller="Batik & Botol Trading Sdn Bhd",
        consignee_name="Zoë Müller-Østergård",
        address=("Unit 12 (rear), 48 Wharf Street", "Brisbane City QLD 4000", "Australia"),
        country="AU",
        phone="+61 7 3001 2345",
        service="Express",
        gateway="SYD",
        weight_g=1234,
        reference="ORD-2026-118273",
        contents="Cotton batik shirt, ceramic mug",
        dangerous=False,
        printed_at=NOW,
    )
    return replace(label, **changes)


def a_tag(**changes):
    tag = BagTag(
        sscc="195560000000000017",
        kind="bag",
        hub="KUL",
        gateway="SYD",
        service="Express",
        parcels=1248,
        weight_g=1_118_230,
        seal="KUL-0012345",
        closed_at=NOW,
    )
    return replace(tag, **changes)


def a_line(number=1, **changes):
    line = ManifestPaperLine(
        tracking=f"EN{number:010d}KUL",
        unit="195560000000000017",
        seller="Batik & Botol",
        consignee=f"Zoë Østergård {number}",
        country="AU",
        hs_codes=("610510", "691110"),
        description="Cotton batik shirt",
        weight_g=1000 + number,
        value="1,249.90 MYR",
    )
    return replace(line, **changes)


def a_manifest(lines, **changes):
    paper = ManifestPaper(
        number="KUL-2026-000123",
        version=2,
        supersedes=1,
        hub="KUL",
        hub_name="Kuala Lumpur Hub",
        carrier="Malaysia Airlines Cargo",
        departure="MH123/20261124",
        origin="KUL",
        gateway="SYD",
        departs_at=datetime(2026, 11, 24, 15, 5, tzinfo=UTC),
        issued_at=NOW,
        pieces=len(lines),
        units=3,
        weight_g=sum(line.weight_g for line in lines),
        sha256="ca978112" * 8,
        seal_number=4711,
        seal_hash="3e23e816" * 8,
        lines=lines,
    )
    return replace(paper, **changes)
