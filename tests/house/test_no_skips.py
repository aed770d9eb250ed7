"""The rule that in CI no test may be skipped is itself tested, on small made-up suites."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PASSING = "def test_fine():\n    assert True\n"
LOOSE = {
    "skipped": "@pytest.mark.skip(reason='later')\ndef test_loose():\n    assert True\n",
    "xfailed": "@pytest.mark.xfail\ndef test_loose():\n    assert False\n",
    "xpassed": "@pytest.mark.xfail\ndef test_loose():\n    assert True\n",
    "skipped while collecting": "pytest.importorskip('no_such_module')\n",
}


def run_suite(folder: Path, source: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_made_up.py").write_text(f"import pytest\n\n{source}\n{PASSING}")
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.house.no_skips", "-p", "no:cacheprovider"]
    env = {**os.environ, "CI": ci, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", LOOSE)
def test_a_loose_test_fails_a_run_in_ci_and_is_named(kind: str, tmp_path: Path) -> None:
    done = run_suite(tmp_path, LOOSE[kind], ci="true")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    assert f"{kind.split()[0]}: test_made_up.py" in done.stdout


def test_a_skipped_test_is_no_failure_on_a_desk(tmp_path: Path) -> None:
    assert run_suite(tmp_path, LOOSE["skipped"], ci="").returncode == pytest.ExitCode.OK


def test_a_run_in_ci_without_loose_tests_passes(tmp_path: Path) -> None:
    assert run_suite(tmp_path, "", ci="true").returncode == pytest.ExitCode.OK
