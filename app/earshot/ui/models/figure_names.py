"""Figures of a model as a person reads them: what each is called, its value with a unit, how far from another it is."""

from __future__ import annotations

from earshot.domain import figures
from earshot.ui.look.words import tr
from earshot.ui.models.amounts import about


def name_of(figure: str) -> str:
    """What is measured by it."""
    if figure.startswith(f"{figures.WORD_ERROR}_"):
        seconds = figure.removeprefix(f"{figures.WORD_ERROR}_")
        return tr("Word error, windows of {seconds} s").format(seconds=seconds)
    known = {
        "load_s": tr("Loading the model"), "first_token_s": tr("First word of an answer"),
        figures.RELEASE: tr("From the last word to the text"), figures.READING: tr("One reading of what was said"),
        "prefill_tokens_s": tr("Reading a prompt"), figures.DECODE: tr("Writing"),
        figures.WITH_DRAFTER: tr("Writing with its drafter"), figures.WORD_ERROR: tr("Word error"),
        "peak_bytes": tr("Most memory"),
    }  # fmt: skip
    return known.get(figure, figure.replace("_", " "))


def told(figure: str, value: float) -> str:
    """“0.42 s”, “31.5 tokens/s”, “4.1 %”, “6.9 GB”."""
    if figure == "peak_bytes":
        return about(round(value))
    if figure.startswith(figures.WORD_ERROR):
        return f"{100 * value:.1f} %"
    digits = 2 if value < 10 else 1 if value < 100 else 0
    number = f"{value:,.{digits}f}"
    if figures.UNITS.get(figure) == "tokens/s":
        return tr("{count} tokens/s").format(count=number)
    return tr("{count} s").format(count=number)


def apart(share: float) -> str:
    """“+50 %”: how far a figure is from the one it is compared with."""
    return f"{100 * share:+.0f} %".replace("-", "−")


def better(figure: str) -> str:
    return tr("More is better.") if figure in figures.MORE_IS_BETTER else tr("Less is better.")
