"""The hub that tests over HTTP call."""

from collections.abc import Iterator

import pytest

from tests.app.players import Players, players


@pytest.fixture
def hub(hub_url: str) -> Iterator[Players]:
    made = players(hub_url)
    yield made
    made.database.dispose()
