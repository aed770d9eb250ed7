"""Words that must not be in anything committed: where it was made, by whom, and where packages come from."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Each is spelt in pieces, so that this file keeps the rule too.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.}-])/(?:wo" r"rk|ro" r"ot)/",
    "a package registry": r"py"
    r"pi\.org|python"
    r"hosted\.org|registry\.np"
    r"mjs|np"
    r"mjs\.com|deb\.deb"
    r"ian\.org",
    "who made it": r"(?i)\bCE"
    r"O\b|\bclau"
    r"de\b|\banthro"
    r"pic\b|\bopen"
    r"ai\b|\bchat"
    r"gpt\b|co-auth"
    r"ored-by",
    "how it was made": r"(?i)\b(?:coding|developer|agent)(?:'s)? sess"
    r"ions?\b|\bsub"
    r"agents?\b|\bsha"
    r"red/notes\b",
}


def found_in(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, what kind of word, the word) for each forbidden word."""
    for number, line in enumerate(text.splitlines(), 1):
        for kind, pattern in FORBIDDEN.items():
            for match in re.finditer(pattern, line):
                yield number, kind, match[0]


def committed_texts(root: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of each file that git knows or would take; files that are not UTF-8 text are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    for name in sorted(filter(None, names)):
        path = root / name
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if b"\0" in content:
            continue
        try:
            yield name, content.decode()
        except UnicodeDecodeError:
            continue
