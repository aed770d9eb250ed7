"""Nothing committed tells of the place where it was made."""

import subprocess
from pathlib import Path

import pytest

from tests.house.words import committed_texts, found_in

PROJECT = Path(__file__).resolve().parents[2]


def test_nothing_committed_holds_a_forbidden_word() -> None:
    found = [
        f"{name}:{n}: {kind}: {word}"
        for name, text in committed_texts(PROJECT)
        for n, kind, word in found_in(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pieces", "kind"),
    [
        (("see /wo", "rk/main/app"), "a path of one machine"),
        (('open("/ro', 'ot/.ssh")'), "a path of one machine"),
        (("https://py", "pi.org/simple"), "a package registry"),
        (("registry.np", "mjs.org"), "a package registry"),
        (("as the CE", "O said"), "who made it"),
        (("Co-Auth", "ored-By: x"), "who made it"),
        (("a developer sess", "ion"), "how it was made"),
    ],
)
def test_a_forbidden_word_is_found_with_its_line(pieces: tuple[str, str], kind: str) -> None:
    assert [(n, what) for n, what, _ in found_in("fine\n" + "".join(pieces))] == [(2, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy.orm import Session",
        "the session is idle",
        "docs/work/plan.md",
        "{{ url }}/work/next",
        "ceol",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert list(found_in(text)) == []


def test_new_files_count_and_ignored_and_binary_ones_do_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("var/\n")
    (tmp_path / "var").mkdir()
    for name, content in {
        "new.txt": b"new",
        "var/kept.txt": b"x",
        "a.png": b"\x89\0",
        "b.bin": b"\xff\xfe",
    }.items():
        (tmp_path / name).write_bytes(content)
    assert [name for name, _ in committed_texts(tmp_path)] == [".gitignore", "new.txt"]
