"""Small tools for forms: checks that turn one raw value into a typed one, and a form that keeps every fault.

A check takes a value that is not blank and gives the typed value back, or raises Wrong. It never guesses:
what can be read in two ways is Wrong, and the message says how to write it so that it can be read in one.
"""

import gettext
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import pycountry

from app.core.errors import Fault

Check = Callable[[Any], Any]

SCIENTIFIC = re.compile(r"[-+]?\d+([.,]\d+)?[eE][-+]?\d+")
LONGEST_FOUND = 80
MOST_UNKNOWN = 3

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_INVISIBLE: dict[int, int | None] = {0x200B: None, 0xFEFF: None, 0xAD: None}
_READABLE = _FULL_WIDTH | _INVISIBLE
# Control characters, and those that turn the direction of writing around what follows.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
_SPACED = re.compile(r"(?<=\d)[ '’\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_COMMA_GROUPS = re.compile(r"[-+]?\d{1,3}(,\d{3})+\.\d+|[-+]?[1-9]\d{0,2}(,\d{3}){2,}")
_POINT_GROUPS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+,\d+|[-+]?[1-9]\d{0,2}(\.\d{3}){2,}")
_COMMA_DECIMAL = re.compile(r"[-+]?\d*,\d+")
_AMBIGUOUS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_MEASURE = re.compile(r"([-+]?[\d.,'’ \u00a0\u2009\u202f]*\d[.,]?)\s*(\D*)")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)*\.[^@\s,;<>.\d]{2,}")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_PHONE = re.compile(r"\+?[0-9 .()/-]+")


class Wrong(Exception):
    """One value cannot be taken: a code, a sentence with the remedy, and what was expected."""

    def __init__(self, code: str, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected

    def fault(self, field: str, found: object, row: int | None = None) -> Fault:
        return Fault(field, self.code, self.message, row, shown(found), self.expected)


class Form:
    """Takes typed values out of decoded JSON or a posted form; what is wrong gathers in `faults`."""

    def __init__(self, values: Mapping[str, object], row: int | None = None, prefix: str = "") -> None:
        self.values = values
        self.row = row
        self.prefix = prefix
        self.faults: list[Fault] = []

    def take(self, field: str, check: Check, *, required: bool = True, default: Any = None) -> Any:
        """The checked value; the default when it is blank and may be; None when it is wrong."""
        raw = self.values.get(field)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if required:
                self.wrong(field, missing(), raw)
            return default
        try:
            return check(raw)
        except Wrong as wrong:
            self.wrong(field, wrong, raw)
            return None

    def wrong(self, field: str, wrong: Wrong, found: object) -> None:
        self.faults.append(wrong.fault(self.prefix + field, found, self.row))

    def refuse_unknown(self, known: Collection[str]) -> None:
        """A fault for each of the first few fields that nobody reads, and one for the rest together."""
        unknown = [field for field in self.values if field not in known]
        for field in unknown[:MOST_UNKNOWN]:
            self.wrong(shown(field), unknown_field(field, known), self.values[field])
        if (rest := len(unknown) - MOST_UNKNOWN) > 0:
            message = f"There are {rest} more fields that the hub does not know. Remove them."
            self.wrong(shown(unknown[-1]), Wrong("unknown_field", message, "known fields only"), rest)


def shown(found: object) -> str:
    """What was found, short enough for a message."""
    if isinstance(found, int) and found.bit_length() > 256:
        return "a very long number"
    text = "" if found is None else str(found)
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"


def missing() -> Wrong:
    return Wrong("required", "This is empty, and the hub needs it. Fill it in.", "a value")


def unknown_field(field: str, known: Collection[str]) -> Wrong:
    # Only names of about the same length are compared, because comparing is slow.
    near = get_close_matches(field, [one for one in known if abs(len(one) - len(field)) <= 2], 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    message = f"There is no field {shown(field)}. {hint}Rename or remove it."
    return Wrong("unknown_field", message, "one of: " + ", ".join(sorted(known)))


def wrong_type(expected: str) -> Wrong:
    return Wrong("wrong_type", f"This has the wrong JSON type. Send {expected}.", expected)


def one_line(raw: object) -> str:
    """Readable text on one line: full-width forms made plain, runs of white space made one space."""
    text = str(raw)
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_READABLE))
    line = " ".join(text.split())
    _refuse_unreadable(line)
    return line


