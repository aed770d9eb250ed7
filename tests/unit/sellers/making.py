"""Makes the files that sellers send, sound and broken, byte by byte."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from app.core.errors import HubError
from app.sellers.columns import TEMPLATE
from app.sellers.files import Limits, Table, read_table
from app.sellers.forms import Parsed, parcels_from_table

LIMITS = Limits()
COLUMNS = tuple(column.name for column in TEMPLATE)


def row(**changes: Any) -> dict[str, Any]:
    """A row in which nothing is wrong, with some of its cells changed."""
    sound = {
        "reference": "A-1",
        "carrier_tracking": "",
        "service": "standard",
        "incoterm": "DAP",
        "consignee_name": "Tan Mei Ling",
        "address1": "12 Bukit Timah Road",
        "address2": "#08-21",
        "city": "Singapore",
        "region": "",
        "postcode": "229900",
        "country": "SG",
        "phone": "+65 6123 4567",
        "email": "mei@example.com",
        "tax_id": "",
        "weight_kg": "0.45",
        "length_cm": "25",
        "width_cm": "18",
        "height_cm": "6",
        "description": "Cotton T-shirt",
        "hs_code": "61091000",
        "origin": "MY",
        "quantity": "2",
        "unit_value": "19.90",
        "currency": "MYR",
        "net_weight_kg": "0.15",
        "sku": "TS-1",
        "dangerous": "",
    }
    return {**sound, **changes}


def parcel(**changes: Any) -> dict[str, Any]:
    """The same parcel for the API."""
    sound = {
        "reference": "A-1",
        "consignee_name": "Tan Mei Ling",
        "consignee_address1": "12 Bukit Timah Road",
        "consignee_address2": "#08-21",
        "consignee_city": "Singapore",
        "consignee_postcode": "229900",
        "consignee_country": "SG",
        "consignee_phone": "+65 6123 4567",
        "consignee_email": "mei@example.com",
        "weight_g": 450,
        "length_mm": 250,
        "width_mm": 180,
        "height_mm": 60,
        "items": [item()],
    }
    return {**sound, **changes}


def item(**changes: Any) -> dict[str, Any]:
    sound = {
        "description": "Cotton T-shirt",
        "hs_code": "61091000",
        "origin_country": "MY",
        "quantity": 2,
        "unit_value": "19.90",
        "currency": "MYR",
        "net_weight_g": 150,
        "sku": "TS-1",
    }
    return {**sound, **changes}


def text_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([[one.get(column, "") for column in columns] for one in rows])
    return out.getvalue()


def csv_of(*rows: Mapping[str, Any], columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> bytes:
    return text_of(rows, columns, delimiter).encode()


def xlsx_of(*rows: Mapping[str, Any], columns: Sequence[str] = COLUMNS) -> bytes:
    book = Workbook()
    book.active.append(list(columns))
    for one in rows:
        book.active.append([one.get(column, "") for column in columns])
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_of(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return out.getvalue()


def rezipped(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A workbook with some of its members put in or replaced."""
    with ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**members, **changes})


def table(
    content: bytes, name: str = "goods.csv", limits: Limits = LIMITS, encoding: str | None = None
) -> Table:
    return read_table(name, content, limits, encoding)


def parsed(*rows: Mapping[str, Any], columns: Sequence[str] = COLUMNS) -> Parsed:
    return parcels_from_table(table(csv_of(*rows, columns=columns)))


def parsed_xlsx(*rows: Mapping[str, Any]) -> Parsed:
    return parcels_from_table(table(xlsx_of(*rows), "goods.xlsx"))


def codes(found: Parsed) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in found.faults]


def refusal(content: bytes, name: str = "goods.csv", limits: Limits = LIMITS) -> str:
    """The code with which a file is refused, or what it gave instead."""
    try:
        return f"read {len(table(content, name, limits).rows)} rows"
    except HubError as error:
        refused = error
    assert name in refused.detail, refused.detail
    assert refused.hint
    return refused.code
