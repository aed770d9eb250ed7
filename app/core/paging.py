"""Reading the size of a page from a query string."""

from collections.abc import Mapping

from app.core.errors import Fault, Invalid

DEFAULT = 50
LARGEST = 500


def limit_of(args: Mapping[str, str], default: int = DEFAULT) -> int:
    """`limit` from 1 to 500."""
    return whole_of(args, "limit", default, 1, LARGEST)


def whole_of(args: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """A whole number of the query string, or a fault that names it."""
    text = args.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    fault = Fault(name, "out_of_range", f"{name} must be a whole number", None, text[:40], f"{low} to {high}")
    raise Invalid(
        "bad_query", f"{name} is {text[:40]!r}, expected {low} to {high}", "correct the address", (fault,)
    )
