"""Synthetic voices that speak random sentences in process, with the place of every phoneme and word.

Needs Debian's libespeak-ng1 and libflite1.  The voices in `HELD_OUT` are never heard in training.
"""

from __future__ import annotations

import ctypes
import random
import zlib
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

RATE = 16_000
PHONES = 192
"""Classes of the throw-away phoneme head; 0 is silence."""

ACCENTS = {
    "en-us": "gmw/en-US", "en-gb": "gmw/en", "en-gb-scotland": "gmw/en-GB-scotland", "en-us-nyc": "gmw/en-US-nyc",
    "en-gb-x-gbclan": "gmw/en-GB-x-gbclan", "en-gb-x-gbcwmd": "gmw/en-GB-x-gbcwmd", "en-029": "gmw/en-029",
}  # fmt: skip
"""Accents of training, by espeak's own file: its library does not find a voice by language."""
VARIANTS = """
adam Alex Alicia Andrea Andy Annie antonio aunty belinda benjamin boris caleb david Denis Diogo ed edward edward2
Gene Gene2 gustave announcer Henrique Hugo iven iven2 iven3 iven4 Jacky john kaukovalta Lee linda marcelo Marco
Mario max Michael michel miguel Mike Nguyen pablo paul pedro quincy RicishayMax RicishayMax2 RicishayMax3 rob robert
robosoft robosoft2 robosoft3 steph steph2 steph3 Storm Tweaky zac anika f1 f2 f3 f5 grandma grandpa klatt klatt2
klatt3 klatt4 klatt5 klatt6 m1 m2 m3 m4 m5 m6 m7 m8 norbert sandro shelby travis victor
""".split()  # noqa: SIM905
COMMON = ["", "", "", "f1", "f2", "f3", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"]
FLITE = ["slt", "awb", "kal16", "kal"]
HELD_OUT = ["flite:rms", "espeak:en-gb-x-rp+f4"]
"""Named before training: neither this flite voice, nor this accent, nor this variant is used in it."""


@dataclass(frozen=True)
class Spoken:
    """One sentence: samples at 16 kHz, and where its phonemes begin and its words end, in samples."""

    words: tuple[str, ...]
    samples: np.ndarray  # (n,) int16
    phones: np.ndarray  # (k, 2) int32: first sample, class
    ends: np.ndarray | None  # (len(words),) int32; None where espeak ran two words into one
    voice: str


# flite's names for phonemes -> espeak's, so that what is learned from one serves the other.
SAME = {
    "aa": "A:", "ae": "a", "ah": "V", "ao": "O:", "aw": "aU", "ax": "@", "ay": "aI", "ch": "tS", "dh": "D", "eh": "E",
    "er": "3:", "ey": "eI", "hh": "h", "ih": "I", "iy": "i:", "jh": "dZ", "ng": "N", "ow": "oU", "oy": "OI", "sh": "S",
    "th": "T", "uh": "U", "uw": "u:", "y": "j", "zh": "Z",
}  # fmt: skip


def phone_class(name: str) -> int:
    """A stable class for espeak's name of a phoneme; rare collisions do no harm to a head that is thrown away."""
    return zlib.crc32(b"e:" + name.encode()) % (PHONES - 1) + 1


def _read(samples: ctypes._Pointer[ctypes.c_short], count: int) -> np.ndarray:
    """(count,) int16, copied.  Not by `numpy.ctypeslib`: ctypes keeps a type for ever for every length it sees."""
    return np.frombuffer(ctypes.string_at(samples, 2 * count), np.int16)


class _EspeakEvent(ctypes.Structure):
    class _Id(ctypes.Union):
        _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]

    _fields_ = [
        ("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("id", _Id),
    ]  # fmt: skip


class Espeak:
    """libespeak-ng in this process, synchronous, with phoneme events; one per process."""

    def __init__(self) -> None:
        self._lib = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self._lib.espeak_Initialize(2, 500, None, 1)
        self._pieces: list[np.ndarray] = []
        self._phones: list[tuple[int, str]] = []
        self._starts: list[int] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_EspeakEvent)
        )
        self._callback = kind(self._heard)  # kept alive: the library calls it
        self._lib.espeak_SetSynthCallback(self._callback)

    def _heard(self, samples, count, events) -> int:
        if samples and count > 0:
            self._pieces.append(_read(samples, count))
        number = 0
        while events[number].type != 0:
            event = events[number]
            if event.type == 7:
                self._phones.append((event.sample, event.id.string.split(b"\0")[0].decode("utf8", "ignore")))
            elif event.type == 1:
                self._starts.append(event.sample)
            number += 1
        return 0

    def speak(self, words, accent, variant, speed=175, pitch=50, spread=50, gap=0):
        """Returns float samples at `self.rate`, phonemes and word ends (None where espeak merged words)."""
        self._pieces.clear(), self._phones.clear(), self._starts.clear()
        file = ACCENTS.get(accent, accent.replace("en-gb-x-rp", "gmw/en-GB-x-rp"))
        name = f"{file}+{variant}" if variant else file
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise ValueError(f"espeak has no voice {name}")
        for parameter, value in ((1, speed), (3, pitch), (4, spread), (7, gap)):
            self._lib.espeak_SetParameter(parameter, value, 0)
        text = " ".join(words).encode()
        self._lib.espeak_Synth(text, len(text) + 1, 0, 1, 0, 1, None, None)
        samples = np.concatenate(self._pieces).astype(np.float32) / 32768
        phones = [(at, phone_class(name) if name.strip("_ :|") else 0) for at, name in self._phones]
        ends = None
        if len(self._starts) == len(words) and phones:
            last = next((at for at, kind in reversed(phones) if kind == 0), len(samples))
            ends = [*self._starts[1:], last]
        return samples, phones, ends


