"""What customs is told of one parcel, and what stops it: screening and assessment put together."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import HubError
from app.customs.rulepack import RuleBook, Severity
from app.customs.screening import Finding, ScreenInput, screen
from app.customs.tax import Assessment, Charge, assess, total_of


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a parcel may not be declared as it is: the hold's reason and a sentence that says what is wanted."""

    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A parcel on a day. Money is exact: `goods_value` is the sum of the lines, duty and tax of their charges."""

    stop: Stop | None
    goods_value: Decimal
    currency: str
    duty: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    charges_currency: str = ""
    charges: tuple[dict[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    rules: str = ""
    warnings: tuple[str, ...] = field(default=())


def examine(stated: ScreenInput, book: RuleBook, on: date, waived: frozenset[str] = frozenset()) -> Examined:
    """Screen a parcel, and assess duty and tax if nothing stops it. What no rule covers is stopped, never free.

    `waived` are reasons for which the parcel was held before and released by a person: they do not stop it again,
    and what was found is told to customs as a warning.
    """
    currency = stated.lines[0].currency if stated.lines else ""
    try:
        rules, export, rates = book.for_destination(stated.destination, on), book.export(on), book.rates(on)
        value = sum(
            (
                rates.convert(line.unit_value * line.quantity, line.currency, currency)
                for line in stated.lines
            ),
            Decimal(0),
        )
        screening = screen(stated, rules, export, on)
        stop = _stop(screening.stops) if screening.stops else None
        if stop is not None and stop.reason not in waived:
            return Examined(stop, value, currency)
        assessment = assess(stated, rules, rates)
    except HubError as error:
        return Examined(Stop("missing_data", f"{error.detail}; {error.hint}"), Decimal(0), currency)
    warnings = tuple(one.message for one in screening.findings)
    return _assessed(assessment, value, currency, rules.version, warnings)


def _stop(stops: tuple[Finding, ...]) -> Stop:
    """The gravest finding gives the reason; the sentence names all, so that one correction is enough."""
    worst = stops[0]
    reason = "screening" if worst.severity is Severity.BLOCK else "missing_data"
    if worst.field == "dangerous":
        reason = "dangerous_goods"
    return Stop(reason, " · ".join(f"{one.message} ({one.remedy})" for one in stops))


def _assessed(
    found: Assessment, value: Decimal, currency: str, rules: str, warnings: tuple[str, ...]
) -> Examined:
    return Examined(
        stop=None,
        goods_value=value,
        currency=currency,
        duty=total_of(found.duty),
        tax=total_of((*found.tax, *found.fees)),
        charges_currency=found.currency,
        charges=tuple(_charge(one) for one in found.charges),
        notes=(*(one.sentence for one in found.comparisons), *(one.sentence for one in found.notes)),
        rules=rules[:120],
        warnings=warnings,
    )


def _charge(one: Charge) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.name,
        "amount": str(one.amount),
        "currency": one.currency,
        "rule": one.rule,
        "sentence": one.sentence,
    }
