"""An answer that the checker refuses is set aside with a warning; the next one is given instead."""

import pytest

from optimizer.errors import Unsound
from optimizer.plans import Breach
from optimizer.proving import AnswerSetAside, first_sound

OVERLAP = Breach("overlap", "box", "two boxes are in one place")


def check(plan: str) -> tuple[Breach, ...]:
    return (OVERLAP,) if "spoiled" in plan else ()


def test_the_next_answer_is_given_with_what_was_found_in_the_first() -> None:
    with pytest.warns(AnswerSetAside, match="two boxes are in one place"):
        assert first_sound(["spoiled", "plain"], check) == ("plain", (OVERLAP,))


def test_a_sound_answer_is_given_without_making_another() -> None:
    answers = iter(["good", "plain"])
    assert first_sound(answers, check) == ("good", ())
    assert list(answers) == ["plain"]


def test_nothing_is_given_when_every_answer_is_refused() -> None:
    with pytest.warns(AnswerSetAside), pytest.raises(Unsound) as refused:
        first_sound(["spoiled", "spoiled too"], check)
    assert [fault.code for fault in refused.value.faults] == ["overlap", "overlap"]
