"""Labels and papers as the hub prints them, to be changed in one place by each test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from labels.examples import BAG_TAG, PARCEL_LABEL
from labels.papers.manifest import ManifestPaper, ManifestPaperLine

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def a_label(**changes):
    return replace(PARCEL_LABEL, **changes)


def a_tag(**changes):
    return replace(BAG_TAG, **changes)


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
        air_waybill="232-12345675",
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
