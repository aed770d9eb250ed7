"""`flask bench reading`: how many photographed codes each look and each order of looks reads, how fast, how wrongly."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from benchmarks.photographs import Photograph
from labels.reading.ladder import BUDGET_S, LADDER, RUNGS, Rung, climb
from labels.reading.views import Looks

READ_BAR, WRONG_BAR = 0.92, 0
UNBOUNDED_S = 1e9
CHOSEN, BOUNDED = "the ladder", "the ladder within its second"
# Each holds the same limits of trust; they differ in what is tried, and when.
ORDERS: dict[str, tuple[str, ...]] = {
    CHOSEN: LADDER,
    "zxing, enlarged, zbar": ("as it is", "enlarged", "zbar"),
    "then upright, sharpened": ("as it is", "enlarged", "zbar", "bars upright", "sharpened"),
    "zbar first": ("zbar", *(one for one in LADDER if one != "zbar")),
    "without zbar": tuple(one for one in LADDER if "zbar" not in one),
    "upright first": ("as it is", "bars upright", *(one for one in LADDER[1:] if one != "bars upright")),
}
# What the hard set is read with: the readers alone as they are mostly used, the order before this one, and the ladder.
COMPARED = (
    "as it is (alone)",
    "enlarged (alone)",
    "zbar (alone)",
    "zxing, enlarged, zbar",
    "then upright, sharpened",
    CHOSEN,
    BOUNDED,
)
Read = Callable[[Image.Image], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way of reading made of one photograph."""

    condition: str
    symbology: str
    read: bool
    wrong: tuple[str, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one way of reading over a set."""

    pictures: int
    read: int
    wrong: int
    mean_ms: float
    p95_ms: float

    @property
    def rate(self) -> float:
        return self.read / self.pictures

    @property
    def reaches_the_bars(self) -> bool:
        return self.rate >= READ_BAR and self.wrong <= WRONG_BAR


def alone(rung: Rung) -> Read:
    """One look by one reader; all that it says counts, so what check digits would refuse shows as wrong."""

    def read(picture: Image.Image) -> frozenset[str]:
        return frozenset(found.text for found in rung.reader(rung.look(Looks(picture)).picture))

    return read


def in_order(names: Sequence[str], budget_s: float = UNBOUNDED_S) -> Read:
    """A ladder of these rungs, as the hub climbs it."""

    def read(picture: Image.Image) -> frozenset[str]:
        return frozenset(one.text for one in climb(picture, names, budget_s))

    return read


def ways() -> dict[str, Read]:
    """Every rung alone and every order, by name."""
    return {
        **{f"{name} (alone)": alone(rung) for name, rung in RUNGS.items()},
        **{name: in_order(names) for name, names in ORDERS.items()},
        BOUNDED: in_order(LADDER, BUDGET_S),
    }


def measured(photographs: Iterable[Photograph], ways: dict[str, Read]) -> dict[str, list[Outcome]]:
    """All pictures, each in every way, one after the other so that all meet the same busy machine."""
    found: dict[str, list[Outcome]] = {name: [] for name in ways}
    for photograph in photographs:
        picture = Image.open(BytesIO(photograph.png)).convert("L")
        for name, read in ways.items():
            found[name].append(_outcome(photograph, picture, read))
    return found


def _outcome(photograph: Photograph, picture: Image.Image, read: Read) -> Outcome:
    began = time.perf_counter()
    texts = read(picture)
    ms = (time.perf_counter() - began) * 1000
    wrong = tuple(sorted(texts - {photograph.text}))
    return Outcome(photograph.condition, photograph.symbology, photograph.text in texts, wrong, ms)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    times = sorted(one.ms for one in outcomes)
    return Figures(
        pictures=len(outcomes),
        read=sum(one.read for one in outcomes),
        wrong=sum(len(one.wrong) for one in outcomes),
        mean_ms=sum(times) / len(times),
        p95_ms=times[min(len(times) - 1, int(0.95 * len(times)))],
    )


def split(outcomes: Sequence[Outcome], by: Callable[[Outcome], str]) -> dict[str, Figures]:
    """The figures of each kind, in the order in which the kinds are met."""
    kinds = dict.fromkeys(by(one) for one in outcomes)
    return {kind: figures([one for one in outcomes if by(one) == kind]) for kind in kinds}


def best(found: dict[str, list[Outcome]]) -> bool:
    """Whether the chosen order is right where it counts, and reads no less than any other way."""
    chosen = figures(found[CHOSEN])
    return chosen.reaches_the_bars and all(chosen.read >= figures(one).read for one in found.values())
