"""Refuses slotting problems whose values cannot be, naming every row at once."""

from collections.abc import Iterator

from optimizer.errors import Fault, Infeasible
from optimizer.faults import between, refuse, unique
from optimizer.slotting.problems import MoveProblem, SlottingProblem

MOST_MM = 10**7
MOST = 10**9
MOST_MM_PER_DAY = 10**10


def refuse_wrong_slotting(problem: SlottingProblem) -> None:
    refuse("slotting", [*_slots(problem), *_parcels(problem), *_rules(problem)])


def refuse_wrong_moves(problem: MoveProblem) -> None:
    inner = problem.slotting
    refuse(
        "moving",
        [
            *_slots(inner),
            *_parcels(inner),
            *_rules(inner),
            *between("problem", "most_moves", problem.most_moves, 0, 100_000),
            *between("problem", "handling_mm", problem.handling_mm, 0, MOST),
            *_lying(inner),
        ],
    )
    overfull = list(_overfull(inner))
    if overfull:
        raise Infeasible(
            f"{len(overfull)} slots hold more than they take: {overfull[0].message}.", tuple(overfull)
        )


def _slots(problem: SlottingProblem) -> Iterator[Fault]:
    yield from unique("slots", [slot.key for slot in problem.slots])
    for row, slot in enumerate(problem.slots):
        where = f"slots[{row}]"
        for field in ("x_mm", "y_mm"):
            yield from between(where, field, getattr(slot, field), -MOST_MM, MOST_MM)
        for field in ("height_mm", "to_dock_mm", "to_station_mm"):
            yield from between(where, field, getattr(slot, field), 0, MOST_MM)
        for field in ("capacity_g", "capacity_cm3", "capacity_parcels"):
            yield from between(where, field, getattr(slot, field), 0, MOST)


def _parcels(problem: SlottingProblem) -> Iterator[Fault]:
    yield from unique("parcels", [parcel.key for parcel in problem.parcels])
    slots = {slot.key for slot in problem.slots}
    for row, parcel in enumerate(problem.parcels):
        where = f"parcels[{row}]"
        yield from between(where, "weight_g", parcel.weight_g, 0, 10**7)
        yield from between(where, "volume_cm3", parcel.volume_cm3, 0, 10**8)
        yield from between(where, "stay_days", parcel.stay_days, 1, 10_000)
        yield from between(where, "visits", parcel.visits, 0, 10_000)
        if parcel.slot is not None and parcel.slot not in slots:
            message = f"{parcel.key} lies in {parcel.slot}, which is no slot of the problem"
            yield Fault(f"{where}.slot", "unknown", message, parcel.slot, "a slot's key")


def _rules(problem: SlottingProblem) -> Iterator[Fault]:
    rules = problem.rules
    for field in ("heavy_g", "heavy_up_to_mm", "comfortable_mm", "lift_mm_per_kg_m"):
        yield from between("rules", field, getattr(rules, field), 0, MOST_MM)
    for field in ("spread_mm_per_day", "unplaced_mm_per_day"):
        yield from between("rules", field, getattr(rules, field), 0, MOST_MM_PER_DAY)


def _lying(problem: SlottingProblem) -> Iterator[Fault]:
    for row, parcel in enumerate(problem.parcels):
        if parcel.slot is None:
            message = f"{parcel.key} lies in no slot, so it cannot be moved from one"
            yield Fault(f"parcels[{row}].slot", "missing", message, "None", "a slot's key")


def _overfull(problem: SlottingProblem) -> Iterator[Fault]:
    for row, slot in enumerate(problem.slots):
        held = [parcel for parcel in problem.parcels if parcel.slot == slot.key]
        for name, used, room in (
            ("g", sum(parcel.weight_g for parcel in held), slot.capacity_g),
            ("cm³", sum(parcel.volume_cm3 for parcel in held), slot.capacity_cm3),
            ("parcels", len(held), slot.capacity_parcels),
        ):
            if used > room:
                message = f"{slot.key} holds {used} {name} and takes {room}"
                yield Fault(f"slots[{row}]", "overfull", message, str(used), f"at most {room}")
