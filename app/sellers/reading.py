"""From a seller's file, whatever its kind, to drafts and faults."""

import msgspec

from app.core.errors import Malformed
from app.sellers.files import Limits, Table, read_table
from app.sellers.forms import Parsed, parcels_from_json, parcels_from_table

SAMPLE_ROWS = 20


def is_json(name: str, content: bytes) -> bool:
    return name.lower().endswith(".json") or content.lstrip()[:1] == b"{"


def read_file(
    name: str, content: bytes, within: Limits, encoding: str | None
) -> tuple[Parsed, dict[str, object]]:
    """Drafts and faults, and the first rows as they came for the preview."""
    if is_json(name, content):
        return parcels_from_json(_json(name, content)), {"columns": [], "rows": []}
    table = read_table(name, content, within, encoding or None)
    rows = [[str(cell) for cell in line.cells] for line in table.rows[:SAMPLE_ROWS]]
    return parcels_from_table(table), {"columns": list(table.columns), "rows": rows}


def read_table_of(name: str, content: bytes, within: Limits) -> Table:
    if is_json(name, content):
        raise Malformed(
            "not_a_table", f"{name} is JSON; it has no rows to send back", "see the list of errors"
        )
    return read_table(name, content, within)


def _json(name: str, content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(
            "bad_json", f"{name} is not valid JSON: {error}", "check quotes and commas"
        ) from error
