"""The packs of config/customs, round exchange rates, and consignments to change in one place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.customs.rulepack import Confidence, Rate, Rates, RuleBook, load
from app.customs.screening import GoodsLine, Screening, ScreenInput, screen
from app.customs.tax import Assessment, assess

PACKS = Path(__file__).parents[3] / "config" / "customs"
BOOK: RuleBook = load(PACKS)
DAY = date(2026, 11, 24)

# Ringgit for one unit, so that every conversion of the examples comes out even.
ROUND = {
    "MYR": "1",
    "USD": "4",
    "EUR": "5",
    "GBP": "5",
    "SGD": "3.2",
    "AUD": "2.5",
    "NZD": "2.5",
    "THB": "0.125",
    "JPY": "0.025",
    "KRW": "0.0032",
    "IDR": "0.00025",
    "PHP": "0.08",
    "VND": "0.00016",
    "RON": "1",
}


def rates(on: date = DAY) -> Rates:
    units = {rate.currency: rate.minor_units for rate in BOOK.rates(on).by_currency.values()}
    return Rates(on, {code: _rate(code, myr, units[code]) for code, myr in ROUND.items()})


def _rate(code: str, myr: str, minor_units: int) -> Rate:
    return Rate(
        id=code.lower(),
        valid_from=date(2015, 1, 1),
        source="round figures of the tests",
        checked_on=DAY,
        confidence=Confidence.SOURCED,
        currency=code,
        myr=Decimal(myr),
        minor_units=minor_units,
    )


def line(value: str = "20", currency: str = "USD", **changes: Any) -> GoodsLine:
    goods = GoodsLine("Cotton batik shirt, men's", "6205200000", "MY", 1, Decimal(value), currency)
    return replace(goods, **changes)


def consignment(destination: str, *lines: GoodsLine, **changes: Any) -> ScreenInput:
    stated = ScreenInput(
        destination=destination,
        service="standard",
        consignee={
            "name": "Tan Wei",
            "address1": "12 Orchid Road",
            "city": "Somewhere",
            "postcode": "10110",
            "phone": "+6561234567",
            "tax_id": {"KR": "P123456789012", "ID": "3174012345678901"}.get(destination, ""),
        },
        lines=lines or (line(),),
        weight_g=500,
        freight=Decimal(0),
    )
    return replace(stated, **changes)


def assessed(destination: str, *lines: GoodsLine, on: date = DAY, **changes: Any) -> Assessment:
    return assess(
        consignment(destination, *lines, **changes), BOOK.for_destination(destination, on), rates(on)
    )


def screened(stated: ScreenInput, on: date = DAY) -> Screening:
    return screen(stated, BOOK.for_destination(stated.destination, on), BOOK.export(on), on)


def amounts(found: Assessment) -> Mapping[str, str]:
    """The amounts by rule."""
    return {charge.rule: str(charge.amount) for charge in found.charges}


def codes(found: Assessment | Screening) -> list[str]:
    return [one.code for one in (found.notes if isinstance(found, Assessment) else found.findings)]
