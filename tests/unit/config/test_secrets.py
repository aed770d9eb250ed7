"""The kept key: made once, private, and the same for all who start together."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.secrets import SecretUnusable, kept_secret
from config.settings import Settings, SettingsError

PROJECT = Path(__file__).resolve().parents[3]


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = kept_secret(path)
    assert len(key) == 64
    assert kept_secret(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret_key"]


def test_two_hubs_have_different_keys(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    code = "import sys, pathlib, config.secrets as own; print(own.kept_secret(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "secret_key")]
    started = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) for _ in range(6)]
    assert len({one.communicate()[0] for one in started}) == 1
    assert [one.returncode for one in started] == [0] * 6


@pytest.mark.parametrize(
    ("key", "mode", "found"),
    [("x" * 64, 0o644, "open to others"), ("x" * 10, 0o600, "10 characters"), ("", 0o600, "0 characters")],
)
def test_a_key_that_is_open_or_short_is_refused(key: str, mode: int, found: str, tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text(key)
    path.chmod(mode)
    with pytest.raises(SecretUnusable, match=found):
        kept_secret(path)


def test_a_folder_that_cannot_be_made_is_reported_as_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="expected a file that can be read and made here") as caught:
        Settings.from_environment({}, var=tmp_path / "var")
    assert caught.value.faults[0].name.endswith("secret_key")
