"""The parts import each other in one order; the check itself is tested on small made-up trees."""

from pathlib import Path

import pytest

from tests.house.imports import ORDER, breaches

PROJECT = Path(__file__).resolve().parents[2]
SOUND = {
    "wsgi.py": "from app import create_app\n",
    "app/__init__.py": "from app import wiring\nfrom config.settings import Settings\n",
    "app/models.py": "from app.parcels import models\n",
    "app/wiring.py": "from app.board.pages import pages\nfrom app.parcels import pages as parcels_pages\n",
    "app/core/db.py": "import sqlalchemy\nfrom config import settings\n",
    "app/core/clock.py": "import datetime\n",
    "app/parcels/__init__.py": "",
    "app/parcels/lifecycle.py": "from enum import StrEnum\n",
    "app/parcels/rules.py": "from app.parcels.lifecycle import STEPS\nfrom app.core import errors\n",
    "app/parcels/models.py": "import sqlalchemy.orm\nfrom app.core.db import Base\n",
    "app/parcels/service.py": "from app.parcels import models, rules\nfrom labels.identifiers import check\n",
    "app/parcels/pages.py": "import flask\nfrom app.parcels import service\n",
    "app/planning/service.py": "import optimizer.problems\nfrom app.parcels import service\n",
    "app/dispatch/service.py": "from labels.kinds.bag import draw\nfrom app.parcels.lifecycle import STEPS\n",
    "app/board/pages.py": "from app.parcels import queries\nfrom app.dispatch import service\n",
    "app/parcels/queries.py": "from .models import Parcel\nfrom . import lifecycle\n",
    "config/__init__.py": "",
    "config/settings.py": "import tomllib\nfrom config.values import size\n",
    "config/values.py": "",
    "labels/identifiers.py": "import re\nfrom stdnum import luhn\n",
    "labels/kinds/bag.py": "import reportlab\nfrom labels import identifiers\n",
    "optimizer/problems.py": "import numpy\n",
}


def plant(root: Path, tree: dict[str, str]) -> Path:
    for name, source in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source)
    return root


def test_every_import_of_the_project_keeps_the_order() -> None:
    assert breaches(PROJECT) == []


def test_a_sound_tree_has_no_breach(tmp_path: Path) -> None:
    assert breaches(plant(tmp_path, SOUND)) == []


def test_the_order_names_each_capability_once() -> None:
    named = [capability for row in ORDER for capability in row]
    assert len(named) == len(set(named))
    assert [named[0], named.index("inventory") < named.index("inbound"), "board" in named] == [
        "core",
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("file", "source", "why"),
    [
        (
            "app/core/web.py",
            "import app.parcels.service",
            "core imports parcels, which does not stand below it",
        ),
        ("app/parcels/work.py", "from app.board import queries", "parcels imports board, which does not"),
        (
            "app/sellers/service.py",
            "from app.inventory import service",
            "sellers imports inventory, which does not",
        ),
        (
            "app/inventory/service.py",
            "from app.sellers import models",
            "inventory imports sellers, which does not",
        ),
        (
            "app/board/api.py",
            "from app.parcels import pages",
            "board imports app.parcels.pages; of parcels it may",
        ),
        (
            "app/board/api.py",
            "from app.parcels import STEPS",
            "board imports app.parcels; of parcels it may use",
        ),
        (
            "app/board/api.py",
            "import app.parcels.formats.service",
            "board imports app.parcels.formats.service; of",
        ),
        (
            "app/board/api.py",
            "from ..parcels.pages import x",
            "board imports app.parcels.pages; of parcels it may",
        ),
        ("app/board/api.py", "import app.wiring", "app.board.api imports app.wiring, which stands on top"),
        ("app/board/api.py", "from app import create_app", "app.board.api imports app, which stands on top"),
        ("app/board/api.py", "import wsgi", "app.board.api imports wsgi, which stands on top"),
        (
            "app/board/api.py",
            "from app import models",
            "app.board.api imports app.models, which stands on top",
        ),
        ("app/board/api.py", "def f():\n    import json", "app.board.api imports json inside a function"),
        (
            "app/board/api.py",
            "class A:\n    async def f(self):\n        from json import loads",
            "inside a function",
        ),
        (
            "labels/kinds/bag.py",
            "def f():\n    import json",
            "labels.kinds.bag imports json inside a function",
        ),
        (
            "app/dispatch/queries.py",
            "import optimizer",
            "app.dispatch.queries must not import optimizer; planning may",
        ),
        ("app/wiring.py", "from optimizer import problems", "app.wiring must not import optimizer"),
        (
            "app/parcels/work.py",
            "from labels import bag",
            "app.parcels.work must not import labels; carriers, ",
        ),
        ("app/board/queries.py", "import labels.bag", "app.board.queries must not import labels"),
        ("app/board/queries.py", "import config.settings", "app.board.queries must not import config"),
        ("labels/uld.py", "from flask import g", "labels is a library and must not know flask"),
        ("labels/uld.py", "from app.core import errors", "labels is a library and must not know app"),
        ("labels/uld.py", "import optimizer.problems", "labels is a library and must not know optimizer"),
        (
            "optimizer/plans.py",
            "import sqlalchemy.orm",
            "optimizer is a library and must not know sqlalchemy",
        ),
        ("optimizer/plans.py", "import config", "optimizer is a library and must not know config"),
        ("config/values.py", "import app.core.db", "config is a library and must not know app"),
        ("config/values.py", "import yaml", "config uses the standard library only, not yaml"),
        (
            "labels/identifiers.py",
            "import numpy",
            "labels.identifiers uses the standard library only, not numpy",
        ),
        (
            "labels/identifiers.py",
            "from labels import bag",
            "labels.identifiers uses the standard library only",
        ),
        ("app/parcels/rules.py", "import flask", "app.parcels.rules must do without flask"),
        (
            "app/parcels/rules.py",
            "from sqlalchemy.orm import Session",
            "app.parcels.rules must do without sqlalchemy",
        ),
        ("app/parcels/rules.py", "from app.core.clock import now", "must do without app.core.clock"),
        (
            "app/parcels/lifecycle.py",
            "from app.core import db",
            "app.parcels.lifecycle must do without app.core.db",
        ),
        ("app/parcels/service.py", "from flask import request", "app.parcels.service must do without flask"),
        ("app/parcels/queries.py", "import flask", "app.parcels.queries must do without flask"),
        ("app/robots/service.py", "import json", "app/robots: has no place in the order"),
        (
            "app/parcels/models.py",
            "from app.parcels import service",
            "cycle: app.parcels.models → app.parcels.service",
        ),
        (
            "app/parcels/lifecycle.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.parcels import rules",
            "cycle: app.parcels.lifecycle → app.parcels.rules → app.parcels.lifecycle",
        ),
    ],
)
def test_a_breach_is_found_and_named(file: str, source: str, why: str, tmp_path: Path) -> None:
    found = breaches(plant(tmp_path, {**SOUND, "app/board/queries.py": "", file: source}))
    assert len([line for line in found if why in line]) == 1, found


def test_a_breach_says_where_it_stands(tmp_path: Path) -> None:
    plant(tmp_path, {**SOUND, "app/core/web.py": "import json\n\nimport app.parcels.service\n"})
    expected = "app/core/web.py:3: core imports parcels, which does not stand below it"
    assert breaches(tmp_path) == [expected]
