"""Judges placements and moves against their problems, without a line of the code that found them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from optimizer.plans import Breach, Proof, each_once
from optimizer.slotting.plans import MovePlan, Placement, SlottingPlan
from optimizer.slotting.problems import MoveProblem, Slot, SlottingProblem, SlottingRules, Stored

SLOTTING_RULES = (
    "each parcel once", "zones kept", "heavy ones low", "weight, volume and number within each slot",
    "walking right", "lanes counted right", "sums right",
)  # fmt: skip
MOVE_RULES = (
    "moves few enough", "each parcel moved once", "room at every step", "zones kept", "heavy ones low",
    "gains right", "worth it in all",
)  # fmt: skip


def slotting_proof() -> Proof:
    return Proof("optimizer.slotting.checks.check_slotting", SLOTTING_RULES)


def move_proof() -> Proof:
    return Proof("optimizer.slotting.checks.check_moves", MOVE_RULES)


def check_slotting(problem: SlottingProblem, plan: SlottingPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be used."""
    parcels = [one.key for one in problem.parcels]
    return (
        *each_once("parcel", parcels, (line.parcel for line in plan.placements)),
        *_lines(problem, plan),
        *_capacities(problem, plan),
        *_sums(problem, plan),
    )


def _lines(problem: SlottingProblem, plan: SlottingPlan) -> Iterator[Breach]:
    parcels = {parcel.key: parcel for parcel in problem.parcels}
    slots = {slot.key: slot for slot in problem.slots}
    for line in plan.placements:
        parcel = parcels.get(line.parcel)
        if parcel is None:
            continue
        if line.slot is None:
            yield from _same("wrong_cost", line.parcel, line.mm_per_day, problem.rules.unplaced_mm_per_day)
        elif line.slot not in slots:
            yield Breach("unknown_slot", line.parcel, f"{line.slot} is not a slot of the problem")
        else:
            yield from _suits(problem.rules, parcel, slots[line.slot])
            right = _mm_per_day(problem.rules, parcel, slots[line.slot])
            yield from _same("wrong_cost", line.parcel, line.mm_per_day, right)


def _suits(rules: SlottingRules, parcel: Stored, slot: Slot) -> Iterator[Breach]:
    pair = f"{parcel.key} in {slot.key}"
    for need in sorted(parcel.needs):
        if need not in slot.zones:
            yield Breach("wrong_zone", parcel.key, f"{pair}: the slot is not {need}")
    if slot.reserved and not any(need in slot.zones for need in parcel.needs):
        yield Breach("reserved", parcel.key, f"{pair}: the slot is kept for parcels that need its zone")
    if parcel.weight_g > rules.heavy_g and slot.height_mm > rules.heavy_up_to_mm:
        yield Breach("too_high", parcel.key, f"{pair}: {parcel.weight_g} g at {slot.height_mm} mm")


def _mm_per_day(rules: SlottingRules, parcel: Stored, slot: Slot) -> int:
    off_mm = abs(slot.height_mm - rules.comfortable_mm)
    one_lift = parcel.weight_g * off_mm * rules.lift_mm_per_kg_m // (1000 * 1000)
    in_all = slot.to_dock_mm * 2 + one_lift
    for _ in range(parcel.visits):
        in_all += slot.to_station_mm * 2 + one_lift
    return (in_all + parcel.stay_days - 1) // parcel.stay_days


def _same(code: str, where: str, found: int, right: int) -> Iterator[Breach]:
    if found != right:
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def _capacities(problem: SlottingProblem, plan: SlottingPlan) -> Iterator[Breach]:
    parcels = {parcel.key: parcel for parcel in problem.parcels}
    held: dict[str, list[Stored]] = defaultdict(list)
    for line in plan.placements:
        if line.slot is not None and line.parcel in parcels:
            held[line.slot].append(parcels[line.parcel])
    for slot in problem.slots:
        yield from _overfull(slot, held[slot.key])


def _overfull(slot: Slot, held: Iterable[Stored]) -> Iterator[Breach]:
    lying = list(held)
    for code, used, room in (
        ("over_weight", sum(parcel.weight_g for parcel in lying), slot.capacity_g),
        ("over_volume", sum(parcel.volume_cm3 for parcel in lying), slot.capacity_cm3),
        ("over_number", len(lying), slot.capacity_parcels),
    ):
        if used > room:
            yield Breach(code, slot.key, f"{slot.key} holds {used}, takes {room} ({code})")


