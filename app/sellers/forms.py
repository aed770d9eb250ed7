"""A seller's pre-alert as typed drafts: the same rules for a file's rows and for JSON, every fault kept."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any

from app.core.errors import Fault, TooLarge
from app.core.forms import (
    SCIENTIFIC,
    Check,
    Form,
    Wrong,
    choice,
    country,
    currency,
    email,
    identifier,
    measure,
    missing,
    number,
    one_line,
    phone,
    shown,
    text,
    unknown_field,
    whole,
    within,
    wrong_type,
)
from app.sellers.columns import EXAMPLE_REFERENCE, TEMPLATE, Column, key, match
from app.sellers.files import Cell, Limits, Line, Odd, Table

HEAVIEST_G = 70_000
LONGEST_MM = 5_000
MOST_PIECES = 100_000
MOST_VALUE = Decimal(9_999_999_999)
_NOTHING, _CENT, _MILL = Decimal(0), Decimal("0.01"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One kind of goods in a parcel. `net_weight_g` is that of all its pieces together."""

    description: str
    hs_code: str
    origin_country: str
    quantity: int
    unit_value: Decimal
    currency: str
    net_weight_g: int | None
    sku: str


@dataclass(frozen=True, slots=True)
class ParcelDraft:
    """One announced parcel; `rows` are the rows of the file, or the place in the JSON list, that name it."""

    reference: str
    carrier_tracking: str
    consignee_name: str
    consignee_address1: str
    consignee_address2: str
    consignee_city: str
    consignee_region: str
    consignee_postcode: str
    consignee_country: str
    consignee_phone: str
    consignee_email: str
    consignee_tax_id: str
    service: str
    incoterm: str
    weight_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    dangerous: str
    items: tuple[ItemDraft, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a pre-alert said. Every row is ok or bad, and every bad row has a fault of its own."""

    parcels: tuple[ParcelDraft, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    rows_in: int
    rows_ok: int
    rows_bad: int


# What each field may hold


def _tracking(raw: object) -> str:
    code = identifier(raw, 64).replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z0-9-]{5,40}", code):
        message = "This is not a tracking number. Copy it from the label: letters, digits and hyphens only."
        raise Wrong("tracking", message, "5 to 40 letters, digits or hyphens")
    return code


def _person(raw: object) -> str:
    name = text(raw, 120)
    if not any(letter.isalpha() for letter in name):
        raise Wrong("no_name", "This is not a name. Write the name of a person or firm.", "a name")
    return name


_VAGUE = frozenset(
    "gift gifts present presents goods good general cargo part parts spare sample samples item items "
    "accessory accessories product products merchandise commodity thing things stuff misc miscellaneous "
    "other others various assorted personal effects parcel package order stock new and of for the "
    "hadiah barang barangan sampel aksesori produk alat ganti "
    "礼物 礼品 样品 配件 商品 货物 产品 物品 其他 零件".split()
)


def _description(raw: object) -> str:
    line = text(raw, 200)
    letters = sum(2 if "\u3400" <= letter <= "\u9fff" else 1 for letter in line if letter.isalpha())
    words = re.findall(r"[^\W\d_]+", line.casefold())
    if letters < 3 or all(word in _VAGUE for word in words):
        raise Wrong(
            "vague_description",
            "Customs cannot tell what this is. Write what it is, what it is made of and what it is for.",
            "like: cotton T-shirt, men's",
        )
    return line


def _hs_code(raw: object, surely_text: bool) -> str:
    """6 to 10 digits; a number, or a cell of a CSV that a spreadsheet may have written, can lack its zero."""
    line = format(raw, ".15g") if isinstance(raw, float) else one_line(raw)
    if SCIENTIFIC.fullmatch(line):
        identifier(line, 10)
    groups = re.split(r"[ .-]", line)
    digits = "".join(groups)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Wrong("hs_code", "An HS code has digits only. Look it up in the tariff.", "6 to 10 digits")
    odd_group = len(groups) > 1 and any(len(group) % 2 for group in groups)
    doubtful = len(digits) in (7, 9) and not (surely_text and isinstance(raw, str))
    if odd_group or doubtful or len(digits) == 5:
        raise Wrong(
            "hs_length",
            f"The HS code has {len(digits)} digits; a leading zero may have been lost (0{digits}). "
            "Look it up, format the column as Text, and write all its digits.",
            "6, 8 or 10 digits",
        )
    if not 6 <= len(digits) <= 10:
        message = f"The HS code has {len(digits)} digits. Write at least the six of the international code."
        raise Wrong("hs_length", message, "6 to 10 digits")
    if digits[:2] in ("00", "77"):
        raise Wrong(
            "hs_chapter", f"The tariff has no chapter {digits[:2]}. Look the code up.", "6 to 10 digits"
        )
    return digits


_PIECES = re.compile(
    r"(.*[0-9]) ?(pcs?|pieces?|units?|ea|pairs?|sets?|buah|keping|unit|件|个|個|只|支|套|双)\.?", re.I
)


def _quantity(raw: object) -> int:
    counted = _PIECES.fullmatch(one_line(raw)) if isinstance(raw, str) else None
    return whole(counted[1] if counted else raw, 1, MOST_PIECES)


def _money(raw: object) -> Decimal:
    """Two decimals, or three where they are needed: whether the currency has three is seen later."""
    value = within(number(raw), _NOTHING, MOST_VALUE) + _NOTHING  # makes -0 plain
    for places in (_CENT, _MILL):
        rounded = value.quantize(places)
        if rounded == value:
            return rounded
    raise _too_precise(2)


def _too_precise(places: int) -> Wrong:
    message = f"Money has at most {places} decimals in this currency. Round it."
    return Wrong("too_precise", message, f"at most {places} decimals")


_NO_DANGER = ("", "no", "n", "none", "nil", "false", "0", "-", "n/a", "tidak", "tiada", "无", "否", "無")


def _dangerous(raw: object) -> str:
    line = one_line(raw)
    if line.casefold() in _NO_DANGER:
        return ""
    if found := re.fullmatch(r"(?:UN)? ?([0-9]{4})", line, re.I):
        return f"UN{found[1]}"
    message = "Write the UN number of the dangerous goods, or leave it empty if there are none."
    raise Wrong("dangerous", message, "like UN3481, or empty")


_SERVICES = {"standard": "standard", "std": "standard", "express": "express", "exp": "express"}
_INCOTERMS = {"dap": "DAP", "ddp": "DDP"}
_GRAMS = {
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams", "克"), Decimal(1)),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克"), Decimal(1000)),
}
_MILLIMETRES = {
    **dict.fromkeys(("mm", "毫米"), Decimal(1)),
    **dict.fromkeys(("cm", "厘米", "公分"), Decimal(10)),
    **dict.fromkeys(("m", "米"), Decimal(1000)),
}
_grams = partial(measure, units=_GRAMS, most=HEAVIEST_G, base="g")
_millimetres = partial(measure, units=_MILLIMETRES, most=LONGEST_MM, base="mm")


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a field is checked in a file and in JSON, and what it is when it is left empty."""

    check: Check
    json: Check
    default: Any = ""
    required: bool = False


def _json_text(check: Check, raw: object) -> Any:
    if not isinstance(raw, str):
        raise wrong_type("a string")
    return check(raw)


def _json_whole(raw: object, least: int, most: int, unit: str = "") -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise wrong_type("a whole number")
    if raw.bit_length() > 64:
        raise Wrong("out_of_range", "This number is far too long. Check it.", f"{least} to {most}{unit}")
    return int(within(Decimal(raw), Decimal(least), Decimal(most), unit))


def _json_money(raw: object) -> Decimal:
    """A JSON number by its shortest spelling, or a string of digits with a point."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise wrong_type("a number, or a string like 12.50")
    line = shown(raw)
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,20})?", line):
        raise Wrong(
            "not_a_number", "This is not an amount of money. Write digits with a point.", "like 12.50"
        )
    return _money(line)


def _words(check: Check, default: Any = "", required: bool = False) -> _Rule:
    return _Rule(check, partial(_json_text, check), default, required)


def _weight(required: bool = False) -> _Rule:
    return _Rule(_grams, partial(_json_whole, least=1, most=HEAVIEST_G, unit=" g"), None, required)


_LENGTH = _Rule(_millimetres, partial(_json_whole, least=1, most=LONGEST_MM, unit=" mm"), None)

_PARCEL = {
    "reference": _words(partial(identifier, longest=64), required=True),
    "carrier_tracking": _words(_tracking),
    "consignee_name": _words(_person, required=True),
    "consignee_address1": _words(partial(text, longest=200), required=True),
    "consignee_address2": _words(partial(text, longest=200)),
    "consignee_city": _words(partial(text, longest=80), required=True),
    "consignee_region": _words(partial(text, longest=80)),
    "consignee_postcode": _words(partial(identifier, longest=16)),
    "consignee_country": _words(country, required=True),
    "consignee_phone": _words(phone),
    "consignee_email": _words(email),
    "consignee_tax_id": _words(partial(identifier, longest=40)),
    "service": _words(partial(choice, allowed=_SERVICES), "standard"),
    "incoterm": _words(partial(choice, allowed=_INCOTERMS), "DAP"),
    "weight_g": _weight(required=True),
    "length_mm": _LENGTH,
    "width_mm": _LENGTH,
    "height_mm": _LENGTH,
    "dangerous": _words(_dangerous),
}
_ITEM = {
    "description": _words(_description, required=True),
    "hs_code": _words(partial(_hs_code, surely_text=True), required=True),
    "origin_country": _words(country, required=True),
    "quantity": _Rule(_quantity, partial(_json_whole, least=1, most=MOST_PIECES), None, True),
    "unit_value": _Rule(_money, _json_money, None, True),
    "currency": _words(currency, required=True),
    "net_weight_g": _weight(),
    "sku": _words(partial(identifier, longest=64)),
}


# What the fields of a parcel say together


@dataclass(slots=True)
class _Announced:
    """A parcel as far as it could be read: typed values, None where a fault stands."""

    values: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    rows: tuple[int, ...]
    faults: list[Fault]
    columns: Mapping[str, str] | None = None  # of a file, by field; JSON says items[0] instead

    def wrong(self, wrong: Wrong, field: str, item: int | None = None) -> None:
        found = self.values[field] if item is None else self.items[item][field]
        if self.columns is not None:
            fault = wrong.fault(self.columns.get(field, field), found, self.rows[item or 0])
        else:
            fault = wrong.fault(field if item is None else f"items[{item}].{field}", found, self.rows[0])
        self.faults.append(fault)

    @property
    def reference(self) -> str:
        return self.values["reference"] or ""

    @property
    def carrier_tracking(self) -> str:
        return self.values["carrier_tracking"] or ""

    def draft(self) -> ParcelDraft:
        items = tuple([ItemDraft(**item) for item in self.items])
        return ParcelDraft(**self.values, items=items, rows=self.rows)


# Digits of a postal code where it is digits only and may begin with 0 (Universal Postal Union, addressing).
_POSTCODE_DIGITS = {
    **dict.fromkeys("AU BE CH DK HU NO NZ PH ZA".split(), 4),
    **dict.fromkeys("DE ES FI FR ID IT KR LK MX MY SA TH TR US".split(), 5),
    **dict.fromkeys("CN KZ RO RU SG VN".split(), 6),
    "JP": 7,
}
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def _check_together(parcel: _Announced) -> None:
    _check_postcode(parcel)
    net_g = 0
    for at, item in enumerate(parcel.items):
        value, code = item["unit_value"], item["currency"]
        if value is not None and code and value.as_tuple().exponent == -3 and code not in _THREE_DECIMALS:
            parcel.wrong(_too_precise(2), "unit_value", at)
        net_g += item["net_weight_g"] or 0
    if (gross_g := parcel.values["weight_g"]) is not None and net_g > gross_g:
        message = (
            f"The goods weigh {net_g} g net, more than the parcel with {gross_g} g. Correct one of them."
        )
        parcel.wrong(Wrong("net_over_gross", message, f"at least {net_g} g"), "weight_g")


def _check_postcode(parcel: _Announced) -> None:
    postcode, code = parcel.values["consignee_postcode"], parcel.values["consignee_country"]
    digits = _POSTCODE_DIGITS.get(code or "")
    if not (postcode and digits and postcode.isdecimal()):
        return
    if len(postcode) == digits - 1:
        message = (
            f"A postcode of {code} has {digits} digits; a leading zero was lost. Format the column as Text."
        )
        parcel.wrong(Wrong("lost_zero", message, f"{digits} digits"), "consignee_postcode")
    elif code == "SG" and len(postcode) != digits:
        message = f"A postcode of SG has {digits} digits. Look it up."
        parcel.wrong(Wrong("postcode", message, f"{digits} digits"), "consignee_postcode")


def _parsed(
    announced: Iterable[_Announced], warnings: Iterable[str], columns: Mapping[str, str] | None = None
) -> Parsed:
    drafts: list[ParcelDraft] = []
    left: list[_Announced] = []
    for parcel in announced:
        _check_together(parcel)
        if parcel.faults:
            left.append(parcel)
        else:
            drafts.append(parcel.draft())
    for name in ("carrier_tracking", "reference"):
        drafts = _without_doubles(drafts, left, name, columns)
    faults = [fault for parcel in left for fault in (*parcel.faults, *_held_back(parcel))]
    faults.sort(key=lambda fault: fault.row or 0)
    rows_ok = sum([len(draft.rows) for draft in drafts])
    rows_bad = sum([len(parcel.rows) for parcel in left])
    return Parsed(tuple(drafts), tuple(faults), tuple(warnings), rows_ok + rows_bad, rows_ok, rows_bad)


def _without_doubles(
    drafts: list[ParcelDraft], left: list[_Announced], name: str, columns: Mapping[str, str] | None
) -> list[ParcelDraft]:
    """A tracking number is on one parcel only, and references do not differ in case alone."""
    doubles = _doubles([*drafts, *left], name)
    if not doubles:
        return drafts
    for draft in drafts:
        if getattr(draft, name).upper() in doubles:
            values = {"reference": draft.reference, "carrier_tracking": draft.carrier_tracking}
            left.append(_Announced(values, (), draft.rows, [], columns))
    for parcel in left:
        if rows := doubles.get(getattr(parcel, name).upper()):
            others = ", ".join([str(row) for row in rows[:6] if row != parcel.rows[0]][:5])
            message = f"Row {others} says the same. Each parcel needs its own; correct or remove one."
            parcel.wrong(
                Wrong(f"duplicate_{name.removeprefix('carrier_')}", message, "a value used once"), name
            )
    return [draft for draft in drafts if getattr(draft, name).upper() not in doubles]


def _doubles(parcels: Iterable[ParcelDraft | _Announced], name: str) -> dict[str, list[int]]:
    """Values that more than one parcel has, and the first rows of these."""
    first: dict[str, int] = {}
    doubles: dict[str, list[int]] = {}
    for parcel in parcels:
        if value := getattr(parcel, name).upper():
            row = first.setdefault(value, parcel.rows[0])
            if row != parcel.rows[0]:
                doubles.setdefault(value, [row]).append(parcel.rows[0])
    return doubles


def _held_back(parcel: _Announced) -> Iterator[Fault]:
    """The faultless rows of a faulty parcel: half a parcel is not announced, so they wait with the others."""
    faulty = {fault.row for fault in parcel.faults}
    for row in parcel.rows:
        if row not in faulty:
            message = (
                f"Row {min(r for r in faulty if r)} of the same parcel is wrong, so this row waits with it."
            )
            yield Fault(
                "reference", "parcel_held_back", message, row, parcel.reference, "nothing to change here"
            )


def _none(faults: Iterable[Fault], warnings: Iterable[str], rows: int) -> Parsed:
    return Parsed((), tuple(faults), tuple(warnings), rows, 0, rows)


# A file


_EXCEL_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_DASHES = frozenset(("-", "--", "—", "/", "n/a", "N/A", "nil"))
_TOTALS = frozenset(map(key, ("total", "totals", "grand total", "sum", "jumlah", "合计", "总计", "總計")))
_MOST_REMEMBERED = 5_000
_UNREAD: Any = object()


@dataclass(slots=True)
class _Slot:
    """A column of this file: where it stands, its rule, and the values already checked."""

    column: Column
    index: int
    rule: _Rule
    check: Check
    seen: dict[Cell, Any] = field(default_factory=dict)

    def value(self, line: Line, faults: list[Fault]) -> Any:
        cell = line.cells[self.index]
        value = self.seen.get(cell, _UNREAD)
        if value is not _UNREAD:
            return value
        try:
            value = self._checked(cell.strip() if isinstance(cell, str) else cell)
        except Wrong as wrong:
            faults.append(wrong.fault(self.column.name, cell, line.number))
            return None
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen[cell] = value
        return value

    def _checked(self, cell: Cell) -> Any:
        if cell == "" or (cell in _DASHES and not self.rule.required):
            if self.rule.required:
                raise missing()
            return self.rule.default
        if not isinstance(cell, str) or cell[0] in "#=":
            cell = _plain(cell)
        return self.check(cell)


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, Odd):
        raise _odd(cell.kind, cell.text)
    if not isinstance(cell, str):
        return cell
    if cell in _EXCEL_ERRORS:
        raise _odd("error", cell)
    # ="00123" is how some programs write text that a spreadsheet must not turn into a number.
    return re.sub('^="([^"]+)"$', r"\1", cell)


def _odd(kind: str, found: str) -> Wrong:
    if kind == "error":
        return Wrong(
            "cell_error", f"The spreadsheet shows the error {found} here. Type the value itself.", "a value"
        )
    if kind == "no_value":
        message = "This formula was never calculated. Open the file, save it again, or type the value itself."
        return Wrong("formula_no_value", message, "a value")
    message = "The spreadsheet turned this into a date. Format the column as Text, then type the value again."
    return Wrong("excel_date", message, "text or a number")


def parcels_from_table(table: Table) -> Parsed:
    """Rows with the same reference are one parcel; a parcel with one wrong row is left out as a whole."""
    slots, faults, warnings = _slots(table)
    lines = _data(table, warnings)
    if not lines and not faults:
        faults = [Fault("file", "no_rows", "The file has a header and no rows below it. Add rows.")]
    if faults:
        return _none(faults, (*table.warnings, *warnings), len(lines))
    reader = _Reader(slots, len(table.columns))
    announced = (reader.parcel(name, group) for name, group in reader.grouped(lines))
    parsed = _parsed(announced, (*table.warnings, *warnings), reader.columns)
    return replace(parsed, warnings=(*parsed.warnings, *_rounded(parsed.parcels)))


def _slots(table: Table) -> tuple[dict[str, _Slot], list[Fault], list[str]]:
    """The columns by the field they fill, what is wrong with the header, and what is worth telling."""
    slots: dict[str, _Slot] = {}
    faults, warnings = [], []
    for index, title in enumerate(table.columns):
        column = match(title)
        if column is None:
            warnings.append(f"The column {title or index + 1} is not read; the hub has no use for it.")
        elif taken := slots.get(column.field):
            first = table.columns[taken.index]
            message = f"The columns {first} and {title} both say {column.name}. Remove one of them."
            faults.append(Fault(column.name, "duplicate_column", message, None, title, "one such column"))
        else:
            slots[column.field] = _slot(column, index, table)
    lacking = [column.name for column in TEMPLATE if column.required and column.field not in slots]
    if lacking:
        names = ", ".join(lacking)
        message = f"The file lacks the columns {names}. Add them, with these names in the header."
        found = ", ".join(table.columns)
        faults.append(Wrong("missing_columns", message, names).fault("header", found))
    return slots, faults, warnings


def _slot(column: Column, index: int, table: Table) -> _Slot:
    rule = {**_PARCEL, **_ITEM}[column.field]
    check = rule.check
    if check in (_grams, _millimetres):
        check = partial(check, unit=column.unit)
    elif column.field == "hs_code":
        check = partial(_hs_code, surely_text=bool(table.sheet))
    return _Slot(column, index, rule, check)


def _data(table: Table, warnings: list[str]) -> list[Line]:
    """The rows without the template's example and without a line of totals at the end."""
    lines = list(table.rows)
    if lines and _is_total(lines[-1]):
        warnings.append(f"Row {lines.pop().number} holds totals and was left out.")
    kept = [line for line in lines if EXAMPLE_REFERENCE not in line.cells]
    if len(kept) < len(lines):
        warnings.append(f"The template's example ({EXAMPLE_REFERENCE}) was left out.")
    return kept


def _is_total(line: Line) -> bool:
    filled = [cell for cell in line.cells if str(cell).strip()]
    return len(filled) * 2 <= len(line.cells) and isinstance(filled[0], str) and key(filled[0]) in _TOTALS


def _rounded(drafts: Sequence[ParcelDraft]) -> Iterator[str]:
    """A long number whose digits after the fifteenth are all 0 looks like one that a spreadsheet rounded."""
    for name in ("reference", "carrier_tracking"):
        long = [(draft.rows[0], code) for draft in drafts if len(code := getattr(draft, name)) > 15]
        rows = [row for row, code in long if code.isdecimal() and not int(code[15:])]
        if rows:
            yield (
                f"{len(rows)} {name} values (first in row {rows[0]}) end in zeros after 15 digits, "
                "as a spreadsheet leaves them; compare them with the labels."
            )


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, slots: Mapping[str, _Slot], width: int) -> None:
        self.columns = {name: slot.column.name for name, slot in slots.items()}
        self.width = width
        self.reference = slots["reference"]
        self.parcel_slots = [(name, slots[name]) for name in _PARCEL if name in slots and name != "reference"]
        self.item_slots = [(name, slots[name]) for name in _ITEM if name in slots]
        self.parcel_defaults = {name: rule.default for name, rule in _PARCEL.items()}
        self.item_defaults = {name: rule.default for name, rule in _ITEM.items()}
        self.parcel_cells = itemgetter(*(slot.index for _, slot in self.parcel_slots))

    def grouped(self, lines: Iterable[Line]) -> Iterable[tuple[str | int, list[Line]]]:
        """Lines of the same reference, in the order of the file; one without a sound reference is alone."""
        groups: dict[str | int, list[Line]] = {}
        for line in lines:
            groups.setdefault(self.reference.value(line, []) or line.number, []).append(line)
        return groups.items()

    def parcel(self, reference: str | int, lines: list[Line]) -> _Announced:
        faults: list[Fault] = []
        first = lines[0]
        values = self._values(self.parcel_defaults, self.parcel_slots, first, faults)
        known = isinstance(reference, str)
        values["reference"] = reference if known else self.reference.value(first, faults)
        for line in lines[1:]:
            if self.parcel_cells(line.cells) != self.parcel_cells(first.cells):
                self._compare(values, first, line, faults)
        items = [self._item(line, faults) for line in lines]
        return _Announced(values, items, tuple([line.number for line in lines]), faults, self.columns)

    def _values(
        self, defaults: dict[str, Any], slots: list[tuple[str, _Slot]], line: Line, faults: list[Fault]
    ) -> dict[str, Any]:
        values = defaults.copy()
        cells = line.cells
        for name, slot in slots:
            value = slot.seen.get(cells[slot.index], _UNREAD)
            values[name] = slot.value(line, faults) if value is _UNREAD else value
        return values

    def _item(self, line: Line, faults: list[Fault]) -> dict[str, Any]:
        values = self._values(self.item_defaults, self.item_slots, line, faults)
        if len(line.cells) > self.width and any(line.cells[self.width :]):
            found = ", ".join(str(cell) for cell in line.cells[self.width :])
            message = (
                "The row has more cells than the header. Put a cell that holds the delimiter into quotes."
            )
            faults.append(
                Wrong("extra_cells", message, f"{self.width} cells").fault("row", found, line.number)
            )
        return values

    def _compare(self, values: Mapping[str, Any], first: Line, line: Line, faults: list[Fault]) -> None:
        """A further row of a parcel says the same of it as the first, or nothing."""
        for name, slot in self.parcel_slots:
            cell = line.cells[slot.index]
            if str(cell).strip() in ("", *_DASHES) or cell == first.cells[slot.index]:
                continue
            value = slot.value(line, faults)
            if value is not None and value != values[name]:
                expected = str(first.cells[slot.index])
                message = (
                    f"Row {first.number} of the same parcel says something else. Make both rows say the same."
                )
                faults.append(
                    Wrong("row_disagrees", message, expected).fault(slot.column.name, cell, line.number)
                )


