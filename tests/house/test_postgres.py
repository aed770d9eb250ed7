"""The tests' own PostgreSQL starts from each source, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from benchmarks import postgres


@pytest.fixture(scope="module")
def wheel() -> Iterator[postgres.Server]:
    with postgres.running({"ENTREPOT_TEST_PG": "wheel", "ENTREPOT_PG_FSYNC": "1"}) as server:
        yield server


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def folder_of(server: postgres.Server) -> Path:
    return Path(parse_qs(urlsplit(server.url).query)["host"][0])


def setting(url: str, name: str) -> str:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    assert row is not None
    return str(row[0])


def test_the_wheel_gives_a_server_of_a_supported_version(wheel: postgres.Server) -> None:
    assert int(setting(wheel.url, "server_version_num")) >= 150_000


def test_commits_are_durable_when_asked_for(wheel: postgres.Server) -> None:
    assert setting(wheel.url, "fsync") == "on"


def test_a_database_can_be_made_and_reached_by_its_url(wheel: postgres.Server) -> None:
    wheel.execute("CREATE DATABASE made_here")
    with psycopg.connect(plain(wheel.url_of("made_here"))) as connection:
        assert connection.info.dbname == "made_here"


def test_a_stopped_server_leaves_no_folder() -> None:
    with postgres.running({}) as server:
        folder = folder_of(server)
        assert (folder / "data" / "PG_VERSION").exists()
        assert setting(server.url, "fsync") == "off"
    assert not folder.exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_named_server_is_used_as_it_is(scheme: str) -> None:
    with postgres.running({"DATABASE_URL": f"{scheme}://ann@db.example/hub"}) as server:
        assert server.url == "postgresql+psycopg://ann@db.example/hub"
        assert server.process_id is None


def test_no_source_at_all_is_an_error_that_says_what_to_install() -> None:
    with (
        pytest.raises(RuntimeError, match="apt-get install postgresql"),
        postgres.running({"ENTREPOT_TEST_PG": "elsewhere"}),
    ):
        raise AssertionError("a server was found")
