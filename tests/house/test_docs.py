"""Pages that are written from the code say what the code says."""

from pathlib import Path

from app.parcels.handbook import lifecycle_page

ROOT = Path(__file__).resolve().parents[2]


def test_the_lifecycle_page_is_the_lifecycle_tables() -> None:
    page = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert page == lifecycle_page(), "run `flask --app wsgi docs`"
