"""Labels of every kind with random data: numbers with right check digits, names in many scripts, long and short."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from labels.examples import EXAMPLES, LINEAR, MATRIX, QR
from labels.identifiers import (
    awb_check_digit,
    format_sscc,
    format_tracking,
    gs1_check_digit,
    s10_check_digit,
)
from labels.kinds.air_cargo import piece_code
from labels.kinds.battery import KNOWN, BatteryMark
from labels.kinds.bin import Points, check_number
from labels.kinds.carton import CartonLine
from labels.kinds.postal import DeclaredItem, Nature
from labels.kinds.rack import Runs

PEOPLE = (
    "Nurul Aisyah binti Abdullah", "王小明", "محمد بن راشد", "สมชาย น้ำผึ้ง", "கௌசல்யா ஸ்ரீ", "田中 結衣", "김민준",
    "Nguyễn Thị Hương", "Zoë Müller-Østergård", "Łucja Wiśniewska", "O'Brien & Sons (KL) ~^_\\ Ltd",
)  # fmt: skip
PLACES = (
    "12 Jalan Ampang, 50450 Kuala Lumpur", "深圳市南山区高新南七道 8 号", "شارع الوصل 12، دبي",
    "99/1 ถนนสุขุมวิท กรุงเทพ 10110", "சென்னை 600 001 தமிழ்நாடு", "東京都渋谷区神南 1-19-11", "서울 강남구 테헤란로 152",
    "Storgata 1, 0155 Oslo", "#04-17 Block 8_B, 100% cotton ^ lane",
)  # fmt: skip
GOODS = ("Cotton batik shirt", "手绘陶瓷杯", "Rattan tray, 40 cm", "ผ้าไหมไทย", "USB-C charger 20 W")
AIRPORTS = ("SYD", "SIN", "LHR", "HKG", "BKK", "DXB")


class Draw:
    """Random values of one label."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def digits(self, count):
        return "".join(self.rng.choices("0123456789", k=count))

    def sscc(self):
        return format_sscc("9556000", self.rng.randint(0, 9), self.rng.randrange(10**9))

    def tracking(self):
        return format_tracking(self.rng.randrange(10**9), "KUL")

    def s10(self):
        serial = self.digits(8)
        return f"{self.rng.choice(('RR', 'LX', 'EE', 'CP'))}{serial}{s10_check_digit(serial)}MY"

    def awb(self):
        serial = self.digits(7)
        return f"{self.digits(3)}{serial}{awb_check_digit(serial)}"

    def gtin(self):
        body = self.digits(13)
        return f"{body}{gs1_check_digit(body)}"

    def one(self, *choices):
        return self.rng.choice(choices)

    def person(self):
        return self.rng.choice(PEOPLE)

    def address(self):
        return tuple(self.rng.sample(PLACES, self.rng.randint(1, 3)))

    def grams(self):
        return self.rng.randint(1, 9_999_999)


def _parcel(label, draw):
    code = draw.one(draw.tracking(), draw.s10(), f"LX-{draw.digits(6)}_~^/{draw.digits(3)}")
    changed = replace(
        label,
        tracking=code,
        seller=draw.person(),
        consignee_name=draw.person(),
        address=draw.address(),
        gateway=draw.one(*AIRPORTS),
        weight_g=draw.grams(),
        contents=draw.one(*GOODS),
        dangerous=draw.one(True, False),
    )
    return changed, [(LINEAR, code), (QR, code)]


def _postal(label, draw):
    code = draw.s10()
    items = tuple(
        DeclaredItem(
            draw.rng.randint(1, 99),
            draw.one(*GOODS),
            draw.rng.randint(1, 9999),
            Decimal(draw.rng.randint(1, 999_999)) / 100,
            draw.digits(6),
            draw.one("MY", "CN", "TH"),
        )
        for _ in range(draw.rng.randint(1, 4))
    )
    changed = replace(
        label,
        s10=code,
        sender=(draw.person(), draw.one(*PLACES)),
        addressee=draw.person(),
        address=draw.address(),
        nature=draw.one(*Nature),
        items=items,
    )
    return changed, [(LINEAR, code)]


