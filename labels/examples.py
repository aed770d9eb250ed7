"""One made-up label of each kind, with what its codes must read as: for pictures, tests and measurements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from labels.kind import Kind
from labels.kinds.air_cargo import AIR_CARGO, AirCargoLabel
from labels.kinds.bag import BAG, BagTag
from labels.kinds.battery import BATTERY, BatteryMark
from labels.kinds.bin import BIN, BinLabel, Points, check_number
from labels.kinds.carton import CARTON, CartonLabel, CartonLine
from labels.kinds.logistic import LOGISTIC, LogisticLabel
from labels.kinds.parcel import PARCEL, ParcelLabel
from labels.kinds.postal import POSTAL, DeclaredItem, Nature, PostalLabel
from labels.kinds.rack import RACK, RackSign, Runs
from labels.kinds.receptacle import RECEPTACLE, ReceptacleTag
from labels.kinds.uld import ULD, UldTag

LINEAR, QR, MATRIX = "Code128", "QRCode", "DataMatrix"
Code = tuple[str, str]
_HUB_TIME = timezone(timedelta(hours=8))
_SSCC = "195560000000000017"
_RECEPTACLE = "MYKULASGSINAAUN61247031000185"
_GOODS = (("02", "09556000000010"), ("37", "48"), ("15", "271231"), ("10", "LT4242X"))


@dataclass(frozen=True, slots=True)
class Example:
    """A label, and its codes as (symbology, text); GS (0x1D) stands for a separating FNC1."""

    name: str
    kind: Kind[Any]
    label: Any
    codes: tuple[Code, ...]


PARCEL_LABEL = ParcelLabel(
    tracking="EN0000000017KUL",
    hub="KUL",
    hub_name="Kuala Lumpur Hub, KLIA Free Zone",
    seller="Batik & Botol Trading Sdn Bhd",
    consignee_name="Zoë Müller-Østergård",
    address=("Unit 12 (rear), 48 Wharf Street", "Brisbane City QLD 4000", "Australia"),
    country="AU",
    phone="+61 7 3001 2345",
    service="Express",
    gateway="SYD",
    weight_g=1234,
    reference="ORD-2026-118273",
    contents="Cotton batik shirt, ceramic mug",
    dangerous=False,
    printed_at=datetime(2026, 11, 24, 9, 30, tzinfo=_HUB_TIME),
)
BAG_TAG = BagTag(
    sscc=_SSCC,
    kind="bag",
    hub="KUL",
    gateway="SYD",
    service="Express",
    parcels=1248,
    weight_g=1_118_230,
    seal="KUL-0012345",
    closed_at=datetime(2026, 11, 24, 9, 30, tzinfo=_HUB_TIME),
)
_POSTAL = PostalLabel(
    s10="RR473124829MY",
    operator="Pos Malaysia",
    service="Registered",
    sender=("Batik & Botol Trading Sdn Bhd", "12 Jalan Ampang, 50450 Kuala Lumpur, Malaysia"),
    addressee="Tanaka Yui 田中 結衣",
    address=("東京都渋谷区神南 1-19-11", "1-19-11 Jinnan, Shibuya-ku, Tokyo 150-0041", "JAPAN"),
    country="JP",
    nature=Nature.SALE,
    items=(
        DeclaredItem(1, "Cotton batik shirt, men's", 310, Decimal("129.00"), "620520", "MY"),
        DeclaredItem(2, "Ceramic mug, hand-painted", 640, Decimal("78.00"), "691200", "MY"),
    ),
    currency="MYR",
    gross_g=1_120,
    reference="LRN LVG-2026-00417",
    signed_by="Batik & Botol Trading Sdn Bhd",
    signed_on=date(2026, 11, 24),
)
_CARTON = CartonLabel(
    sscc=_SSCC,
    order="PO-2026-4471",
    seller="Batik & Botol Trading Sdn Bhd",
    ship_to="Wharf Street Homewares, Brisbane",
    gateway="BNE",
    carton=2,
    cartons=5,
    gross_g=11_460,
    lines=(
        CartonLine("BTK-SH-M-IND", "Cotton batik shirt, indigo, size M", 24),
        CartonLine("BTK-SH-L-IND", "Cotton batik shirt, indigo, size L", 18),
        CartonLine("MUG-HP-01", "Ceramic mug, hand-painted 手绘陶瓷杯", 12),
        CartonLine("TRY-RTN-40", "Rattan tray, 40 cm", 6),
    ),
)
_AIR_CARGO = AirCargoLabel(
    airline="MASkargo",
    awb="23212345675",
    piece=3,
    pieces=12,
    origin="KUL",
    destination="LHR",
    transfer=("DOH",),
    weight_g=184_500,
    house="ENH0004711",
    house_pieces=4,
    handling=("ELI", "SPX"),
)
_ULD = UldTag(
    uld="AKE12345MH",
    carrier="Malaysia Airlines Cargo",
    origin="KUL",
    destination="SYD",
    flight="MH123",
    departs_on=date(2026, 11, 24),
    position="23L",
    pieces=412,
    net_g=1_102_400,
    tare_g=72_000,
    contents="e-commerce parcels in 9 bags",
    handling=("ECC", "SPX"),
    seal="KUL-0098112",
)

EXAMPLES: tuple[Example, ...] = (
    Example("parcel", PARCEL, PARCEL_LABEL, ((LINEAR, "EN0000000017KUL"), (QR, "EN0000000017KUL"))),
    Example("postal", POSTAL, _POSTAL, ((LINEAR, "RR473124829MY"),)),
    Example(
        "logistic",
        LOGISTIC,
        LogisticLabel(
            _SSCC,
            ("Batik & Botol Trading Sdn Bhd", "12 Jalan Ampang", "50450 Kuala Lumpur"),
            ("Wharf Street Homewares", "48 Wharf Street", "Brisbane QLD 4000"),
            "Carrier: MASkargo",
            _GOODS[:2],
            _GOODS[2:],
        ),
        (
            (LINEAR, f"00{_SSCC}"),
            (LINEAR, "0209556000000010" + "3748"),
            (MATRIX, f"00{_SSCC}" + "0209556000000010" + "3748" + "\x1d" + "15271231" + "10LT4242X"),
        ),
    ),
    Example("carton", CARTON, _CARTON, ((LINEAR, f"00{_SSCC}"), (QR, _SSCC))),
    Example("bag", BAG, BAG_TAG, ((LINEAR, f"00{_SSCC}"), (QR, _SSCC))),
    Example(
        "receptacle",
        RECEPTACLE,
        ReceptacleTag(
            _RECEPTACLE, "Kuala Lumpur KUL", "Singapore SIN", "SIN", "MH603", date(2026, 11, 24), 214
        ),
        ((LINEAR, _RECEPTACLE), (QR, _RECEPTACLE)),
    ),
    Example(
        "air_cargo",
        AIR_CARGO,
        _AIR_CARGO,
        ((LINEAR, "2321234567500003"), (QR, "2321234567500003"), (LINEAR, "ENH0004711")),
    ),
    Example("uld", ULD, _ULD, ((LINEAR, "AKE12345MH"), (QR, "AKE12345MH"))),
    Example(
        "bin",
        BIN,
        BinLabel("KUL-A03-12-2", "A03-12-2", "KUL", check_number("KUL-A03-12-2"), Points.UP),
        ((LINEAR, "KUL-A03-12-2"), (MATRIX, "KUL-A03-12-2")),
    ),
    Example("rack", RACK, RackSign("KUL-A03", "A03", "01", "24", "KUL", Runs.RIGHT), ((QR, "KUL-A03"),)),
    Example("battery", BATTERY, BatteryMark(("UN3481",)), ()),
)
