"""The columns of a seller's file: their names in English, Malay and Chinese, and how a header is read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Column:
    """One column that the hub reads: `name` as the template writes it, `field` of the draft it fills."""

    name: str
    field: str
    required: bool = False
    of_item: bool = False
    unit: str = ""
    example: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()


HELPERS = ("_row", "_field", "_error")
"""Columns that the file of rejected rows adds, and that reading leaves out."""

EXAMPLE_REFERENCE = "EXAMPLE-1"

TEMPLATE: tuple[Column, ...] = (
    Column(
        "reference",
        "reference",
        required=True,
        example=EXAMPLE_REFERENCE,
        help="Your own number of the parcel or order. Rows with the same reference are one parcel.",
    ),
    Column(
        "carrier_tracking",
        "carrier_tracking",
        help="The tracking number already on the parcel, if it has one.",
    ),
    Column(
        "service",
        "service",
        example="standard",
        help="express or standard; empty means standard.",
        choices=("standard", "express"),
    ),
    Column(
        "incoterm",
        "incoterm",
        example="DAP",
        help="DAP: the buyer pays duty and tax. DDP: you pay them. Empty means DAP.",
        choices=("DAP", "DDP"),
    ),
    Column(
        "consignee_name",
        "consignee_name",
        required=True,
        example="Tan Mei Ling",
        help="Who receives the parcel.",
    ),
    Column(
        "address1",
        "consignee_address1",
        required=True,
        example="12 Bukit Timah Road",
        help="Street and number.",
    ),
    Column("address2", "consignee_address2", example="#08-21", help="Unit, floor, building."),
    Column("city", "consignee_city", required=True, example="Singapore"),
    Column("region", "consignee_region", help="State or province, where there are such."),
    Column("postcode", "consignee_postcode", example="229900", help="As text, so that a leading zero stays."),
    Column(
        "country",
        "consignee_country",
        required=True,
        example="SG",
        help="Destination, two letters as in ISO 3166.",
    ),
    Column("phone", "consignee_phone", example="+65 6123 4567", help="With the country code."),
    Column("email", "consignee_email", example="meiling@example.com"),
    Column("tax_id", "consignee_tax_id", help="The buyer's tax number, where the country asks for one."),
    Column(
        "weight_kg", "weight_g", required=True, unit="kg", example="0.45", help="Of the whole parcel, packed."
    ),
    Column("length_cm", "length_mm", unit="cm", example="25"),
    Column("width_cm", "width_mm", unit="cm", example="18"),
    Column("height_cm", "height_mm", unit="cm", example="6"),
    Column(
        "description",
        "description",
        required=True,
        of_item=True,
        example="Cotton T-shirt, men's",
        help="What it is, what it is made of, what it is for. Not: gift, goods, parts.",
    ),
    Column(
        "hs_code", "hs_code", required=True, of_item=True, example="61091000", help="6 to 10 digits, as text."
    ),
    Column(
        "origin",
        "origin_country",
        required=True,
        of_item=True,
        example="MY",
        help="Where it was made, two letters as in ISO 3166.",
    ),
    Column("quantity", "quantity", required=True, of_item=True, example="2", help="Pieces, a whole number."),
    Column(
        "unit_value", "unit_value", required=True, of_item=True, example="19.90", help="Price of one piece."
    ),
    Column(
        "currency",
        "currency",
        required=True,
        of_item=True,
        example="MYR",
        help="Three letters as in ISO 4217.",
    ),
    Column(
        "net_weight_kg",
        "net_weight_g",
        of_item=True,
        unit="kg",
        example="0.40",
        help="Of all pieces of the row, without packing.",
    ),
    Column("sku", "sku", of_item=True, example="TS-001-M", help="Your own code of the article."),
    Column(
        "dangerous",
        "dangerous",
        help="UN number such as UN3481 for a lithium battery; empty if there is none.",
    ),
)

INSTRUCTIONS = (
    "One row is one kind of goods. Rows with the same reference are one parcel, and agree in its columns.",
    "In the further rows of a parcel its own columns (service to height_cm, dangerous) may stay empty.",
    "All cells are text: a spreadsheet cannot then drop a leading zero or round a long number.",
    "Write decimals with a point (12.50) and no thousands sign. A unit may stand in the cell: 500 g, 25 cm.",
    "Lengths may be in mm, cm or m, weights in g or kg: rename the column (weight_g) or write the unit.",
    f"Rows whose reference is {EXAMPLE_REFERENCE} are left out.",
)

# Only names that can mean nothing else: a total is no unit value, a bare "name" may be the goods' name.
_ALSO = {
    "reference": (
        "ref | reference no | reference number | order no | order number | order id | order | "
        "parcel reference | seller reference | shipment reference | customer reference | rujukan | "
        "no rujukan | nombor rujukan | no pesanan | nombor pesanan | 参考号 | 参考编号 | 订单号 | "
        "订单编号 | 客户单号 | 包裹编号 | 參考號 | 訂單號"
    ),
    "carrier_tracking": (
        "tracking | tracking no | tracking number | tracking id | tracking code | waybill | "
        "waybill no | awb | airway bill | consignment no | no penjejakan | nombor penjejakan | "
        "no jejak | 跟踪号 | 追踪号 | 物流单号 | 运单号 | 快递单号 | 快递号 | 追蹤號 | 運單號"
    ),
    "service": "service level | service type | perkhidmatan | 服务 | 服务类型 | 时效 | 服務",
    "incoterm": "incoterms | terms | trade terms | delivery terms | 贸易术语 | 贸易条款 | 貿易條款",
    "consignee_name": (
        "consignee | recipient | recipient name | receiver | receiver name | ship to name | "
        "buyer name | customer name | nama penerima | penerima | 收件人 | 收件人姓名 | 收货人 | "
        "姓名 | 收貨人"
    ),
    "address1": (
        "address | address line 1 | street | street address | consignee address | "
        "recipient address | ship to address 1 | consignee address1 | alamat | alamat 1 | "
        "alamat penerima | 地址 | 地址1 | 收件地址 | 详细地址 | 街道 | 收件人地址"
    ),
    "address2": "address line 2 | ship to address 2 | consignee address2 | alamat 2 | 地址2",
    "city": "town | consignee city | recipient city | ship to city | bandar | bandaraya | 城市 | 市",
    "region": (
        "state | province | consignee region | consignee state | ship to state | negeri | wilayah | "
        "省 | 州 | 省份"
    ),
    "postcode": (
        "post code | postal code | zip | zip code | zipcode | consignee postcode | ship to zip | "
        "poskod | 邮编 | 邮政编码 | 郵編 | 郵遞區號"
    ),
    "country": (
        "country code | destination | destination country | consignee country | recipient country | "
        "ship to country | negara | negara destinasi | 国家 | 目的国 | 目的地国家 | 收件国家 | "
        "国家代码 | 國家"
    ),
    "phone": (
        "telephone | tel | mobile | phone no | phone number | contact no | consignee phone | "
        "recipient phone | telefon | no telefon | nombor telefon | 电话 | 手机 | 手机号 | 联系电话 | "
        "電話"
    ),
    "email": "e-mail | email address | consignee email | emel | e-mel | 邮箱 | 电子邮件 | 電郵",
    "tax_id": (
        "tax no | tax number | tax id number | vat no | consignee tax id | no cukai | 税号 | "
        "收件人税号 | 稅號"
    ),
    "description": (
        "item | item description | goods description | product | product name | item name | "
        "contents | description of goods | commodity | keterangan | keterangan barang | "
        "perihal barang | nama produk | 品名 | 商品名称 | 货物描述 | 物品描述 | 描述 | 商品描述 | "
        "英文品名 | 商品名稱"
    ),
    "hs_code": (
        "hs | hscode | hs no | hs tariff code | tariff code | tariff no | commodity code | "
        "customs code | kod hs | kod tarif | 海关编码 | 税则号 | hs编码 | 商品编码 | 税则号列 | "
        "海關編碼"
    ),
    "origin": (
        "origin country | country of origin | made in | coo | origin country code | negara asal | "
        "asal | 原产国 | 原产地 | 产地 | 原產國"
    ),
    "quantity": "qty | pcs | units | item quantity | kuantiti | bilangan | 数量 | 數量",
    "unit_value": (
        "unit price | price | price per unit | price each | item price | value per unit | "
        "declared unit value | harga seunit | harga unit | nilai seunit | 单价 | 申报单价 | "
        "单价金额 | 單價"
    ),
    "currency": "currency code | ccy | mata wang | matawang | 币种 | 货币 | 币别 | 幣別",
    "sku": (
        "item sku | product code | item code | article no | seller sku | kod produk | kod barang | "
        "货号 | 商品货号"
    ),
    "dangerous": (
        "dangerous goods | dg | un no | un number | un code | hazardous | bahan berbahaya | "
        "barang berbahaya | 危险品 | 危险品编号 | un编号 | 危險品"
    ),
}

_STEMS = {
    "weight_g": "gross weight | parcel weight | package weight | actual weight | "
    "berat | berat kasar | berat bungkusan | 重量 | 毛重 | 包裹重量 | 实重",
    "net_weight_g": "net weight | item net weight | berat bersih | 净重 | 净重量 | 淨重",
    "length_mm": "length | parcel length | panjang | 长 | 长度 | 長",
    "width_mm": "width | parcel width | lebar | 宽 | 宽度 | 寬",
    "height_mm": "height | parcel height | tinggi | 高 | 高度",
}
_UNITS = {
    "kg": ("kg", "kgs", "kilogram", "kilograms", "公斤", "千克"),
    "g": ("g", "gm", "gms", "gram", "grams", "克"),
    "cm": ("cm", "centimetre", "centimeter", "sentimeter", "厘米", "公分"),
    "mm": ("mm", "millimetre", "millimeter", "milimeter", "毫米"),
    "": ("",),
}


def key(header: str) -> str:
    """A header without what people write differently: case, blanks, signs, full-width letters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


