"""The check digits of GS1, of the post and of air waybills."""

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def gs1_check_digit(digits: str) -> int:
    """GS1 modulo 10 of all digits but the last: weights 3, 1, 3 … from the right (General Specifications 7.9)."""
    only_digits(digits, range(1, 101))
    total = sum(int(one) * (1 if place % 2 else 3) for place, one in enumerate(reversed(digits)))
    return -total % 10


def s10_check_digit(serial: str) -> int:
    """UPU S10 check digit of an eight-digit serial: weights 8 6 4 2 3 5 9 7, 11 minus the sum modulo 11.

    A result of 10 becomes 0 and 11 becomes 5, so that two serials whose digit is 5 may differ in one place only.
    """
    only_digits(serial, range(8, 9))
    total = sum(int(one) * weight for one, weight in zip(serial, _S10_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: 0, 11: 5}.get(rest, rest)


def awb_check_digit(serial: str) -> int:
    """Check digit of an air waybill's seven-digit serial: the serial modulo 7 (IATA resolution 600a).

    It does not notice a digit that is 7 too high or too low.
    """
    only_digits(serial, range(7, 8))
    return int(serial) % 7


def only_digits(text: str, lengths: range) -> None:
    """ValueError when a text is anything but so many digits."""
    if not (text.isascii() and text.isdigit() and len(text) in lengths):
        expected = f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 1 else f"{lengths[0]}"
        raise ValueError(f"{text!r} is not {expected} digits")
