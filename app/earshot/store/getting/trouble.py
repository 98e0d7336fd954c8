"""What a failed request means: something that may pass, or an error by its name."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from earshot.domain.errors import EarshotError
from earshot.domain.refusals import (
    BusyServerError,
    CertificateError,
    DiskFullError,
    GettingError,
    NoConnectionError,
    OddServerError,
    ProxyError,
    SlowServerError,
)
from earshot.store.getting.patience import LONGEST_WISH, wished


@dataclass(frozen=True)
class Trouble:
    """A failure that may pass."""

    reason: str
    """Part of a sentence."""
    error: GettingError
    """What it is called once patience is over."""
    wish: float | None = None
    """Seconds that the server asked for."""


def of_request(problem: Exception, host: str) -> Trouble:
    """Raises the error at once if trying again changes nothing."""
    import httpx2

    if isinstance(problem, EarshotError):
        raise problem
    if _caused_by(problem, ssl.SSLCertVerificationError):
        raise CertificateError(f"The certificate of {host} could not be verified.") from problem
    if isinstance(problem, httpx2.ProxyError):
        raise ProxyError("The proxy did not let the connection through.") from problem
    if isinstance(problem, httpx2.TooManyRedirects | httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        raise OddServerError(f"The server {host} leads to an address that makes no sense.") from problem
    if isinstance(problem, httpx2.ConnectError | httpx2.ConnectTimeout):
        return Trouble(f"no connection to {host}", NoConnectionError(f"There is no connection to {host}."))
    if isinstance(problem, httpx2.TimeoutException):
        return stalled(host)
    if isinstance(problem, httpx2.HTTPError | OSError):
        return broken(host)
    raise problem


def broken(host: str) -> Trouble:
    error = NoConnectionError(f"The connection to {host} broke off again and again.")
    return Trouble("the connection broke off", error)


def stalled(host: str) -> Trouble:
    return Trouble("nothing came any more", SlowServerError(f"The server {host} is too slow: nothing came any more."))


def odd(host: str, what: str) -> Trouble:
    """An answer that does not fit the question."""
    return Trouble(what, OddServerError(f"The server {host} answers oddly: {what}."))


def of_status(status: int, headers: Mapping[str, str], host: str) -> Trouble | None:
    """None for an answer whose meaning depends on the question."""
    if status == 429:
        wish = wished(headers.get("retry-after"))
        if wish is not None and wish > LONGEST_WISH:
            raise BusyServerError(
                f"The server {host} has had too many requests.", f"Try again in {wish / 60:.0f} minutes."
            )
        return Trouble("too many requests", BusyServerError(f"The server {host} has had too many requests."), wish)
    if status >= 500 or status == 408:
        wish = wished(headers.get("retry-after"))
        error = BusyServerError(f"The server {host} is in trouble (it said {status}).")
        return Trouble(f"the server said {status}", error, min(wish, LONGEST_WISH) if wish is not None else None)
    return None


def of_disk(problem: OSError) -> EarshotError:
    """The sentence for a file that could not be written or read."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError("The disk is full.")
    return GettingError(
        f"A file of the model could not be written or read ({problem.strerror or type(problem).__name__}).",
        "See whether Earshot's folder can be written to.",
    )


def _caused_by(problem: BaseException | None, kind: type[BaseException]) -> bool:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        if isinstance(problem, kind):
            return True
        seen.add(id(problem))
        problem = problem.__cause__ or problem.__context__
    return False
