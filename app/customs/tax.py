"""Estimates the duty, tax and fees that a destination takes, and says what it cannot know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from app.customs.rulepack import (
    Basis,
    Caution,
    Charged,
    Collected,
    Confidence,
    CountryRules,
    Duty,
    Fee,
    Part,
    Per,
    Rates,
    Rule,
    Tax,
    Threshold,
)
from app.customs.screening import GoodsLine, ScreenInput

TARIFF = "tariff"
RELIEF = "duty"
_EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Charge:
    """One amount, rounded to the currency's minor units. `rate` is None where the amount is a fixed one."""

    code: str
    name: str
    basis: Decimal
    rate: Decimal | None
    amount: Decimal
    currency: str
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A consignment's value beside a threshold, both in the threshold's currency."""

    code: str
    rule: str
    value: Decimal
    amount: Decimal
    currency: str
    within: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the amounts do not say. The code is one of duty_unknown, tax_unknown, tax_at_sale, not_relieved,
    freight_unknown, caution, to_verify and sample_rates."""

    code: str
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Amounts are in the destination's currency. It is `complete` when nothing that is due is unknown."""

    country: str
    currency: str
    duty: tuple[Charge, ...]
    tax: tuple[Charge, ...]
    fees: tuple[Charge, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[Note, ...]

    @property
    def charges(self) -> tuple[Charge, ...]:
        return (*self.duty, *self.tax, *self.fees)

    @property
    def total(self) -> Decimal:
        return total_of(self.charges)

    @property
    def complete(self) -> bool:
        return not any(note.code.endswith("_unknown") for note in self.notes)


def total_of(charges: Iterable[Charge]) -> Decimal:
    return sum((charge.amount for charge in charges), Decimal(0))


def assess(consignment: ScreenInput, rules: CountryRules, rates: Rates) -> Assessment:
    """Duty first, then fees, then taxes, since a tax may be taken on both.

    The consignment must have passed screening on values: Invalid is raised for a currency without a rate,
    ValueError for rules of another country or day. No amount is ever guessed: a tariff rate that no rule
    gives becomes the note duty_unknown.
    """
    if (rules.country, rules.on) != (consignment.destination, rates.on):
        raise ValueError(
            f"rules of {rules.country} on {rules.on} and rates of {rates.on} "
            f"were given for a consignment to {consignment.destination}"
        )
    return _Work(consignment, rules, rates).done()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A charge and the numbers of the lines on which it falls."""

    charge: Charge
    lines: frozenset[int]


C = TypeVar("C", bound=Charged)


@dataclass(slots=True)
class _Work:
    """One assessment on its way: which lines lie within which threshold, and what was taken on which."""

    consignment: ScreenInput
    rules: CountryRules
    rates: Rates
    within: dict[str, frozenset[int]] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    duty: list[_Taken] = field(default_factory=list)
    fees: list[_Taken] = field(default_factory=list)
    tax: list[_Taken] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    used: dict[str, Rule] = field(default_factory=dict)

    def done(self) -> Assessment:
        for threshold in self.rules.of(Threshold):
            self.compare(threshold)
        self.take_duty()
        for fee in self.rules.of(Fee):
            self.take_fee(fee)
        for code in dict.fromkeys(rule.code for rule in self.rules.of(Tax)):
            self.take_tax(code)
        self.remark()
        duty, tax, fees = (tuple(one.charge for one in taken) for taken in (self.duty, self.tax, self.fees))
        country, currency = self.rules.country, self.rules.currency
        return Assessment(country, currency, duty, tax, fees, tuple(self.comparisons), tuple(self.notes))

    # Values. All are in the destination's currency and unrounded unless said otherwise.

    @property
    def lines(self) -> dict[int, GoodsLine]:
        return dict(enumerate(self.consignment.lines, 1))

    def goods(self, numbers: Iterable[int]) -> Decimal:
        lines = self.lines
        return sum((self.value(lines[n]) for n in numbers), Decimal(0))

    def value(self, line: GoodsLine) -> Decimal:
        return self.rates.convert(line.unit_value * line.quantity, line.currency, self.rules.currency)

    def share(self, part: Iterable[int], whole: Iterable[int]) -> Decimal:
        """Which share of the lines' value a part of them has; 1 for all, exactly."""
        some, every = frozenset(part), frozenset(whole)
        if some >= every:
            return Decimal(1)
        value = self.goods(every)
        return self.goods(some & every) / value if value else Decimal(0)

    def part(self, part: Part, numbers: frozenset[int]) -> Decimal:
        """What some lines bear of one part of a value. Freight, duty and fees are shared by goods' value."""
        match part:
            case Part.GOODS:
                return self.goods(numbers)
            case Part.FREIGHT:
                return self.transport(self.consignment.freight) * self.share(numbers, self.lines)
            case Part.INSURANCE:
                return self.transport(self.consignment.insurance) * self.share(numbers, self.lines)
            case Part.DUTY:
                return self.borne(self.duty, numbers)
            case Part.FEES:
                return self.borne(self.fees, numbers)

    def transport(self, amount: Decimal | None) -> Decimal:
        return self.rates.convert(
            amount or Decimal(0), self.consignment.freight_currency, self.rules.currency
        )

    def borne(self, taken: list[_Taken], numbers: frozenset[int]) -> Decimal:
        return sum(
            (one.charge.amount * self.share(numbers, one.lines) for one in taken if one.lines & numbers),
            Decimal(0),
        )

    def basis(self, parts: tuple[Part, ...], numbers: frozenset[int]) -> Decimal:
        """Rounded, so that basis × rate can be checked by hand."""
        return self.rounded(sum((self.part(part, numbers) for part in parts), Decimal(0)))

    def rounded(self, amount: Decimal) -> Decimal:
        return self.rates.rounded(amount, self.rules.currency)

    # Thresholds

    def compare(self, rule: Threshold) -> None:
        """The whole consignment is compared. Lines of excepted goods never count as within."""
        every = frozenset(self.lines)
        value = sum((self.part(part, every) for part in rule.basis.parts), Decimal(0))
        value = self.rates.rounded(
            self.rates.convert(value, self.rules.currency, rule.currency), rule.currency
        )
        low = value <= rule.amount
        self.comparisons.append(_comparison(rule, value, low))
        excepted = frozenset(n for n, line in self.lines.items() if low and _excepted(line, rule))
        self.within[rule.code] = every - excepted if low else frozenset()
        self.used[rule.id] = rule
        if excepted:
            sentence = (
                f"{rule.name} does not hold for {_listed(excepted)}: goods of that HS code are excepted."
            )
            self.notes.append(Note("not_relieved", rule.id, sentence))

    def banded(self, rule: Charged, numbers: Iterable[int]) -> frozenset[int]:
        """Of some lines, those within and above the thresholds that a charge names."""
        found = frozenset(numbers)
        if rule.within:
            found &= self.within[rule.within]
        return found - self.within[rule.above] if rule.above else found

    def chosen(self, rules: Iterable[C], numbers: Iterable[int]) -> dict[int, C]:
        """The rule of each line: of those that fit, the one with the longest HS prefix."""
        found: dict[int, tuple[int, C]] = {}
        for rule in rules:
            for n in self.banded(rule, numbers):
                length = _fit(self.lines[n], rule)
                if length > found.get(n, (-1, rule))[0]:
                    found[n] = (length, rule)
        return {n: rule for n, (_, rule) in sorted(found.items())}

    # Duty

    def take_duty(self) -> None:
        """Rules of one code exclude each other by line; those of different codes add up."""
        due = frozenset(self.lines) - self.within.get(RELIEF, frozenset())
        for code in dict.fromkeys((TARIFF, *(rule.code for rule in self.rules.of(Duty)))):
            chosen = self.chosen((rule for rule in self.rules.of(Duty) if rule.code == code), due)
            unknown = due - chosen.keys() if code == TARIFF else frozenset[int]()
            for rule, numbers in _by_rule(chosen):
                if rule.rate is None and rule.each is None:
                    unknown |= numbers
                else:
                    self.duty.append(_Taken(self.duty_charge(rule, numbers), numbers))
                    self.used[rule.id] = rule
            if unknown:
                self.notes.append(self.unknown_duty(unknown))

    def duty_charge(self, rule: Duty, numbers: frozenset[int]) -> Charge:
        """basis × rate, or an amount for each different subheading of six digits.

        The second is Regulation (EU) 2026/382: EUR 3 an item, where five shirts are one item.
        """
        if rule.each is None:
            return self.share_charge(rule, rule.rate or Decimal(0), rule.base, numbers)
        count = self.count(Per.SUBHEADING, numbers)
        amount = self.rounded(rule.each * count)
        sentence = f"{rule.name}: {count} × {self.money(rule.each)} = {self.money(amount)}."
        return self.charge(rule, self.basis(rule.base, numbers), None, amount, sentence)

    def unknown_duty(self, numbers: frozenset[int]) -> Note:
        codes = ", ".join(sorted({self.lines[n].hs_code or "no HS code" for n in numbers}))
        sentence = (
            f"The duty on {_listed(numbers)} ({codes}) is not known to the hub and not in the total; "
            f"look it up in the tariff of {self.rules.name}."
        )
        return Note("duty_unknown", "", sentence)

    # Fees and taxes

    def take_fee(self, rule: Fee) -> None:
        """count × amount, converted to the destination's currency."""
        numbers = frozenset(n for n in self.banded(rule, self.lines) if _fit(self.lines[n], rule) >= 0)
        if not numbers:
            return
        count = self.count(rule.per, numbers)
        amount = self.rounded(self.rates.convert(rule.amount * count, rule.currency, self.rules.currency))
        sentence = f"{rule.name}: {count} × {rule.amount} {rule.currency} = {self.money(amount)}."
        charge = self.charge(rule, self.basis((Part.GOODS,), numbers), None, amount, sentence)
        self.fees.append(_Taken(charge, numbers))
        self.used[rule.id] = rule

    def count(self, per: Per, numbers: frozenset[int]) -> int:
        if per is Per.SUBHEADING:
            return len({_digits(self.lines[n].hs_code)[:6] for n in numbers})
        return len(numbers) if per is Per.LINE else 1

    def take_tax(self, code: str) -> None:
        """basis × rate for each rule of one tax, unless the seller took it or the rate is not known."""
        chosen = self.chosen((rule for rule in self.rules.of(Tax) if rule.code == code), self.lines)
        for rule, numbers in _by_rule(chosen):
            self.used[rule.id] = rule
            if self.at_sale(rule, numbers):
                self.notes.append(self.sale_note(rule))
            elif rule.rate is None:
                sentence = f"The rate of {rule.name} on {_listed(numbers)} is not known and not in the total."
                self.notes.append(Note("tax_unknown", rule.id, sentence))
            elif set(rule.base) != {Part.FEES} or self.fees:
                self.tax.append(_Taken(self.share_charge(rule, rule.rate, rule.base, numbers), numbers))

    def at_sale(self, rule: Tax, numbers: frozenset[int]) -> bool:
        if rule.collected is Collected.SALE:
            return True
        low = not rule.seller_within or numbers <= self.within[rule.seller_within]
        return low and bool(self.seller_number(rule))

    def seller_number(self, rule: Tax) -> str:
        return self.consignment.tax_ids.get(rule.seller_id, "").strip() if rule.seller_id else ""

    def sale_note(self, rule: Tax) -> Note:
        number = self.seller_number(rule)
        if number:
            sentence = f"{rule.name} was taken at the sale under {number}; customs does not take it again."
        else:
            sentence = (
                f"{rule.name} is the seller's to take at the sale, not customs'; no number {rule.seller_id} "
                "is stated, so make sure that the seller need not register."
            )
        return Note("tax_at_sale", rule.id, sentence)

    def share_charge(
        self, rule: Charged, rate: Decimal, base: tuple[Part, ...], numbers: frozenset[int]
    ) -> Charge:
        basis = self.basis(base, numbers)
        amount = self.rounded(basis * rate)
        percent = f"{(rate * 100).normalize():f} %"
        sentence = (
            f"{rule.name}: {percent} of {self.money(basis)} ({', '.join(base)}) = {self.money(amount)}."
        )
        return self.charge(rule, basis, rate, amount, sentence)

    def charge(
        self, rule: Charged, basis: Decimal, rate: Decimal | None, amount: Decimal, said: str
    ) -> Charge:
        return Charge(rule.code, rule.name, basis, rate, amount, self.rules.currency, rule.id, said)

    def money(self, amount: Decimal) -> str:
        return f"{self.rounded(amount)} {self.rules.currency}"

    # What else must be said

    def remark(self) -> None:
        if self.consignment.freight is None and any(map(_needs_freight, self.used.values())):
            sentence = "The freight is not stated; values that include it are too low by it."
            self.notes.append(Note("freight_unknown", "", sentence))
        self.notes += [Note("caution", rule.id, rule.text) for rule in self.rules.of(Caution)]
        self.notes += list(self.unverified())
        samples = sorted({c for c in self.currencies() if self.rates.of(c).source == _EXAMPLE})
        if samples:
            sentence = f"{', '.join(samples)}: sample exchange rates were used; load the rates of the day."
            self.notes.append(Note("sample_rates", "", sentence))

    def unverified(self) -> Iterator[Note]:
        for rule in self.used.values():
            if rule.confidence is Confidence.TO_VERIFY and isinstance(rule, Threshold | Charged):
                why = f": {rule.note}" if rule.note else "."
                yield Note("to_verify", rule.id, f"{rule.name} is not verified{why}")

    def currencies(self) -> set[str]:
        """Those between which something was converted."""
        met = {line.currency for line in self.consignment.lines} | {self.rules.currency}
        met |= {rule.currency for rule in self.used.values() if isinstance(rule, Threshold | Fee)}
        if self.consignment.freight or self.consignment.insurance:
            met.add(self.consignment.freight_currency)
        return met if len(met) > 1 else set()


def _by_rule(chosen: dict[int, C]) -> list[tuple[C, frozenset[int]]]:
    """Rules with their lines, in the order of their first lines."""
    rules = {rule.id: rule for rule in chosen.values()}
    return [(rule, frozenset(n for n, one in chosen.items() if one is rule)) for rule in rules.values()]


def _fit(line: GoodsLine, rule: Charged) -> int:
    """Digits of the longest prefix that fits; 0 where a rule is for all goods, -1 where it does not fit."""
    code = _digits(line.hs_code)
    fitting = [len(prefix) for prefix in rule.hs if code.startswith(prefix)]
    return max(fitting, default=-1 if rule.hs else 0)


def _excepted(line: GoodsLine, rule: Threshold) -> bool:
    return _digits(line.hs_code).startswith(rule.except_hs) if rule.except_hs else False


def _digits(hs_code: str) -> str:
    return "".join(filter(str.isdecimal, hs_code))


def _needs_freight(rule: Rule) -> bool:
    if isinstance(rule, Threshold):
        return rule.basis is Basis.CIF
    return isinstance(rule, Duty | Tax) and Part.FREIGHT in rule.base


def _comparison(rule: Threshold, value: Decimal, low: bool) -> Comparison:
    said = "is not above" if low else "is above"
    shown = f"{rule.basis.upper() if rule.basis is not Basis.INTRINSIC else 'intrinsic'} value"
    sentence = f"The {shown} of {value} {rule.currency} {said} {rule.name} of {rule.amount} {rule.currency}."
    return Comparison(rule.code, rule.id, value, rule.amount, rule.currency, low, sentence)


def _listed(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return f"line{'s' if len(ordered) > 1 else ''} {', '.join(map(str, ordered))}"