def _spread(problem: SlottingProblem, placements: Iterable[Placement]) -> int:
    lanes = {parcel.key: parcel.lane for parcel in problem.parcels}
    aisles = {slot.key: slot.aisle for slot in problem.slots}
    used: dict[str, set[str]] = defaultdict(set)
    for line in placements:
        lane = lanes.get(line.parcel)
        if lane and line.slot in aisles:
            used[lane].add(aisles[line.slot])
    return sum(problem.rules.spread_mm_per_day * (len(names) - 1) for names in used.values())


def _sums(problem: SlottingProblem, plan: SlottingPlan) -> Iterator[Breach]:
    spread = _spread(problem, plan.placements)
    yield from _same("wrong_spread", "spread", plan.spread_mm_per_day, spread)
    total = sum(line.mm_per_day for line in plan.placements) + spread
    yield from _same("wrong_total", "mm_per_day", plan.mm_per_day, total)
    if plan.bound_mm_per_day > plan.mm_per_day:
        message = f"the bound {plan.bound_mm_per_day} is above the plan's {plan.mm_per_day}"
        yield Breach("wrong_bound", "bound", message)


def check_moves(problem: MoveProblem, plan: MovePlan) -> tuple[Breach, ...]:
    """Every rule that the moves break when they are done in turn; nothing when they may be done."""
    return tuple(_moves(problem, plan))


def _moves(problem: MoveProblem, plan: MovePlan) -> Iterator[Breach]:
    parcels = {parcel.key: parcel for parcel in problem.slotting.parcels}
    slots = {slot.key: slot for slot in problem.slotting.slots}
    at = {parcel.key: parcel.slot for parcel in problem.slotting.parcels}
    if len(plan.moves) > problem.most_moves:
        yield Breach("too_many", "moves", f"{len(plan.moves)} moves, at most {problem.most_moves} are wanted")
    done: set[str] = set()
    for move in plan.moves:
        if move.parcel not in parcels or move.to_slot not in slots or move.from_slot not in slots:
            yield Breach("unknown", move.parcel, f"{move.parcel} to {move.to_slot} is not of the problem")
            continue
        if move.parcel in done:
            yield Breach("twice", move.parcel, f"{move.parcel} is moved twice")
        if at[move.parcel] != move.from_slot:
            yield Breach(
                "not_there", move.parcel, f"{move.parcel} lies in {at[move.parcel]}, not {move.from_slot}"
            )
        for earlier in set(move.after) - done:
            yield Breach("wrong_order", move.parcel, f"{move.parcel} waits for {earlier}, which comes later")
        at[move.parcel] = move.to_slot
        done.add(move.parcel)
        parcel, slot = parcels[move.parcel], slots[move.to_slot]
        yield from _suits(problem.slotting.rules, parcel, slot)
        yield from _overfull(slot, (parcels[key] for key, place in at.items() if place == slot.key))
        saves = _mm_per_day(problem.slotting.rules, parcel, slots[move.from_slot])
        saves -= _mm_per_day(problem.slotting.rules, parcel, slot)
        old = slots[move.from_slot]
        costs = problem.handling_mm + abs(old.x_mm - slot.x_mm) + abs(old.y_mm - slot.y_mm)
        yield from _same("wrong_saving", move.parcel, move.saves_mm_per_day, saves)
        yield from _same("wrong_cost", move.parcel, move.costs_mm, costs)
        yield from _same("wrong_gain", move.parcel, move.gain_mm, saves * parcel.stay_days - costs)
    gain = sum(move.gain_mm for move in plan.moves)
    yield from _same("wrong_total", "gain_mm", plan.gain_mm, gain)
    yield from _same(
        "wrong_total", "saves_mm_per_day", plan.saves_mm_per_day, sum(m.saves_mm_per_day for m in plan.moves)
    )
    if plan.moves and gain <= 0:
        yield Breach("not_worth_it", "moves", f"the moves together gain {gain} mm")
