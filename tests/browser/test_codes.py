"""The handheld tells codes as the hub does, and reads through what scanners and keyboards make of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Look, Visit

VECTORS = Path(__file__).resolve().parents[1] / "golden" / "codes.json"
SSCC = "195560000000000055"
READ = """async (raws) => {
  const { read } = await import("/static/js/handheld/codes.js");
  return raws.map((raw) => ({ raw, ...read(raw) }));
}"""


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open("", "/handheld", Look("light", 360))


def test_the_handheld_tells_a_code_as_the_hub_does(page: Page) -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    found = {one["raw"]: one for one in page.evaluate(READ, [one["raw"] for one in vectors])}
    for vector in vectors:
        mine: dict[str, Any] = found[vector["raw"]]
        if vector["raw"].startswith("CMD"):
            assert (mine["kind"], mine["value"]) == ("command", vector["raw"].removeprefix("CMD"))
        elif vector["kind"] == "bad":
            assert (mine["kind"], mine["reason"]) == ("bad", vector["reason"]), vector
        else:
            assert (mine["kind"], mine["value"]) == (vector["kind"], vector["value"]), vector


@pytest.mark.parametrize("separator", ["\x1d", "{GS}", "<GS>", "^]", "~1", "\u241d"])
def test_a_group_separator_is_known_in_every_disguise(page: Page, separator: str) -> None:
    raws = [f"00{SSCC}{separator}10LOT7", f"{separator}00{SSCC}"]
    assert [one["value"] for one in page.evaluate(READ, raws)] == [SSCC, SSCC]


def test_a_digital_link_is_read(page: Page) -> None:
    raws = [f"https://id.example.org/00/{SSCC}?x=1", f"HTTPS://ID.EXAMPLE.ORG/00/{SSCC}"]
    assert [(one["kind"], one["value"]) for one in page.evaluate(READ, raws)] == [("sscc", SSCC)] * 2
