"""Names that come from elsewhere: which of them may become a file here, and which files a model has."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_ADDRESS = re.compile(r"(?:https?://)?[\w.-]+\.\w+(?::\d+)?/([^/\s]+/[^/\s?#]+)(?:[/?#].*)?", re.ASCII)
"""Of a repository's page at a hub, or of one below it."""
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{7,39}")
_LONGEST = 200
"""Letters of a file's name; file systems take 255 bytes, and “.part” comes behind."""
_SHOWN = 80
"""Letters of a name on the screen."""
_WANTED = {".safetensors", ".json", ".jinja", ".txt", ".model"}
_LEFT = {
    "",
    ".md",
    ".gitattributes",
    ".gitignore",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".svg",
    ".pdf",
    ".license",
}
"""Words and pictures about a model: never fetched, and no reason to refuse it."""
_RUNS = {
    ".py", ".pyc", ".so", ".dylib", ".dll", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".sh", ".command",
    ".exe", ".js", ".zip", ".tar", ".gz",
}  # fmt: skip


class Kind(Enum):
    """What becomes of a file of a repository."""

    WANTED = "wanted"
    LEFT = "left"
    """Harmless and not needed."""
    RUNS = "runs"
    """Could run as a program, or could hold one."""
    ESCAPES = "escapes"
    """Its name would lead out of the model's folder, or deceive."""
    UNKNOWN = "unknown"


def is_repository(name: str) -> bool:
    """True for owner/name as the hub allows it; no part of it can lead anywhere."""
    return _REPOSITORY.fullmatch(name) is not None and ".." not in name and "--" not in name


def repository_of(text: str) -> str:
    """The name in what somebody typed: itself, or the address of its page; what is neither stays as it is."""
    page = _ADDRESS.fullmatch(text.strip())
    return page[1] if page is not None else text.strip()


def shown(name: str) -> str:
    """A stranger's name as it is shown: one line of letters that steer no terminal, and no more than fit on a card."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in name[:_LONGEST]).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]} …"


def is_address(text: str) -> bool:
    """True for the address of a server: http or https, a host, and neither a question nor a name and password."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and "@" not in parts.netloc
        )
    except ValueError:
        return False


def is_commit(text: str) -> bool:
    return _COMMIT.fullmatch(text) is not None


def is_short_commit(text: str) -> bool:
    return _SHORT.fullmatch(text) is not None


def kind(name: str) -> Kind:
    """What a file of this name, as a repository lists it, may be."""
    parts = name.split("/")
    odd = any(part in ("", ".", "..") or part != part.strip() or part.endswith(".") for part in parts)
    if odd or len(name) > _LONGEST or "\\" in name or ":" in name or not name.isprintable():
        return Kind.ESCAPES
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in _RUNS:
        return Kind.RUNS
    if len(parts) > 1 or parts[0].startswith("."):
        return Kind.LEFT if suffix in _WANTED | _LEFT else Kind.UNKNOWN
    if suffix in _WANTED:
        return Kind.WANTED
    return Kind.LEFT if suffix in _LEFT else Kind.UNKNOWN
