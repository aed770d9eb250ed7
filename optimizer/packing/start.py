"""Makes the compiled search ready, so that compiling is not taken for searching."""

from functools import lru_cache

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.packing.leftovers import Leftovers
from optimizer.packing.model import case_of
from optimizer.packing.problems import Box, Container
from optimizer.packing.search import Meter, Search


@lru_cache(maxsize=1)
def ready() -> None:
    """Compiles, or reads from disk what an earlier start compiled; nothing on a second call."""
    boxes = (Box("ready", 2, 1, 1, 1, 30),)
    case = case_of(boxes, [30], Container("ready", 3, 3, 3, 100), 75, ())
    meter = Meter(Watch(3600.0), Budget(steps=4))
    for items in Search(case, meter).run():
        Leftovers(case, np.asarray(items)).add(meter)
