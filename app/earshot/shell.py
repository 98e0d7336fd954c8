"""Joins the window to the computer around it: settings, keys, sounds, the tray, the menus, the first run."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from earshot import computer, parts, paths, supply
from earshot import doors as real_doors
from earshot.domain import devices
from earshot.domain.catalogue import Offer
from earshot.domain.errors import EarshotError
from earshot.domain.hotkey import parse, shown
from earshot.domain.keys import Style
from earshot.domain.manner import Manner
from earshot.domain.settings import Settings
from earshot.domain.take_events import MicrophonesFound
from earshot.session.pace import LiveWords
from earshot.session.session import Session
from earshot.session.world import Letter, World
from earshot.store.keeper import Kept
from earshot.store.removable import is_out
from earshot.ui.around import tray
from earshot.ui.around.announcer import Announcer
from earshot.ui.around.anywhere import Anywhere
from earshot.ui.around.aside import Aside
from earshot.ui.around.connection import Connection
from earshot.ui.around.doors import Doors
from earshot.ui.around.help import Help
from earshot.ui.around.menus import Menus
from earshot.ui.around.overlay import Overlay
from earshot.ui.around.tidings import Tidings
from earshot.ui.around.tray import Tray
from earshot.ui.around.wakeful import Wakeful
from earshot.ui.bridge import Bridge
from earshot.ui.first_run.sheet import FirstRun
from earshot.ui.look.style import dress, scale, sheet, tokens
from earshot.ui.look.translator import install
from earshot.ui.look.words import told, tr
from earshot.ui.settings.preferences import Preferences
from earshot.ui.window import Window

SCREENS = ("xcb", "wayland", "cocoa")
"""Qt's platforms on which other programs are about."""
REST_LOOK_MS = 15_000
"""How often it is asked whether a model has rested long enough."""
NOT_KEPT = ("model", "window", "welcomed")
"""Fields that the sheet does not choose."""


