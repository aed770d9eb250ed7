"""A manifest as CSV: one row a parcel, RFC 4180, UTF-8; text that a spreadsheet would run gets an apostrophe."""

import csv
import io

from app.carriers.formats.json_format import Content, Line

BOM = b"\xef\xbb\xbf"
_JOIN = "; "
_RUN = frozenset("=+-@\t\r")

_LEAD = ("manifest", "version", "departure", "gateway", "line")
_COLUMNS = (
    "tracking",
    "unit",
    "weight_g",
    "dangerous",
    "seller",
    "reference",
    "service",
    "incoterm",
    "consignee_name",
    "address1",
    "city",
    "postcode",
    "country",
    "quantity",
    "hs_codes",
    "descriptions",
    "value",
    "currency",
)
HEADER = (*_LEAD, *_COLUMNS)


def to_csv(content: Content) -> bytes:
    """The whole manifest. Where a parcel's goods have several codes, they stand in one cell, joined by `; `."""
    out = io.StringIO(newline="")
    lead = [_safe(content.number), content.version, _safe(content.departure), _safe(content.gateway)]
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([*lead, number, *_row(line)] for number, line in enumerate(content.lines, 1))
    return out.getvalue().encode()


def _row(line: Line) -> list[object]:
    values = line.values
    return [
        _safe(line.tracking),
        _safe(line.unit or ""),
        line.weight_g,
        line.dangerous,
        _safe(line.seller),
        _safe(line.reference),
        line.service,
        line.incoterm,
        _safe(line.consignee_name),
        _safe(line.address1),
        _safe(line.city),
        _safe(line.postcode),
        line.country,
        line.quantity,
        _JOIN.join(line.hs_codes),
        _safe(_JOIN.join([item.description for item in line.items])),
        _JOIN.join(map(str, values.values())),
        _JOIN.join(values),
    ]


def _safe(text: str) -> str:
    """Spreadsheets run cells that begin with these signs; an apostrophe in front makes them text."""
    return f"'{text}" if text[:1] in _RUN else text
