"""A hub on loopback that speaks the protocol of the real one to its real client.

Model information and trees, commits, `resolve` with HEAD and GET, a redirect to another host for large files
(127.0.0.1 and localhost are two hosts), ranges, `If-Range`, etags and X-Linked-* headers.  What it is told to do wrong
it does wrong, and it counts the bytes it sent and whom it was told a token by.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.store.hub.faults import Faults
from tests.store.hub.repository import Repository, Stored

_API = re.compile(r"/api/models/([^/]+/[^/]+)(?:/(revision|tree|commits)/([^/]+))?/?")
_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
STALL_SECONDS = 20.0


class Hub(ThreadingHTTPServer):
    """Serves from when it is made until `close`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *repositories: Repository, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.repositories = {repository.name: repository for repository in repositories}
        self.faults = Faults()
        self.sent: Counter[str] = Counter()
        """Bytes of each file's body."""
        self.asked: list[tuple[str, str]] = []
        """Method and path."""
        self.ranges: list[tuple[str, str]] = []
        """Range and If-Range of requests that had the first."""
        self.heard: set[tuple[str, str]] = set()
        """Host that was addressed, and the token it was told."""
        self.over = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub
    timeout = 60

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.server.asked.append((self.command, self.path))
        if "range" in self.headers:
            self.server.ranges.append((self.headers["range"], self.headers.get("if-range", "")))
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        if token:
            self.server.heard.add((self.headers.get("host", "").partition(":")[0], token))
        path = unquote(urlsplit(self.path).path)
        with suppress(OSError):
            if path.startswith("/large/"):
                return self._large(path)
            if found := _API.fullmatch(path):
                return self._told(*found.groups(), token=token)
            if found := _RESOLVE.fullmatch(path):
                return self._resolved(*found.groups(), token=token)
            self._say(404, {"error": "Not found"})
        return None

    def _say(self, status: int, content: object, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _refused(self, repository: Repository | None, token: str, *, bytes_too: bool) -> bool:
        """True if the door was shown; information about a gated model is for everybody, its files are not."""
        if repository is None or (repository.private and token not in repository.tokens):
            self._say(404 if token else 401, {"error": "Repository not found"}, X_Error_Code="RepoNotFound")
            return True
        if repository.tokens and token and token not in repository.tokens:
            message = "Invalid credentials in Authorization header"
            self._say(401, {"error": message}, X_Error_Message=message)
            return True
        if repository.gated and bytes_too and token not in repository.welcome:
            self._say(403 if token else 401, {"error": "Access is restricted"}, X_Error_Code="GatedRepo")
            return True
        return False

    def _told(self, name: str, what: str | None, revision: str | None, token: str) -> None:
        repository = self.server.repositories.get(name)
        if self._faulty(self.server.faults.answer()) or self._refused(repository, token, bytes_too=False):
            return None
        assert repository is not None
        if what == "commits":
            rows = [repository.revision, *repository.older]
            row = {"authors": [{"user": "someone"}], "date": "2026-05-01T10:00:00.000Z", "title": "x", "message": ""}
            return self._say(200, [{"id": commit, **row} for commit in rows])
        if revision not in (None, "main", repository.revision):
            return self._say(404, {"error": "Invalid rev id"}, X_Error_Code="RevisionNotFound")
        if what == "tree":
            return self._say(200, [_in_tree(name, file) for name, file in repository.files.items()])
        return self._say(200, {
            "_id": "0", "id": name, "modelId": name, "author": name.split("/")[0], "sha": repository.revision,
            "lastModified": "2026-05-01T10:00:00.000Z", "private": repository.private, "disabled": False,
            "gated": repository.gated or False, "tags": ["license:apache-2.0", "mlx"], "downloads": 1, "likes": 0,
            "siblings": [_sibling(name, file) for name, file in repository.files.items()],
            "createdAt": "2026-04-01T10:00:00.000Z",
        })  # fmt: skip

    def _resolved(self, name: str, revision: str, path: str, token: str) -> None:
        repository = self.server.repositories.get(name)
        if self._refused(repository, token, bytes_too=True):
            return
        assert repository is not None
        file = repository.files.get(path)
        if file is None or revision not in ("main", repository.revision, *repository.older):
            self._say(404, {"error": "Entry not found"}, X_Error_Code="EntryNotFound")
            return
        if file.large:
            told = {
                "Location": f"http://localhost:{self.server.server_address[1]}/large/{name}/{path}",
                "X_Linked_Etag": f'"{file.sha256}"', "X_Linked_Size": str(file.size), "ETag": f'"{file.blob}"',
                "X_Repo_Commit": repository.revision,
            }  # fmt: skip
            self._say(302, b"", **told)
            return
        self._bytes(file, path, file.blob, {"X-Repo-Commit": repository.revision})

    def _large(self, path: str) -> None:
        owner, name, file = path.removeprefix("/large/").split("/", 2)
        found = self.server.repositories[f"{owner}/{name}"].files[file]
        self._bytes(found, file, found.sha256, {})

    def _faulty(self, kind: str) -> bool:
        """Does what a fault of an answer is; True if that was the answer."""
        match kind:
            case "429":
                self._say(429, {}, Retry_After="0")
            case "500" | "503":
                self._say(int(kind), {})
            case "drop" | "reset":
                self._hang_up(rudely=kind == "reset")
            case "stall":
                self._stall()
            case "nonsense":
                self._say(200, b"<html>Please sign in</html>")
            case _:
                return False
        return True

    def _bytes(self, file: Stored, name: str, etag: str, headers: dict[str, str]) -> None:
        kind, where = self.server.faults.body(file.size) if self.command == "GET" else ("none", 0.0)
        if kind in ("429", "500", "503") and self._faulty(kind):
            return
        etag = f'"{etag}"'
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        if asked and self.headers.get("if-range", etag) == etag and kind != "no ranges":
            start = int(asked[1])
        if (asked and start >= file.size) or kind == "416":
            self._say(416, b"", Content_Range=f"bytes */{file.size}")
            return
        first = start // 2 if kind == "wrong range" and start else start
        count = file.size - first
        said = count - max(1, int(count * where / 2)) if kind == "other size" and count > 1 else count
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(said))
        self.send_header("ETag", etag)
        self.send_header("Accept-Ranges", "bytes")
        if start:
            self.send_header("Content-Range", f"bytes {first}-{file.size - 1}/{file.size}")
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self._send(file, name, first, said, kind, int(said * where))

    def _send(self, file: Stored, name: str, first: int, count: int, kind: str, where: int) -> None:
        breaks = kind in ("drop", "truncate", "reset", "stall")
        whole = where if breaks else count
        self.wfile.flush()
        with file.path.open("rb") as content:
            if kind == "corrupt" and count:
                where = min(where, count - 1)
                self._send_part(content, name, first, where)
                content.seek(first + where)
                self.wfile.write(bytes([content.read(1)[0] ^ 1]))
                self.wfile.flush()
                self.server.sent[name] += 1
                self._send_part(content, name, first + where + 1, count - where - 1)
            else:
                self._send_part(content, name, first, whole)
        if kind == "stall":
            self._stall()
        elif breaks:
            self._hang_up(rudely=kind == "reset")

    def _send_part(self, content: Any, name: str, first: int, count: int) -> None:
        if count:
            content.seek(first)
            self.server.sent[name] += self.connection.sendfile(content, first, count)

    def _stall(self) -> None:
        """Says nothing more until the other side goes."""
        self.close_connection = True
        self.connection.settimeout(0.05)
        end = time.monotonic() + STALL_SECONDS
        while not self.server.over.is_set() and time.monotonic() < end:
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue

    def _hang_up(self, *, rudely: bool) -> None:
        self.close_connection = True
        if rudely:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            self.connection.shutdown(socket.SHUT_RDWR)


def _sibling(name: str, file: Stored) -> dict[str, object]:
    row: dict[str, object] = {"rfilename": name, "size": file.size, "blobId": file.blob}
    if file.large:
        row["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": 134}
    return row


def _in_tree(name: str, file: Stored) -> dict[str, object]:
    row: dict[str, object] = {"type": "file", "path": name, "size": file.size, "oid": file.blob}
    if file.large:
        row["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": 134}
    return row