@lru_cache
def known() -> Mapping[str, Column]:
    """Every column by the key of every name that it goes by."""
    names: dict[str, Column] = {}
    for column in TEMPLATE:
        pairs = _measured(column) if column.unit else _spelled(column)
        for name, variant in pairs:
            names.setdefault(key(name), variant)
    return names


def _spelled(column: Column) -> Iterator[tuple[str, Column]]:
    for name in (column.name, column.field, *_names(_ALSO.get(column.name, ""))):
        yield name, column


def _measured(column: Column) -> Iterator[tuple[str, Column]]:
    """A weight or length in each unit, and without one: then the unit must stand in the cells."""
    stem = column.name.removesuffix(f"_{column.unit}")
    for unit in ("kg", "g", "") if column.unit == "kg" else ("cm", "mm", ""):
        variant = replace(column, name=f"{stem}_{unit}".rstrip("_"), unit=unit)
        for name in (stem, *_names(_STEMS[column.field])):
            for spelled in _UNITS[unit]:
                yield f"{name} {spelled}", variant


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split("|") if name.strip()]


def spellings(column: Column) -> str:
    """The further names by which a column is known, for people to read."""
    return " | ".join(_names(_STEMS[column.field] if column.unit else _ALSO.get(column.name, "")))


@lru_cache(maxsize=4_096)
def match(header: str) -> Column | None:
    """The column that a header names, alone or twice in two languages ("Weight (kg) / 重量(公斤)")."""
    names = known()
    if whole := names.get(key(header)):
        return whole
    for parts in (re.split(r"[/|\n]", header), re.findall(r"[^\u2e80-\u9fff]+|[\u2e80-\u9fff]+", header)):
        found = {names.get(part_key) for part in parts if (part_key := key(part))}
        if len(found) == 1 and None not in found:
            return found.pop()
    return None


def score(cells: Iterable[object]) -> int:
    """How many different columns a line names: the line with most of them is the header."""
    return len({column.field for cell in cells if isinstance(cell, str) and (column := match(cell))})
