"""What somebody asks for, from a page or the API: typed values, or every fault."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import Fault, Invalid, Refused
from app.core.forms import Form, Wrong, choice, one_line, text, whole
from app.core.identity import Principal
from app.printing.named import Named, in_order
from app.printing.printables import PRINTABLES
from app.printing.rules import MOST_LABELS, Wanted
from app.printing.service import NewPrinter
from labels.stock import DOTS_PER_MM, SIZES

LONGEST_REASON, LONGEST_NAME, MOST_FAULTS = 200, 40, 50
FIRST_PORT, USUAL_PORT, LAST_PORT = 1024, 9100, 65_535
ROLLS = tuple(name for name, one in SIZES.items() if one.tiles is None and name != "A4")
_HOST = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.:-]{0,251}[0-9A-Za-z])?")


def wanted_of(values: Mapping[str, object]) -> tuple[Wanted, list[str]]:
    """What is to be printed how, and the words that name it. `printer` is blank for a file."""
    form = Form(values)
    kind = form.take("kind", partial(choice, allowed=_spelled(PRINTABLES)))
    sizes = PRINTABLES[kind].layout.sizes if kind else tuple(SIZES)
    wanted = Wanted(
        kind=kind or "",
        printer_id=form.take("printer", partial(whole, least=1, most=2**31 - 1), required=False),
        size=form.take("size", partial(choice, allowed=_spelled(sizes)), required=False, default=sizes[0]),
        dpi=form.take("dpi", _dpi, required=False, default=203),
        reason=form.take("reason", partial(text, longest=LONGEST_REASON), required=False, default=""),
    )
    words = form.take("codes", _words)
    _end(form, "bad_batch")
    return wanted, words


def codes_of(db: Session, kind: str, words: list[str], *, by: Principal) -> list[str]:
    """The codes that these words name, in order. Raises Invalid with a fault for each word that names nothing."""
    one = PRINTABLES[kind]
    found = one.named(db, by, words)
    faults = [
        Fault("codes", "names_nothing", "this names nothing to print", row, word, one.wants)
        for row, word in enumerate(words, 1)
        if word not in found
    ]
    if faults:
        detail = f"{len(faults)} of {len(words)} entries name nothing to print"
        raise Invalid(
            "names_nothing", detail, "correct them; nothing is printed yet", tuple(faults[:MOST_FAULTS])
        )
    codes = in_order(words, found)
    if len(codes) > MOST_LABELS:
        fault = Fault("codes", "too_many", "ask for fewer", None, str(len(codes)), f"at most {MOST_LABELS}")
        raise Invalid(
            "too_many", f"that would be {len(codes)} labels", f"at most {MOST_LABELS} at once", (fault,)
        )
    _end_if_refused(one.refused(db, by, codes), words, found)
    return codes


def _end_if_refused(refused: Mapping[str, Refused], words: Sequence[str], found: Named) -> None:
    """Invalid with a fault for each code of which there is no label yet, at the entry that names it."""
    faults = [
        Fault("codes", refused[code].code, f"{refused[code].detail}: {refused[code].hint}", row, code)
        for row, word in enumerate(words, 1)
        for code in found[word]
        if code in refused
    ]
    if faults:
        detail = f"{len(refused)} of these get no label yet: {faults[0].message}"
        raise Invalid(
            "no_label_yet", detail, "do what is named; nothing is printed yet", tuple(faults[:MOST_FAULTS])
        )


def printer_of(values: Mapping[str, object]) -> NewPrinter:
    form = Form(values)
    new = NewPrinter(
        name=form.take("name", partial(text, longest=LONGEST_NAME)),
        host=form.take("host", _host),
        port=form.take(
            "port", partial(whole, least=FIRST_PORT, most=LAST_PORT), required=False, default=USUAL_PORT
        ),
        dpi=form.take("dpi", _dpi, required=False, default=203),
        size=form.take("size", partial(choice, allowed=_spelled(ROLLS)), required=False, default=ROLLS[0]),
    )
    _end(form, "bad_printer")
    return new


def _end(form: Form, code: str) -> None:
    if form.faults:
        raise Invalid(code, form.faults[0].message, "correct what is named", tuple(form.faults))


def _spelled(choices: Iterable[str]) -> dict[str, str]:
    return {one.casefold(): one for one in choices}


def _words(raw: Any) -> list[str]:
    many = re.split(r"[\s,;]+", raw) if isinstance(raw, str) else raw
    words = list(dict.fromkeys(one.strip().upper() for one in many if one.strip()))
    if not 1 <= len(words) <= MOST_LABELS:
        raise Wrong("no_codes", "Give the codes of what to print.", f"1 to {MOST_LABELS} codes")
    return words


def _dpi(raw: object) -> int:
    return int(choice(raw, {str(one): str(one) for one in DOTS_PER_MM}))


def _host(raw: object) -> str:
    line = one_line(raw)
    if not _HOST.fullmatch(line):
        raise Wrong("bad_host", "This is no address of a printer.", "a host name or an IP address")
    return line
