"""Made-up parcels: what small Malaysian firms might sell, to people who do not exist. Same seed, same parcels."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.demo.people import SELLERS


@dataclass(frozen=True, slots=True)
class Goods:
    description: str
    hs_code: str
    low: int
    high: int
    weight_g: int


CATALOGUE = {
    "BATIK": Goods("Cotton batik shirt", "6205200000", 25, 60, 320),
    "KOPI": Goods("Roasted coffee beans, 500 g bag", "0901210000", 12, 30, 560),
    "ROTAN": Goods("Rattan storage basket", "4602120000", 18, 70, 900),
    "LENSA": Goods("Silicone phone case", "3926909000", 5, 18, 90),
    "TUDUNG": Goods("Polyester head scarf", "6214300000", 9, 25, 140),
    "SABUN": Goods("Olive oil hand soap bar", "3401110000", 6, 20, 260),
    "LAMPU": Goods("LED desk lamp, without battery", "9405210000", 25, 80, 1200),
    "PERAK": Goods("Pewter drinking cup", "8007000000", 40, 160, 480),
    "BUKU": Goods("Printed picture book", "4901990000", 8, 22, 640),
    "GETAH": Goods("Natural rubber yoga mat", "4016910000", 20, 45, 1900),
    "SAMBAL": Goods("Chilli paste in glass jar", "2103909000", 6, 18, 700),
    "MAINAN": Goods("Wooden toy train set", "9503000000", 18, 55, 1100),
}


@dataclass(frozen=True, slots=True)
class Place:
    country: str
    city: str
    region: str
    postcode: str
    phone: str
    tax_id: str
    weight: int


PLACES = (
    Place("SG", "Singapore", "", "018956", "+6561234567", "", 30),
    Place("TH", "Bangkok", "", "10110", "+6621234567", "", 12),
    Place("ID", "Jakarta", "", "10110", "+62211234567", "3174012345678901", 12),
    Place("PH", "Makati", "", "1226", "+6321234567", "", 9),
    Place("VN", "Ho Chi Minh City", "", "700000", "+84281234567", "", 6),
    Place("JP", "Tokyo", "", "100-0001", "+81312345678", "", 6),
    Place("KR", "Seoul", "", "04524", "+82212345678", "P123456789012", 5),
    Place("AU", "Sydney", "NSW", "2000", "+61212345678", "", 7),
    Place("GB", "London", "", "EC1A 1BB", "+442012345678", "", 5),
    Place("US", "Los Angeles", "CA", "90001", "+12131234567", "", 5),
    Place("DE", "Frankfurt", "", "60311", "+496912345678", "", 3),
)
NAMES = (
    "Tan Wei",
    "Somchai P.",
    "Dewi Lestari",
    "Jose Cruz",
    "Nguyen An",
    "Sato Yui",
    "Kim Minji",
    "Emma Clark",
)
STREETS = ("12 Orchid Road", "88 River Street", "5 Market Lane", "301 Station Avenue", "7 Temple Road")


def parcels(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """(seller code, parcel as the API takes it), in order."""
    rng = random.Random(f"goods {seed}")
    weights = [one.weight for one in PLACES]
    for number in range(1, count + 1):
        seller = SELLERS[number % len(SELLERS)].code
        place = rng.choices(PLACES, weights)[0]
        yield seller, _parcel(rng, seller, place, f"{seller}-{seed}-{number:06d}")


def _parcel(rng: random.Random, seller: str, place: Place, reference: str) -> dict[str, Any]:
    goods = CATALOGUE[seller]
    quantity = rng.choice((1, 1, 1, 2, 3))
    return {
        "reference": reference,
        "service": "express" if rng.random() < 0.3 else "standard",
        "incoterm": "DAP",
        "consignee_name": rng.choice(NAMES),
        "consignee_address1": rng.choice(STREETS),
        "consignee_city": place.city,
        "consignee_region": place.region,
        "consignee_postcode": place.postcode,
        "consignee_country": place.country,
        "consignee_phone": place.phone,
        "consignee_tax_id": place.tax_id,
        "weight_g": goods.weight_g * quantity + rng.randrange(20, 120),
        "items": [
            {
                "description": goods.description,
                "hs_code": goods.hs_code,
                "origin_country": "MY",
                "quantity": quantity,
                "unit_value": f"{rng.randrange(goods.low, goods.high)}.{rng.choice(('00', '50', '90'))}",
                "currency": "USD",
            }
        ],
    }


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """The same parcels as a seller's spreadsheet would give them."""
    columns = (
        "reference,service,incoterm,consignee_name,address1,city,region,postcode,country,phone,tax_id,"
        "weight_kg,description,hs_code,origin,quantity,unit_value,currency"
    )
    lines = [columns]
    for one in rows:
        item = one["items"][0]
        values = (
            one["reference"],
            one["service"],
            one["incoterm"],
            one["consignee_name"],
            one["consignee_address1"],
            one["consignee_city"],
            one["consignee_region"],
            one["consignee_postcode"],
            one["consignee_country"],
            one["consignee_phone"],
            one["consignee_tax_id"],
            f"{one['weight_g'] / 1000:.3f}",
            item["description"],
            item["hs_code"],
            item["origin_country"],
            item["quantity"],
            item["unit_value"],
            item["currency"],
        )
        lines.append(",".join(f'"{value}"' for value in values))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
