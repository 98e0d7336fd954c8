"""The Models place in its states, for the pictures: made-up figures in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication

from earshot import paths, supply
from earshot.domain.course import Course, Stage
from earshot.domain.figures import Run
from earshot.domain.fit import Needs, Room, judged
from earshot.domain.getting import Hash, Plan, Planned, Wanted
from earshot.domain.refusals import LicenceError, NoConnectionError
from earshot.domain.supply_events import Measured
from earshot.engine.checkpoint import inspect
from earshot.ui.sidebar import Place
from earshot.ui.window import Window

MAC = Room(12_000_000_000, 11_200_000_000)
REPOSITORY = "mlx-community/gemma-4-e4b-it-4bit"
MACHINE = "Darwin arm64, 8 cores, 17 GB"
FIGURES = (
    ("Gemma 4 E2B", "4 bit", 0.29, 0.081, 98.0, 4_200_000_000),
    ("Gemma 4 12B", "4 bit", 1.12, 0.046, 31.5, 8_900_000_000),
    ("Gemma 4 E4B", "4 bit", 0.47, 0.058, 64.0, 5_600_000_000),
)
"""Made up."""


def models(
    window: Window,
    application: QApplication,
    take: Callable[[Window, QApplication, str], None],
    until: Callable[[QApplication, Callable[[], bool]], None],
) -> None:
    """Nothing but the demo model, then a question, a download, a pause, failures, a model that was fetched."""
    pane, names = window.models, [offer.repository for offer in supply.offers()]
    window.go(Place.MODELS)
    until(application, lambda: len(pane.offers) == len(names) and not pane.state.text())
    card = inspect(paths.POCKET)
    needs = Needs(card.size_bytes, card.needs_bytes - card.size_bytes, 0)
    pane.found(card, MAC.least, judged(needs, MAC))
    take(window, application, "models")
    pane.measurements.show_measured(Measured(tuple(_runs()), MACHINE))
    take(window, application, "models-measured")
    pane.measurements.show_measured(Measured((), MACHINE))
    plan = Plan(REPOSITORY, "1" * 40, "", (Wanted("model.safetensors", 5_180_000_000, Hash.SHA256, ""),), "it")
    asked = Planned(plan, plan.size, 41_000_000_000, 16 * 2**30)
    going = Course(Stage.FETCHING, asked, 1_970_000_000, plan.size, 24_000_000, 134.0, fetches=True)
    licence = LicenceError("The model is only for those who accepted its licence, or is private.", "A token.", "page")
    for name, course in (
        ("asking", Course(Stage.ASKED, asked)),
        ("fetching", going),
        ("paused", going.stopped(paused=True)),
        ("kept", going.stopped()),
        ("failed", going.failed(NoConnectionError("There is no connection to huggingface.co."))),
        ("licence", Course().failed(licence)),
    ):
        pane.show_course(REPOSITORY, course)
        application.processEvents()
        pane.area.ensureWidgetVisible(pane.offers[REPOSITORY])
        take(window, application, f"models-{name}")
    pane.show_course(REPOSITORY, Course())
    pane.show_offline(offline=True)
    pane.area.verticalScrollBar().setValue(pane.area.verticalScrollBar().maximum())
    take(window, application, "models-offline")
    pane.show_offline(offline=False)
    box = pane.boxes[paths.POCKET]
    box.show_origin(plan, added=False, offline="")
    box.strip.show_course(Course(Stage.LEAVING, total=plan.size), "huggingface.co")
    pane.area.verticalScrollBar().setValue(0)
    take(window, application, "models-remove")


def _runs() -> Iterator[Run]:
    for number, (model, bits, release, error, decode, peak) in enumerate(FIGURES):
        found = {
            "release_to_text_s": release,
            "word_error": error,
            "decode_tokens_s": decode,
            "peak_bytes": peak,
            "reading_s": release,
        }
        yield Run(model, bits, MACHINE, "", str(number), found)
