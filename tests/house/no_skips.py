"""In CI every test must have run: a skipped or expected-to-fail one makes the run fail and is named."""

import os

import pytest

LOOSE = ("skipped", "xfailed", "xpassed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _in_ci() and _loose(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    loose = _loose(config)
    if _in_ci() and loose:
        terminalreporter.section("not run as a test should be: CI takes this as a failure", red=True)
        for line in loose:
            terminalreporter.line(line)


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def _loose(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not isinstance(reporter, pytest.TerminalReporter):
        return []
    return [f"{kind}: {report.nodeid}" for kind in LOOSE for report in reporter.stats.get(kind, [])]
