"""Judges plans of routes against their problems, recomputing every figure without a line of the engines' code."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.plans import Breach, Proof
from optimizer.routing.plans import RoutePlan, Run, Visit
from optimizer.routing.problems import Action, Amount, Depot, RouteProblem, Shipment, Stop, VehicleType

ROUTE_RULES = (
    "each stop and shipment once", "required ones served", "vehicles enough", "room for what is aboard",
    "shipments picked up before delivered on one trip", "reloads allowed", "travel times kept",
    "service within windows", "depots' hours, shifts and longest ways kept", "rests taken",
    "what has begun stands", "distances and costs right",
)  # fmt: skip
Step = tuple[Visit, Stop | Shipment | Depot]


@dataclass(frozen=True)
class _Facts:
    """The problem by its keys."""

    stops: dict[str, Stop]
    shipments: dict[str, Shipment]
    depots: dict[str, Depot]
    vehicles: dict[str, VehicleType]


def check_routes(
    problem: RouteProblem, plan: RoutePlan, begun: RoutePlan | None = None, now_s: int | None = None
) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be driven. What `begun` shows as driven by `now_s` must
    stand in the plan unchanged."""
    facts = _Facts(
        {stop.key: stop for stop in problem.stops},
        {shipment.key: shipment for shipment in problem.shipments},
        {depot.key: depot for depot in problem.depots},
        {vehicle.key: vehicle for vehicle in problem.vehicles},
    )
    return (
        *_served_once(facts, plan),
        *_fleet(facts, plan),
        *(breach for number, run in enumerate(plan.runs) for breach in _run(problem, facts, number, run)),
        *_sums(facts, plan),
        *(_unchanged(plan, begun, now_s) if begun is not None and now_s is not None else ()),
    )


def route_proof() -> Proof:
    return Proof("optimizer.routing.checks.check_routes", ROUTE_RULES)


def _same(code: str, where: str, found: object, right: object) -> Iterator[Breach]:
    if found != right:
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def _served_once(facts: _Facts, plan: RoutePlan) -> Iterator[Breach]:
    visits = [visit for run in plan.runs for visit in run.visits]
    skipped = Counter(left.stop for left in plan.unserved)
    for action, rows in (
        (Action.VISIT, facts.stops),
        (Action.PICKUP, facts.shipments),
        (Action.DELIVERY, facts.shipments),
    ):
        served = Counter(visit.stop for visit in visits if visit.action is action)
        for key, row in rows.items():
            times = served[key] + skipped[key]
            if times != 1:
                code = "missing" if times == 0 else "twice"
                yield Breach(code, key, f"{action} of {key} stands {times} times in the plan, not once")
            if skipped[key] and row.prize is None:
                yield Breach("required_skipped", key, f"{key} must be served and is skipped")
        for key in sorted(served.keys() - rows.keys()):
            yield Breach("unknown_stop", key, f"{action} of {key} is in the plan but not in the problem")
    for key in sorted(skipped.keys() - facts.stops.keys() - facts.shipments.keys()):
        yield Breach("unknown_stop", key, f"{key} is skipped but not in the problem")


def _fleet(facts: _Facts, plan: RoutePlan) -> Iterator[Breach]:
    for key, number in sorted(Counter(run.vehicle for run in plan.runs).items()):
        if key not in facts.vehicles:
            yield Breach("unknown_vehicle", key, f"{key} is not a vehicle of the problem")
        elif number > facts.vehicles[key].count:
            has = facts.vehicles[key].count
            yield Breach("too_many_vehicles", key, f"{number} of {key} are used, there are {has}")


def _run(problem: RouteProblem, facts: _Facts, number: int, run: Run) -> Iterator[Breach]:
    where, vehicle = f"runs[{number}]", facts.vehicles.get(run.vehicle)
    rows = [_row(facts, visit) for visit in run.visits]
    if vehicle is None or any(row is None for row in rows):
        if vehicle is not None:
            yield Breach("unknown_stop", where, f"{where} calls at something that the problem does not have")
        return
    steps = [(visit, row) for visit, row in zip(run.visits, rows, strict=True) if row is not None]
    places = [facts.depots[vehicle.start].at, *(_place(step) for step in steps), facts.depots[vehicle.end].at]
    yield from _aboard(where, vehicle, run, steps)
    yield from _pairs(where, steps)
    yield from _reloads(where, vehicle, steps)
    yield from _clock(where, problem, run, steps, places)
    yield from _hours(where, facts, vehicle, run)
    yield from _rested(where, vehicle, run)
    yield from _way(where, problem, vehicle, run, places)


def _row(facts: _Facts, visit: Visit) -> Stop | Shipment | Depot | None:
    if visit.action is Action.VISIT:
        return facts.stops.get(visit.stop)
    if visit.action is Action.RELOAD:
        return facts.depots.get(visit.stop)
    return facts.shipments.get(visit.stop)


