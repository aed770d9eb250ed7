"""Functions turned to machine code at their first call, kept on disk for the next start."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Numba's compiled form of a function over numbers, arrays and named tuples of arrays.

    Numba keeps machine code until the function's own file changes, though code of other files may be inlined in it;
    here it is kept until any file of the folder changes. Where no folder can be written, each process compiles anew.
    """
    return _compiled(function, {})


def inner(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same for a function that compiled ones alone call: it compiles in less time."""
    return _compiled(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def inlined(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same for a short function: its code stands in its callers', so that nothing is spent on the call."""
    return _compiled(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True})


def _compiled(function: Callable[Arguments, Result], options: dict[str, Any]) -> Callable[Arguments, Result]:
    try:
        quick: Any = numba.njit(cache=True, **options)(function)
        quick._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    except RuntimeError:
        quick = numba.njit(**options)(function)
    return cast(Callable[Arguments, Result], quick)


_stamps: dict[Path, str] = {}


def _stamp(folder: Path) -> str:
    if folder not in _stamps:
        sources = b"\0".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
        _stamps[folder] = sha256(sources).hexdigest()
    return _stamps[folder]
