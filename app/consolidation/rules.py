"""How large a bag or carton is: what may be written down, and what is taken for it while nobody has measured it."""

from dataclasses import dataclass

from app.core.errors import Fault, Invalid, Refused
from app.parcels.lifecycle import UnitState, words

LEAST_MM, MOST_MM = 10, 3_500
MEASURED = (UnitState.CLOSED, UnitState.STAGED)


@dataclass(frozen=True, slots=True)
class Sides:
    """Outer sides as the unit stands: length and width on the floor, height above it."""

    length_mm: int
    width_mm: int
    height_mm: int

    @property
    def volume_cm3(self) -> int:
        return self.length_mm * self.width_mm * self.height_mm // 1000


# What the hub's own bags and cartons measure when they are full; the next carrier's stock may differ.
USUAL = {"bag": Sides(600, 400, 350), "carton": Sides(600, 400, 400)}
# Of a full unit so much is taken up by what is in it; the rest is air between.
FILLED = 0.8


def usual_sides(kind: str, content_cm3: int) -> Sides:
    """The size of a unit that nobody measured: the usual one of its kind, higher when its content needs more."""
    usual = USUAL[kind]
    needed_mm = content_cm3 * 1000 / FILLED / (usual.length_mm * usual.width_mm)
    return Sides(usual.length_mm, usual.width_mm, max(usual.height_mm, round(needed_mm)))


def refuse_wrong_sides(sides: Sides) -> None:
    """Raises Invalid, naming every side that cannot be."""
    faults = tuple(
        Fault(
            name,
            "out_of_range",
            f"{name} must be from {LEAST_MM} to {MOST_MM} mm",
            found=str(found),
            expected=f"{LEAST_MM} to {MOST_MM}",
        )
        for name in ("length_mm", "width_mm", "height_mm")
        if not LEAST_MM <= (found := getattr(sides, name)) <= MOST_MM
    )
    if faults:
        raise Invalid("out_of_range", faults[0].message, "measure it again, in millimetres", faults)


def may_measure(kind: str, code: str, state: str) -> None:
    """A unit is measured while it stands closed in the hub: open, it still changes."""
    if state == UnitState.OPEN:
        raise Refused("unit_open", f"{kind} {code} is open, its size may change", "close it first")
    if state not in MEASURED:
        raise Refused("unit_gone", f"{kind} {code} is {words(state)}", "offload it to measure it")
