"""The ladder: one look after another by one reader or the other, until a code is found that counts."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from labels.identifiers import Identifier
from labels.reading import views
from labels.reading.acceptance import Trust, judged
from labels.reading.engines import Found, by_zbar, by_zxing
from labels.reading.views import Looks, Point, View

BUDGET_S = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One code of a picture.

    `text` is as read (FNC1 inside as GS, 0x1D; none in front); `corners` go around the code, in pixels of the upright
    picture; `gs1` tells whether FNC1 stood in front, None when the reader could not tell.
    """

    identifier: Identifier
    text: str
    symbology: str
    gs1: bool | None
    corners: tuple[Point, ...]
    reader: str
    rung: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One look and who looks; whether the look changes how wide bars seem."""

    name: str
    look: Callable[[Looks], View]
    reader: Callable[[Image.Image], list[Found]]
    sharpened: bool = False


RUNGS = {
    rung.name: rung
    for rung in (
        Rung("as it is", views.as_it_is, by_zxing),
        Rung("enlarged", views.enlarged, by_zxing),
        Rung("levelled", views.levelled, by_zxing),
        Rung("bars upright", views.bars_upright, by_zxing),
        Rung("sharpened", views.sharpened, by_zxing, sharpened=True),
        Rung("levelled, enlarged", views.levelled_enlarged, by_zxing),
        Rung("smoothed, levelled", views.smoothed_levelled, by_zxing),
        Rung("along the bars", views.along_bars, by_zxing, sharpened=True),
        Rung("far along the bars", views.far_along_bars, by_zxing, sharpened=True),
        Rung("turned 45°", views.turned_45, by_zxing),
        Rung("zbar", views.as_it_is, by_zbar),
        Rung("zbar along the bars", views.smoothed_along_bars, by_zbar),
    )
}
# The best of the orders that `flask bench reading` offers; docs/reading.md has the figures.
LADDER = (
    "as it is",
    "levelled",
    "enlarged",
    "bars upright",
    "along the bars",
    "sharpened",
    "far along the bars",
    "zbar along the bars",
    "levelled, enlarged",
    "smoothed, levelled",
    "zbar",
)


def climb(
    picture: Image.Image, order: Sequence[str] = LADDER, budget_s: float = BUDGET_S
) -> tuple[Reading, ...]:
    """The codes that count, by the first rung that finds any; no further rung begins once the time is over."""
    ends = time.monotonic() + budget_s
    looks, seen = Looks(picture), _Seen()
    for name in order:
        had = bool(seen.counted)
        seen.add(RUNGS[name], looks)
        # Beside a code that counts, one that waits for its second look gets one more rung, not the whole ladder.
        if seen.counted and (had or not seen.waiting):
            break
        if time.monotonic() > ends:
            break
    return tuple(seen.counted.values())


class _Seen:
    """What was found so far: what counts, and what waits for a second look to say the same."""

    def __init__(self) -> None:
        self.counted: dict[tuple[str, str], Reading] = {}
        self.waiting: set[tuple[str, str]] = set()

    def add(self, rung: Rung, looks: Looks) -> None:
        view = rung.look(looks)
        fresh: set[tuple[str, str]] = set()
        for found in rung.reader(view.picture):
            identifier, trust = judged(found, sharpened=rung.sharpened)
            key = found.text, found.symbology
            if identifier is None or trust is Trust.NEVER or key in self.counted:
                continue
            if trust is Trust.UNSURE and key not in self.waiting:
                fresh.add(key)
                continue
            self.counted[key] = _reading(found, identifier, view, rung)
            self.waiting.discard(key)
        # Two finds of one look are no two looks.
        self.waiting |= fresh


def _reading(found: Found, identifier: Identifier, view: View, rung: Rung) -> Reading:
    return Reading(
        identifier=identifier,
        text=found.text,
        symbology=found.symbology,
        gs1=_is_gs1(found.aim),
        corners=tuple(view.origin_of(x, y) for x, y in found.corners),
        reader=found.reader,
        rung=rung.name,
    )


def _is_gs1(aim: str | None) -> bool | None:
    return None if aim is None else aim in {"C1", "d2", "Q3", "J1", "e0"}
