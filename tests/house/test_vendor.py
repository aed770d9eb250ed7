"""Vendored files are the ones that vendor.lock names, and no page of ours asks another host for anything."""

import hashlib
import json
import re
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
VENDOR = APP / "static" / "vendor"
LOCK = json.loads((VENDOR / "vendor.lock").read_text())
OURS = [
    *sorted((APP / "templates").rglob("*.html")),
    *(one for one in sorted((APP / "static").rglob("*.*")) if VENDOR not in one.parents),
]

# What a browser would fetch: an address with a host. Names of XML spaces are no address.
_HOST = re.compile(r"""(?:\b(?:https?|wss?):)?//(?=[a-z0-9.-]+\.[a-z]{2,})[^\s"'<>)]+""", re.IGNORECASE)
_XML_SPACE = "http://www.w3.org/"
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def hosts_in(text: str) -> list[str]:
    return [one for one in _HOST.findall(text) if not one.startswith(_XML_SPACE)]


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: str(entry["file"]))
def test_a_vendored_file_is_the_one_that_was_locked(entry: dict[str, str]) -> None:
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert entry["version"] in entry["file"]
    assert entry["licence"] in ("0BSD", "MIT", "ISC", "Apache-2.0")


def test_everything_vendored_is_in_the_lock() -> None:
    files = {str(one.relative_to(VENDOR)) for one in VENDOR.rglob("*") if one.is_file()}
    assert files - {"vendor.lock"} == {entry["file"] for entry in LOCK}


def test_what_is_vendored_brings_its_licence() -> None:
    folders = {Path(entry["file"]).parent for entry in LOCK}
    assert {Path(entry["file"]).parent for entry in LOCK if entry["file"].endswith("/LICENSE")} == folders


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(APP)))
def test_a_page_of_ours_names_no_other_host(path: Path) -> None:
    assert hosts_in(path.read_text()) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(APP)))
def test_a_page_of_ours_holds_no_inline_script_or_style(path: Path) -> None:
    found = _INLINE.findall(path.read_text()) if path.suffix == ".html" else []
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.com/x.js">',
        "@import url(//fonts.example.com/css)",
        "fetch('http://127.0.0.1.nip.io/')",
        "new WebSocket('wss://live.example.com')",
    ],
)
def test_another_host_is_found(text: str) -> None:
    assert len(hosts_in(text)) == 1


@pytest.mark.parametrize(
    "text", ["// a comment", 'xmlns="http://www.w3.org/2000/svg"', "{{ url_for('x') }}", "a // b"]
)
def test_what_is_no_host_is_left_alone(text: str) -> None:
    assert hosts_in(text) == []


@pytest.mark.parametrize(
    "text", ["<script>go()</script>", '<p style="color:red">', '<b onclick="x()">', "<style>"]
)
def test_what_the_content_policy_would_block_is_found(text: str) -> None:
    assert _INLINE.search(text)
