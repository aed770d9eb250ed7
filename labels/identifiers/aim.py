"""What a reader says about the symbol (ISO/IEC 15424), and what wedges make of the group separator."""

import re

GROUP_SEPARATOR = "\x1d"
GS1_SYMBOLOGIES = frozenset({"C1", "d2", "e0", "Q3", "J1"})
SYMBOLOGIES = {
    "A0": "Code 39",
    "C0": "Code 128",
    "C1": "GS1-128",
    "E0": "EAN-13 or UPC",
    "E4": "EAN-8",
    "F0": "Codabar",
    "I0": "ITF",
    "I1": "ITF with check digit",
    "J1": "GS1 DotCode",
    "L2": "PDF417",
    "Q1": "QR code",
    "Q3": "GS1 QR code",
    "d1": "Data Matrix",
    "d2": "GS1 Data Matrix",
    "e0": "GS1 DataBar",
    "z0": "Aztec code",
}

_AIM = re.compile(r"\](?P<symbology>[A-Za-z][0-9A-Za-z])")
_DISGUISES = r"\x1d|\u241d|\{GS\}|<GS>|\^\]|~1"
_SEPARATORS = re.compile(_DISGUISES, re.IGNORECASE)
_EDGES = re.compile(rf"^(?:{_DISGUISES})+|(?:{_DISGUISES})+$", re.IGNORECASE)
_ELEMENTS = re.compile(rf"(?:{_DISGUISES})*\d\d", re.IGNORECASE)


def split_aim(scan: str) -> tuple[str | None, str]:
    """A scan as (symbology such as `C1`, or None when the reader does not say, and the rest)."""
    aim = _AIM.match(scan)
    return (aim["symbology"], scan[3:]) if aim else (None, scan)


def is_gs1(symbology: str | None) -> bool:
    """Whether the symbol says of itself that it holds GS1 element strings."""
    return symbology in GS1_SYMBOLOGIES


def with_separators(text: str, symbology: str | None) -> str:
    """The text with true group separators, none at its ends, where it can be an element string at all.

    A wedge that cannot type ASCII 29 sends `<GS>`, `{GS}`, `^]`, `~1` or its picture. Elsewhere these are text.
    """
    if not is_gs1(symbology) and not _ELEMENTS.match(text):
        return text
    return _SEPARATORS.sub(GROUP_SEPARATOR, _EDGES.sub("", text))