def _place(step: Step) -> int:
    visit, row = step
    if isinstance(row, Shipment):
        return row.pickup.at if visit.action is Action.PICKUP else row.delivery.at
    return row.at


def _plus(first: Amount, second: Amount, sign: int = 1) -> Amount:
    return Amount(
        first.weight_g + sign * second.weight_g,
        first.volume_cm3 + sign * second.volume_cm3,
        first.pieces + sign * second.pieces,
    )


def _aboard(where: str, vehicle: VehicleType, run: Run, steps: Sequence[Step]) -> Iterator[Breach]:
    load = _loaded_at_depot(steps)
    yield from _same("wrong_loads", f"{where} load at the start", run.load, load)
    yield from _room(where, vehicle, load)
    for number, (visit, row) in enumerate(steps):
        if isinstance(row, Depot):
            load = _loaded_at_depot(steps[number + 1 :])
        elif isinstance(row, Stop):
            load = _plus(_plus(load, row.deliver, -1), row.collect)
        else:
            load = _plus(load, row.amount, 1 if visit.action is Action.PICKUP else -1)
        yield from _same("wrong_loads", f"{where} load after {visit.stop}", visit.load, load)
        yield from _room(where, vehicle, load)


def _loaded_at_depot(steps: Sequence[Step]) -> Amount:
    """All that is delivered before the next reload."""
    load = Amount()
    for _, row in steps:
        if isinstance(row, Depot):
            break
        if isinstance(row, Stop):
            load = _plus(load, row.deliver)
    return load


def _room(where: str, vehicle: VehicleType, load: Amount) -> Iterator[Breach]:
    for code, name, unit in (
        ("over_weight", "weight_g", "g"), ("over_volume", "volume_cm3", "cm3"), ("over_pieces", "pieces", "pieces"),
    ):  # fmt: skip
        found, most = getattr(load, name), getattr(vehicle.capacity, name)
        if found > most:
            yield Breach(code, where, f"{vehicle.key} carries {found} {unit}, takes {most} {unit}")
        if found < 0:
            yield Breach("wrong_loads", where, f"{vehicle.key} carries {found} {unit}")


def _pairs(where: str, steps: Sequence[Step]) -> Iterator[Breach]:
    aboard: set[str] = set()
    for visit, _ in steps:
        if visit.action is Action.PICKUP:
            aboard.add(visit.stop)
        elif visit.action is Action.DELIVERY and visit.stop not in aboard:
            yield Breach("not_aboard", visit.stop, f"{where}: {visit.stop} is delivered but not aboard")
        elif visit.action is Action.DELIVERY:
            aboard.remove(visit.stop)
        elif visit.action is Action.RELOAD and aboard:
            yield Breach("still_aboard", where, f"{where}: {', '.join(sorted(aboard))} aboard at a reload")
    for key in sorted(aboard):
        yield Breach("still_aboard", key, f"{where}: {key} is picked up but not delivered")


def _reloads(where: str, vehicle: VehicleType, steps: Sequence[Step]) -> Iterator[Breach]:
    at = [visit.stop for visit, row in steps if isinstance(row, Depot)]
    if len(at) > vehicle.most_reloads:
        message = f"{vehicle.key} reloads {len(at)} times, it may {vehicle.most_reloads} times"
        yield Breach("too_many_reloads", where, message)
    for key in sorted(set(at) - set(vehicle.reload_at)):
        yield Breach("no_reload_there", where, f"{vehicle.key} may not reload at {key}")


def _window(step: Step) -> tuple[int, int, int]:
    """Earliest and latest start of service, and how long it lasts."""
    visit, row = step
    if isinstance(row, Depot):
        return row.open_s, row.close_s - row.reload_s, row.reload_s
    halt = row
    if isinstance(halt, Shipment):
        halt_of = halt.pickup if visit.action is Action.PICKUP else halt.delivery
        return halt_of.window_open_s, halt_of.window_close_s, halt_of.service_s
    return halt.window_open_s, halt.window_close_s, halt.service_s


def _clock(
    where: str, problem: RouteProblem, run: Run, steps: Sequence[Step], places: Sequence[int]
) -> Iterator[Breach]:
    seconds, clock = problem.travel.seconds, run.leaves_s
    for (visit, row), here, there in zip(steps, places, places[1:], strict=False):
        opens_s, closes_s, service_s = _window((visit, row))
        clock += seconds[here][there]
        yield from _same("wrong_time", f"{where} arrival at {visit.stop}", visit.arrives_s, clock)
        if visit.starts_s < clock:
            message = f"service at {visit.stop} starts at {visit.starts_s}, before the arrival at {clock}"
            yield Breach("wrong_time", where, message)
        if not opens_s <= visit.starts_s <= closes_s:
            message = f"service at {visit.stop} starts at {visit.starts_s}, not in {opens_s} to {closes_s}"
            yield Breach("window_missed", visit.stop, message)
        clock = visit.starts_s + service_s
        yield from _same("wrong_time", f"{where} leaving {visit.stop}", visit.leaves_s, clock)
        clock = visit.leaves_s
    back_s = clock + seconds[places[-2]][places[-1]]
    yield from _same("wrong_time", f"{where} return", run.back_s, back_s)


