"""A hub with its people and a key for each kind of user, called over HTTP without a socket."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.demo.goods import CATALOGUE
from app.demo.keys import issue
from app.network.models import Hub
from app.wiring import create_app
from config.settings import Settings

_KEYS: dict[str, dict[str, str]] = {}


@dataclass
class Players:
    """The program over a fresh hub, and the keys of those who call it."""

    app: Flask
    keys: dict[str, str]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["database"]
        return found

    def call(
        self, who: str | None, method: str, path: str, value: Any = None, **more: Any
    ) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who else {}
        headers |= more.pop("headers", {})
        if value is not None:
            more |= {"data": json.dumps(value), "content_type": "application/json"}
        answer = self.client.open(path, method=method, headers=headers, **more)
        return answer.status_code, answer.get_data()

    def want(self, who: str, method: str, path: str, value: Any = None, **more: Any) -> Any:
        status, raw = self.call(who, method, path, value, **more)
        assert status < 400, f"{who} {method} {path}: {status} {raw[:600]!r}"
        return json.loads(raw)

    def refused(
        self, who: str | None, method: str, path: str, value: Any = None, **more: Any
    ) -> tuple[int, Any]:
        """Status and problem document of a request that must be refused."""
        status, raw = self.call(who, method, path, value, **more)
        assert status >= 400, f"{who} {method} {path} was answered with {status}"
        return status, json.loads(raw)


def players(hub_url: str, **settings: Any) -> Players:
    """The program over a hub with its people, and one key a player."""
    app = create_app(Settings(database_url=hub_url, secret_key="s" * 64, **settings))
    return Players(app, dict(_KEYS[make_url(hub_url).get_backend_name()]))


def issue_keys(db: Session, hub: Hub) -> None:
    """Once for each template of a hub with its people: every copy of it knows the same keys."""
    _KEYS[db.get_bind().dialect.name] = issue(db, hub, 2, "test", at=now())


def parcel(seller: str, reference: str, **changes: Any) -> dict[str, Any]:
    """A parcel to Singapore as the API takes it."""
    goods = CATALOGUE[seller]
    item = {
        "description": goods.description,
        "hs_code": goods.hs_code,
        "origin_country": "MY",
        "quantity": 1,
        "unit_value": "20.00",
        "currency": "USD",
    }
    one = {
        "reference": reference,
        "consignee_name": "Tan Wei",
        "consignee_address1": "12 Orchid Road",
        "consignee_city": "Singapore",
        "consignee_postcode": "018956",
        "consignee_country": "SG",
        "consignee_phone": "+6561234567",
        "weight_g": 700,
        "items": [item],
    }
    return {**one, **changes}
