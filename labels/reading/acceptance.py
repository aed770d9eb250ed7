"""Which finds count: check digits decide, and what has none must be seen twice."""

from enum import Enum

from labels.identifiers import Identifier, Scheme, classify, gs1_check_digit
from labels.reading.engines import Found

_GS = "\x1d"
_ITF_DIGITS = 14
# Their error correction leaves next to no chance for a wrong text.
_CORRECTED = frozenset({"QRCode", "DataMatrix", "PDF417", "Aztec", "MicroQRCode", "RMQRCode"})
# One modulo 10 digit guards them, and sharpening makes the same wrong digits out of the same blur every time.
_RETAIL = frozenset({"EAN13", "EAN8", "UPCA"})
_CHECKED_SCHEMES = frozenset({Scheme.TRACKING, Scheme.S10, Scheme.SSCC, Scheme.AWB})


class Trust(Enum):
    """SURE counts at once; UNSURE when a second look gives the same; NEVER not at all."""

    SURE = "sure"
    UNSURE = "unsure"
    NEVER = "never"


def judged(found: Found, *, sharpened: bool = False) -> tuple[Identifier | None, Trust]:
    """The identifier that a find stands for and how far it can be trusted; `sharpened` tells of the look at it.

    A linear symbol's own check character lets about one misread in a hundred through, and Code 39 and ITF have none,
    so a linear symbol is sure only when the identifier in it brings a check digit of its own.
    """
    aim = found.aim or ("C1" if _GS in found.text and found.symbology == "Code128" else None)
    identifier = classify(f"]{aim}{found.text}" if aim else found.text)
    if not isinstance(identifier, Identifier):
        return None, Trust.NEVER
    if sharpened and found.symbology in _RETAIL:
        return identifier, Trust.NEVER
    if found.symbology.startswith("ITF"):
        return identifier, Trust.SURE if _is_whole_itf(found.text) else Trust.NEVER
    if found.symbology in _CORRECTED:
        return identifier, Trust.SURE
    checked = found.symbology == "Code128" and identifier.scheme in _CHECKED_SCHEMES
    return identifier, Trust.SURE if checked else Trust.UNSURE


def _is_whole_itf(text: str) -> bool:
    """ITF may be read in part on a slanted picture: only its full fourteen digits count."""
    return len(text) == _ITF_DIGITS and text.isdigit() and int(text[-1]) == gs1_check_digit(text[:-1])