class Flite:
    """libflite in this process."""

    def __init__(self, names=("slt", "awb", "kal16", "kal")) -> None:
        self._lib = lib = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for part in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
        lib.flite_init()
        text, pointer, real = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_float
        for call, result, takes in (
            ("flite_synth_text", pointer, [text, pointer]), ("utt_relation", pointer, [pointer, text]),
            ("relation_head", pointer, [pointer]), ("item_next", pointer, [pointer]),
            ("ffeature_string", text, [pointer, text]), ("ffeature_float", real, [pointer, text]),
            ("utt_wave", pointer, [pointer]), ("delete_utterance", None, [pointer]),
            ("flite_feat_set_float", None, [pointer, text, real]), ("feat_remove", ctypes.c_int, [pointer, text]),
        ):  # fmt: skip
            function = getattr(lib, call)
            function.restype, function.argtypes = result, takes
        self._voices = {}
        for name in names:
            register = getattr(
                ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL), f"register_cmu_us_{name}"
            )
            register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
            self._voices[name] = register(None)

    def speak(self, words, name, stretch=1.0, hertz=None, spread=20.0):
        """Returns float samples, their rate, phonemes and word ends; `hertz` moves the voice's middle pitch."""
        lib, voice = self._lib, self._voices[name]
        features = ctypes.cast(voice + 8, ctypes.POINTER(ctypes.c_void_p))[0]
        lib.flite_feat_set_float(features, b"duration_stretch", stretch)
        for feature, value in ((b"int_f0_target_mean", hertz), (b"int_f0_target_stddev", spread)):
            if hertz is None:
                lib.feat_remove(features, feature)
            else:
                lib.flite_feat_set_float(features, feature, value)
        utterance = lib.flite_synth_text(" ".join(words).encode(), voice)

        class Wave(ctypes.Structure):
            _fields_ = [("type", ctypes.c_char_p), ("rate", ctypes.c_int), ("count", ctypes.c_int),
                        ("channels", ctypes.c_int), ("samples", ctypes.POINTER(ctypes.c_short))]  # fmt: skip

        wave = Wave.from_address(lib.utt_wave(utterance))
        samples = _read(wave.samples, wave.count).astype(np.float32) / 32768
        phones, at = [], 0.0
        item = lib.relation_head(lib.utt_relation(utterance, b"Segment"))
        while item:
            phone = lib.ffeature_string(item, b"name").decode()
            phones.append((int(at * wave.rate), 0 if phone == "pau" else phone_class(SAME.get(phone, phone))))
            at, item = lib.ffeature_float(item, b"end"), lib.item_next(item)
        ends = []
        item = lib.relation_head(lib.utt_relation(utterance, b"Word"))
        while item:
            end = lib.ffeature_float(item, b"R:SylStructure.daughtern.daughtern.R:Segment.end")
            ends.append(int(end * wave.rate))
            item = lib.item_next(item)
        rate = wave.rate
        lib.delete_utterance(utterance)
        return samples, rate, phones, ends if len(ends) == len(words) else None


