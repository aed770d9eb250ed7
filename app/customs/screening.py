"""Finds what stops a consignment before it is declared: missing data, forbidden goods, odd values."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.customs.rulepack import (
    Ban,
    CountryRules,
    Dangerous,
    Data,
    Digits,
    ExportRules,
    Goods,
    Matched,
    Plausible,
    Rates,
    Rule,
    RuleSet,
    Severity,
    Vague,
)


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One kind of goods; `unit_value` is the price of one piece."""

    description: str
    hs_code: str
    origin: str
    quantity: int
    unit_value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ScreenInput:
    """A consignment as its seller stated it.

    `consignee` has name, address1, city, postcode, phone, email and tax_id; `tax_ids` are the seller's
    numbers by kind, such as ioss or gst_sg. `dangerous` is a UN number or empty. Freight and insurance
    are those of the whole consignment, None when nobody has stated them.
    """

    destination: str
    service: str
    consignee: Mapping[str, str]
    lines: tuple[GoodsLine, ...]
    weight_g: int
    dangerous: str = ""
    tax_ids: Mapping[str, str] = field(default_factory=dict)
    freight: Decimal | None = None
    insurance: Decimal | None = None
    freight_currency: str = "MYR"


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` says what is wrong and why, `remedy` what to do. In `field` lines count from 1."""

    severity: Severity
    code: str
    rule: str
    field: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Screening:
    """All findings, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Severity | None:
        return self.findings[0].severity if self.findings else None

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What keeps the consignment here."""
        return tuple(one for one in self.findings if one.severity is not Severity.WARN)


_GRAVITY = list(Severity)
_LINE_FIELDS = ("description", "hs_code", "origin")


def screen(consignment: ScreenInput, rules: CountryRules, export: ExportRules, on: date) -> Screening:
    """Both rule sets must be those of the destination and the day, else ValueError."""
    if (rules.country, rules.on, export.on) != (consignment.destination, on, on):
        raise ValueError(
            f"rules of {rules.country} on {rules.on} and of exports on {export.on} "
            f"were given for a consignment to {consignment.destination} on {on}"
        )
    found = [
        *_values(consignment, export),
        *_dangerous(consignment, export),
        *_vague(consignment, export, rules),
    ]
    for each in (export, rules):
        found += [*_data(consignment, each), *_lines(consignment, each)]
    return Screening(tuple(sorted(dict.fromkeys(found), key=lambda one: _GRAVITY.index(one.severity))))


def _data(consignment: ScreenInput, rules: RuleSet) -> Iterator[Finding]:
    for rule in rules.of(Data):
        for name, value in _named(consignment, rule.field):
            if not value.strip() and rule.required:
                message = f"{_place(name)} is missing. {rule.wants}"
                yield _finding(rule, rule.severity, "missing_data", name, message, "state it")
            elif value.strip() and not re.search(rule.pattern, value.strip()):
                message = f"{_place(name)} is {_shown(value)}, which is not right. {rule.wants}"
                yield _finding(rule, rule.severity, "bad_data", name, message, "correct it")


def _named(consignment: ScreenInput, name: str) -> Iterator[tuple[str, str]]:
    """(field, value) of one field, or of that field in each line."""
    group, _, key = name.partition(".")
    if group != "line":
        values = consignment.consignee if group == "consignee" else consignment.tax_ids
        yield name, values.get(key, "")
        return
    for n, line in enumerate(consignment.lines, 1):
        value = dict(zip(_LINE_FIELDS, (line.description, line.hs_code, line.origin), strict=True))[key]
        yield f"line.{n}.{key}", value


def _lines(consignment: ScreenInput, rules: RuleSet) -> Iterator[Finding]:
    for n, line in enumerate(consignment.lines, 1):
        for digits in rules.of(Digits):
            yield from _digits(n, line, digits)
        for goods in rules.of(Goods):
            yield from _goods(n, line, goods)


def _digits(n: int, line: GoodsLine, rule: Digits) -> Iterator[Finding]:
    code = _hs(line.hs_code)
    if code and len(code) < rule.digits:
        message = (
            f"HS code {_shown(line.hs_code)} of line {n} has {len(code)} digits, {rule.digits} are needed."
        )
        remedy = f"give the code of this line with {rule.digits} digits"
        yield _finding(rule, rule.severity, "hs_digits", f"line.{n}.hs_code", message, remedy)


def _vague(consignment: ScreenInput, export: ExportRules, rules: CountryRules) -> Iterator[Finding]:
    """A description is vague when all its words are, of the words of both rule sets together."""
    vague = (*rules.of(Vague), *export.of(Vague))
    known = {_plain(word) for rule in vague for word in rule.words}
    for n, line in enumerate(consignment.lines, 1):
        words = re.findall(r"[^\W\d_]+", _plain(line.description))
        if vague and line.description.strip() and all(word in known for word in words):
            message = f"{_shown(line.description)} of line {n} does not tell customs what the goods are."
            remedy = "write what it is, what it is made of and what it is for, such as: cotton T-shirt, men's"
            name = f"line.{n}.description"
            yield _finding(vague[0], vague[0].severity, "vague_description", name, message, remedy)


def _goods(n: int, line: GoodsLine, rule: Goods) -> Iterator[Finding]:
    by = _recognised(line, rule)
    if by:
        verb = "may not be sent" if rule.kind is Ban.PROHIBITED else "may be sent only under conditions"
        message = f"Line {n}, {_shown(line.description)}, {verb}: {rule.reason} (recognised by {by})."
        yield _finding(rule, rule.severity, rule.kind.value, f"line.{n}.description", message, rule.remedy)


def _dangerous(consignment: ScreenInput, export: ExportRules) -> Iterator[Finding]:
    """Compares what was declared as dangerous with what the descriptions and codes say."""
    declared = consignment.dangerous
    rules = export.of(Dangerous)
    for rule in rules:
        if declared in rule.un:
            message = f"{declared} ({rule.name}) needs a check before it flies: {rule.reason}."
            yield _finding(rule, rule.severity, "dangerous_goods", "dangerous", message, rule.remedy)
    if declared and not any(declared in rule.un for rule in rules):
        yield _unlisted(declared, rules)
    for n, line in enumerate(consignment.lines, 1):
        met = [(rule, by) for rule in rules if (by := _recognised(line, rule))]
        if met and not any(declared in rule.un for rule, _ in met):
            yield _undeclared(n, line, declared, *met[0])


def _unlisted(declared: str, rules: tuple[Dangerous, ...]) -> Finding:
    listed = ", ".join(sorted({un for rule in rules for un in rule.un}))
    message = (
        f"Dangerous goods are declared as {_shown(declared)}, which is not on the hub's list ({listed})."
    )
    remedy = "correct the UN number, or let a dangerous goods handler accept it"
    return Finding(Severity.HOLD, "unlisted_dangerous_goods", "", "dangerous", message, remedy)


def _undeclared(n: int, line: GoodsLine, declared: str, rule: Dangerous, by: str) -> Finding:
    stated = f"only {_shown(declared)} is" if declared else "nothing is"
    message = (
        f"Line {n}, {_shown(line.description)}, looks like {rule.name} ({' or '.join(rule.un)}, "
        f"recognised by {by}), but {stated} declared as dangerous: {rule.reason}."
    )
    severity = min(rule.severity, Severity.HOLD, key=_GRAVITY.index)
    remedy = f"declare {' or '.join(rule.un)}, or describe the goods so that it is plain that they are not"
    return _finding(rule, severity, "undeclared_dangerous_goods", "dangerous", message, remedy)


def _values(consignment: ScreenInput, export: ExportRules) -> Iterator[Finding]:
    """What the numbers must be in any country, and then whether they can be believed."""
    wrong = [*_impossible(consignment, export.rates)]
    yield from wrong
    if not wrong:
        for rule in export.of(Plausible):
            yield from _implausible(consignment, rule, export.rates)


def _impossible(consignment: ScreenInput, rates: Rates) -> Iterator[Finding]:
    if not consignment.lines:
        yield _wrong("no_goods", "lines", "The consignment has no lines of goods.", "state what is in it")
    if consignment.weight_g <= 0:
        message = f"The weight is {consignment.weight_g} g; customs needs the gross weight."
        yield _wrong("weight", "weight_g", message, "state or measure the weight in grams")
    for n, line in enumerate(consignment.lines, 1):
        if line.quantity <= 0:
            message = f"Line {n} has {line.quantity} pieces; at least 1 is expected."
            yield _wrong("quantity", f"line.{n}.quantity", message, "state how many pieces there are")
        if not line.unit_value.is_finite() or line.unit_value <= 0:
            message = (
                f"One piece of line {n} is worth {line.unit_value}; customs wants a value, for gifts too."
            )
            yield _wrong(
                "value", f"line.{n}.unit_value", message, "state what a buyer would pay for one piece"
            )
        if line.currency not in rates.by_currency:
            yield _no_rate(f"line.{n}.currency", line.currency, rates)
    yield from _impossible_freight(consignment, rates)


def _impossible_freight(consignment: ScreenInput, rates: Rates) -> Iterator[Finding]:
    amounts = {"freight": consignment.freight, "insurance": consignment.insurance}
    stated = {name: amount for name, amount in amounts.items() if amount is not None}
    for name, amount in stated.items():
        if not amount.is_finite() or amount < 0:
            message = f"The {name} is {amount}; an amount from 0 is expected."
            yield _wrong("value", name, message, f"state the {name} of the consignment, or leave it out")
    if stated and consignment.freight_currency not in rates.by_currency:
        yield _no_rate("freight_currency", consignment.freight_currency, rates)


def _implausible(consignment: ScreenInput, rule: Plausible, rates: Rates) -> Iterator[Finding]:
    for n, line in enumerate(consignment.lines, 1):
        unit_myr = rates.convert(line.unit_value, line.currency, "MYR")
        if unit_myr < rule.least_unit_myr:
            message = (
                f"One piece of line {n} is stated at {line.unit_value} {line.currency}, "
                f"about {unit_myr:.2f} MYR; below {rule.least_unit_myr} MYR customs doubts a value."
            )
            yield _believe(rule, f"line.{n}.unit_value", message)
    total_myr = _total(consignment, rates)
    if total_myr > rule.most_consignment_myr:
        message = f"The goods are worth about {total_myr:.2f} MYR, above {rule.most_consignment_myr} MYR."
        yield _believe(rule, "lines", message)
    if total_myr * 1000 > rule.most_myr_per_kg * consignment.weight_g:
        message = (
            f"Goods of about {total_myr:.2f} MYR weigh {consignment.weight_g} g, "
            f"which is above {rule.most_myr_per_kg} MYR a kilogram."
        )
        yield _believe(rule, "weight_g", message)


def _total(consignment: ScreenInput, rates: Rates) -> Decimal:
    values = (
        rates.convert(line.unit_value * line.quantity, line.currency, "MYR") for line in consignment.lines
    )
    return sum(values, Decimal(0))


def _believe(rule: Plausible, name: str, message: str) -> Finding:
    remedy = "compare value, currency, pieces and weight with the invoice"
    return _finding(rule, rule.severity, "implausible_value", name, message, remedy)


def _no_rate(name: str, currency: str, rates: Rates) -> Finding:
    message = f"The currency is {_shown(currency)}, for which the hub has no exchange rate on {rates.on}."
    return _wrong("currency", name, message, f"use one of {', '.join(sorted(rates.by_currency))}")


def _wrong(code: str, name: str, message: str, remedy: str) -> Finding:
    return Finding(Severity.HOLD, code, "", name, message, remedy)


def _finding(rule: Rule, severity: Severity, code: str, name: str, message: str, remedy: str) -> Finding:
    return Finding(severity, code, rule.id, name, message, remedy)


def _recognised(line: GoodsLine, rule: Matched) -> str:
    """By what a line is such goods, empty when it is not."""
    code = _hs(line.hs_code)
    prefix = next((prefix for prefix in rule.hs if code.startswith(prefix)), "")
    if prefix:
        return f"HS {prefix}"
    text = _plain(line.description)
    if rule.unless:
        text = _phrases(rule.unless).sub(" ; ", text)
    word = _phrases(rule.keywords).search(text) if rule.keywords else None
    return f"the words {word[0]!r}" if word else ""


@lru_cache(maxsize=1024)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some phrases as whole words, also plural, joined or hyphenated: power bank, power-banks."""
    listed = "|".join(r"[\s_-]*".join(map(re.escape, _plain(phrase).split())) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{listed})(?:e?s)?(?!\w)")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _hs(code: str) -> str:
    return re.sub(r"[^0-9]", "", code)


def _shown(value: str) -> str:
    """Somebody else's text in a sentence of ours: quoted, and cut where it is long."""
    return repr(value if len(value) <= 60 else f"{value[:57]}...")


def _place(name: str) -> str:
    """line.2.hs_code → The HS code of line 2."""
    group, _, rest = name.partition(".")
    number, _, key = rest.rpartition(".")
    words = {"hs_code": "HS code", "tax_id": "tax number", "address1": "address"}
    what = words.get(key, key.replace("_", " "))
    return f"The {what} of line {number}" if group == "line" else f"The {group}'s {what}"
