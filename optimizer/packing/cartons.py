"""Cartonising: the cheapest cartons that hold an order, and why the cheaper ones do not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from optimizer.budget import Budget, Watch
from optimizer.errors import Fault, Infeasible, NoPlanFound
from optimizer.packing.checks import carton_proof, check_cartons
from optimizer.packing.loading import NAME, PLAIN_S, filled, filling_of, search_seconds
from optimizer.packing.model import case_of, fits_empty, turns_of
from optimizer.packing.plans import CartonPlan, Filling, Rejected
from optimizer.packing.problems import Box, CartonProblem, CartonType, Container
from optimizer.packing.search import Meter
from optimizer.packing.start import ready
from optimizer.packing.validation import refuse_wrong_cartons
from optimizer.plans import Reason
from optimizer.proving import first_sound
from optimizer.wording import kilograms

# A set of cartons gets this share of the time that is left, and at most so many fillings for each carton.
SHARE = 0.25
FILLINGS = 300
# So many sets that lack room, weight or size are told, the cheapest ones.
MOST_TOLD = 20

Choice = tuple[int, ...]


def solve(problem: CartonProblem, budget: Budget | None = None) -> CartonPlan:
    """The cheapest set of cartons found within the budget that holds the whole order, checked.

    Sets are tried in the order of their cost, of the same cost the fewer and the smaller cartons first. Raises
    InvalidProblem, Infeasible when a box fits into no carton, NoPlanFound when the budget ends without a packing.
    """
    refuse_wrong_cartons(problem)
    ready()
    budget = budget or Budget()
    watch = Watch(budget.seconds)
    _refuse_homeless(problem)
    meter = Meter(Watch(search_seconds(budget, problem.boxes, problem.support_percent)), budget)
    plan, found = first_sound(_answers(problem, meter), lambda plan: check_cartons(problem, plan))
    seconds = round(watch.spent, 3)
    return replace(
        plan, seconds=seconds, steps=meter.steps, seed=budget.seed, proof=carton_proof(), set_aside=found
    )


def _answers(problem: CartonProblem, meter: Meter) -> Iterator[CartonPlan]:
    """The plan that the search finds; then one plainly filled."""
    yield _Trial(problem, meter).run()
    yield _Trial(problem, Meter(Watch(PLAIN_S), Budget(seed=meter.budget.seed)), topped=False).plain()


def _refuse_homeless(problem: CartonProblem) -> None:
    """Raises when a box fits into no carton, alone and in whatever orientation it may take."""
    faults = []
    for row, box in enumerate(problem.boxes):
        if not any(_takes(carton, box) for carton in problem.cartons):
            size = f"{box.length_mm} × {box.width_mm} × {box.height_mm} mm, {kilograms(box.weight_g)}"
            message = f"{box.key} ({size}) fits into none of the {len(problem.cartons)} cartons"
            faults.append(Fault(f"boxes[{row}]", "fits_no_carton", message))
    if faults:
        hint = "Add a carton that takes the boxes named in the faults, or let them lie on other sides."
        raise Infeasible(faults[0].message + ".", tuple(faults), hint)


def _takes(carton: CartonType, box: Box) -> bool:
    inside = _inside(carton)
    return box.weight_g <= carton.max_weight_g and any(
        fits_empty(inside, sides) for _, sides in turns_of(box)
    )


def _inside(carton: CartonType) -> Container:
    return Container(carton.key, carton.length_mm, carton.width_mm, carton.height_mm, carton.max_weight_g)


@dataclass(frozen=True, slots=True)
class _Packed:
    choice: Choice
    cost: int
    fillings: tuple[Filling, ...]


class _Trial:
    """The search for one order."""

    def __init__(self, problem: CartonProblem, meter: Meter, topped: bool = True) -> None:
        self.problem, self.meter, self.topped = problem, meter, topped
        self._rows = sorted(
            range(len(problem.cartons)), key=lambda row: (problem.cartons[row].cost, self._volume(row))
        )
        self.rejected: list[Rejected] = []
        self.open_sets = 0

    def run(self) -> CartonPlan:
        best = self._first()
        bound: int | None = None
        for choice in self._choices():
            cost = self._cost(choice)
            if best is not None and (cost, len(choice)) >= (best.cost, len(best.choice)):
                break
            reason = self._too_little(choice)
            if reason is None or self.meter.over:
                bound = cost if bound is None else bound
                if self.meter.over:
                    break
                packed = self._pack(choice)
                if packed is not None:
                    best = packed
                    break
                reason = Reason(
                    "not_found", "it has the room and the weight, but no packing of all boxes was found"
                )
            self._reject(choice, cost, reason)
        if best is None:
            raise self._nothing()
        return self._plan(best, best.cost if bound is None else min(bound, best.cost))

    def plain(self) -> CartonPlan:
        """The first packing alone, of which nothing is proven but that it holds."""
        best = self._first()
        if best is None:
            raise self._nothing()
        return self._plan(best, 0)

    def _nothing(self) -> NoPlanFound:
        message = f"No cartons that hold all boxes were found in {self.meter.budget.seconds} s."
        return NoPlanFound(message, hint="Give more seconds, or add a larger carton.")

    def _volume(self, row: int) -> int:
        carton = self.problem.cartons[row]
        return carton.length_mm * carton.width_mm * carton.height_mm

    def _cost(self, choice: Choice) -> int:
        return sum(self.problem.cartons[row].cost for row in choice)

    def _choices(self) -> Iterator[Choice]:
        """All sets of cartons in the order of cost, number and volume, each once: rows never go down within one."""
        waiting: list[tuple[int, int, int, Choice]] = []

        def add(choice: Choice) -> None:
            size = sum(self._volume(row) for row in choice)
            heappush(waiting, (self._cost(choice), len(choice), size, choice))

        for place in range(len(self._rows)):
            add((self._rows[place],))
        ranks = {row: rank for rank, row in enumerate(self._rows)}
        most = sum(box.count for box in self.problem.boxes)
        while waiting:
            choice = heappop(waiting)[3]
            yield choice
            if len(choice) < most:
                for row in self._rows[ranks[choice[-1]] :]:
                    add((*choice, row))

    def _too_little(self, choice: Choice) -> Reason | None:
        """Why the set cannot hold the order whatever the packing."""
        cartons = [self.problem.cartons[row] for row in choice]
        volume = sum(box.length_mm * box.width_mm * box.height_mm * box.count for box in self.problem.boxes)
        room = sum(self._volume(row) for row in choice)
        if volume > room:
            return Reason("volume", f"the order has {_litres(volume)}, the cartons {_litres(room)}")
        weight = sum(box.weight_g * box.count for box in self.problem.boxes)
        limit = sum(carton.max_weight_g for carton in cartons)
        if weight > limit:
            return Reason(
                "weight", f"the order weighs {kilograms(weight)}, the cartons take {kilograms(limit)}"
            )
        for box in self.problem.boxes:
            if not any(_takes(carton, box) for carton in cartons):
                return Reason("size", f"{box.key} fits into none of them")
        return None

    def _first(self) -> _Packed | None:
        """Each next carton is the cheapest that takes all that is left, or else the one cheapest by packed volume."""
        left = [box.count for box in self.problem.boxes]
        choice: list[int] = []
        fillings: list[Filling] = []
        while any(left) and (not self.meter.over or not choice):
            options = []
            for row in self._rows:
                filling, after = self._fill(row, left, 1)
                if filling.placements:
                    cost = self.problem.cartons[row].cost
                    options.append(
                        (
                            any(after),
                            cost if not any(after) else cost / filling.volume_mm3,
                            row,
                            filling,
                            after,
                        )
                    )
            if not options:
                return None
            _, _, row, filling, left = min(options, key=lambda option: option[:3])
            choice.append(row)
            fillings.append(filling)
        if any(left):
            return None
        return _Packed(tuple(choice), self._cost(tuple(choice)), tuple(fillings))

    def _pack(self, choice: Choice) -> _Packed | None:
        """Fills the set's cartons one after the other, the largest first and, failing that, the smallest first."""
        by_size = sorted(choice, key=self._volume)
        for order in dict.fromkeys([tuple(by_size[::-1]), tuple(by_size)]):
            left = [box.count for box in self.problem.boxes]
            fillings = []
            for row in order:
                filling, left = self._fill(row, left, FILLINGS)
                fillings.append(filling)
            if not any(left):
                kept = [
                    (row, filling) for row, filling in zip(order, fillings, strict=True) if filling.placements
                ]
                rows = tuple(row for row, _ in kept)
                return _Packed(rows, self._cost(rows), tuple(filling for _, filling in kept))
        return None

    def _fill(self, row: int, left: list[int], fillings: int) -> tuple[Filling, list[int]]:
        problem, inside = self.problem, _inside(self.problem.cartons[row])
        case = case_of(problem.boxes, left, inside, problem.support_percent, problem.segregation)
        whole = self.meter
        steps = whole.steps + fillings
        if whole.budget.steps is not None:
            steps = min(steps, whole.budget.steps)
        own = Meter(Watch(SHARE * whole.watch.left), replace(whole.budget, steps=max(1, steps)), whole.steps)
        items, _ = filled(case, own, whole, self.topped)
        after = list(left)
        for kind in items[:, 0].tolist():
            after[kind] -= 1
        return filling_of(problem.boxes, inside, case, items), after

    def _reject(self, choice: Choice, cost: int, reason: Reason) -> None:
        self.open_sets += reason.code == "not_found"
        if reason.code == "not_found" or len(self.rejected) < MOST_TOLD:
            names = tuple(self.problem.cartons[row].key for row in choice)
            self.rejected.append(Rejected(names, cost, reason))

    def _plan(self, best: _Packed, bound: int) -> CartonPlan:
        tare = sum(self.problem.cartons[row].tare_g for row in best.choice)
        return CartonPlan(
            fillings=best.fillings,
            cost=best.cost,
            bound=bound,
            gross_weight_g=tare + sum(filling.weight_g for filling in best.fillings),
            reason=self._why(best, bound),
            rejected=tuple(line for line in self.rejected if line.cost < best.cost),
            seconds=0.0,
            steps=0,
            solver=NAME,
            seed=0,
        )

    def _why(self, best: _Packed, bound: int) -> Reason:
        if bound >= best.cost:
            return Reason("cheapest", "every cheaper set of cartons lacks room, weight or size for the order")
        if bound == 0:
            return Reason("plain", "a first packing, without a look for cheaper sets of cartons")
        if self.meter.over:
            return Reason("cheapest_found", f"the budget ended before all sets from {bound} on were tried")
        return Reason(
            "cheapest_found",
            f"{self.open_sets} cheaper sets might hold it, but no packing was found for them",
        )


def _litres(volume_mm3: int) -> str:
    return f"{volume_mm3 / 1_000_000:,.1f} l"
