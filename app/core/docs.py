"""The API described from the program itself: `/api/v1/openapi.json` (OpenAPI 3.1) and `/docs` for people."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, render_template

from app.core.web import PUBLIC, answer, policy_of, public

docs = Blueprint("docs", __name__)
_ARGUMENT = re.compile(r"<(?:(?P<kind>[^:<>]+):)?(?P<name>\w+)>")
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SECTIONS = {
    "pre-alerts": "Sellers announce",
    "parcels": "Parcels",
    "scans": "Scans",
    "read": "Scans",
    "loads": "The dock",
    "cases": "The dock",
    "units": "Bags and cartons",
    "declarations": "Customs",
    "departures": "Departures",
    "dispatch-queue": "Departures",
    "assignments": "Departures",
    "plans": "Planning",
    "manifests": "Manifests",
    "labels": "Labels",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route and method as it is documented."""

    method: str
    path: str
    section: str
    summary: str
    roles: tuple[str, ...]
    arguments: tuple[tuple[str, str], ...]
    takes: type[msgspec.Struct] | None


@docs.get("/docs")
@public
def show() -> str:
    """Every route of the API: who may call it and what it takes."""
    sections: dict[str, list[Operation]] = {}
    for one in operations():
        sections.setdefault(one.section, []).append(one)
    fields = {one.takes.__name__: _fields(one.takes) for one in operations() if one.takes is not None}
    return render_template("docs.html", sections=sections, fields=fields)


@docs.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """The same for machines."""
    listed = list(operations())
    bodies = [one.takes for one in listed if one.takes is not None]
    schemas, components = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    schema_of = dict(zip(bodies, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.path, {})[one.method.lower()] = _described(one, schema_of)
    value = {
        "openapi": "3.1.0",
        "info": {"title": "Entrepot", "version": "1", "description": "Errors are RFC 9457 problem details."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }
    return answer(value)


def operations() -> Iterator[Operation]:
    """Routes under /api/, in order of their paths."""
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: one.rule):
        view = current_app.view_functions[rule.endpoint]
        if not rule.rule.startswith("/api/") or rule.endpoint.startswith("docs."):
            continue
        policy = policy_of(view)
        for method in [one for one in _VERBS if one in (rule.methods or ())]:
            yield Operation(
                method=method,
                path=_ARGUMENT.sub(r"{\g<name>}", rule.rule),
                section=_SECTIONS.get(rule.rule.split("/")[3].partition(".")[0], "The network"),
                summary=" ".join((view.__doc__ or "").split()),
                roles=() if policy == PUBLIC else tuple(sorted(policy)),
                arguments=tuple(
                    (one["name"], one["kind"] or "string") for one in _ARGUMENT.finditer(rule.rule)
                ),
                takes=_body_of(view),
            )


def _body_of(view: Callable[..., Any]) -> type[msgspec.Struct] | None:
    """The type that the view hands to `body(...)`: the one message type among the names that it uses."""
    named = [view.__globals__.get(name) for name in view.__code__.co_names]
    structs = [one for one in named if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return structs[0] if structs else None


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, str, bool]]:
    """(name, type in words, required) of each field of a body."""
    properties = msgspec.json.schema(kind)["$defs"][kind.__name__]
    required = set(properties.get("required", ()))
    return [(name, _words(value), name in required) for name, value in properties["properties"].items()]


def _words(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = str(schema.get("format") or schema.get("type", "any"))
    return f"list of {_words(schema['items'])}" if kind == "array" and schema.get("items") else kind


def _described(one: Operation, schema_of: dict[Any, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "summary": one.summary,
        "tags": [one.section],
        "description": f"For: {', '.join(one.roles)}" if one.roles else "For everyone",
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "integer" if kind == "int" else "string"},
            }
            for name, kind in one.arguments
        ],
        "responses": {"2XX": {"description": "Done"}, "4XX": {"description": "A problem, with what to do"}},
    }
    if one.roles:
        value["security"] = [{"key": []}]
    if one.takes is not None:
        value["requestBody"] = {"content": {"application/json": {"schema": schema_of[one.takes]}}}
    return value
