"""A queue on each engine in turn."""

from collections.abc import Iterator

import pytest

from app.core.db import Database
from tests.app.core.jobs.desks import Desk


@pytest.fixture
def desk(hub_url: str) -> Iterator[Desk]:
    database = Database(hub_url)
    yield Desk(database)
    database.dispose()