def _refuse_unreadable(line: str) -> None:
    if "\ufffd" in line:
        raise Wrong(
            "damaged_text",
            "Letters were lost (�) when the file was saved. Save it again as CSV UTF-8 or XLSX.",
            "readable text",
        )
    if found := _CONTROL.search(line):
        message = f"This holds the invisible character U+{ord(found[0]):04X}. Type it again."
        raise Wrong("control_character", message, "plain text")


def text(raw: object, longest: int, shortest: int = 1) -> str:
    """One line of text; not a formula, because the text goes on into other people's spreadsheets."""
    return _text(one_line(raw), longest, shortest)


def _text(line: str, longest: int, shortest: int = 1) -> str:
    if line[:1] in ("=", "@", "+"):
        raise Wrong(
            "formula",
            f"Text may not begin with {line[0]}, because a spreadsheet would run it. Remove the sign.",
            "text that begins with a letter or a digit",
        )
    return _within(line, shortest, longest)


def _within(line: str, shortest: int, longest: int) -> str:
    if shortest <= len(line) <= longest:
        return line
    found = f"This has {len(line)} characters."
    if len(line) > longest:
        raise Wrong("too_long", f"{found} Shorten it.", f"at most {longest} characters")
    raise Wrong("too_short", f"{found} Write it in full.", f"at least {shortest} characters")


def identifier(raw: object, longest: int) -> str:
    """A code that is text even when it is all digits: a spreadsheet's number may have lost digits."""
    line = one_line(raw)
    lossy = isinstance(raw, float) or (isinstance(raw, int) and abs(raw) >= 10**15)
    if lossy or SCIENTIFIC.fullmatch(line):
        raise Wrong(
            "excel_number",
            "The spreadsheet turned this code into a number and may have lost digits. "
            "Format the column as Text, then type or paste the code again.",
            "the code as text, with all its digits",
        )
    return _text(line, longest)


def choice(raw: object, allowed: Mapping[str, str]) -> str:
    """One of a few words; `allowed` gives for each accepted spelling (lower case) what is stored."""
    word = one_line(raw).casefold()
    if word in allowed:
        return allowed[word]
    names = " or ".join(dict.fromkeys(allowed.values()))
    raise Wrong("not_one_of", f"The hub does not know this choice. Use {names}.", names)


def number(raw: object) -> Decimal:
    """A decimal number as people and spreadsheets write it; one that can be read in two ways is Wrong."""
    if isinstance(raw, int | float):
        return Decimal(raw) if isinstance(raw, int) else _of_float(raw)
    line = one_line(raw)
    if _PLAIN.fullmatch(line) and len(line) <= 24:
        return Decimal(line)
    return _of_text(_SPACED.sub("", line))


def _of_float(raw: float) -> Decimal:
    if not math.isfinite(raw):
        raise _not_a_number()
    return Decimal(format(raw, ".15g"))  # a spreadsheet keeps 15 digits; what follows is noise of its sums


def _of_text(line: str) -> Decimal:
    if len(line) > 24:
        raise _not_a_number()
    if _PLAIN.fullmatch(line):
        return Decimal(line)
    if _AMBIGUOUS.fullmatch(line):
        whole, part = line.split(",")
        raise Wrong(
            "ambiguous_number",
            f"{line} may mean {whole}{part} or {whole}.{part}. Write the one that you mean.",
            f"{whole}{part} or {whole}.{part}",
        )
    if _COMMA_GROUPS.fullmatch(line):
        return Decimal(line.replace(",", ""))
    if _POINT_GROUPS.fullmatch(line) or _COMMA_DECIMAL.fullmatch(line):
        return Decimal(line.replace(".", "").replace(",", "."))
    raise _not_a_number()


def _not_a_number() -> Wrong:
    message = "This is not a number. Write digits only, with a point before the decimals."
    return Wrong("not_a_number", message, "a number like 12.50")


def whole(raw: object, least: int, most: int) -> int:
    value = number(raw)
    if value != value.to_integral_value():
        raise Wrong("not_whole", "This must be a whole number. Remove the decimals.", "a whole number")
    return int(within(value, Decimal(least), Decimal(most)))


def within(value: Decimal, least: Decimal, most: Decimal, unit: str = "") -> Decimal:
    if least <= value <= most:
        return value
    side = "too small" if value < least else "too large"
    span = f"{least} to {most}{unit}"
    raise Wrong("out_of_range", f"{shown(value)}{unit} is {side}. Check the number and its unit.", span)


