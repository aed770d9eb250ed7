"""What papers say of a consignment: who sends and who gets it, its pieces, and the goods in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pycountry

from labels.amounts import Amount, kg


def country_name(code: str) -> str:
    """The English short name of an ISO 3166 code, or the code itself where it is none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    return str(getattr(found, "common_name", found.name)) if found else code


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or an addressee; `address` is its lines without the country, which is ISO 3166 alpha-2."""

    name: str
    address: tuple[str, ...]
    country: str
    phone: str = ""
    email: str = ""
    tax_id: str = ""

    def lines(self) -> tuple[str, ...]:
        """As they stand in a box, one under the other."""
        reached = ", ".join(part for part in (self.phone, self.email) if part)
        tax_id = f"Tax no. {self.tax_id}" if self.tax_id else ""
        country = country_name(self.country)
        return tuple(part for part in (self.name, *self.address, country, reached, tax_id) if part)


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods; `net_weight_g` is that of all its pieces together, None where nobody stated it."""

    description: str
    hs_code: str
    origin_country: str
    quantity: int
    unit_value: Decimal
    currency: str
    net_weight_g: int | None = None
    sku: str = ""

    @property
    def value(self) -> Amount:
        return self.unit_value * self.quantity, self.currency


@dataclass(frozen=True, slots=True)
class Piece:
    """One parcel of a consignment; `sides_mm` are its length, width and height where they are known."""

    tracking: str
    gross_weight_g: int
    goods: tuple[Goods, ...]
    sides_mm: tuple[int, int, int] | None = None


def net_kg(goods: Goods) -> str:
    return "not stated" if goods.net_weight_g is None else kg(goods.net_weight_g)


def total_net_kg(goods: Iterable[Goods]) -> str:
    """The sum of the lines; not stated where one of them is not, because a sum without it would be too low."""
    weights = [one.net_weight_g for one in goods]
    known = [one for one in weights if one is not None]
    return kg(sum(known)) if len(known) == len(weights) else "not stated"
