"""Reads codes from pictures: one look after the other until a code is found that counts, within stated limits."""

from collections.abc import Sequence

from labels.reading.engines import readers
from labels.reading.ladder import BUDGET_S, LADDER, Reading, climb
from labels.reading.pictures import FORMATS, LARGEST_BYTES, LARGEST_PIXELS, CannotRead, opened

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


def read(image: bytes, budget_s: float = BUDGET_S, formats: Sequence[str] = FORMATS) -> tuple[Reading, ...]:
    """All codes of a picture that the first rung to find any gives; none when nobody does. Raises CannotRead."""
    return climb(opened(image, formats), LADDER, budget_s)