def measure(raw: object, unit: str, units: Mapping[str, Decimal], most: int, base: str) -> int:
    """A weight or a length in whole base units (g, mm); a unit in the cell wins over that of the column.

    `units` gives the base units in one of each unit, by every spelling; `unit` "" means none is known.
    """
    amount, spelled = _parted(raw)
    factor = units.get(spelled or unit)
    if factor is None:
        raise _unit_wrong(spelled, units)
    value = number(amount) * factor
    if value != value.to_integral_value():
        message = f"This is {value.normalize():f} {base}. Round it to whole {base}."
        raise Wrong("too_precise", message, f"whole {base}")
    return int(within(value, Decimal(1), Decimal(most), f" {base}"))


def _parted(raw: object) -> tuple[object, str]:
    if isinstance(raw, int | float):
        return raw, ""
    line = one_line(raw)
    parts = _MEASURE.fullmatch(line)
    return (parts[1], parts[2].strip(" .").casefold()) if parts else (line, "")


def _unit_wrong(spelled: str, units: Mapping[str, Decimal]) -> Wrong:
    names = ", ".join(dict.fromkeys(u for u in units if u.isascii()))
    if spelled:
        message = f"The hub does not know the unit {shown(spelled)}. Convert the value."
        return Wrong("unknown_unit", message, names)
    message = "The unit of this is not known. Put it into the column's name or behind the number."
    return Wrong("unit_missing", message, names)


def email(raw: object) -> str:
    line = text(raw, 254)
    if not _EMAIL.fullmatch(line):
        message = "This is not an e-mail address. Write one address, or leave it empty."
        raise Wrong("email", message, "name@example.com")
    return line


def phone(raw: object) -> str:
    """A telephone number as it was written: 6 to 15 digits (ITU-T E.164), no letters."""
    line = one_line(raw)
    if not line.startswith("+"):
        line = identifier(raw, 32)
    if not _PHONE.fullmatch(line) or not 6 <= len(_NOT_DIGIT.sub("", line)) <= 15:
        message = "This is not a telephone number. Write it with its country code."
        raise Wrong("phone", message, "like +60 12 345 6789")
    return _within(line, 6, 32)


def country(raw: object) -> str:
    """ISO 3166-1 alpha-2, from alpha-2, alpha-3, or the country's name in English, Malay or Chinese."""
    line = one_line(raw)
    code = country_names().get(line.casefold())
    if code is None:
        message = "This is not a country the hub knows. Use its two-letter code."
        raise Wrong("country", message, "ISO 3166 code like MY")
    return code


@lru_cache
def country_names() -> Mapping[str, str]:
    """Alpha-2 code by every accepted spelling, lower case."""
    names = dict(_OTHER_NAMES)
    for one in pycountry.countries:
        for name in (one.alpha_2, one.alpha_3, *_english(one)):
            names.setdefault(name.casefold(), one.alpha_2)
    for language in ("ms", "zh_CN", "zh_TW"):
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
        for one in pycountry.countries:
            for name in _english(one):
                names.setdefault(words.gettext(name).casefold(), one.alpha_2)
    return names


def _english(one: Any) -> list[str]:
    names = (getattr(one, kind, "") for kind in ("name", "common_name", "official_name"))
    return [name for name in names if name]


_OTHER_NAMES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "america": "US",
    "u.s.a.": "US", "united states of america": "US", "uae": "AE", "turkey": "TR", "brunei": "BN",
    "russia": "RU", "macau": "MO", "ivory coast": "CI", "cape verde": "CV", "swaziland": "SZ",
    "czech republic": "CZ", "burma": "MM", "holland": "NL",
}  # fmt: skip


def currency(raw: object) -> str:
    """ISO 4217; the codes of metals, funds and tests (X…) are no money that a buyer pays with."""
    code = one_line(raw).upper()
    code = {"RM": "MYR", "RMB": "CNY", "NTD": "TWD"}.get(code, code)
    if code not in currencies():
        message = "This is not a currency. Use its three-letter code."
        raise Wrong("currency", message, "ISO 4217 code like MYR or USD")
    return code


@lru_cache
def currencies() -> frozenset[str]:
    codes = {one.alpha_3 for one in pycountry.currencies}
    return frozenset(c for c in codes if not c.startswith("X") or c in {"XAF", "XOF", "XPF", "XCD", "XCG"})
