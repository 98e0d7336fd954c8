"""The bundled samples and the sentences of the tests: python models/recipe/samples.py

Everything is spoken by synthetic voices and drawn by a program, so all of it is ours to give away.  espeak-ng times a
sentence by what it spoke before: another run differs by some milliseconds, so what is committed stays.
"""

from __future__ import annotations

import random
import wave
from pathlib import Path

import av
import numpy as np
from dirt import dirty, noise
from draw import Scene, frames, write_clip
from speak import HELD_OUT, RATE, Voices
from vocabulary import POCKET, WORDS

ROOT = POCKET.parents[1]
SAMPLES, DATA = ROOT / "resources" / "samples", ROOT / "tests" / "data"
DICTATION = [
    "um please send the the report on monday",
    "call the office tomorrow morning and remember the new number",
    "uh the meeting is on friday evening",
]
TALK = [
    "good morning team thank you and happy new year",
    "the meeting about your project is early on tuesday",
    "please write that letter now and send the answer today",
    "my train was late yesterday evening sorry",
    "show the big picture from school on page twenty",
    "they make dinner with coffee and water",
    "open window seven and close that small table",
    "remember my home address and phone number",
]
"""For measuring: half a minute in which nothing is said twice."""
VOICE = "espeak:en-gb+f1"
"""One that the present weights hear to the word; many others lose a word of “the new number”."""


def write_wav(path: Path, sound: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def write_flac(path: Path, sound: np.ndarray) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("flac", rate=RATE, layout="mono")
        samples = (np.clip(sound, -1, 1) * 32767).astype("<i2")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)


def with_pauses(sentences: list[np.ndarray], pauses: list[float], level: float, seed: int) -> np.ndarray:
    nr = np.random.RandomState(seed)
    pieces = [np.zeros(int(0.3 * RATE))]
    for sentence, pause in zip(sentences, pauses, strict=True):
        pieces += [sentence, np.zeros(int(pause * RATE))]
    sound = np.concatenate(pieces)
    return sound + nr.randn(len(sound)) * level


def main() -> None:
    voices, rng, nr = Voices(), random.Random(20_261_121), np.random.RandomState(3)
    said = [voices.say(text.split(), VOICE, speed=150).samples / 32768 * 0.5 for text in DICTATION]
    write_wav(SAMPLES / "dictation.wav", with_pauses(said, [0.9, 1.1, 0.4], 4e-4, 1))
    (SAMPLES / "dictation.txt").write_text(" ".join(DICTATION) + "\n")
    said = [voices.say(text.split(), VOICE, speed=150).samples / 32768 * 0.5 for text in TALK]
    write_flac(SAMPLES / "talk.flac", with_pauses(said, [0.5, 0.7, 0.4, 0.8, 0.5, 0.6, 0.4, 0.4], 4e-4, 2))
    scene = Scene("yellow", "circle", "up")
    write_clip(SAMPLES / "clip.mp4", frames(scene, random.Random(18), 72, (320, 240)), 12)
    (SAMPLES / "clip.txt").write_text(scene.sentence() + "\n")

    lines = []
    for number in range(24):
        held = number % 4 == 3
        if held:
            voice = HELD_OUT[number // 4 % 2]
            spoken = voices.say([rng.choice(WORDS) for _ in range(rng.randint(2, 9))], voice)
        else:
            spoken = voices.random(rng, WORDS, 9)
        sound = dirty(spoken.samples / 32768, random.Random(number), nr) if number % 2 else spoken.samples / 65536
        sound = np.concatenate([np.zeros(rng.randint(0, 6000)), sound, np.zeros(rng.randint(0, 6000))])
        sound = sound + noise(len(sound), 3e-4, random.Random(number), nr)
        name = f"sentence-{number:02d}{'-held-out' if held else ''}.wav"
        write_wav(DATA / "speech" / name, sound)
        lines.append(f"{name}\t{' '.join(spoken.words)}")
    for number in range(2):
        spoken, words = [], []
        pauses, length = [], 0.3
        while True:
            one = voices.random(rng, WORDS, 10)
            pause = rng.uniform(0.2, 0.8)
            length += len(one.samples) / RATE + pause
            if length > 29.5:
                break
            spoken.append(one.samples / 32768 * 0.4)
            pauses.append(pause)
            words += one.words
        write_wav(DATA / "speech" / f"window-{number}.wav", with_pauses(spoken, pauses, 3e-4, number))
        lines.append(f"window-{number}.wav\t{' '.join(words)}")
    (DATA / "speech" / "words.tsv").write_text("\n".join(lines) + "\n")
    write_wav(DATA / "speech" / "noise.wav", noise(4 * RATE, 0.02, random.Random(1), nr))


if __name__ == "__main__":
    main()
