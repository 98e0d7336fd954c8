"""What can go wrong, as one whole sentence and one way out."""

from __future__ import annotations


def is_panic(problem: BaseException) -> bool:
    """True for a panic of a library in Rust, which is no Exception to Python and no wish to end the program either."""
    return type(problem).__name__ == "PanicException"


class EarshotError(Exception):
    """Something a person can understand and act on: the message says what, `advice` what to do."""

    advice = ""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if advice:
            self.advice = advice


class MediaError(EarshotError):
    """A file that cannot be heard or seen."""

    advice = "Choose another file, or convert this one with a player that can open it."


class MissingFileError(MediaError):
    advice = "Check the name and try again."


class LockedFileError(MediaError):
    """The system does not let us read it; a Mac asks for whole folders, and remembers a no."""

    advice = "See whether you may open it; on a Mac, whether Privacy & Security lets Earshot into its folder."


class ModelError(EarshotError):
    """A checkpoint that cannot be used."""

    advice = "Choose the folder of a Gemma 4 model in safetensors format."


class ModelTooLargeError(ModelError):
    advice = "Close other apps, or choose a smaller model or one with fewer bits a weight."


class MemoryFullError(EarshotError):
    """A model at work that would take more than there is; what it has made out before is kept."""

    advice = "Close other programs, or choose a smaller model; what was made out so far is kept."


class UntrustedModelError(ModelError):
    advice = "Earshot never runs code from a model's folder; get the model from a source that has none."


class CannotError(EarshotError):
    """Something the loaded model is not made for."""

    advice = "Open a model that can, for example Gemma 4 12B."


class TooLongError(EarshotError):
    advice = "Leave out --exact, so that long input is read in parts."


class MicrophoneError(EarshotError):
    advice = "Connect a microphone, or let Earshot read a recording."


class RecordingError(EarshotError):
    """Sound that cannot be kept."""

    advice = "Free some space, or choose another folder for Earshot's data."


class HistoryError(EarshotError):
    """Takes that cannot be written down or found again."""

    advice = "See whether the disk is full and Earshot's data folder can be written to."


class DesktopError(EarshotError):
    """Something the computer around us does not let us do."""

    advice = "Talk with Earshot's own window in front, and copy the text from there."


class HotkeyError(DesktopError):
    """A key that cannot be had, or is none."""

    advice = "Choose another key in the settings, for example F8 or Right Alt."
