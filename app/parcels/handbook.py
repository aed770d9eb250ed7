"""docs/lifecycle.md, written from the lifecycle tables themselves."""

from collections.abc import Iterable

from app.parcels.lifecycle import CLEARANCE_STEPS, DEPARTURE_STEPS, PARCEL_STEPS, UNIT_STEPS, Step, words

_HEAD = """# The life of freight

Written from `app/parcels/lifecycle.py` by `flask docs`; a test keeps the two equal.
"""
_TABLES = (
    ("A parcel's handling", PARCEL_STEPS),
    ("A parcel's clearance", CLEARANCE_STEPS),
    ("A handling unit (carton, bag, pallet, ULD)", UNIT_STEPS),
    ("A departure", DEPARTURE_STEPS),
)
_NEEDS = """
What a step may need beside the state:

- **cleared**: customs has released the parcel.
- **no hold**: no hold on the parcel is open.
- **loose**: the parcel is in no unit.
"""


def lifecycle_page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, *(_table(title, steps) for title, steps in _TABLES), _NEEDS.strip() + "\n"]
    return "\n".join(parts)


def _table(title: str, steps: Iterable[Step]) -> str:
    lines = [f"## {title}", "", "| action | from | to | needs |", "|---|---|---|---|"]
    lines += [
        f"| {words(one.action)} | {_listed(one.before)} | {_after(one)} | {_listed(one.needs)} |"
        for one in steps
    ]
    return "\n".join([*lines, ""])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(words(str(one)) for one in names))


def _after(one: Step) -> str:
    return words(one.after) if one.after else "(stays)"
