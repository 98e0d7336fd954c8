"""What can be done about a download that failed: by its reason, in the words of the window."""

from __future__ import annotations

from dataclasses import dataclass

from earshot.domain.errors import EarshotError, ModelTooLargeError
from earshot.domain.refusals import LicenceError, ProxyError, TokenError, WorkOfflineError
from earshot.ui.look.words import tr


@dataclass(frozen=True)
class WayOut:
    """One sentence, one piece of advice, and the buttons that go with it."""

    sentence: str
    advice: str
    again: bool = True
    anyway: bool = False
    """It may be got all the same."""
    token: bool = False
    """A token may be given."""
    page: str = ""
    """Where a licence is read and accepted."""
    settings: bool = False


def way_out(error: EarshotError) -> WayOut:
    """The advice of an error speaks of the terminal where it has to; here it speaks of the card."""
    match error:
        case LicenceError() if "token" in error.advice:
            advice = tr("Accept the licence on its page, make a read token there, and put it in here.")
            return WayOut(error.sentence, advice, token=True, page=error.page)
        case LicenceError():
            advice = tr("Accept it on its page and try again; some models answer only after a while.")
            return WayOut(error.sentence, advice, page=error.page)
        case TokenError():
            advice = tr("Make a read token at huggingface.co/settings/tokens and put it in here.")
            return WayOut(error.sentence, advice, token=True)
        case ModelTooLargeError():
            advice = tr("Choose a smaller model, or one with fewer bits a weight.")
            return WayOut(error.sentence, advice, again=False, anyway=True)
        case WorkOfflineError() | ProxyError():
            return WayOut(error.sentence, error.advice, settings=True)
        case _:
            return WayOut(error.sentence, error.advice)


def outcome(title: str, error: EarshotError | None = None) -> str:
    """Of a download that is over, for who does not see its card."""
    if error is None:
        return tr("{title} is on this computer now.").format(title=title)
    return tr("{title} was not got. {reason}").format(title=title, reason=tr(error.sentence))