def _hours(where: str, facts: _Facts, vehicle: VehicleType, run: Run) -> Iterator[Breach]:
    first, last = facts.depots[vehicle.start], facts.depots[vehicle.end]
    if not first.open_s <= run.leaves_s <= first.close_s or not last.open_s <= run.back_s <= last.close_s:
        hours = f"{first.open_s} to {first.close_s} and {last.open_s} to {last.close_s}"
        message = f"away {run.leaves_s} to {run.back_s}, the depots are open {hours}"
        yield Breach("depot_closed", where, message)
    if run.leaves_s < vehicle.leaves_from_s or run.back_s > vehicle.back_by_s:
        message = f"away {run.leaves_s} to {run.back_s}, {vehicle.key} is on duty"
        duty = f"{vehicle.leaves_from_s} to {vehicle.back_by_s}"
        yield Breach("off_duty", where, f"{message} {duty}")
    away_s = run.back_s - run.leaves_s
    if away_s > vehicle.shift_s:
        message = f"{vehicle.key} is away {away_s} s, its shift is {vehicle.shift_s} s"
        yield Breach("shift_exceeded", where, message)


def _rested(where: str, vehicle: VehicleType, run: Run) -> Iterator[Breach]:
    if vehicle.pause is None:
        return
    since = run.leaves_s
    ends = [(visit.arrives_s, visit.starts_s) for visit in run.visits]
    for arrives_s, starts_s in [*ends, (run.back_s, run.back_s + vehicle.pause.lasts_s)]:
        if starts_s - arrives_s < vehicle.pause.lasts_s:
            continue
        if arrives_s - since > vehicle.pause.after_s:
            message = (
                f"{vehicle.key} works {arrives_s - since} s without a rest, at most {vehicle.pause.after_s} s"
            )
            yield Breach("no_rest", where, message)
        since = starts_s


def _way(
    where: str, problem: RouteProblem, vehicle: VehicleType, run: Run, places: Sequence[int]
) -> Iterator[Breach]:
    metres = sum(problem.travel.metres[here][there] for here, there in pairwise(places))
    yield from _same("wrong_distance", where, run.metres, metres)
    if metres > vehicle.most_metres:
        message = f"{vehicle.key} drives {metres} m, it may {vehicle.most_metres} m"
        yield Breach("too_far", where, message)
    away_s = run.back_s - run.leaves_s
    # A kilometre is 1,000 m and an hour 3,600 s: 18,000 is the least unit that keeps both whole.
    exact = (
        18_000 * vehicle.fixed_cost + 18 * vehicle.cost_per_km * metres + 5 * vehicle.cost_per_hour * away_s
    )
    yield from _same("wrong_cost", where, run.cost, (exact + 9_000) // 18_000)


def _sums(facts: _Facts, plan: RoutePlan) -> Iterator[Breach]:
    prizes = {key: row.prize for rows in (facts.stops, facts.shipments) for key, row in rows.items()}
    for left in plan.unserved:
        yield from _same("wrong_prize", left.stop, left.prize, prizes.get(left.stop) or 0)
    total = sum(run.cost for run in plan.runs) + sum(left.prize for left in plan.unserved)
    yield from _same("wrong_total", "cost", plan.cost, total)


def _unchanged(plan: RoutePlan, begun: RoutePlan, now_s: int) -> Iterator[Breach]:
    """Each run that has left must stand in the plan with the visits to which its vehicle has set off, and deliver
    what it has aboard."""
    runs = list(plan.runs)
    for old in begun.runs:
        if old.leaves_s >= now_s:
            continue
        set_off = [old.leaves_s, *(visit.leaves_s for visit in old.visits)]
        kept = old.visits[: sum(at < now_s for at in set_off[: len(old.visits)])]
        same = next((run for run in runs if _continues(run, old, kept)), None)
        if same is None:
            message = (
                f"the run of {old.vehicle} that left at {old.leaves_s} does not stand in the plan as driven"
            )
            yield Breach("rewritten", old.vehicle, message)
        else:
            runs.remove(same)


def _continues(run: Run, old: Run, kept: tuple[Visit, ...]) -> bool:
    return (run.vehicle, run.leaves_s, run.load, run.visits[: len(kept)]) == (
        old.vehicle, old.leaves_s, old.load, kept,
    )  # fmt: skip
