"""What may be printed at once, in which parts, and when a reason is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Refused

MOST_LABELS = 20_000
# A printer that breaks off leaves at most so many labels in doubt.
DEVICE_PART = 25
FILE_PART = 1_000
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. Without a printer the labels become files of this size and resolution."""

    kind: str
    printer_id: int | None
    size: str
    dpi: int
    reason: str


def parts_of(codes: Sequence[str], most: int) -> list[Sequence[str]]:
    return [codes[start : start + most] for start in range(0, len(codes), most)]


def refuse_reprint(before: Mapping[str, datetime], reason: str) -> None:
    """Two labels of one number on two parcels are a mix-up that nobody finds: who prints again says why."""
    if before and not reason:
        shown = ", ".join(sorted(before)[:SHOWN]) + (" …" if len(before) > SHOWN else "")
        raise Refused(
            "printed_before",
            f"{len(before)} of these labels were printed before: {shown}",
            "give a reason to print them again, and destroy the old ones",
        )
