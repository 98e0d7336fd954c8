"""Patches, their places and frames of sound are those of transformers' own processors, to the grey level and sample.

processed.json was made by processed.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from tests.parity import inputs, pictures
from tests.parity.compared import Shelf
from tests.parity.digest import digest

from earshot.engine.listening import Listening
from earshot.engine.patches import patches
from earshot.video.pictures import picture as opened

PROCESSED = json.loads((Path(__file__).parent / "processed.json").read_text())


def seen(pixels: np.ndarray, budget: int) -> list[object]:
    cut, places = patches(pixels, budget)
    return [len(cut), digest(cut, places)]


@pytest.mark.parametrize("size", pictures.SIZES, ids=str)
def test_every_size_at_every_budget(size: tuple[int, int]) -> None:
    picture, name = pictures.drawn(*size), f"{size[0]}x{size[1]}"
    for budget in pictures.BUDGETS:
        assert seen(picture, budget) == PROCESSED[f"{name}/{budget}"], budget
    assert seen(picture, 70) == PROCESSED[f"{name}/frame"]


def test_files_of_every_kind_are_opened_as_transformers_opens_them(tmp_path: Path) -> None:
    """Its `load_image` is Pillow's, turned as the camera noted and as RGB; decoders of JPEG may differ by a little."""
    for name, path in pictures.files(tmp_path).items():
        theirs = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB")).astype(int)
        ours = opened(path).pixels.astype(int)
        assert ours.shape == theirs.shape, name
        assert np.abs(ours - theirs).max() <= (2 if name.endswith("jpg") else 0), name


@pytest.mark.parametrize("length", pictures.LENGTHS)
def test_sound_of_any_length(length: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    ears = Listening(Shelf(tmp_path_factory.mktemp("ears")).checkpoint("usual"), exact=True, scores=True)
    ears.open()
    ears._sound, ears._heard = [inputs.sound(length)], length
    heard = ears._frames(0, -(-length // 640))
    assert [len(heard), digest(heard * 32768, np.zeros(0))] == PROCESSED[f"sound/{length}"]
