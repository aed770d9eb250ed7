"""What the tests of labels share."""

import pytest

from tests.unit.labels.zebra import Zebra


@pytest.fixture(scope="session")
def zebra():
    printer = Zebra()
    yield printer
    printer.close()
