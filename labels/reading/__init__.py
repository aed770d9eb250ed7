"""Reads codes from pictures: one look after the other until a code is found that counts, within stated limits."""

from labels.reading.engines import readers
from labels.reading.ladder import BUDGET_S, LADDER, Reading, climb
from labels.reading.pictures import LARGEST_BYTES, LARGEST_PIXELS, CannotRead, opened

__all__ = [
    "BUDGET_S",
    "LADDER",
    "LARGEST_BYTES",
    "LARGEST_PIXELS",
    "CannotRead",
    "Reading",
    "read",
    "readers",
]


def read(image: bytes, budget_s: float = BUDGET_S) -> tuple[Reading, ...]:
    """All codes of a picture that the first rung to find any gives; none when nobody does. Raises CannotRead."""
    return climb(opened(image), LADDER, budget_s)
