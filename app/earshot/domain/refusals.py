"""Why a model cannot be had, each reason by a name of its own."""

from __future__ import annotations

from earshot.domain.errors import EarshotError


class GettingError(EarshotError):
    """A download that did not come to its end; what is here of it is kept."""

    advice = "Try again; what is here already is not fetched twice."


class WorkOfflineError(GettingError):
    advice = "Switch off “work offline” in the settings."


class NoConnectionError(GettingError):
    advice = "Look at the connection and try again; what is here already is not fetched twice."


class ProxyError(GettingError):
    advice = "See whether the proxy in the settings, or in HTTPS_PROXY, is right."


class CertificateError(GettingError):
    """A host that is not proved to be itself."""

    advice = "Check the computer's clock and whether this network wants a sign-in; nothing was sent."


class TokenError(GettingError):
    """A token that is missing, wrong or cannot be kept."""

    advice = "Make a read token at huggingface.co/settings/tokens and save it by `earshot models token`."


class LicenceError(GettingError):
    """A model whose licence has to be accepted first, at `page`."""

    def __init__(self, sentence: str, advice: str = "", page: str = "") -> None:
        super().__init__(sentence, advice)
        self.page = page


class UnknownModelError(GettingError):
    advice = "Check the name, for example mlx-community/gemma-4-12B-it-4bit; a private one needs a token."


class UnknownRevisionError(GettingError):
    advice = "Leave the revision out to get the newest."


class UnknownFilesError(GettingError):
    """A repository that is no model Earshot could use."""

    advice = "Choose a Gemma 4 model in safetensors format, for example one of the catalogue's."


class DiskFullError(GettingError):
    advice = "Free some space and try again; what is here already is not fetched twice."


class SlowServerError(GettingError):
    advice = "Try again later; what is here already is not fetched twice."


class BusyServerError(GettingError):
    advice = "Try again later; what is here already is not fetched twice."


class OddServerError(GettingError):
    """A server that answers in a way that makes no sense."""

    advice = "Try again later, or without a mirror or proxy."


class DamagedError(GettingError):
    """Bytes that are not the ones the hub names, again and again."""

    advice = "Try again without a mirror or proxy; nothing damaged was kept."


class BeingFetchedError(GettingError):
    advice = "Wait for it, or stop the other one first."


class NotOursError(GettingError):
    """A folder that Earshot did not fetch."""

    advice = "Earshot removes and repairs only what it fetched itself."
