"""Reads the dated customs rules of config/customs/ into typed values, and picks those that hold on a day."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from app.core.errors import Fault, HubError, Invalid, NotFound

Id = Annotated[str, Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")]
Word = Annotated[str, Meta(pattern=r"\A[a-z0-9]+(_[a-z0-9]+)*\Z")]
Text = Annotated[str, Meta(pattern=r"\S")]
Country = Annotated[str, Meta(pattern=r"\A[A-Z]{2}\Z")]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Prefix = Annotated[str, Meta(pattern=r"\A\d{2,10}\Z")]
Un = Annotated[str, Meta(pattern=r"\AUN\d{4}\Z")]
Field = Annotated[
    str,
    Meta(
        pattern=r"\A(consignee\.(name|address1|city|postcode|phone|email|tax_id)"
        r"|seller\.[a-z_]+|line\.(description|hs_code|origin))\Z"
    ),
]


class Severity(StrEnum):
    """What a finding does: never flies, waits for somebody, or is only said."""

    BLOCK = "block"
    HOLD = "hold"
    WARN = "warn"


class Confidence(StrEnum):
    SOURCED = "sourced"
    TO_VERIFY = "to_verify"


class Part(StrEnum):
    """What a value that is taxed, or compared, is made of."""

    GOODS = "goods"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    FEES = "fees"


class Basis(StrEnum):
    """Which value a threshold compares. INTRINSIC and FOB are both the price that the seller stated."""

    INTRINSIC = "intrinsic"
    FOB = "fob"
    CIF = "cif"

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part.GOODS, Part.FREIGHT, Part.INSURANCE) if self is Basis.CIF else (Part.GOODS,)


class Collected(StrEnum):
    """Who takes a tax: customs at import, or the registered seller at the sale."""

    IMPORT = "import"
    SALE = "sale"


class Per(StrEnum):
    """What a fee counts. A subheading is a different six-digit HS code."""

    CONSIGNMENT = "consignment"
    LINE = "line"
    SUBHEADING = "subheading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule says of itself. `valid_to` is its last day; no `members` means all of the pack."""

    id: Id
    valid_from: date
    valid_to: date | None = None
    source: Text
    checked_on: date
    confidence: Confidence
    note: str = ""
    members: tuple[Country, ...] = ()

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to: is {self.valid_to}, before valid_from {self.valid_from}")
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Decimal) and not (value.is_finite() and value >= 0):
                raise ValueError(f"{one.name}: is {value}, expected a number from 0")
        self.check()

    def check(self) -> None:
        """Raises ValueError("field: what is wrong") for what the types cannot say."""

    def slot(self) -> tuple[object, ...]:
        """On one day only one rule of the same kind and slot may hold."""
        return (self.id,)

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Rule):
    """A value up to which, itself included, a consignment counts as low. The code `duty` frees from duty."""

    code: Word
    name: Text
    basis: Basis
    amount: Decimal
    currency: Currency
    except_hs: tuple[Prefix, ...] = ()

    def slot(self) -> tuple[object, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged(Rule):
    """What is charged on lines `within` one threshold, `above` another, or on all; by HS prefix, if any."""

    code: Word
    name: Text
    within: str = ""
    above: str = ""
    hs: tuple[Prefix, ...] = ()

    def slot(self) -> tuple[object, ...]:
        return (self.code, self.within, self.above, self.hs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Charged):
    """A share of a value, or an amount for `each` subheading. With neither, the tariff must be looked up."""

    rate: Decimal | None = None
    each: Decimal | None = None
    base: tuple[Part, ...] = (Part.GOODS, Part.FREIGHT, Part.INSURANCE)

    def check(self) -> None:
        _check_rate(self.rate)
        if self.rate is not None and self.each is not None:
            raise ValueError("each: stands beside rate, expected only one of them")
        if {Part.DUTY, Part.FEES} & set(self.base):
            raise ValueError("base: a duty is taken on goods, freight and insurance only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax(Charged):
    """A share of a value. A seller's number of kind `seller_id` shows that it was paid at the sale,
    for consignments within the threshold `seller_within`, or for all."""

    base: tuple[Part, ...]
    rate: Decimal | None = None
    rate_of: dict[Country, Decimal] = field(default_factory=dict)
    collected: Collected = Collected.IMPORT
    seller_id: str = ""
    seller_within: str = ""

    def check(self) -> None:
        for rate in (self.rate, *self.rate_of.values()):
            _check_rate(rate)
        if self.rate is not None and self.rate_of:
            raise ValueError("rate_of: stands beside rate, expected only one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Charged):
    amount: Decimal
    currency: Currency
    per: Per = Per.CONSIGNMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Data(Rule):
    """A field that must be filled, or, when not `required`, right if it is filled."""

    field: Field
    wants: Text
    severity: Severity
    pattern: str = ""
    required: bool = True

    def check(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern: is no regular expression: {error}") from error

    def slot(self) -> tuple[object, ...]:
        return (self.field,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits(Rule):
    """How many digits of the HS code must be given at least."""

    digits: Annotated[int, Meta(ge=4, le=12)]
    severity: Severity

    def slot(self) -> tuple[object, ...]:
        return (self.severity,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched(Rule):
    """What is recognised by an HS prefix or by whole words; phrases in `unless` are not looked at."""

    severity: Severity
    reason: Text
    remedy: Text
    hs: tuple[Prefix, ...] = ()
    keywords: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()


class Ban(StrEnum):
    PROHIBITED = "prohibited"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods(Matched):
    kind: Ban

    def check(self) -> None:
        if not (self.hs or self.keywords):
            raise ValueError("keywords: is empty as hs is, expected one of them to name the goods")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dangerous(Matched):
    """Dangerous goods of one or several UN numbers."""

    un: Annotated[tuple[Un, ...], Meta(min_length=1)]
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Vague(Rule):
    """Words that say nothing of the goods when a description has no others."""

    words: Annotated[tuple[Text, ...], Meta(min_length=1)]
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible(Rule):
    """Between which values, in ringgit, a statement is believed without asking."""

    least_unit_myr: Decimal
    most_consignment_myr: Decimal
    most_myr_per_kg: Decimal
    severity: Severity

    def slot(self) -> tuple[object, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Rule):
    """Something that the hub does not compute but people must know."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Rule):
    """`myr` is the price of one unit in ringgit. A source `example` is no rate to declare with."""

    currency: Currency
    myr: Decimal
    minor_units: Annotated[int, Meta(ge=0, le=4)]

    def check(self) -> None:
        if self.myr == 0:
            raise ValueError("myr: is 0, expected a price above 0")

    def slot(self) -> tuple[object, ...]:
        return (self.currency,)


def _check_rate(rate: Decimal | None) -> None:
    if rate is not None and not 0 <= rate <= 3:
        raise ValueError(f"rate: is {rate}, expected a share from 0 to 3, such as 0.09 for 9 %")


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates of one day."""

    on: date
    by_currency: Mapping[str, Rate]

    def convert(self, amount: Decimal, source: str, target: str) -> Decimal:
        """Unrounded. Raises Invalid for a currency without a rate; screening holds such parcels before."""
        if source == target:
            return amount
        return amount * self.of(source).myr / self.of(target).myr

    def rounded(self, amount: Decimal, currency: str) -> Decimal:
        """To the currency's minor units, half up."""
        return amount.quantize(Decimal(1).scaleb(-self.of(currency).minor_units), ROUND_HALF_UP)

    def of(self, currency: str) -> Rate:
        rate = self.by_currency.get(currency)
        if rate is None:
            message = f"the hub has no exchange rate of {currency!r} on {self.on}"
            fault = Fault("currency", "no_rate", message, None, currency, ", ".join(self.by_currency))
            raise Invalid("no_rate", message, "add the rate to config/customs/rates.toml", (fault,))
        return rate


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules that hold on one day. `version` names the file's state, to explain a declaration by later."""

    on: date
    version: str
    rules: tuple[Rule, ...]

    def of(self, kind: type[R]) -> tuple[R, ...]:
        return tuple(rule for rule in self.rules if isinstance(rule, kind))


@dataclass(frozen=True, slots=True)
class CountryRules(RuleSet):
    country: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class ExportRules(RuleSet):
    rates: Rates


class RulePackError(HubError):
    """A rule pack is wrong: in which file, at which rule and field, and what was expected there."""

    status = 500
    title = "A customs rule pack is wrong"

    def __init__(self, file: Path, rule: str, name: str, message: str) -> None:
        place = ", ".join(part for part in (rule and f"rule {rule}", name) if part)
        detail = f"{file}: {place}: {message}" if place else f"{file}: {message}"
        super().__init__(
            "rule_pack",
            detail,
            f"correct {file.name}; the rules are read when the hub starts",
            (Fault(name, "rule_pack", detail),),
        )
        self.file, self.rule, self.name = file, rule, name


class NoRules(NotFound):
    """The hub has no rules for a destination on a day. That never means that nothing is due."""

    def __init__(self, country: str, on: date, why: str) -> None:
        super().__init__(
            "no_customs_rules",
            f"Unknown destination {country}: {why}, so the parcel needs manual review on {on}",
            f"let the customs broker decide, or add rules for {country} to config/customs",
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """One file: the rules of a country, of several `members` with the same rules, of exports, or of rates."""

    file: Path
    version: str
    code: str
    name: str
    currency: str
    members: tuple[str, ...]
    rules: tuple[Rule, ...]

    def valid(self, on: date, country: str = "") -> tuple[Rule, ...]:
        return tuple(
            _for_member(rule, country)
            for rule in self.rules
            if rule.holds(on) and (not rule.members or country in rule.members)
        )

    def label(self, rules: Iterable[Rule]) -> str:
        return f"{self.code} {max(rule.valid_from for rule in rules)} {self.version}"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All packs. Every answer is for one day."""

    packs: Mapping[str, Pack]
    export_pack: Pack
    rates_pack: Pack

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(sorted(self.packs))

    def for_destination(self, country: str, on: date) -> CountryRules:
        """Raises NoRules when the hub knows no rules of a country, or none on charges that hold that day."""
        pack = self.packs.get(country)
        if pack is None:
            raise NoRules(country, on, "the hub has no customs rules for it")
        rules = pack.valid(on, country)
        if not any(isinstance(rule, Threshold | Charged) for rule in rules):
            raise NoRules(country, on, f"none of its customs rules hold on {on}")
        return CountryRules(on, pack.label(rules), rules, country, pack.name, pack.currency)

    def export(self, on: date) -> ExportRules:
        """Raises NoRules when no export rule holds on that day."""
        pack = self.export_pack
        rules = pack.valid(on)
        if not rules:
            raise NoRules(pack.code, on, "none of the export rules hold yet")
        return ExportRules(on, pack.label(rules), rules, self.rates(on))

    def rates(self, on: date) -> Rates:
        return Rates(
            on, {rule.currency: rule for rule in self.rates_pack.valid(on) if isinstance(rule, Rate)}
        )


def _for_member(rule: Rule, country: str) -> Rule:
    if isinstance(rule, Tax) and rule.rate_of:
        return replace(rule, rate=rule.rate_of[country], rate_of={})
    return rule


_GOODS_SECTIONS: dict[str, type[Rule]] = {"data": Data, "hs": Digits, "goods": Goods, "vague": Vague}
_COUNTRY_SECTIONS: dict[str, type[Rule]] = {
    "threshold": Threshold,
    "duty": Duty,
    "tax": Tax,
    "fee": Fee,
    "caution": Caution,
    **_GOODS_SECTIONS,
}
_EXPORT_SECTIONS: dict[str, type[Rule]] = {"dangerous": Dangerous, "plausible": Plausible, **_GOODS_SECTIONS}
_RATE_SECTIONS: dict[str, type[Rule]] = {"rate": Rate}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The keys of a file that belong to no rule."""

    code: Word
    name: Text
    currency: Currency
    members: tuple[Country, ...] = ()


def load(folder: Path) -> RuleBook:
    """Every <country>.toml of a folder, export.toml, rates.toml. Raises RulePackError at the first fault."""
    files = {file.stem: file for file in sorted(folder.glob("*.toml"))}
    for stem in ("export", "rates"):
        if stem not in files:
            raise RulePackError(folder / f"{stem}.toml", "", "", "the file is missing")
    rates = _read(files.pop("rates"), _RATE_SECTIONS)
    export = _read(files.pop("export"), _EXPORT_SECTIONS)
    packs: dict[str, Pack] = {}
    for file in files.values():
        pack = _read(file, _COUNTRY_SECTIONS)
        _check_references(pack)
        _check_currencies(pack, rates)
        for country in pack.members:
            if country in packs:
                raise RulePackError(
                    file, "", "members", f"{country} stands in {packs[country].file.name} too"
                )
            packs[country] = pack
    return RuleBook(packs, export, rates)


def _read(file: Path, sections: Mapping[str, type[Rule]]) -> Pack:
    data = _bytes(file)
    values = _toml(file, data)
    head = _head(file, {key: value for key, value in values.items() if key not in sections})
    members = head.members or (head.code.upper(),)
    rules = tuple(
        rule
        for section, kind in sections.items()
        for rule in _section(file, section, kind, values.get(section, []))
    )
    _check_together(file, rules, members if sections is _COUNTRY_SECTIONS else ())
    version = hashlib.sha256(data).hexdigest()[:8]
    return Pack(file, version, head.code.upper(), head.name, head.currency, members, rules)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RulePackError(file, "", "", f"the file cannot be read: {error.strerror}") from error


def _toml(file: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulePackError(file, "", "", f"expected a TOML file in UTF-8: {error}") from error


def _head(file: Path, values: dict[str, Any]) -> _Head:
    head = _typed(file, "", _Head, values)
    if head.code != file.stem.lower():
        raise RulePackError(file, "", "code", f"is {head.code!r}, expected the file's name in small letters")
    return head


def _section(file: Path, section: str, kind: type[Rule], entries: object) -> Iterator[Rule]:
    if not (isinstance(entries, list) and all(isinstance(one, dict) for one in entries)):
        raise RulePackError(file, "", section, f"expected a list of tables, each headed [[{section}]]")
    for n, entry in enumerate(entries, 1):
        name = entry.get("id")
        yield _typed(file, name if isinstance(name, str) else f"{section} number {n}", kind, entry)


T = TypeVar("T")


def _typed(file: Path, rule: str, kind: type[T], entry: dict[str, Any]) -> T:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    for key in entry:
        if key not in known:
            raise RulePackError(file, rule, key, f"no such field; known are {', '.join(sorted(known))}")
    try:
        return msgspec.convert(entry, kind)
    except msgspec.ValidationError as error:
        name, message = _said(str(error), entry)
        raise RulePackError(file, rule, name, message) from error


def _said(text: str, entry: Mapping[str, object]) -> tuple[str, str]:
    """(field, message) of what msgspec says, or of a "field: message" of our own check."""
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", text):
        return missing[1], "is missing"
    if placed := re.fullmatch(r"(.*) - at `(?:key in )?\$\.((\w+).*?)`", text, re.DOTALL):
        return placed[2], f"is {entry.get(placed[3])!r}: {placed[1]}"
    name, _, message = text.partition(": ")
    return name, message


def _check_together(file: Path, rules: tuple[Rule, ...], members: tuple[str, ...]) -> None:
    seen: dict[str, Rule] = {}
    slots: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        if rule.id in seen:
            raise RulePackError(file, rule.id, "id", "stands twice in the file, expected each id once")
        seen[rule.id] = rule
        _check_members(file, rule, members)
        others = slots.setdefault((type(rule), *rule.slot()), [])
        for other in others:
            if _meet(rule, other):
                message = f"holds on days on which {other.id} holds too; end one with valid_to"
                raise RulePackError(file, rule.id, "valid_from", message)
        others.append(rule)


def _check_members(file: Path, rule: Rule, members: tuple[str, ...]) -> None:
    strange = sorted(set(rule.members) - set(members))
    if strange:
        raise RulePackError(file, rule.id, "members", f"{', '.join(strange)} is no member of the file")
    if isinstance(rule, Tax) and rule.rate_of:
        wrong = sorted(set(rule.rate_of) ^ set(rule.members or members))
        if wrong:
            message = f"expected one rate for each member; wrong are {', '.join(wrong)}"
            raise RulePackError(file, rule.id, "rate_of", message)


def _meet(one: Rule, other: Rule) -> bool:
    """Whether both hold on some day for some member."""
    apart = one.members and other.members and not set(one.members) & set(other.members)
    return not apart and (one.holds(other.valid_from) or other.holds(one.valid_from))


def _check_references(pack: Pack) -> None:
    """A threshold that a charge names must exist on every day on which the charge holds."""
    thresholds = [rule for rule in pack.rules if isinstance(rule, Threshold)]
    for rule in pack.rules:
        if isinstance(rule, Charged):
            named = {"within": rule.within, "above": rule.above}
            if isinstance(rule, Tax):
                named["seller_within"] = rule.seller_within
            for name, code in named.items():
                versions = [one for one in thresholds if one.code == code]
                if code and not _covers(versions, rule):
                    message = f"is {code!r}, expected a threshold that holds as long as this rule does"
                    raise RulePackError(pack.file, rule.id, name, message)


def _covers(versions: list[Threshold], rule: Rule) -> bool:
    ends = (one.valid_to + timedelta(days=1) for one in versions if one.valid_to is not None)
    days = {rule.valid_from, *(day for day in ends if rule.holds(day))}
    return all(any(one.holds(day) for one in versions) for day in days)


def _check_currencies(pack: Pack, rates: Pack) -> None:
    known = {rule.currency for rule in rates.rules if isinstance(rule, Rate)}
    if pack.currency not in known:
        raise RulePackError(pack.file, "", "currency", f"{pack.currency} has no rate in {rates.file.name}")
    for rule in pack.rules:
        if isinstance(rule, Threshold | Fee) and rule.currency not in known:
            message = f"{rule.currency} has no rate in {rates.file.name}"
            raise RulePackError(pack.file, rule.id, "currency", message)
