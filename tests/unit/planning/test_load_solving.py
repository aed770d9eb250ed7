"""The search for a load tells how much stays behind, and hands out what it has when somebody wants no more."""

from dataclasses import dataclass, field

from app.consolidation.rules import Sides
from app.core.jobs.outcomes import Progress
from app.planning.load_solving import solve_loads
from app.planning.load_subjects import Behind, LoadSubjects, Piece, alike
from app.planning.load_ulds import container
from app.planning.loads import box
from app.planning.snapshots import Subjects, Task
from optimizer.budget import Budget
from optimizer.packing.problems import LoadProblem

LONG_S = 600.0


@dataclass
class Listener:
    """Who waits for a plan, and has enough after so many answers."""

    patience: int
    told: list[Progress] = field(default_factory=list)

    def __call__(self, progress: Progress) -> None:
        if progress.best_cost is not None:
            self.told.append(progress)

    def enough(self) -> bool:
        return len(self.told) >= self.patience


def piece(number: int, kind: str = "bag", **changes: object) -> Piece:
    sides = Sides(380 + 17 * (number % 7), 310 + 13 * (number % 5), 220 + 11 * (number % 3))
    values = {"unit_id": number, "parcels": (number,), "weight_g": 9_000, "cm3": 20_000, "sides": sides}
    return Piece(key=f"{kind} {number}", kind=kind, measured=True, due_s=number, **{**values, **changes})


def task(pieces: list[Piece], behind: tuple[Behind, ...] = ()) -> Task:
    types = {"AKE 1": "AKE", "AKE 2": "AKE"}
    known, boxes = {one.key: one for one in pieces}, alike(pieces)
    problem = LoadProblem(
        tuple(box(known[key], len(keys)) for key, keys in boxes.items()),
        tuple(container(key, code) for key, code in types.items()),
    )
    load = LoadSubjects("M90603", known, boxes, types, behind)
    ids = {one.key: one.parcels for one in pieces}
    return Task(problem, Subjects(ids, load=load), Budget(LONG_S, seed=1))


def test_the_best_so_far_fills_all_ulds_and_says_why_the_rest_stays() -> None:
    waits = (Behind("bag 999", "bag", "the bag is open; close it first"),)
    listener = Listener(patience=3)
    solved = solve_loads(task([piece(number) for number in range(300)], waits), listener)
    costs = [one.best_cost for one in listener.told]
    assert costs == sorted(costs, reverse=True)
    assert solved.seconds < LONG_S
    assert solved.bound is not None
    assert solved.bound <= solved.cost <= costs[-1]
    assert [one["volume_share"] > 0.4 for one in solved.result["ulds"]] == [True, True]
    loaded = {one["key"] for uld in solved.result["ulds"] for one in uld["pieces"]}
    behind = {one["key"]: one["why"] for one in solved.result["behind"]}
    assert loaded | behind.keys() == {f"bag {number}" for number in (*range(300), 999)}
    assert not loaded & behind.keys()
    assert all(behind.values())


def test_of_pieces_that_look_alike_the_most_urgent_are_loaded() -> None:
    sides = Sides(700, 700, 700)
    pieces = [piece(number, sides=sides) for number in range(40)]
    solved = solve_loads(task(pieces), Listener(patience=1))
    loaded = sorted(one["parcels"][0] for uld in solved.result["ulds"] for one in uld["pieces"])
    assert loaded == list(range(len(loaded)))
    assert 0 < len(loaded) < 40
