"""Codes and what they are: one table of vectors for the hub and for the handheld (tests/browser/test_codes.py)."""

import json
from pathlib import Path
from typing import Any

import pytest

from labels.identifiers import Unreadable, classify

VECTORS = Path(__file__).resolve().parents[2] / "golden" / "codes.json"


@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text(encoding="utf-8")), ids=lambda one: one["raw"]
)
def test_the_hub_tells_a_code(vector: dict[str, Any]) -> None:
    found = classify(vector["raw"])
    if isinstance(found, Unreadable):
        assert {"raw": vector["raw"], "kind": "bad", "reason": found.code} == vector
    else:
        assert {"raw": vector["raw"], "kind": found.scheme, "value": found.value} == vector
