"""What is asked about bins: pieces, kinds of bins, and which pieces must or must not share one; whole numbers only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes into one bin as a whole; `needs` has one amount for each resource of the problem.

    `only_in` names the kinds of bins that may hold it (none named: any).
    """

    key: str
    needs: tuple[int, ...]
    only_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BinType:
    """Equal bins: what one holds of each resource, what one costs, and how many there are (None: enough).

    A bin that is already open is a kind of its own with `count` 1, cost 0 and the capacity that is left.
    """

    key: str
    capacity: tuple[int, ...]
    cost: int = 1
    count: int | None = None


@dataclass(frozen=True, slots=True)
class BinProblem:
    """All pieces into bins at the least cost.

    `resources` names what is counted, for instance weight_g, volume_cm3, pieces. Every group of `together` shares a
    bin; of every group of `apart` no two do.
    """

    resources: tuple[str, ...]
    pieces: tuple[Piece, ...]
    types: tuple[BinType, ...]
    together: tuple[frozenset[str], ...] = ()
    apart: tuple[frozenset[str], ...] = ()
