"""Who may import whom: the order of the parts as data, and the walk that finds what breaks it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# From the bottom to the top; a capability may import those of the rows before its own.
ORDER = (
    ("core",),
    ("ledger",),
    ("accounts",),
    ("network",),
    ("numbers",),
    ("parcels",),
    ("inventory", "sellers"),
    ("inbound",),
    ("customs",),
    ("consolidation",),
    ("dispatch",),
    ("carriers",),
    ("planning",),
    ("scanning",),
    ("printing",),
    ("board",),
    ("hub",),
    ("demo",),
    ("serving", "commands"),
)
TOP = frozenset({"app", "app.wiring", "app.models", "wsgi"})

# What another capability may use. All of core is open; some have a named table or verb file more.
DOORS = frozenset({"service", "queries", "rules", "models"})
MORE_DOORS = {
    "ledger": {"verify", "sealer"},
    "accounts": {"scope", "keys", "shifts"},
    "parcels": {"lifecycle", "work", "handbook", "numbering"},
    "inventory": {"lists"},
    "inbound": {"labels", "postal"},
    "customs": {"rulepack"},
    "consolidation": {"receptacles"},
    "dispatch": {"cargo", "receptacle_tags"},
    "board": {"invariants"},
}

# Libraries, which know nothing of the hub: what they must not import, and who may import them.
STRANGERS = frozenset({"flask", "sqlalchemy", "app", "wsgi"})
LIBRARIES = {
    "config": ("optimizer", "labels"),
    "optimizer": ("config", "labels"),
    "labels": ("config", "optimizer"),
}
USERS = {
    "config": {"core", "network", "customs", "demo", "hub", "serving", "commands"},
    "optimizer": {"planning"},
    "labels": {
        "inbound",
        "customs",
        "consolidation",
        "dispatch",
        "carriers",
        "planning",
        "scanning",
        "printing",
    },
}
FOR_ALL = frozenset({"labels.identifiers"})
STDLIB_ONLY = {"config": frozenset[str](), "labels.identifiers": frozenset({"stdnum", "biip"})}

# What a kind of file must do without: decisions know no clock, database or request, verbs no request.
_WEB = ("flask", "werkzeug", "app.core.web")
WITHOUT = {
    "rules": (*_WEB, "sqlalchemy", "app.core.db", "app.core.clock"),
    "lifecycle": (*_WEB, "sqlalchemy", "app.core.db", "app.core.clock"),
    "models": _WEB,
    "queries": _WEB,
    "service": _WEB,
}


@dataclass(frozen=True, slots=True)
class Import:
    """One import: which module imports what, and where it stands."""

    source: str
    target: str
    place: str
    in_function: bool


def breaches(root: Path) -> list[str]:
    """All imports under `root` that break a rule, each as a line: place, then the rule."""
    modules = dict(_modules(root))
    found = [one for name, path in modules.items() for one in _imports(root, name, path, modules)]
    lines = [f"{one.place}: {why}" for one in found for why in _why_not(one)]
    return sorted([*lines, *_unplaced(modules), *_cycles(found, modules)])


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    for part in ("app", *LIBRARIES):
        for path in sorted((root / part).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path
    if (root / "wsgi.py").exists():
        yield "wsgi", root / "wsgi.py"


def _imports(root: Path, name: str, path: Path, modules: Iterable[str]) -> Iterator[Import]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    inner = {id(node) for function in ast.walk(tree) if _is_function(function) for node in ast.walk(function)}
    for node in ast.walk(tree):
        for target in _targets(node, package, modules):
            place = f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}"
            yield Import(name, target, place, id(node) in inner)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _targets(node: ast.AST, package: str, modules: Iterable[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, base] if base else above)
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            yield whole if whole in modules else base


def _why_not(one: Import) -> Iterator[str]:
    if one.in_function:
        yield f"{one.source} imports {one.target} inside a function"
    if _within(one.source, LIBRARIES):
        yield from _library(one)
    elif _within(one.target, LIBRARIES):
        yield from _use_of_library(one)
    elif one.target.split(".")[0] in ("app", "wsgi"):
        yield from _capability(one)
    if one.source.startswith("app."):
        yield from _kind_of_file(one)


def _within(name: str, parts: Iterable[str]) -> str:
    return next((part for part in parts if name == part or name.startswith(f"{part}.")), "")


def _library(one: Import) -> Iterator[str]:
    library, target = _within(one.source, LIBRARIES), one.target.split(".")[0]
    if target in STRANGERS or target in LIBRARIES[library]:
        yield f"{library} is a library and must not know {target}"
    part = _within(one.source, STDLIB_ONLY)
    of_others = target not in sys.stdlib_module_names and not _within(one.target, (part,))
    if part and of_others and target not in STDLIB_ONLY[part]:
        yield f"{part} uses the standard library only, not {one.target}"


def _use_of_library(one: Import) -> Iterator[str]:
    library, capability = _within(one.target, LIBRARIES), _capability_of(one.source)
    if one.target in FOR_ALL or (one.source in TOP and library in ("config", "labels")):
        return
    if capability not in USERS[library]:
        yield f"{one.source} must not import {library}; {', '.join(sorted(USERS[library]))} may"


def _capability(one: Import) -> Iterator[str]:
    if one.source in TOP:
        return
    if one.target in TOP:
        yield f"{one.source} imports {one.target}, which stands on top of everything"
        return
    source, target = _capability_of(one.source), _capability_of(one.target)
    if source == target:
        return
    if _height(target) >= _height(source):
        yield f"{source} imports {target}, which does not stand below it"
    if target != "core" and not _is_door(one.target):
        yield f"{source} imports {one.target}; of {target} it may use {_doors(target)}"


def _capability_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "app" and len(parts) > 1 else ""


def _height(capability: str) -> int:
    return next((n for n, row in enumerate(ORDER) if capability in row), -1)


def _is_door(module: str) -> bool:
    parts = module.split(".")
    if module == "app.hub":
        return True
    return len(parts) == 3 and parts[2] in DOORS | MORE_DOORS.get(parts[1], set())


def _doors(capability: str) -> str:
    return ", ".join(sorted(DOORS | MORE_DOORS.get(capability, set())))


def _kind_of_file(one: Import) -> Iterator[str]:
    kind = one.source.split(".")[-1]
    met = _within(one.target, WITHOUT.get(kind, ()))
    if met and len(one.source.split(".")) == 3:
        yield f"{one.source} must do without {met}"


def _unplaced(modules: Iterable[str]) -> Iterator[str]:
    """A capability without a place in the order would escape it."""
    for capability in sorted({_capability_of(name) for name in modules if name not in TOP} - {""}):
        if _height(capability) < 0:
            yield f"app/{capability}: has no place in the order of tests/house/imports.py"


def _cycles(found: Iterable[Import], modules: Iterable[str]) -> Iterator[str]:
    """Each cycle once, by depth-first search."""
    edges: dict[str, set[str]] = {name: set() for name in modules}
    for one in found:
        if one.target in edges and one.target != one.source:
            edges[one.source].add(one.target)
    done: set[str] = set()
    for start in edges:
        yield from _cycles_from(start, edges, [], done)


def _cycles_from(name: str, edges: dict[str, set[str]], path: list[str], done: set[str]) -> Iterator[str]:
    if name in path:
        yield "cycle: " + " → ".join([*path[path.index(name) :], name])
    elif name not in done:
        for target in sorted(edges[name]):
            yield from _cycles_from(target, edges, [*path, name], done)
        done.add(name)
