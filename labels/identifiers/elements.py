"""What one GS1 symbol or Digital Link says: its element strings, read by biip behind a router of our own."""

from dataclasses import dataclass
from typing import Self

from biip import EncodeError, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from labels.identifiers.aim import GROUP_SEPARATOR, is_gs1, split_aim, with_separators
from labels.identifiers.check_digits import gs1_check_digit
from labels.identifiers.faults import NotValid, check
from labels.identifiers.sscc import Sscc

_CHECKED = frozenset({"00", "01", "02", "402", *map(str, range(410, 418))})  # end in a GS1 check digit
_ID_GS1_ORG = "id.gs1.org"


@dataclass(frozen=True, slots=True)
class ElementStrings:
    """What one GS1 symbol or link says: (application identifier, value) in its order, each checked by its rules."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, scan: str) -> Self:
        """A scan with or without AIM identifier, a printed `(00)…(10)…`, or a Digital Link. Raises NotValid.

        A lost group separator cannot be told from a value that goes on, so what follows it becomes part of it.
        """
        symbology, text = split_aim(scan.strip())
        if text[:8].upper().startswith(("HTTP://", "HTTPS://")):
            return cls._of_link(text)
        if symbology is not None and not is_gs1(symbology):
            raise _unreadable(scan, f"]{symbology} is no GS1 symbol")
        try:
            if text.startswith("("):
                return cls._of(scan, GS1Message.parse_hri(text).element_strings)
            message = GS1Message.parse(with_separators(text, symbology))
        except ParseError as error:
            raise _unreadable(scan, str(error)) from error
        return cls._of(scan, message.element_strings)

    @classmethod
    def _of_link(cls, text: str) -> Self:
        try:
            return cls._of(text, GS1DigitalLinkURI.parse(text).element_strings)
        except ParseError as error:
            raise _unreadable(text, str(error)) from error

    @classmethod
    def _of(cls, scan: str, found: list[GS1ElementString]) -> Self:
        for one in found:
            if one.ai.ai in _CHECKED:
                check(one.value[-1], gs1_check_digit(one.value[:-1]), one.value, f"({one.ai.ai}) in {scan!r}")
        if not found:
            raise _unreadable(scan, "it is empty")
        return cls(tuple((one.ai.ai, one.value) for one in found))

    def value(self, identifier: str) -> str | None:
        """The value of an application identifier such as `00`; None when it is not there."""
        return dict(self.pairs).get(identifier)

    @property
    def sscc(self) -> Sscc | None:
        found = self.value("00")
        return None if found is None else Sscc.parse(found)

    @property
    def printed(self) -> str:
        """As it stands under the bars: `(00)195560000000000017(10)LOT7`."""
        return "".join(f"({identifier}){value}" for identifier, value in self.pairs)

    def link(self, domain: str = _ID_GS1_ORG) -> str:
        """The same as a Digital Link. Raises NotValid when no key such as (00) or (01) is in it."""
        try:
            return GS1Message.parse(str(self)).as_gs1_digital_link_uri().as_uri(domain=domain)
        except EncodeError as error:
            raise _unreadable(self.printed, str(error)) from error

    def __str__(self) -> str:
        """As a reader sends it, without FNC1 in front; a group separator ends each value of no fixed length."""
        parts = []
        for identifier, value in self.pairs:
            ends = GS1ApplicationIdentifier.extract(identifier).separator_required
            parts.append(f"{identifier}{value}{GROUP_SEPARATOR if ends else ''}")
        return "".join(parts).rstrip(GROUP_SEPARATOR)


def _unreadable(scan: str, why: str) -> NotValid:
    remedy = "scan it again; if it fails again, look whether the reader sends group separators (ASCII 29)"
    return NotValid("bad_element_string", f"{scan!r} cannot be read as GS1 element strings: {why}", remedy)
