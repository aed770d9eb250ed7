"""Types as a scanner does: keys of a code in one burst and a last key, sent without waiting for each to be taken."""

import asyncio
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession

_LAST = {"Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, "")}


def scan(session: CDPSession, code: str, last: str = "Enter") -> None:
    """One code through the browser's own input; comes back when the page has taken its last key."""
    _send(session, list(_keys(code, last)))


def burst(session: CDPSession, codes: list[str], pause_s: float) -> None:
    """Codes one after the other, each begun after the pause whether or not the one before was answered."""
    _send(session, [[*_keys(code, "Enter")] for code in codes], pause_s)


def _keys(code: str, last: str) -> Iterator[dict[str, Any]]:
    for letter in code:
        yield from _stroke(letter, ord(letter.upper()), letter)
    if last:
        yield from _stroke(*_LAST[last])


def _stroke(key: str, number: int, text: str) -> Iterator[dict[str, Any]]:
    named = {"key": key, "windowsVirtualKeyCode": number}
    yield {"type": "keyDown", **named, "text": text} if text else {"type": "rawKeyDown", **named}
    yield {"type": "keyUp", **named}


def _send(session: CDPSession, keys: list[Any], pause_s: float = 0.0) -> None:
    # The synchronous door waits for an answer to each message, which is slower than any scanner.
    inner: Any = session._impl_obj

    async def stroke(many: list[dict[str, Any]]) -> None:
        await asyncio.gather(*(inner.send("Input.dispatchKeyEvent", one, None) for one in many))

    async def all_of_them() -> None:
        if not pause_s:
            await stroke(keys)
            return
        begun = []
        for one in keys:
            begun.append(asyncio.ensure_future(stroke(one)))
            await asyncio.sleep(pause_s)
        await asyncio.gather(*begun)

    session._sync(all_of_them())
