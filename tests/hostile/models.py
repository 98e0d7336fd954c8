"""Checkpoints as a stranger may leave them: the pocket model with one thing made wrong."""

from __future__ import annotations

import json
import os
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hostile import mutants
from tests.hostile.media import SPOKEN
from tests.hostile.templates import TEMPLATES

from earshot import paths

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7, 2**31, 2**63, 2**200, 0.5, -0.0, 1e308, float("inf"), float("nan"), "",
    "x" * 10_000,    "../../etc/passwd", "\ud800", [], {}, [[]], [None], {"a": 1}, [-1] * 1000, "1", "auto",
)  # fmt: skip
SMALL = ("config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json", "earshot.json")
IDS = ("image_token_id", "video_token_id", "audio_token_id", "boi_token_id", "eoi_token_id", "boa_token_id",
       "eoa_token_index", "eos_token_id")  # fmt: skip


def copy(folder: Path) -> Path:
    """The pocket model by hard links: a file that is to differ is replaced, never written into."""
    model = folder / "model"
    model.mkdir()
    for path in paths.POCKET.iterdir():
        if path.is_file():
            try:
                os.link(path, model / path.name)
            except OSError:
                (model / path.name).write_bytes(path.read_bytes())
    return model


def replaced(path: Path, content: bytes | str) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def settled(model: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads((model / name).read_text())
    change(content)
    replaced(model / name, json.dumps(content))


def bytes_of_a_file(model: Path, rng: random.Random) -> str:
    path = rng.choice(sorted(model.iterdir()))
    damage = rng.choice(mutants.ALL)
    replaced(path, bytes(damage(bytearray(path.read_bytes()), rng)))
    return f"{damage.__name__} of {path.name}"


def a_value(model: Path, rng: random.Random) -> str:
    """Some value anywhere in a small file becomes another, or goes."""
    name = rng.choices(SMALL, (6, 2, 2, 1, 1))[0]
    value = rng.choice(VALUES)
    place: list[object] = []

    def change(content: dict[str, Any]) -> None:
        inside: Any = content
        while True:
            keys = sorted(inside) if isinstance(inside, dict) else list(range(len(inside)))
            key = rng.choice(keys)
            place.append(key)
            if isinstance(inside[key], dict | list) and inside[key] and rng.random() < 0.8:
                inside = inside[key]
                continue
            if rng.random() < 0.15:
                del inside[key]
            else:
                inside[key] = value
            return

    settled(model, name, change)
    return f"{'.'.join(map(str, place))} of {name} is {str(value)[:30]!r}"


def a_size(model: Path, rng: random.Random) -> str:
    """A number of the configuration is doubled, halved, or of another world."""
    part = rng.choice(("text_config", "vision_config", "audio_config"))
    told: list[str] = []

    def change(content: dict[str, Any]) -> None:
        numbers = [key for key, value in content[part].items() if type(value) is int]
        key = rng.choice(sorted(numbers))
        old = content[part][key]
        content[part][key] = rng.choice((old * 2, old // 2, old + 1, -old, 10**6, 10**9, 10**12, 10**30))
        told.append(f"{key} is {content[part][key]}")

    settled(model, "config.json", change)
    return told[0]


def a_mark(model: Path, rng: random.Random) -> str:
    name, value = rng.choice(IDS), rng.choice((1265, 1266, 1 << 30, 1 << 40, -1, None, "9", [9], 9.5, True))
    settled(model, "config.json", lambda content: content.update({name: value}))
    return f"{name} is {value}"


def a_head(model: Path, rng: random.Random) -> str:
    """The head of the weights lies."""
    content = (model / "model.safetensors").read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    head, rest = json.loads(content[8 : 8 + length]), content[8 + length :]
    names = sorted(name for name in head if name != "__metadata__")
    one, other = rng.sample(names, 2)
    match what := rng.choice(
        (
            "shape",
            "huge",
            "kind",
            "offsets",
            "swap",
            "gone",
            "more",
            "length",
            "nan",
            "negative",
            "turned",
            "F8",
            "renamed",
        )
    ):
        case "shape":
            head[one]["shape"] = [*head[one]["shape"], 1]
        case "huge":
            head[one]["shape"] = [50_000_000_000]
            head[one]["data_offsets"][1] = head[one]["data_offsets"][0] + 100_000_000_000
        case "kind":
            head[one]["dtype"] = rng.choice(("F64", "I8", "U32", "COMPLEX", "", None, "F32"))
        case "offsets":
            head[one]["data_offsets"] = rng.choice(([0, 0], [1, 2, 3], [0, len(rest) * 2], "all", None, [5, 1]))
        case "swap":
            head[one]["data_offsets"], head[other]["data_offsets"] = (
                head[other]["data_offsets"],
                head[one]["data_offsets"],
            )
        case "gone":
            begin, end = head.pop(one)["data_offsets"]
            rest = rest[:begin] + rest[end:]
            for part in head.values():
                if "data_offsets" in part and part["data_offsets"][0] >= end:
                    part["data_offsets"] = [place - (end - begin) for place in part["data_offsets"]]
        case "more":
            begin, end = head[one]["data_offsets"]
            head["model.language_model.layers.99.evil.weight"] = {
                **head[one], "data_offsets": [len(rest), len(rest) + end - begin]
            }  # fmt: skip
            rest += rest[begin:end]
        case "nan":
            begin, end = head[one]["data_offsets"]
            rest = rest[:begin] + rng.choice((b"\xff\xff", b"\x80\x7f")) * ((end - begin) // 2) + rest[end:]
        case "negative":
            head[one]["shape"] = [-side for side in head[one]["shape"]]
        case "turned":
            head[one]["shape"] = head[one]["shape"][::-1]
        case "F8":
            head[one]["dtype"] = "F8_E8M0"
        case "renamed":
            head[one + "x"] = head.pop(one)
    made = json.dumps(head).encode()
    size = rng.choice((1 << 63, 1 << 40, len(made) - 1, 0, 1 << 64 - 1)) if what == "length" else len(made)
    replaced(model / "model.safetensors", struct.pack("<Q", size & (1 << 64) - 1) + made + rest)
    return f"{what} of {one} in the weights"


def an_index(model: Path, rng: random.Random) -> str:
    shards = rng.choice(
        (
            {"a": "../secret.safetensors"}, {"a": "/etc/passwd"}, {"a": "a/b.safetensors"}, {"a": None}, {"a": 7}, {},
            None, [], {"a": "model.safetensors\0"}, {"a": "model.safetensors", "b": "x" * 5000}, {"a": ""}, {"a": "."},
            {str(number): f"{number}.safetensors" for number in range(5000)}, {"a": "model.safetensors"},
        )
    )  # fmt: skip
    replaced(model / "model.safetensors.index.json", json.dumps({"weight_map": shards}))
    return f"shards {str(shards)[:60]}"


def a_program(model: Path, rng: random.Random) -> str:
    evil = f"open({str(model.parent / 'executed')!r}, 'w').close()\n"
    match what := rng.choice(("file", "map", "escaped", "deep", "lying", "nested", "pickle", "tokenizer", "storage")):
        case "file":
            replaced(model / "evil.txt", evil)
            settled(model, "config.json", lambda content: content.update(model_file="evil.txt"))
        case "map":
            name = rng.choice(("config.json", "tokenizer_config.json", "processor_config.json"))
            settled(model, name, lambda content: content.update(auto_map={"AutoTokenizer": ["evil.E", None]}))
        case "escaped":
            replaced(model.parent / "evil.py", evil)
            text = (model / "config.json").read_text().rstrip().removesuffix("}")
            replaced(model / "config.json", text + ', "m\\u006fdel_file": "../evil.py"}')
        case "deep":
            settled(model, "config.json", lambda content: content["text_config"].update(x=[{"y": {"auto_map": {}}}]))
        case "lying":
            replaced(model / rng.choice(("modeling.py", "Evil.PY", "x.so", "run.sh")), evil)
        case "nested":
            (model / "a" / "b").mkdir(parents=True)
            replaced(model / "a" / "b" / "c.py", evil)
        case "pickle":
            replaced(model / rng.choice(("pytorch_model.bin", "x.pkl", "x.pt")), b"cos\nsystem\n(S'true'\ntR.")
        case "tokenizer":
            kind = rng.choice(("T5Tokenizer", "LlamaTokenizer", "Evil", "../evil", 7, "BertTokenizer"))
            settled(model, "tokenizer_config.json", lambda content: content.update(tokenizer_class=kind))
        case "storage":
            settled(
                model, "config.json",
                lambda content: content["text_config"].update(ple_storage={"manifest": "/etc/passwd"}),
            )  # fmt: skip
    return f"a program: {what}"


def a_link(model: Path, rng: random.Random) -> str:
    path = model / rng.choice((*SMALL, "model.safetensors", "chat_template.jinja", "notes.json"))
    target = rng.choice(("/dev/zero", "/dev/random", "/etc/passwd", path.name, "/", "/nowhere", "pipe"))
    path.unlink(missing_ok=True)
    if target == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(target)
    return f"{path.name} leads to {target}"


def a_template(model: Path, rng: random.Random) -> str:
    name = rng.choice(sorted(TEMPLATES))
    if rng.random() < 0.5:
        replaced(model / "chat_template.jinja", TEMPLATES[name])
    else:
        (model / "chat_template.jinja").unlink()
        settled(model, "tokenizer_config.json", lambda content: content.update(chat_template=TEMPLATES[name]))
    return f"template: {name}"


def a_tokenizer(model: Path, rng: random.Random) -> str:
    what = rng.choice(
        ("huge id", "double id", "added twice", "pattern", "kind", "empty", "one word", "beyond", "post", "deep")
    )

    def change(content: dict[str, Any]) -> None:
        words = content["model"]["vocab"]
        added = dict(content["added_tokens"][0])
        match what:
            case "huge id":
                words[rng.choice(sorted(words))] = rng.choice((2**31, 2**32 - 1, 2**63, -1))
            case "double id":
                one, other = rng.sample(sorted(words), 2)
                words[one] = words[other]
            case "added twice":
                content["added_tokens"].append({**added, "content": "<other>", "id": rng.choice((0, 12, 2**32 - 1))})
            case "pattern":
                regex = rng.choice(
                    ("(a+)+$", "(.*)*x", "(([a-z ])+.)+[A-Z]([a-z ])+$", "(", "a{100000}", "(?=(x+x+)+y)")
                )
                content["pre_tokenizer"] = {
                    "type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False
                }  # fmt: skip
            case "kind":
                content["model"]["type"] = rng.choice(("BPE", "Unigram", "WordPiece", "Evil"))
            case "empty":
                words.clear()
            case "one word":
                content["model"]["vocab"] = {"a": 0}
            case "beyond":
                words["send"] = 1_000_000
            case "post":
                content["post_processor"] = {
                    "type": "TemplateProcessing",
                    "single": [],
                    "pair": [],
                    "special_tokens": {},
                }
            case "deep":
                content["normalizer"] = {"type": "Sequence", "normalizers": []}
                for _ in range(400):
                    content["normalizer"] = {"type": "Sequence", "normalizers": [content["normalizer"]]}

    settled(model, "tokenizer.json", change)
    return f"tokenizer: {what}"


def a_bomb(model: Path, rng: random.Random) -> str:
    """A small file far too large, or far too deep."""
    name = rng.choice((*SMALL, "notes.json"))
    deep = rng.random() < 0.5
    replaced(model / name, '{"a":' * 100_000 if deep else json.dumps({"a": "x" * 70_000_000}))
    return f"{name} is {'deep' if deep else 'huge'}"


KINDS = (
    bytes_of_a_file, bytes_of_a_file, a_value, a_value, a_value, a_size, a_mark, a_head, a_head, an_index, a_program,
    a_link, a_template, a_template, a_tokenizer, a_tokenizer, a_bomb,
)  # fmt: skip


def mutant(folder: Path, rng: random.Random) -> tuple[str, list[str], bytes]:
    """A checkpoint in `folder`: what was done, the command that meets it, and what it is given to edit."""
    model = copy(folder)
    what = rng.choice(KINDS)(model, rng)
    clip = str(paths.SAMPLES / "clip.mp4")
    argv, text = rng.choice(
        (
            (["transcribe", str(SPOKEN), "--exact", "--max-tokens", "20"], b""),
            (["transcribe", str(SPOKEN)], b""),
            (["describe", clip, "--exact", "--max-tokens", "20"], b""),
            (["edit", "--as", "polish"], b"um send the the report on monday"),
        )
    )
    return f"{argv[0]} with {what}", [*argv, "--model", str(model)], text
