"""A manifest as CSV: one row a parcel, RFC 4180, UTF-8; text that a spreadsheet would run gets an apostrophe."""

import csv
import io

from app.carriers.formats.json_format import Content, Line

BOM = b"\xef\xbb\xbf"
HEADER = (
    "manifest version departure gateway line tracking unit weight_g dangerous seller reference service incoterm "
    "consignee_name address1 city postcode country quantity hs_codes descriptions value currency air_waybill"
).split()
_JOIN = "; "
_RUN = frozenset("=+-@\t\r\n＝＋－＠")


def to_csv(content: Content, *, bom: bool = False) -> bytes:
    """The whole manifest. Where a parcel's goods have several codes, they stand in one cell, joined by `; `.
    The air waybill has its hyphen, so that no spreadsheet takes it for a number.

    `bom` puts the byte order mark in front, by which Excel knows that a file is UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    lead = [content.number, content.version, content.departure, content.gateway]
    waybill = content.printed_waybill
    for number, line in enumerate(content.lines, 1):
        cells = [*lead, number, *_cells(line), waybill]
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell[:1] in _RUN else cell for cell in cells]
        )
    return (BOM if bom else b"") + out.getvalue().encode()


def _cells(line: Line) -> list[str | int]:
    values = line.values
    return [
        line.tracking,
        line.unit or "",
        line.weight_g,
        line.dangerous,
        line.seller,
        line.reference,
        line.service,
        line.incoterm,
        line.consignee_name,
        line.address1,
        line.city,
        line.postcode,
        line.country,
        line.quantity,
        _JOIN.join(line.hs_codes),
        _JOIN.join([item.description for item in line.items]),
        _JOIN.join(map(str, values.values())),
        _JOIN.join(values),
    ]