SAID_OTHERWISE = ("read",)
"""flite, and Festival with its lexicon, say `read` as `red`, which is listed too: nobody could tell which was meant, so
no natural voice is asked for it."""


def to_rate(samples: np.ndarray, rate: float, warp: float = 1.0) -> np.ndarray:
    """16 kHz; a `warp` over 1 slows speech down and lowers it, as a larger mouth would."""
    target = RATE * warp
    down = 320
    up = max(1, round(down * target / rate))
    return resample_poly(samples, up, down).astype(np.float32)


def warped(spoken: Spoken, warp: float) -> Spoken:
    """The same sentence by a larger or a smaller mouth, slower or faster."""
    out = np.clip(to_rate(spoken.samples.astype(np.float32), RATE, warp), -32768, 32767)
    ends = None if spoken.ends is None else (spoken.ends * warp).astype(np.int32)
    return Spoken(spoken.words, out.astype(np.int16), (spoken.phones * [warp, 1]).astype(np.int32), ends, spoken.voice)


class Voices:
    """Every voice there is, in one place, so that training and measuring speak alike."""

    def __init__(self) -> None:
        self.espeak = Espeak()
        self.flite = Flite((*FLITE, "rms"))

    def say(self, words, voice, speed=175, pitch=50, spread=50, gap=0, stretch=1.0, warp=1.0, hertz=None) -> Spoken:
        """One sentence by the voice `flite:NAME` or `espeak:ACCENT+VARIANT`."""
        kind, _, name = voice.partition(":")
        if kind == "flite":
            samples, rate, phones, ends = self.flite.speak(words, name, stretch, hertz, spread)
        else:
            accent, _, variant = name.partition("+")
            samples, phones, ends = self.espeak.speak(words, accent, variant, speed, pitch, spread, gap)
            rate = self.espeak.rate
        out = to_rate(samples, rate, warp)
        scale = len(out) / len(samples)
        peak = float(np.abs(out).max()) or 1.0
        return Spoken(
            tuple(words), (out * (24000 / peak)).astype(np.int16),
            (np.array(phones, np.float64).reshape(-1, 2) * [scale, 1]).astype(np.int32),
            None if ends is None else (np.array(ends) * scale).astype(np.int32), voice,
        )  # fmt: skip

    def random(self, rng: random.Random, words: list[str], longest: int = 12, flite: float = 0.4) -> Spoken:
        """A new sentence by a random voice of the training kind; `flite` is the share of that program's."""
        sentence = [rng.choice(words) for _ in range(rng.randint(1, longest))]
        warp = rng.uniform(0.86, 1.16) if rng.random() < 0.7 else 1.0
        if rng.random() < flite and not set(sentence) & set(
            SAID_OTHERWISE
        ):  # four voices, made many by pitch and by the size of the mouth
            name = rng.choice(["slt", "slt", "slt", "awb", "awb", "kal16", "kal"])
            if name == "slt" and rng.random() < 0.5:
                warp = rng.uniform(1.0, 1.25)
            hertz = rng.uniform(75, 230) if rng.random() < 0.5 else None
            return self.say(sentence, f"flite:{name}", stretch=rng.uniform(0.75, 1.4) / warp, warp=warp,
                            hertz=hertz, spread=rng.uniform(5, 35))  # fmt: skip
        variant = rng.choice(COMMON if rng.random() < 0.4 else VARIANTS)
        return self.say(
            sentence, f"espeak:{rng.choice(list(ACCENTS))}+{variant}", speed=rng.randint(100, 230),
            pitch=rng.randint(5, 95),
            spread=rng.randint(15, 90), gap=rng.choice([0, 0, 0, 0, 1, 3, 8]), warp=warp,
        )  # fmt: skip
