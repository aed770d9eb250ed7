"""What is wrong with a text that should be a number of some kind: a code, a sentence, and what to do."""

import re


class NotValid(ValueError):
    """A text is no such number. `code` is for machines, str() a sentence naming the text, `remedy` what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.remedy = remedy


def matched(form: re.Pattern[str], text: str, name: str, wanted: str) -> re.Match[str]:
    """The match of a text, without its spaces and in capitals, or NotValid that says how `name` is written."""
    found = form.fullmatch("".join(text.split()).upper())
    if found is None:
        raise NotValid("bad_form", f"{text!r} is not {name}", f"write it as {wanted}")
    return found


def check(found: str, right: int, text: str, name: str) -> None:
    """NotValid when a check digit is not the right one."""
    if int(found) != right:
        message = f"{text} is not a valid {name}: its check digit is {found}, expected {right}"
        raise NotValid("check_digit", message, "scan it again, or compare it with the paper")


def whole_within(number: int, most: int, name: str) -> None:
    """NotValid when a part that is a number does not fit in its place."""
    if not 0 <= number <= most:
        raise NotValid("out_of_range", f"{name} {number} is not between 0 and {most}", "correct the number")


def letters_of(form: re.Pattern[str], text: str, name: str, wanted: str) -> None:
    """NotValid when a part that is text does not have its form."""
    if not form.fullmatch(text):
        raise NotValid("bad_form", f"{name} {text!r} is not {wanted}", "correct it")
