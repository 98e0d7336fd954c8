"""The pocket model's figures, on sentences and clips nobody trained on: python models/recipe/measure.py [--seed N]

New speech needs libespeak-ng and flite (see speak.py); `--words 40` measures the first stage.  Prints one table.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from dirt import noise
from draw import SIZES, any_scene, frames, write_clip
from fillers import polish_pair
from speak import HELD_OUT, RATE, SAID_OTHERWISE, Voices
from vocabulary import POCKET, WORDS

from earshot import parts
from earshot.audio.voice import Detector
from earshot.domain.events import FileRead, TextEdited
from earshot.domain.manner import Manner
from earshot.domain.sound import as_recorded
from earshot.domain.steps import result
from earshot.domain.subtitles import timed
from earshot.domain.transcript import word_errors
from earshot.session import jobs, watching
from earshot.session.ports import Ears, Mind
from earshot.session.take import Hints, Take


def heard(mind: Mind, ears: Ears, sound: np.ndarray) -> list[str]:
    """The words of a take, by the code that serves files and the microphone."""
    take = Take(ears, Detector(), mind.card.cut_seconds, time.monotonic, Hints("English"))
    for _ in take.push(as_recorded(sound.astype(np.float32))):
        pass
    for _ in take.finish():
        pass
    return take.text.split()


def whole(ears: Ears, sound: np.ndarray) -> list[str]:
    """The words of one window of up to 30 s, uncut."""
    ears.open("English")
    ears.feed(as_recorded(sound.astype(np.float32)))
    return result(ears.close()).text.split()


def sentences(
    voices: Voices, rng: random.Random, words: list[str], count: int, voice: str | None
) -> Iterator[tuple[list[str], np.ndarray]]:
    for _ in range(count):
        if voice is None:
            spoken = voices.random(rng, words)
        else:
            speed = rng.randint(140, 190)
            said = [rng.choice(words) for _ in range(rng.randint(1, 12))]
            if voice.startswith("flite"):
                said = [word for word in said if word not in SAID_OTHERWISE] or ["red"]
            spoken = voices.say(said, voice, speed=speed)
        sound = spoken.samples / 32768 * rng.uniform(0.15, 0.7)
        sound = np.concatenate([np.zeros(rng.randint(0, 8000)), sound, np.zeros(rng.randint(0, 8000))])
        yield (
            list(spoken.words),
            sound
            + noise(len(sound), 10 ** rng.uniform(-4.3, -2.7), rng, np.random.RandomState(rng.randrange(1 << 30))),
        )


def windows(
    voices: Voices, rng: random.Random, words: list[str], count: int
) -> Iterator[tuple[list[list[str]], list[np.ndarray]]]:
    """Sentences and, for each, its sound with the pause behind it; together they are a window."""
    for _ in range(count):
        said, pieces = list[list[str]](), [np.zeros(rng.randint(0, RATE))]
        limit = rng.uniform(20, 30) * RATE
        while True:
            spoken = voices.random(rng, words)
            more = np.concatenate([spoken.samples / 32768 * 0.4, np.zeros(int(rng.uniform(0.1, 1.2) * RATE))])
            if sum(map(len, pieces)) + len(more) > limit:
                break
            pieces.append(more)
            said.append(list(spoken.words))
        sound = np.concatenate(pieces)
        sound += noise(len(sound), 10 ** rng.uniform(-4.3, -3), rng, np.random.RandomState(1))
        if said:
            ends = np.cumsum([len(pieces[0]) + len(pieces[1]), *map(len, pieces[2:])])
            yield said, np.split(sound, ends[:-1])


def error_rate(
    pairs: Iterator[tuple[list[str], np.ndarray]], hear: Callable[[np.ndarray], list[str]]
) -> tuple[float, int]:
    wrong = total = 0
    for said, sound in pairs:
        wrong += word_errors(said, hear(sound))
        total += len(said)
    return wrong / max(1, total), total


def hearing(mind: Mind, seed: int, words: list[str], count: int) -> None:
    voices, ears = Voices(), mind.ears()
    by_file = lambda sound: heard(mind, ears, sound)  # noqa: E731
    for name, voice in (("voices of the training kind", None), *((f"held out: {v}", v) for v in HELD_OUT)):
        share, total = error_rate(sentences(voices, random.Random(seed), words, count, voice), by_file)
        print(f"word error, sentences, {name:32} {share:7.2%}  of {total} words", flush=True)
    uncut, cut, alone, total = 0, 0, 0, 0
    for said, pieces in windows(voices, random.Random(seed + 1), words, max(4, count // 3)):
        everything, sound = [word for sentence in said for word in sentence], np.concatenate(pieces)
        uncut += word_errors(everything, whole(ears, sound))
        cut += word_errors(everything, by_file(sound))
        alone += sum(word_errors(sentence, by_file(piece)) for sentence, piece in zip(said, pieces, strict=True))
        total += len(everything)
    for name, wrong in (("one window, uncut", uncut), ("cut at pauses", cut), ("its sentences one by one", alone)):
        print(f"word error, 20-30 s, {name:36} {wrong / total:7.2%}  of {total} words", flush=True)
    rng, nr = random.Random(seed + 2), np.random.RandomState(seed)
    empty = 0
    for number in range(40):
        length = rng.randint(RATE // 2, 20 * RATE)
        sound = np.zeros(length) if number % 4 == 0 else noise(length, 10 ** rng.uniform(-4, -1), rng, nr)
        empty += not heard(mind, ears, sound)
    print(f"silence and noise give no words {empty:28} of 40", flush=True)


def times(mind: Mind, seed: int, words: list[str], count: int) -> None:
    """How far the subtitles' approximate beginnings of words are from the synthesizer's own."""
    voices, rng, ears = Voices(), random.Random(seed), mind.ears()
    apart: list[float] = []
    for _ in range(count):
        sound, truth = np.zeros(rng.randint(0, RATE)), list[tuple[str, float]]()
        while len(sound) < 25 * RATE:
            spoken = voices.random(rng, words)
            if spoken.ends is None or not len(spoken.phones):
                continue
            starts = [int(spoken.phones[0][0]), *map(int, spoken.ends[:-1])]
            truth += [(word, (len(sound) + at) / RATE) for word, at in zip(spoken.words, starts, strict=True)]
            sound = np.concatenate([sound, spoken.samples / 32768 * 0.4, np.zeros(int(rng.uniform(0.1, 1.2) * RATE))])
        take = Take(ears, Detector(), mind.card.cut_seconds, time.monotonic, Hints("English"))
        for _ in take.push(as_recorded(sound.astype(np.float32))):
            pass
        for _ in take.finish():
            pass
        found = [word for part in take.parts for word in timed(part)]
        same = SequenceMatcher(None, [w for w, _ in truth], [w.text for w in found], autojunk=False)
        for block in same.get_matching_blocks():
            pairs = zip(truth[block.a : block.a + block.size], found[block.b : block.b + block.size], strict=True)
            apart += [abs(start - word.start) for (_, start), word in pairs]
    print(
        f"beginning of a word in subtitles, median error {np.median(apart):7.2f} s  of {len(apart)} words heard right; "
        f"nine of ten within {np.quantile(apart, 0.9):.2f} s",
        flush=True,
    )


def joins(mind: Mind, seed: int, words: list[str], minutes: float) -> None:
    """Long speech in windows against its sentences one by one."""
    voices, rng, ears = Voices(), random.Random(seed), mind.ears()
    pieces, said, alone = [], list[str](), 0
    while sum(map(len, pieces)) < minutes * 60 * RATE:
        spoken = voices.random(rng, words)
        clean = spoken.samples / 32768 * 0.4
        alone += word_errors(list(spoken.words), heard(mind, ears, clean))
        pieces += [clean, np.zeros(int(rng.choice([0.05, rng.uniform(0.1, 1.0)]) * RATE))]
        said += spoken.words
    long = word_errors(said, heard(mind, ears, np.concatenate(pieces)))
    print(
        f"word error, {minutes:.0f} minutes in windows {long / len(said):18.2%}, its sentences one by one "
        f"{alone / len(said):.2%}  of {len(said)} words",
        flush=True,
    )


def seeing(mind: Mind, seed: int, count: int) -> None:
    world, rng = parts.world(), random.Random(seed)
    right = {"colour": 0, "shape": 0, "motion": 0, "sentence": 0}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            scene, path = any_scene(rng), Path(folder) / "clip.mp4"
            seconds = rng.uniform(1, 12)
            write_clip(path, frames(scene, rng, int(12 * seconds), rng.choice(SIZES)), 12)
            text = ""
            for event in watching.describe(path, world.clips, mind, lambda _: None):
                if isinstance(event, FileRead):
                    text = event.text
            said = text.split()
            right["colour"] += scene.colour in said
            right["shape"] += scene.shape in said
            right["motion"] += ("still" if scene.motion == "still" else scene.motion) in said
            right["sentence"] += text == scene.sentence()
    attributes = (right["colour"] + right["shape"] + right["motion"]) / (3 * count)
    print(
        f"attributes of clips {attributes:40.1%}  of {3 * count}  "
        f"({', '.join(f'{name} {number / count:.0%}' for name, number in right.items())})",
        flush=True,
    )


def editing(mind: Mind, seed: int, count: int) -> None:
    rng, exact = random.Random(seed), 0
    for _ in range(count):
        said, meant = polish_pair(rng)
        for event in jobs.edit(mind, said, Manner.POLISH):
            if isinstance(event, TextEdited):
                exact += event.text == meant
    print(f"sentences polished exactly {exact / count:33.1%}  of {count}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=POCKET)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--words", type=int, default=len(WORDS))
    parser.add_argument("--only", choices=["hearing", "seeing", "editing", "times", "long"])
    options = parser.parse_args()
    mind = parts.world().minds.load(options.model)
    print(f"{mind.card.title}, seed {options.seed}, {options.count} of each kind, {options.words} words")
    if options.only in (None, "hearing"):
        hearing(mind, options.seed, WORDS[: options.words], options.count)
    if options.only in (None, "times"):
        times(mind, options.seed + 3, WORDS[: options.words], max(4, options.count // 10))
    if options.only in (None, "long"):
        joins(mind, options.seed + 4, WORDS[: options.words], 10.0 if options.count >= 100 else 2.0)
    if options.only in (None, "seeing"):
        seeing(mind, options.seed, options.count)
    if options.only in (None, "editing"):
        editing(mind, options.seed, options.count)


if __name__ == "__main__":
    main()
