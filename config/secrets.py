"""The key that signs sessions: made once, kept in a file that only its owner may read."""

import os
import secrets
import stat
from pathlib import Path

LEAST = 32


class SecretUnusable(ValueError):
    """The kept key cannot be used: what was found and what was expected."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(f"{path} is {found}, expected {expected}")
        self.path, self.found, self.expected = path, found, expected


def kept_secret(path: Path) -> str:
    """The key in `path`, made first when there is none. Processes that start together get the same one."""
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        expected = "a file that can be read and made here, or the key itself in ENTREPOT_SECRET_KEY"
        raise SecretUnusable(path, error.strerror or str(error), expected) from error


def _make(path: Path) -> None:
    """Written whole beside it, then linked: nobody reads half a key, and the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> str:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SecretUnusable(path, f"open to others (mode {mode:04o})", f"mode 0600: chmod 600 {path}")
    key = path.read_text().strip()
    if len(key) < LEAST:
        raise SecretUnusable(
            path, f"{len(key)} characters", f"{LEAST} or more; remove the file to have one made"
        )
    return key
