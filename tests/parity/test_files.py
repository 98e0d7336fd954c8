"""Through the terminal, as a stranger would compare: real files, `--exact --json --logits`, transformers' answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.parity import inputs, shapes
from tests.parity.compared import BAR, REFERENCES, error, until_end

from earshot.cli.arguments import parser
from earshot.cli.commands import execute


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shapes.write(shapes.SHAPES["usual"], tmp_path_factory.mktemp("files") / "model")


DATA = Path(__file__).parents[1] / "data"
CLIP, SOUND = DATA / "clip.mp4", DATA / "dictation.wav"
"""What the kept answers of transformers are about."""


def exactly(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert execute(parser().parse_args([*map(str, words), "--exact", "--json"])) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("kind", ["sound", "picture", "clip"])
def test_a_file_is_answered_as_transformers_does(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    picture, kept = tmp_path / "picture.png", tmp_path / "scores.npz"
    cv2.imwrite(str(picture), inputs.odd_picture()[..., ::-1])
    command, path = {
        "sound": ("transcribe", SOUND),
        "picture": ("describe", picture),
        "clip": ("describe", CLIP),
    }[kind]
    found = exactly(capsys, command, path, "--model", model, "--max-tokens", inputs.TOKENS, "--logits", kept)
    part, scores = found["parts"][0], np.load(kept)["logits"]
    assert part["prompt_ids"] == REFERENCES[f"files/{kind}/prompt"].tolist()
    assert part["generated_ids"] == until_end(REFERENCES[f"files/{kind}/ids"].tolist())
    assert len(scores) in (len(part["generated_ids"]), len(part["generated_ids"]) + 1)
    assert (scores.argmax(-1)[: len(part["generated_ids"])] == part["generated_ids"]).all()
    assert error(scores, REFERENCES[f"files/{kind}/scores"]) <= BAR


def test_library_masks_change_what_is_seen_and_need_exactness(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = CLIP
    words = ("describe", clip, "--model", model, "--max-tokens", 8)
    ours, theirs = exactly(capsys, *words), exactly(capsys, *words, "--library-masks")
    assert ours["parts"][0]["prompt_ids"] == theirs["parts"][0]["prompt_ids"]
    assert ours["parts"][0]["generated_ids"] != theirs["parts"][0]["generated_ids"]
    assert execute(parser().parse_args([*map(str, words[:4]), "--library-masks"])) == 2
    assert "--exact" in capsys.readouterr().err
