"""A seller's file as a table: CSV or XLSX in, the rejected rows and the template out.

Whatever a file claims about itself is measured before it is believed, and a workbook is parsed in a process
of its own that may use only so much memory and time, so that a hostile file costs an error and nothing more.
"""

import codecs
import csv
import io
import json
import posixpath
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.core.errors import Fault, Invalid, Malformed, TooLarge
from app.sellers.columns import HELPERS, INSTRUCTIONS, TEMPLATE, score, spellings

HEADER_SEARCH = 10
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file the hub takes. `max_cell` is in characters; the rest of a workbook is zip."""

    max_bytes: int = 10_000_000
    max_rows: int = 50_000
    max_columns: int = 200
    max_cell: int = 4_096
    max_zip_entries: int = 1_000
    max_unzipped: int = 100_000_000
    max_zip_ratio: int = 100
    ratio_from: int = 1_000_000
    max_memory: int = 1_000_000_000
    max_seconds: int = 20


@dataclass(frozen=True, slots=True)
class Odd:
    """A workbook cell that holds no plain value: `kind` is error, no_value, or date."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | Odd
_Lines = list[tuple[int, list[Cell]]]


class Line(NamedTuple):
    """One data row; number 1 is the first below the header, blank rows count."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in a file, as written. `header_row` is the header's own row as a spreadsheet counts,
    so `header_row + line.number` is where a seller finds the line. `sheet` is "" for CSV."""

    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    warnings: tuple[str, ...] = ()
    header_row: int = 1


def read_table(name: str, content: bytes, limits: Limits, encoding: str | None = None) -> Table:
    """The table in a file; what it is follows from the content, not from the name.

    Raises TooLarge over a limit, Malformed for what cannot be read, Invalid for an encoding not known.
    """
    if len(content) > limits.max_bytes:
        raise TooLarge(
            "file_too_large",
            f"{name} has {len(content):,} bytes; the hub takes {limits.max_bytes:,}",
            "split the file and send the parts one after the other",
        )
    if not content.strip():
        raise Malformed("empty_file", f"{name} is empty", "check that it was saved, and send it again")
    _refuse_foreign(name, content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _workbook(name, content, limits)
    return _text_file(name, content, limits, encoding)


_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "old_excel", "is an old Excel file (.xls) or is locked with a password"),
    (b"%PDF", "not_a_table", "is a PDF"),
    (b"\x89PNG", "not_a_table", "is a picture"),
    (b"\xff\xd8\xff", "not_a_table", "is a picture"),
    (b"\x1f\x8b", "not_a_table", "is a compressed archive"),
    (b"Rar!", "not_a_table", "is a compressed archive"),
    (b"{\\rtf", "not_a_table", "is a text document"),
)


def _refuse_foreign(name: str, content: bytes) -> None:
    for magic, code, what in _FOREIGN:
        if content.startswith(magic):
            raise Malformed(code, f"{name} {what}", "save it as .xlsx without a password, or as CSV UTF-8")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", content[:256], re.IGNORECASE):
        raise Malformed(
            "not_a_table", f"{name} is a web page or XML", "open it and save it as .xlsx or CSV UTF-8"
        )


# Text files


def _text_file(name: str, content: bytes, limits: Limits, encoding: str | None) -> Table:
    text, used, warnings = _decoded(name, content, encoding)
    told = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    records: Iterable[list[str]]
    if "'" in text and re.search(r"'[=+\-@\t\r]", text):
        records = ([_restored(cell) for cell in row] for row in _records(name, text, delimiter))
    else:
        records = _records(name, text, delimiter)
    table = _table(name, enumerate(records, 1), limits, warnings)
    return replace(table, encoding=used, delimiter=delimiter)


def _decoded(name: str, content: bytes, encoding: str | None) -> tuple[str, str, tuple[str, ...]]:
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _decode(name, content, codec), codec, ()
    if encoding is not None:
        used = _known_encoding(encoding)
        return _decode(name, content, used), used, ()
    if b"\0" in content:
        raise _nul(name)
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        used = "gb18030" if _looks_chinese(content) else "cp1252"
    warning = f"The file is not UTF-8; it was read as {used}. If letters look wrong, choose another encoding."
    return _decode(name, content, used), used, (warning,)


# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decode(name: str, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Malformed(
            "encoding",
            f"{name} is not {encoding}: byte {error.start:,} cannot be read",
            "save it as CSV UTF-8 or as .xlsx",
        ) from error
    if "\0" in text:
        raise _nul(name)
    return text


def _nul(name: str) -> Malformed:
    detail = f"{name} holds NUL bytes: it is no text, or UTF-16 without its mark"
    return Malformed("nul_byte", detail, "save it as CSV UTF-8 or as .xlsx")


def _known_encoding(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        found = ""
    if found in (*ENCODINGS, "utf-8-sig", "utf-16-le", "utf-16-be", "gbk", "gb2312"):
        return found
    raise Invalid("encoding", f"the hub does not read the encoding {encoding}", "use " + ", ".join(ENCODINGS))


def _looks_chinese(content: bytes) -> bool:
    """Common Chinese letters are pairs of high bytes; an accent among Latin letters stands before ASCII."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", content)
    return len(pairs) <= 2 * len([pair for pair in pairs if pair[1] >= 0x80])


def _delimiter(text: str) -> str:
    """The delimiter by which the first lines name most columns; else the one that cuts most."""

    def cut(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(
            io.StringIO(text[:65_536], newline=""), delimiter=delimiter, skipinitialspace=True
        )
        try:
            heads = [row[:1_000] for row in islice(reader, HEADER_SEARCH)]
        except csv.Error:
            return (0, 0)
        return max((score(row) for row in heads), default=0), max(map(len, heads), default=0)

    return max(DELIMITERS, key=cut)


def _records(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    began = 1
    try:
        for row in reader:
            yield row
            began = reader.line_num + 1
    except csv.Error as error:
        raise Malformed(
            "csv_quotes",
            f"{name}, text line {began}: the quotation marks of this row do not pair up ({error})",
            'write a quotation mark inside a quoted cell twice (""), and close each quoted cell',
        ) from error


def _restored(cell: str) -> str:
    """The inverse of `neutralised`."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


# What both kinds have in common


def _table(
    name: str,
    records: Iterable[tuple[int, Sequence[Cell]]],
    limits: Limits,
    warnings: tuple[str, ...],
    length: Callable[[Any], int] = len,
) -> Table:
    """Find the header among the first lines, and number the rows below it."""
    lines = _bounded(name, records, limits, length)
    heads = list(islice(lines, HEADER_SEARCH))
    if not heads:
        raise Malformed("empty_file", f"{name} holds no text", "check that it was saved, and send it again")
    best = max(range(len(heads)), key=lambda at: (score(heads[at].cells), -at))
    header = heads[best]
    rest = [*heads[best + 1 :], *lines]
    if best:
        warnings = (*warnings, f"{best} lines above the header were left out.")
    if rest and score(rest[0].cells) >= max(3, score(header.cells) // 2):
        warnings = (*warnings, "The second line of the header was left out.")
        rest = rest[1:]
    if len(rest) > limits.max_rows:
        raise _too_many_rows(name, limits)
    return _without_helpers(header, rest, warnings)


def _without_helpers(header: Line, rest: list[Line], warnings: tuple[str, ...]) -> Table:
    columns = [str(cell).strip() for cell in header.cells]
    while columns and not columns[-1]:
        columns.pop()
    kept = [at for at, column in enumerate(columns) if column.casefold() not in HELPERS]
    width, top, whole = len(columns), header.number, len(kept) == len(columns)
    rows = []
    for number, cells in rest:
        if len(cells) < width:
            cells = (*cells, *[""] * (width - len(cells)))
        if not whole:
            cells = (*[cells[at] for at in kept], *cells[width:])
        rows.append(Line(number - top, cells))
    return Table(tuple(columns[at] for at in kept), tuple(rows), warnings=warnings, header_row=top)


def _bounded(
    name: str, records: Iterable[tuple[int, Sequence[Cell]]], limits: Limits, length: Callable[[Any], int]
) -> Iterator[Line]:
    """The lines that are not blank, none of them beyond the limits."""
    taken = 0
    for number, cells in records:
        if not any(cells) or not any(str(cell).strip() for cell in cells):
            continue
        taken += 1
        if taken > limits.max_rows + HEADER_SEARCH:
            raise _too_many_rows(name, limits)
        if len(cells) > limits.max_columns:
            cells = _narrowed(name, number, cells, limits)
        if max(map(length, cells)) > limits.max_cell:
            raise TooLarge(
                "cell_too_long",
                f"{name}, row {number}: a cell has more than {limits.max_cell:,} characters",
                "shorten it; if it swallowed other rows, a quotation mark before it is not closed",
            )
        yield Line(number, tuple(cells))


def _length(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else 0


def _narrowed(name: str, number: int, cells: Sequence[Cell], limits: Limits) -> Sequence[Cell]:
    if any(cells[limits.max_columns :]):
        raise TooLarge(
            "too_many_columns",
            f"{name}, row {number} has {len(cells):,} columns; the hub takes {limits.max_columns}",
            "remove the columns that the template does not have",
        )
    return cells[: limits.max_columns]


def _too_many_rows(name: str, limits: Limits) -> TooLarge:
    return TooLarge(
        "too_many_rows",
        f"{name} has more than {limits.max_rows:,} rows",
        "split the file and send the parts one after the other",
    )


# Workbooks


def _workbook(name: str, content: bytes, limits: Limits) -> Table:
    if name.casefold().endswith((".xlsm", ".xltm", ".xlam")):
        raise _macros(name)
    archive = _opened(name, content, limits)
    sheets = _sheets(name, content, limits)
    if not sheets:
        raise Malformed(
            "empty_file", f"{name} has no visible sheet with text", "unhide the sheet, and save again"
        )
    at, title, lines = max(sheets, key=_headed)
    odd = archive.odd_cells(at)
    warnings = (f"The sheet {title} was read, and no other.",) if len(sheets) > 1 else ()
    return replace(_table(name, _marked(lines, odd), limits, warnings, _length), sheet=title)


def _headed(sheet: tuple[int, str, _Lines]) -> int:
    return max(score(cells) for _, cells in sheet[2][:HEADER_SEARCH])


def _marked(lines: _Lines, odd: Mapping[int, Mapping[int, Odd]]) -> _Lines:
    """The lines with their odd cells in place; the reader itself gives those as blank, or no line at all."""
    rows = dict(lines)
    for number, by_column in odd.items():
        cells = rows.setdefault(number, [])
        for column, cell in by_column.items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cell
    return sorted(rows.items())


def _macros(name: str) -> Malformed:
    return Malformed("macros", f"{name} holds macros", "save it as .xlsx, which holds none")


def _damaged(name: str, why: str) -> Malformed:
    hint = "open it, save it again as .xlsx, and send that; or send CSV UTF-8"
    return Malformed("damaged_workbook", f"{name} is not a sound .xlsx workbook: {why}", hint)


@dataclass(frozen=True, slots=True)
class _Archive:
    """The members of a workbook, unzipped by hand because a header may lie about its size."""

    name: str
    content: bytes
    members: Mapping[str, ZipInfo]

    def parts(self, info: ZipInfo) -> Iterator[bytes]:
        start = info.header_offset + 30
        start += int.from_bytes(self.content[start - 4 : start - 2], "little")
        start += int.from_bytes(self.content[info.header_offset + 28 : info.header_offset + 30], "little")
        packed = self.content[start : start + info.compress_size]
        if info.compress_type == 0:
            yield packed
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), 1 << 16):
                piece = packed[at : at + (1 << 16)]
                while piece and not inflater.eof:
                    yield inflater.decompress(piece, 1 << 20)
                    piece = inflater.unconsumed_tail
        except zlib.error as error:
            raise _damaged(self.name, f"{info.filename} cannot be unpacked") from error

    def measure(self, info: ZipInfo, limits: Limits, room: int) -> int:
        """Unpacked size of a member; nothing of it is kept."""
        size = 0
        for part in self.parts(info):
            size += len(part)
            if size > room or (size > limits.ratio_from and size > limits.max_zip_ratio * info.compress_size):
                raise TooLarge(
                    "zip_bomb",
                    f"{self.name} unpacks to far more than it holds ({info.filename})",
                    "copy the rows into the template, and send that",
                )
        if size != info.file_size:
            raise _damaged(self.name, f"{info.filename} is not as long as it says")
        return size

    def read(self, path: str) -> bytes:
        info = self.members.get(path)
        return b"".join(self.parts(info)) if info else b""

    def odd_cells(self, sheet: int) -> dict[int, dict[int, Odd]]:
        """By row (from 1) and column (from 0): errors, and formulas that nobody has calculated."""
        xml = self.read(self._path(sheet))
        found: dict[int, dict[int, Odd]] = {}
        for pattern, kind in ((_ERROR, "error"), (_BARE_FORMULA, "no_value")):
            for cell in pattern.finditer(xml):
                if place := _PLACE.search(cell["head"]):
                    text = unescape((cell["text"] or b"").decode("utf-8", "replace"))
                    odd = Odd(kind, f"={text}" if kind == "no_value" else text)
                    found.setdefault(int(place[2]), {})[_column_at(place[1])] = odd
        return found

    def _path(self, sheet: int) -> str:
        """The member that holds the sheet at this place, by way of the archive's relations."""
        books = [target for kind, _, target in self._relations("") if kind.endswith(b"/officeDocument")]
        book = books[0] if books else "xl/workbook.xml"
        ids = _SHEET_ID.findall(self.read(book))[sheet : sheet + 1]
        for _, identity, target in self._relations(book):
            if identity in ids and target in self.members:
                return target
        raise _damaged(self.name, "its sheet is not where it says")

    def _relations(self, path: str) -> Iterator[tuple[bytes, bytes, str]]:
        """Type, id and path of what a member, or the archive itself (""), refers to."""
        folder, name = posixpath.split(path)
        for relation in _RELATION.findall(self.read(posixpath.join(folder, "_rels", f"{name}.rels"))):
            pairs = dict(re.findall(rb"(\w+)\s*=\s*[\"']([^\"']*)", relation))
            target = pairs.get(b"Target", b"").decode("utf-8", "replace")
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield pairs.get(b"Type", b""), pairs.get(b"Id", b""), full


_SHEET_ID = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*?\s\w+:id\s*=\s*[\"']([^\"']+)")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
# A formula without a value, unless its type says that the value is the empty text.
_FORMULA = rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>(?P<text>[^<]*)</(?:\w+:)?f>)\s*"
_BARE_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s(?![^<>]*\bt=[\"']str[\"'])(?P<head>[^<>]*)>\s*" + _FORMULA + rb"(?:<(?:\w+:)?v\s*/>|"
    rb"<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?P<head>[^<>]*?\bt=[\"']e[\"'][^<>]*)>\s*(?:"
    + _FORMULA.replace(b"?P<text>", b"?:")
    + rb")?<(?:\w+:)?v>(?P<text>[^<]*)<"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


def _column_at(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1


def _opened(name: str, content: bytes, limits: Limits) -> _Archive:
    """The archive, after everything that it claims has been checked (zip bombs, odd paths, macros)."""
    try:
        with ZipFile(io.BytesIO(content)) as zipped:
            infos = zipped.infolist()
    except (BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError) as error:
        raise _damaged(name, "it is cut off or is no zip archive") from error
    if len(infos) > limits.max_zip_entries:
        raise TooLarge("zip_bomb", f"{name} holds {len(infos):,} parts", "copy the rows into the template")
    archive = _Archive(name, content, {info.filename: info for info in infos})
    _refuse_entries(name, infos, archive)
    room = limits.max_unzipped
    for info in infos:
        room -= archive.measure(info, limits, room)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise _macros(name)
    return archive


def _refuse_entries(name: str, infos: list[ZipInfo], archive: _Archive) -> None:
    if "[Content_Types].xml" not in archive.members or len(archive.members) != len(infos):
        raise _damaged(name, "it lacks its list of contents, or lists a part twice")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        path, mode = info.filename, info.external_attr >> 16
        if (
            path.startswith("/")
            or "\\" in path
            or ":" in path
            or ".." in path.split("/")
            or mode & 0o170000 == 0o120000
        ):
            raise _damaged(name, f"the part {path} points outside of it")
        if info.flag_bits & 1 or info.compress_type not in (0, 8):
            raise _damaged(name, f"the part {path} is encrypted or packed in an unusual way")
        if info.header_offset < end:
            raise _damaged(name, f"the part {path} overlaps another")
        end = info.header_offset + 30 + len(path) + info.compress_size
        if "vbaproject" in path.casefold():
            raise _macros(name)


# Runs apart: one cell in the last corner of a small workbook asks for more memory than the machine has.
_READER = """
import json, resource, sys
memory, seconds, most, room = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
import io
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
def plain(cell):
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, (str, int, float)):
        return cell
    return {"date": str(cell)}
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for at, meta in enumerate(book.sheets_metadata):
    if meta.visible != SheetVisibleEnum.Visible or meta.typ != SheetTypeEnum.WorkSheet:
        continue
    sheet, taken = book.get_sheet_by_index(at), 0
    left = [""] * (sheet.start or (0, 0))[1]  # columns are given from where they begin
    for number, row in enumerate(sheet.iter_rows(), 1):
        if any(cell != "" for cell in row):
            taken += 1
            if taken > most:
                break
            while row[-1] == "":
                row.pop()
            line = json.dumps([at, meta.name, number, left + [plain(cell) for cell in row]])
            room -= len(line)
            if room < 0:
                raise MemoryError
            print(line)
"""


def _sheets(name: str, content: bytes, limits: Limits) -> list[tuple[int, str, _Lines]]:
    """Place, title and lines of each visible sheet that holds something."""
    most = limits.max_rows + HEADER_SEARCH + 1
    bounds = (limits.max_memory, limits.max_seconds, most, limits.max_unzipped)
    command = [sys.executable, "-I", "-c", _READER, *map(str, bounds)]
    ran = subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603  our own program
    if ran.returncode < 0 or b"MemoryError" in ran.stderr:
        raise TooLarge(
            "workbook_too_heavy",
            f"{name} takes too much memory or time to read; often a cell far right or far below is why",
            "copy the rows into the template, and send that; or send CSV UTF-8",
        )
    if ran.returncode:
        raise _damaged(name, ran.stderr.decode("utf-8", "replace").strip().splitlines()[-1][:200])
    sheets: dict[int, tuple[int, str, _Lines]] = {}
    for line in ran.stdout.splitlines():
        at, title, number, cells = json.loads(line, object_hook=lambda cell: Odd("date", cell["date"]))
        sheets.setdefault(at, (at, title, []))[2].append((number, cells))
    return list(sheets.values())


# Out


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; reading the file takes the apostrophe away again."""
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r]", cell) else cell


def rejects_csv(table: Table, faults: Sequence[Fault]) -> bytes:
    """The rows that have faults, as they came, and why; to be mended and sent again as they are.

    A fault without a row is one of every row.
    """
    by_row: dict[int | None, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    common = by_row.pop(None, [])
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutralised(column) for column in table.columns] + list(HELPERS))
    for line in table.rows:
        if found := [*common, *by_row.get(line.number, [])]:
            fields = "; ".join(dict.fromkeys(fault.field for fault in found))
            errors = " | ".join(f"{fault.field}: {fault.message}" for fault in found)
            cells = [neutralised(str(cell)) for cell in line.cells]
            writer.writerow([*cells, line.number, neutralised(fields), neutralised(errors)])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def template_csv() -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[c.name for c in TEMPLATE], [neutralised(c.example) for c in TEMPLATE]])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def template_xlsx() -> bytes:
    """The template as a workbook whose cells are text, so that a spreadsheet leaves codes as they are."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Pre-alert"
    for at, column in enumerate(TEMPLATE, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = max(12, len(column.name) + 2, len(column.example) + 2)
        for row, text in ((1, column.name), (2, column.example)):
            cell = sheet.cell(row, at, text or None)
            cell.number_format = "@"
            cell.font = Font(bold=row == 1, italic=row == 2)
        if column.choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            listed.add(f"{letter}2:{letter}{Limits().max_rows + 1}")
            sheet.add_data_validation(listed)
    sheet.freeze_panes = "B2"
    _instructions(book.create_sheet("Instructions"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _instructions(sheet: Any) -> None:
    for line in INSTRUCTIONS:
        sheet.append([line])
    sheet.append([])
    sheet.append(["Column", "Needed", "What to write", "Example", "Also read as"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for column in TEMPLATE:
        needed = "yes" if column.required else ""
        sheet.append([column.name, needed, column.help, neutralised(column.example), spellings(column)])
    for letter, width in zip("ABCDE", (18, 8, 80, 24, 120), strict=True):
        sheet.column_dimensions[letter].width = width
