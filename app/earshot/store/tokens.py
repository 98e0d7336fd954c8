"""Tokens in the system's keychain, each kept for one host and told to no other."""

from __future__ import annotations

import os

from earshot.domain.getting import HUB
from earshot.domain.refusals import TokenError

_SERVICE = "Earshot"
_NO_KEYCHAIN = TokenError(
    "This computer has no keychain that a token could be kept in.",
    f"Set HF_TOKEN in the environment instead; it is sent to {HUB} only.",
)


def token_for(host: str) -> str | None:
    """The secret saved for this host; for the hub itself else HF_TOKEN.  None if there is none, or no keychain.

    What was put into Earshot comes first: it is what somebody types when HF_TOKEN is refused.

    Raises TokenError for an HF_TOKEN that cannot be one.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        saved = keyring.get_password(_SERVICE, host)
    except (KeyringError, OSError):
        saved = None
    said = os.environ.get("HF_TOKEN", "").strip() if host == HUB else ""
    if not saved and said and not _may_be(said):
        raise TokenError(
            "What HF_TOKEN holds is no token.", "Set it to a read token, or take it out of the environment."
        )
    return saved or said or None


def _may_be(secret: str) -> bool:
    return secret.isascii() and secret.isprintable() and bool(secret) and " " not in secret


def save(host: str, secret: str) -> None:
    """Keeps a token for a host.  Raises TokenError."""
    import keyring
    from keyring.errors import KeyringError

    secret = secret.strip()
    if not _may_be(secret):
        raise TokenError("That is no token: it should be one word of letters and digits.")
    try:
        keyring.set_password(_SERVICE, host, secret)
    except (KeyringError, OSError) as problem:
        raise _NO_KEYCHAIN from problem


def forget(host: str) -> bool:
    """Takes the token of a host out of the keychain; False if there was none.  Raises TokenError."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(_SERVICE, host)
    except PasswordDeleteError:
        return False
    except (KeyringError, OSError) as problem:
        raise _NO_KEYCHAIN from problem
    return True
