"""The paper that a printer holds, and its dots: the sizes a label may have, alone on a roll or several on a sheet."""

from dataclasses import dataclass

from labels.symbols import QUIET_MODULES
from labels.text import CannotPrint

# A head of 203 dpi has 8 dots a millimetre; one of 300 dpi has 11.811.
DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4}


@dataclass(frozen=True, slots=True)
class Tiles:
    """Labels side by side on a page; left and top are where the first begins, pitch is from one to the next, in mm."""

    columns: int
    rows: int
    left_mm: float
    top_mm: float
    pitch_mm: tuple[float, float]
    page_mm: tuple[float, float] = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Stock:
    """One label's size in mm, the printer's resolution, and the tiles when there is more than one to a page."""

    width_mm: float
    height_mm: float
    dpi: int = 203
    tiles: Tiles | None = None

    @property
    def dots_per_mm(self) -> float:
        return DOTS_PER_MM[self.dpi]

    @property
    def dot_mm(self) -> float:
        return 1 / DOTS_PER_MM[self.dpi]

    def dots(self, mm: float) -> int:
        return round(mm * DOTS_PER_MM[self.dpi])


SIZES: dict[str, Stock] = {
    "100x150": Stock(100, 150),
    "A6": Stock(105, 148),
    "A4x4": Stock(105, 148, tiles=Tiles(2, 2, 0, 0.25, (105, 148.5))),
    "100x50": Stock(100, 50),
    "A4x8": Stock(99.1, 67.7, tiles=Tiles(2, 4, 4.65, 13.1, (101.6, 67.7))),
    "A4x14": Stock(99.1, 38.1, tiles=Tiles(2, 7, 4.65, 15.15, (101.6, 38.1))),
    "120x110": Stock(120, 110),
    "105x74": Stock(105, 74),
    "A4": Stock(210, 297),
    "A4-landscape": Stock(297, 210),
    "A5-landscape": Stock(210, 148),
}


def stock(size: str, dpi: int) -> Stock:
    """A size by its name, for a printer of 203 or 300 dpi. Raises CannotPrint, naming what there is."""
    if size not in SIZES:
        raise CannotPrint(f"there is no label size {size!r}: choose one of {', '.join(SIZES)}")
    if dpi not in DOTS_PER_MM:
        known = " or ".join(str(one) for one in DOTS_PER_MM)
        raise CannotPrint(f"a printer of {dpi} dpi is not known here: choose {known}")
    one = SIZES[size]
    return Stock(one.width_mm, one.height_mm, dpi, one.tiles)


def module_dots(on: Stock, modules: int, room_mm: float, within_mm: tuple[float, float], what: str) -> int:
    """Dots of the widest module within these limits at which a symbol, quiet zones included, fits its room."""
    least, most = within_mm
    quiet = 2 * QUIET_MODULES
    dots = int(most * on.dots_per_mm + 1e-6)
    while dots * on.dot_mm >= least - 1e-6:
        if (modules + quiet) * dots * on.dot_mm <= room_mm + 1e-6:
            return dots
        dots -= 1
    needed = (modules + quiet) * (dots + 1) * on.dot_mm
    raise CannotPrint(f"{what!r} makes bars of {needed:.0f} mm with their quiet zones, {room_mm:.0f} mm fit")