class Shell(QObject):
    """One window's; a child of it."""

    def __init__(self, application: QApplication, doors: Doors, world: World | None, kept: Kept) -> None:
        dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.colours = tokens(paths.RESOURCES, dark=dark)
        dress(application, sheet(self.colours, scale()))
        install(application, paths.RESOURCES / "translations")
        self.window = Window(self.colours)
        super().__init__(self.window)
        self.kept, self._doors, self._application = kept, doors, application
        bridge = Bridge(self.window.post.tell)
        bridge.setParent(self.window)
        chosen = kept.now
        if world is None:
            world = parts.world(devices.parse(chosen.microphone), chosen.warm_seconds)
            world = replace(world, supply=supply.Supply(lambda: kept.now))
        self.session = Session(world, bridge.post, parts.wishes(chosen))
        self.window.attach(self.session)
        self.connection = Connection(self.window.sidebar, doors.last_sent)
        self.announcer = Announcer(self.window)
        self.window.post.listen(self.announcer.deliver)
        self.wakeful = Wakeful(doors.awake) if doors.awake is not None else None
        if self.wakeful is not None:
            self.window.post.listen(self.wakeful.deliver)
        self.window.notice.told.connect(self.announcer.say)
        self.aside = Aside(self.window)
        self.why_not = ""
        """Why no key is heard in every program."""
        self.first_run: FirstRun | None = None
        self._preferences: Preferences | None = None
        help_ = Help(self.window, doors, paths.LICENCES)
        self.menus = Menus(
            self.window, settings=self.ask, welcome=self.welcome, about=help_.about, open_file=help_.open_file,
            paste_again=self._paste_again, logs=help_.show_logs if doors.logs is not None else None,
            licences=help_.show_licences if paths.LICENCES.exists() else None,
        )  # fmt: skip
        self.tray = Tray(self.window, self.colours, self.menus.of_the_tray) if tray.there() else None
        if self.tray is not None:
            self.window.post.listen(self.tray.deliver)
            self.tray.clicked.connect(self.window.to_front)
            self.tray.show()
        Tidings(self.window, self.tray, self.menus.open.trigger)
        self._wire()
        rest = QTimer(self, interval=REST_LOOK_MS)
        rest.timeout.connect(self.session.rest)
        rest.start()
        self._restore(chosen.window)
        self.apply(chosen)

    def _wire(self) -> None:
        window = self.window
        window.model_opened.connect(self._remember)
        window.sidebar.settings.clicked.connect(self.ask)
        window.microphone.chosen.connect(lambda identity: self.apply(self.kept.change(microphone=identity)))
        window.dictation.insert_wanted.connect(self.aside.insert)
        window.post.listen(self._heard)
        window.dictation.changes.told.connect(self.announcer.say)
        window.supplies.settings_wanted.connect(self.ask)
        window.supplies.connected.connect(self.connection.show_host)
        window.closing.connect(self._closing)
        self._application.styleHints().colorSchemeChanged.connect(self._recolour)

    def apply(self, chosen: Settings) -> None:
        """What was chosen counts from now on; how long a microphone stays warm, too."""
        window, session, style = self.window, self.session, Style.named(chosen.key_style)
        session.use_key(style)
        window.dictation.set_key(style)
        window.dictation.talk.still = chosen.still or self._doors.reduced_motion()
        session.language = chosen.language or None
        session.idle.minutes = chosen.rest_minutes
        session.pace.choice = LiveWords.named(chosen.live_words)
        session.after = next((manner for manner in Manner if manner.value == chosen.after), None)
        wishes = parts.wishes(chosen)
        session.wishes.nothing, session.wishes.sound_days = wishes.nothing, wishes.sound_days
        session.wishes.text_days = wishes.text_days
        session.sources.choose(chosen.microphone)
        session.sources.keep(chosen.warm_seconds)
        session.sources.cue(chosen.sounds)
        window.microphone.choose(chosen.microphone)
        self.connection.work_offline(offline=chosen.offline)
        window.models.show_offline(offline=chosen.offline)
        if chosen.offline:
            session.supplies.disconnect()
        if self._application.platformName() in SCREENS:
            self._hear_everywhere(chosen)
            window.dictation.set_key(style, self._key)
        self.menus.enable()

    def _hear_everywhere(self, chosen: Settings) -> None:
        """A global key, the overlay, and text into the program in front, as far as this screen allows it."""
        window = self.window
        window.post.replace(None, None)
        window.dictation.insert.hide()
        self.why_not = tr("The settings name no key, so only this window hears you.")
        if not chosen.hotkey:
            return
        anywhere = None
        try:
            inserter = computer.inserter() if chosen.insert else None
            anywhere = Anywhere(self.session, computer.keys(), computer.front, inserter, demo=chosen.insert_demo)
            anywhere.listen(parse(chosen.hotkey))
        except EarshotError as error:
            if anywhere is not None:
                anywhere.close()
            self.why_not = told(error)
            window.tell(error)
            return
        self.why_not = ""
        anywhere.told.connect(lambda sentence: window.tell(EarshotError(sentence)))
        anywhere.announced.connect(self.announcer.say)
        anywhere.came.connect(self.aside.came)
        overlay = Overlay(self.colours) if chosen.overlay else None
        if overlay is not None:
            overlay.still = window.dictation.talk.still
            anywhere.began.connect(overlay.follow)
            anywhere.inserted.connect(overlay.last)
        window.dictation.insert.setVisible(anywhere.inserts)
        window.post.replace(anywhere, overlay)

    @property
    def _key(self) -> str:
        """The key in every program as a person reads it; empty if none is heard."""
        heard = self.window.post.anywhere is not None
        return shown(parse(self.kept.now.hotkey), mac=sys.platform == "darwin") if heard else ""

    @Slot()
    def ask(self) -> None:
        """The settings, as a sheet over the window."""
        if self._preferences is not None:
            self._preferences.raise_()
            return
        own = str(paths.models_folder())
        page = self._preferences = Preferences(
            self.kept.now, self.window, login=self._doors.login, last_sent=self._doors.last_sent, models=own
        )
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.chosen.connect(self._chosen)
        page.microphone.opened.connect(self.session.sources.look)
        page.finished.connect(self._asked)
        page.open()
        self.session.sources.look()

    @Slot(object)
    def _chosen(self, wanted: Settings) -> None:
        fields = {name: value for name, value in asdict(wanted).items() if name not in NOT_KEPT}
        before = self.kept.now
        self.apply(self.kept.change(**fields))
        if (before.endpoint, before.models_folder) != (wanted.endpoint, wanted.models_folder):
            self.window.loads.look()
            self.window.supplies.look()

    @Slot()
    def _asked(self) -> None:
        self._preferences = None

    @Slot()
    def welcome(self) -> None:
        """The first steps, as a sheet over the window."""
        if self.first_run is not None:
            return
        window, anywhere = self.window, self.window.post.anywhere
        sample = paths.SAMPLES / "dictation.wav"
        steps = self.first_run = FirstRun(
            self.session, self.colours, sample, real_doors.advice(), self._key, self.why_not, window
        )
        steps.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.post.own(steps.takes)
        if anywhere is not None:
            anywhere.began.connect(steps.began)
        steps.get_wanted.connect(self._get)
        steps.folder_wanted.connect(window.models.add.click)
        steps.settings_wanted.connect(self.ask)
        steps.over.connect(self._welcomed)
        steps.open()

    @Slot()
    def _welcomed(self) -> None:
        steps, self.first_run = self.first_run, None
        if steps is not None:
            QTimer.singleShot(0, self, lambda: self.window.post.disown(steps.takes))
        self.kept.change(welcomed=True)
        self.window.dictation.talk.setFocus()

    @Slot(object)
    def _get(self, offer: Offer) -> None:
        (self._doors.get or self.window.supplies.begin)(offer)

    def _heard(self, letter: Letter) -> None:
        if self.first_run is not None:
            self.first_run.deliver(letter)
        if self._preferences is not None and isinstance(letter.event, MicrophonesFound):
            self._preferences.microphone.show_devices(letter.event.devices)

    def _paste_again(self) -> None:
        if self.window.post.anywhere is not None:
            self.window.post.anywhere.paste_again()

    @Slot(Path)
    def _remember(self, folder: Path) -> None:
        if folder != paths.POCKET or not is_out(Path(self.kept.now.model)):  # else the demo stands in for it
            self.kept.change(model="" if folder == paths.POCKET else str(folder))

    @Slot()
    def _recolour(self) -> None:
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.colours = tokens(paths.RESOURCES, dark=dark)
        dress(self._application, sheet(self.colours, scale()))
        self.window.recolour(self.colours)
        if self.tray is not None:
            self.tray.recolour(self.colours)

    def _restore(self, geometry: str) -> None:
        with suppress(ValueError):
            self.window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))

    @Slot()
    def _closing(self) -> None:
        self.kept.change(window=bytes(self.window.saveGeometry().toBase64().data()).decode("ascii"))
        for sheet_ in (self.first_run, self._preferences):
            if sheet_ is not None:
                sheet_.close()
        if self.tray is not None:
            self.tray.hide()
        if self.wakeful is not None:
            self.wakeful.leave()
        self.kept.close()


def of(window: Window) -> Shell:
    """The shell of a window."""
    shell = window.findChild(Shell)
    assert shell is not None, "no shell was built"
    return shell


def build(application: QApplication, doors: Doors | None = None, world: World | None = None) -> Window:
    """The window with a live session; the model is not loaded yet.  Its Shell is its child."""
    return Shell(application, doors or real_doors.doors(), world, Kept(paths.settings_file())).window