def _logistic(label, draw):
    sscc, gtin, count = draw.sscc(), draw.gtin(), draw.digits(draw.rng.randint(1, 2))
    lot = f"L{draw.digits(4)}X"
    changed = replace(
        label,
        sscc=sscc,
        ship_from=(draw.person(), *draw.address()[:2]),
        ship_to=(draw.person(), draw.one(*PLACES)),
        elements=(("02", gtin), ("37", count)),
        more=(("10", lot),),
    )
    goods = f"02{gtin}37{count}"
    return changed, [(LINEAR, f"00{sscc}"), (LINEAR, goods), (MATRIX, f"00{sscc}{goods}\x1d10{lot}")]


def _carton(label, draw):
    sscc = draw.sscc()
    lines = tuple(
        CartonLine(f"SKU-{draw.digits(5)}", draw.one(*GOODS), draw.rng.randint(1, 2000))
        for _ in range(draw.rng.randint(1, 9))
    )
    changed = replace(
        label, sscc=sscc, seller=draw.person(), ship_to=draw.person(), gross_g=draw.grams(), lines=lines
    )
    return changed, [(LINEAR, f"00{sscc}"), (QR, sscc)]


def _bag(label, draw):
    sscc = draw.sscc()
    changed = replace(
        label,
        sscc=sscc,
        gateway=draw.one(*AIRPORTS),
        parcels=draw.rng.randint(0, 9999),
        weight_g=draw.grams(),
    )
    return changed, [(LINEAR, f"00{sscc}"), (QR, sscc)]


def _receptacle(label, draw):
    kind = draw.one("AUN", "ACN", "AEN", "CUR")
    flags = draw.one("0", "1", "9") + draw.one("0", "1", "9")
    number = f"MYKULA{draw.one('SGSINA', 'JPNRTA', 'AUSYDA')}{kind}{draw.digits(8)}{flags}{draw.digits(4)}"
    changed = replace(label, receptacle=number, airport=draw.one(*AIRPORTS), origin_name=draw.person())
    return changed, [(LINEAR, number), (QR, number)]


def _air_cargo(label, draw):
    awb, pieces = draw.awb(), draw.rng.randint(1, 9999)
    piece = draw.rng.randint(0, pieces)
    house = f"ENH{draw.digits(7)}"
    changed = replace(
        label,
        awb=awb,
        piece=piece,
        pieces=pieces,
        house=house,
        destination=draw.one(*AIRPORTS),
        weight_g=draw.grams(),
    )
    return changed, [(LINEAR, piece_code(awb, piece)), (QR, piece_code(awb, piece)), (LINEAR, house)]


def _uld(label, draw):
    uld = f"{draw.one('AKE', 'PMC', 'AAY')}{draw.digits(5)}{draw.one('MH', 'D7', 'SQ')}"
    changed = replace(
        label,
        uld=uld,
        destination=draw.one(*AIRPORTS),
        contents=draw.one(*GOODS),
        net_g=draw.grams(),
        seal=draw.digits(9),
    )
    return changed, [(LINEAR, uld), (QR, uld)]


def _bin(label, draw):
    shown = f"{draw.one(*'ABCDEF')}{draw.digits(2)}-{draw.digits(2)}-{draw.digits(1)}"
    code = f"KUL-{shown}"
    changed = replace(label, code=code, shown=shown, check=check_number(code), points=draw.one(*Points))
    return changed, [(LINEAR, code), (MATRIX, code)]


def _rack(label, draw):
    aisle = f"{draw.one(*'ABCDEF')}{draw.digits(2)}"
    changed = replace(label, code=f"KUL-{aisle}", aisle=aisle, last_bay=draw.digits(3), runs=draw.one(*Runs))
    return changed, [(QR, f"KUL-{aisle}")]


def _battery(_label, draw):
    return BatteryMark(tuple(draw.rng.sample(sorted(KNOWN), draw.rng.randint(1, 2)))), []


MAKERS: dict[str, Callable] = {
    "parcel": _parcel, "postal": _postal, "logistic": _logistic, "carton": _carton, "bag": _bag,
    "receptacle": _receptacle, "air_cargo": _air_cargo, "uld": _uld, "bin": _bin, "rack": _rack, "battery": _battery,
}  # fmt: skip


def random_label(example, seed):
    """A label of the example's kind, and what its codes must read as."""
    return MAKERS[example.name](example.label, Draw(f"{example.name}-{seed}"))


assert set(MAKERS) == {one.name for one in EXAMPLES}
