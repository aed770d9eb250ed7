"""The serial shipping container code of a logistic unit."""

import re
from dataclasses import dataclass
from typing import Self

from labels.identifiers.check_digits import gs1_check_digit, only_digits
from labels.identifiers.faults import check, letters_of, matched, whole_within

SSCC_ROOM = 16  # digits of company prefix and serial reference together
_SSCC = re.compile(r"(?:\(00\)|00)?(?P<body>\d{17})(?P<check>\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sscc:
    """A serial shipping container code without its check digit: 17 digits, the first of which is the extension.

    Where the company prefix ends is not to be seen from the number (General Specifications 2.2.1).
    """

    body: str

    def __post_init__(self) -> None:
        letters_of(re.compile(r"\d{17}", re.ASCII), self.body, "SSCC without check digit", "17 digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """18 digits, with or without (00) and spaces. Raises NotValid."""
        found = matched(_SSCC, text, "an SSCC", "18 digits: (00) 1 9556000 000000001 7")
        check(found["check"], gs1_check_digit(found["body"]), found["body"] + found["check"], "SSCC")
        return cls(found["body"])

    @classmethod
    def issue(cls, company_prefix: str, number: int) -> Self:
        """The `number`-th of a company: serials run through extension digit 1, then 2 … 9."""
        only_digits(company_prefix, range(4, 13))
        whole_within(number, sscc_count(company_prefix) - 1, "number of an SSCC")
        room = SSCC_ROOM - len(company_prefix)
        extension, serial = divmod(number, 10**room)
        return cls(f"{extension + 1}{company_prefix}{serial:0{room}d}")

    @property
    def extension(self) -> int:
        return int(self.body[0])

    @property
    def check_digit(self) -> int:
        return gs1_check_digit(self.body)

    @property
    def printed(self) -> str:
        """As it stands under the bars: `(00)195560000000000017`."""
        return f"(00){self}"

    def __str__(self) -> str:
        return f"{self.body}{self.check_digit}"


def sscc_count(company_prefix: str) -> int:
    """How many SSCCs a company prefix gives by the extension digits 1 to 9; 0 is left for those made by hand."""
    room = SSCC_ROOM - len(company_prefix)
    return int(9 * 10**room)
