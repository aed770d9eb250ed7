"""A manifest as CSV: one row a parcel, RFC 4180, UTF-8; text that a spreadsheet would run gets an apostrophe."""

import csv
from typing import Protocol

from app.carriers.formats.json_format import Content, Line

BOM = b"\xef\xbb\xbf"
HEADER = (
    "manifest version departure gateway tracking unit reference seller consignee_name address1 city postcode country "
    "descriptions dangerous service incoterm weight_g quantity hs_codes value currency"
).split()
_JOIN = "; "
_RUN = frozenset("=+-@\t\r\n＝＋－＠")


class _Rows(Protocol):
    def writerow(self, row: list[str] | list[str | int], /) -> object: ...


class _Written(list[str]):
    """Rows as text; csv writes into anything that has `write`."""

    write = list.append


def to_csv(content: Content, *, bom: bool = False) -> bytes:
    """The whole manifest. Where a parcel's goods have several codes, they stand in one cell, joined by `; `.

    `bom` puts the byte order mark in front, by which Excel knows that a file is UTF-8.
    """
    lead = _Written()
    _writer(lead).writerow(_safe([content.number, str(content.version), content.departure, content.gateway]))
    each = lead[0].removesuffix("\r\n") + ","
    rows = _Written()
    ...
