"""The shortest tour of one picker through parallel aisles, exactly."""

from dataclasses import replace

from optimizer.picking.checks import check_tour, tour_proof
from optimizer.picking.columns import columns_of
from optimizer.picking.plans import Tour
from optimizer.picking.problems import TourProblem
from optimizer.picking.sweep import sweep
from optimizer.picking.validation import refuse_wrong_tour
from optimizer.picking.walking import line_of, order_of, straightened
from optimizer.proving import refuse_unsound

NAME = "Ratliff-Rosenthal, Roodbergen-de Koster"


def solve(problem: TourProblem) -> Tour:
    """The shortest tour, checked; it needs no budget, for it takes well under a millisecond a block.

    Raises InvalidProblem for picks that are not on the floor.
    """
    refuse_wrong_tour(problem)
    tour = walk(problem)
    refuse_unsound(check_tour(problem, tour))
    return replace(tour, proof=tour_proof())


def walk(problem: TourProblem) -> Tour:
    """The tour without its checks, for searches that check what they answer as a whole."""
    columns = columns_of(problem.floor, problem.picks)
    swept = sweep(columns)
    line = line_of(problem.floor, columns, swept)
    return Tour(
        order=tuple(order_of(problem.floor, problem.picks, line)),
        length_mm=swept.length_mm,
        bound_mm=swept.length_mm,
        way=straightened(line),
        solver=NAME,
    )
