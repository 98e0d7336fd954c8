"""The one door through which every connection of this program goes.

It refuses while “work offline” is set, keeps a token to the one host it was saved for, follows no redirect from a
protected connection to an open one, and writes down when something was last sent, and to which host: never what.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from earshot.domain.getting import HUB
from earshot.domain.names import is_address
from earshot.domain.refusals import CertificateError, OddServerError, ProxyError, WorkOfflineError

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 20.0
_ONE_SESSION = Lock()
"""The hub's client has one session for the whole program: an answer that nobody waits for any more must be over before
the next question may change it."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Sent:
    """When something was last sent, and to whom."""

    at: float
    """Seconds since 1970."""
    host: str


class Door:
    """Connections, as the settings allow them.  Any thread."""

    def __init__(
        self,
        ledger: Path,
        *,
        offline: bool = False,
        proxy: str = "",
        tokens: Callable[[str], str | None] = lambda _: None,
        stall: float = 30.0,
    ) -> None:
        """`ledger` is where the last sending is written down, `tokens` tells the secret that was saved for a host;
        after `stall` seconds without a byte a connection counts as dead."""
        self._ledger, self._offline, self._proxy, self._tokens, self._stall = ledger, offline, proxy, tokens, stall
        self._unlocked: dict[str, str] = {}
        self._client: httpx2.Client | None = None

    def closed(self) -> None:
        """Raises WorkOfflineError while nothing may be sent."""
        if self._offline:
            raise WorkOfflineError("Earshot is set to work offline, so nothing was asked for.")

    @contextmanager
    def stream(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx2.Response]:
        """The answer of an address; connections are kept for the next one.  Raises WorkOfflineError before any socket
        is made, ProxyError, and what the HTTP client raises."""
        self.closed()
        if self._client is None:
            self._client = self.new_client()
        with self._client.stream("GET", url, headers=dict(headers)) as response:
            yield response

    def leave(self) -> None:
        """Closes what was kept."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def new_client(self) -> httpx2.Client:
        """As the hub's client asks for one."""
        import httpx2

        try:
            return httpx2.Client(
                event_hooks={"request": [self._asked]},
                follow_redirects=True,
                max_redirects=5,
                timeout=httpx2.Timeout(self._stall, connect=CONNECT_SECONDS),
                proxy=self._proxy or None,
            )
        except (ValueError, ImportError) as problem:
            raise ProxyError("The address of the proxy makes no sense.") from problem
        except OSError as problem:
            said = "The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read."
            raise CertificateError(said, "Mend it, or take it out of the environment.") from problem

    @contextmanager
    def hub(self) -> Iterator[None]:
        """The hub's own client goes through this door meanwhile; whoever comes second waits."""
        import huggingface_hub
        from huggingface_hub.utils import _http

        self.closed()
        with _ONE_SESSION:
            huggingface_hub.set_client_factory(self.new_client)
            try:
                yield
            finally:
                huggingface_hub.set_client_factory(_http.default_client_factory)

    def unlock(self, url: str) -> bool:
        """Looks up the token for this address's host, once a server asked for one.  True if that is news."""
        host = host_of(url)
        if host in self._unlocked or not _safe(url) or not (secret := self._tokens(host)):
            return False
        self._unlocked[host] = secret
        return True

    def secret(self, url: str) -> str | None:
        """The token that was saved for this address's host, if it was unlocked."""
        return self._unlocked.get(host_of(url)) if _safe(url) else None

    def note(self, host: str) -> None:
        """Something is being sent to this host now."""
        self._ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._ledger.with_suffix(".part")
        with suppress(OSError):  # a full disk is told of by what is fetched, not by its diary
            part.write_text(json.dumps({"at": time.time(), "host": host}), encoding="utf-8")
            part.replace(self._ledger)

    def _asked(self, request: httpx2.Request) -> None:
        """Before every request, each step of a redirect too."""
        self.closed()
        url = str(request.url)
        first = request.extensions.setdefault("earshot_scheme", request.url.scheme)
        if first == "https" and request.url.scheme != "https":
            raise OddServerError("The server leads from a protected connection to an open one; nothing was fetched.")
        if "authorization" in request.headers and self.secret(url) is None:
            del request.headers["authorization"]
        self.note(request.url.host)


def _safe(url: str) -> bool:
    """True if nobody on the way can read what is sent."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def host_of(url: str) -> str:
    """What a token is saved for: the host of an address, with its port if that is an uncommon one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def endpoint(chosen: str) -> str:
    """The hub's address: the one from the settings, HF_ENDPOINT, or huggingface.co.  Raises OddServerError."""
    address = (chosen or os.environ.get("HF_ENDPOINT", "") or f"https://{HUB}").strip().rstrip("/")
    if not is_address(address):
        raise OddServerError(
            "The address of the hub makes no sense.", "Look at `endpoint` in the settings, or at HF_ENDPOINT."
        )
    return address


def last_sent(ledger: Path) -> Sent | None:
    """The last time anything was sent anywhere; None if nothing ever was."""
    try:
        content = json.loads(ledger.read_text(encoding="utf-8"))
        return Sent(float(content["at"]), str(content["host"]))
    except (OSError, ValueError, TypeError, LookupError):
        return None