# JSON


def parcels_from_json(obj: object, most: int = Limits().max_rows) -> Parsed:
    """`{"parcels": [{…, "items": [{…}]}]}`, with the fields of the drafts; a row is a place in the list."""
    parcels = obj.get("parcels") if isinstance(obj, dict) else None
    if not isinstance(obj, dict) or not isinstance(parcels, list):
        return _none([wrong_type('{"parcels": [...]}').fault("parcels", type(obj).__name__)], (), 0)
    if len(parcels) > most:
        detail = f"the body holds {len(parcels):,} parcels; the hub takes {most:,} at once"
        raise TooLarge("too_many_rows", detail, "send them in several requests")
    faults = [
        unknown_field(str(name), ("parcels",)).fault(str(name), obj[name])
        for name in obj
        if name != "parcels"
    ]
    if not parcels:
        faults.append(Fault("parcels", "no_rows", "The list of parcels is empty. Send at least one."))
    if faults:
        return _none(faults, (), len(parcels))
    return _parsed([_announced(raw, row) for row, raw in enumerate(parcels, 1)], ())


def _announced(raw: object, row: int) -> _Announced:
    form = Form(raw if isinstance(raw, dict) else {}, row)
    if not isinstance(raw, dict):
        form.wrong("parcel", wrong_type("an object"), raw)
    else:
        form.refuse_unknown((*_PARCEL, "items"))
    values = _json_values(form, _PARCEL) if isinstance(raw, dict) else dict.fromkeys(_PARCEL)
    items = [_item(item, at, form) for at, item in enumerate(_listed(form))] if isinstance(raw, dict) else []
    return _Announced(values, items, (row,), form.faults)


def _listed(form: Form) -> list[object]:
    items = form.values.get("items")
    if isinstance(items, list) and items:
        return items
    form.wrong("items", missing() if items in (None, []) else wrong_type("a list of objects"), items)
    return []


def _item(raw: object, at: int, parcel: Form) -> dict[str, Any]:
    if not isinstance(raw, dict):
        parcel.wrong(f"items[{at}]", wrong_type("an object"), raw)
        return dict.fromkeys(_ITEM)
    form = Form(raw, parcel.row, f"items[{at}].")
    form.refuse_unknown(_ITEM)
    values = _json_values(form, _ITEM)
    parcel.faults += form.faults
    return values


def _json_values(form: Form, rules: Mapping[str, _Rule]) -> dict[str, Any]:
    return {
        name: form.take(name, rule.json, required=rule.required, default=rule.default)
        for name, rule in rules.items()
    }
