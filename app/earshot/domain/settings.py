"""What the user chose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What the user chose; every field has a value that works without a choice."""

    model: str = ""
    """Folder of the model to open; empty means the embedded one."""
    language: str = "English"
    """English name of the language that is dictated; empty means whatever is spoken."""
    microphone: str = ""
    """Identity of the chosen microphone (domain/devices.py); empty means the system's default."""
    warm_seconds: float = 20.0
    """How long a microphone stays open after a take."""
    key_style: str = "hybrid"
    """How the dictation key is used: hold, toggle or hybrid; anything else counts as hybrid."""
    hotkey: str = "Right Alt"
    """The key that is heard whichever program is in front (domain/hotkey.py); empty means none."""
    overlay: bool = True
    """A pill over other programs while that key is held."""
    insert: bool = True
    """What is said with that key goes into the program in front."""
    insert_demo: bool = False
    """The demo model may do so too."""
    live_words: str = "auto"
    """Words while one speaks: auto (as the computer can afford it), always or never; anything else counts as auto."""
    keep_sound_days: float = 7.0
    """How long recordings are kept; below 0 for ever."""
    keep_text_days: float = -1.0
    """How long texts are kept, with all that is known of their takes; below 0 until they are deleted."""
    keep_nothing: bool = False
    """Takes are forgotten as soon as they are delivered or cancelled."""
    after: str = ""
    """What is made of every take by itself: a manner's name (domain/manner.py); empty leaves it as it was spoken."""
    sounds: bool = True
    """A short sound when a microphone has been opened, and one when a take ends."""
    still: bool = False
    """Nothing on the screen moves with the voice."""
    models_folder: str = ""
    """Where models are looked for and put; empty means Earshot's own folder."""
    rest_minutes: float = 0.0
    """After so long without work the model is let go, and comes back when it is wanted; 0 for never.  Off by itself: a
    take after a rest waits for gigabytes to be read, and its words are what the program is there for."""
    offline: bool = False
    """Work offline: no connection is opened, whatever is asked for."""
    endpoint: str = ""
    """A mirror of the hub to get models from; empty means HF_ENDPOINT, or huggingface.co."""
    proxy: str = ""
    """A proxy for downloads; empty means the usual variables (HTTPS_PROXY and its kind)."""
    welcomed: bool = False
    """The first run has been seen."""
    window: str = ""
    """Size and place of the window, as Qt writes them, in base 64."""
