"""How papers write numbers: grams as kilograms, money with its currency, moments in the zone they were given in."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

# ISO 4217: minor units of the currencies that do not have two.
_MINOR_UNITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
Amount = tuple[Decimal, str]


def kg(grams: int) -> str:
    """Kilograms with three digits: 1234567 g are `1,234.567`."""
    return f"{grams // 1000:,}.{grams % 1000:03d}"


def number(amount: Decimal, currency: str) -> str:
    """At least the digits that the currency has, and all others that the amount has: nothing is rounded."""
    if not amount.is_finite():
        raise ValueError(f"{amount} {currency} is no amount of money")
    whole, _, fraction = f"{amount:,f}".partition(".")
    fraction = fraction.rstrip("0").ljust(_MINOR_UNITS.get(currency, 2), "0")
    return f"{whole}.{fraction}" if fraction else whole


def money(amount: Decimal, currency: str) -> str:
    """The amount and its ISO 4217 code."""
    return f"{number(amount, currency)} {currency}"


def totals(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """One sum a currency, in the order in which the currencies come."""
    sums: dict[str, Decimal] = {}
    for amount, currency in amounts:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return tuple((amount, currency) for currency, amount in sums.items())


def all_money(amounts: Iterable[Amount]) -> str:
    """The sums of the amounts, joined where there is more than one currency."""
    return " + ".join(money(*one) for one in totals(amounts))


def moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
