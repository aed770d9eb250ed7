"""A manifest as JSON: the very text that was frozen when it was issued, and the way back to typed values."""

from datetime import datetime
from decimal import Decimal

import msgspec

from labels.identifiers import AirWaybill


class Item(msgspec.Struct, frozen=True, gc=False):
    """One kind of goods in a parcel; `unit_value` is of one piece."""

    description: str
    hs_code: str
    origin: str
    quantity: int
    unit_value: Decimal
    currency: str


class Line(msgspec.Struct, frozen=True, gc=False):
    """One parcel. `unit` is what it travels in, None when it is loose; `dangerous` is "" when it is not."""

    tracking: str
    unit: str | None
    dangerous: str
    reference: str
    incoterm: str
    service: str
    consignee_name: str
    address1: str
    city: str
    postcode: str
    country: str
    seller: str
    weight_g: int
    items: tuple[Item, ...]

    @property
    def hs_codes(self) -> list[str]:
        """The codes of what is in it, each once, in the order of its items."""
        return list(dict.fromkeys(item.hs_code for item in self.items))

    @property
    def quantity(self) -> int:
        return sum([item.quantity for item in self.items])

    @property
    def values(self) -> dict[str, Decimal]:
        """What the goods are worth, by currency."""
        sums: dict[str, Decimal] = {}
        for item in self.items:
            sums[item.currency] = sums.get(item.currency, 0) + item.unit_value * item.quantity
        return sums


class Content(msgspec.Struct, frozen=True):
    """A frozen manifest; what later formats add to it is passed over. `air_waybill` is the master's 11 digits."""

    format: str
    number: str
    version: int
    supersedes: int | None
    hub: str
    carrier: str
    departure: str
    transport: str
    origin: str
    gateway: str
    departs_at: datetime
    issued_at: datetime
    pieces: int
    units: int
    weight_g: int
    lines: tuple[Line, ...]
    air_waybill: str | None = None

    @property
    def printed_waybill(self) -> str:
        """As it stands on papers, `232-12345675`; nothing for a truck, or a flight that was not numbered."""
        return AirWaybill.parse(self.air_waybill).printed if self.air_waybill else ""


_DECODER = msgspec.json.Decoder(Content)


def to_json(text: str) -> bytes:
    """The bytes whose SHA-256 the hub has published."""
    return text.encode()


def from_json(text: str | bytes) -> Content:
    return _DECODER.decode(text)
