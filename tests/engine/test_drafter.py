"""A drafter beside a model: the same text with and without, fewer passes when it is right, and left out when not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten
from tests.checkpoints import made
from tests.speech import spoken

from earshot import paths
from earshot.domain.errors import ModelError, UntrustedModelError
from earshot.domain.manner import Manner
from earshot.domain.steps import result
from earshot.engine import drafter
from earshot.engine.cache import WholeCache
from earshot.engine.checkpoint import Checkpoint, config_of
from earshot.engine.drafter import TRIAL_TOKENS, Drafter, Pace
from earshot.engine.loading import load_in_steps
from earshot.engine.mind import Mind
from earshot.engine.reader import Reader


def written(folder: Path, of: Path, seed: int = 1) -> Path:
    """A drafter of the family's own architecture with random weights, for the model in `of`."""
    from mlx_vlm.speculative.drafters.gemma4_unified_assistant import Model, ModelConfig

    text = config_of(of)["text_config"]
    own = {
        **text, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 4, "num_kv_shared_layers": 0,
        "layer_types": ["sliding_attention"] * 3 + ["full_attention"], "hidden_size_per_layer_input": 0,
        "enable_moe_block": False,
    }  # fmt: skip
    own.pop("per_layer_config", None)
    config = {
        "model_type": "gemma4_unified_assistant", "backbone_hidden_size": text["hidden_size"], "text_config": own,
        "tie_word_embeddings": True, "use_ordered_embeddings": False, "block_size": 4,
    }  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    key, weights = mx.random.key(seed), {}
    for name, array in tree_flatten(Model(ModelConfig.from_dict(json.loads(json.dumps(config)))).parameters()):
        key, one = mx.random.split(key)
        weights[name] = mx.random.normal(array.shape, key=one) * (0.1 if array.ndim > 1 else 0.0) + (array.ndim == 1)
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    return folder


class Knows:
    """Guesses what was really said before, with one mistake now and then; stands where mlx-vlm's class does."""

    class config:  # noqa: N801 - the name it has there
        block_size = 4

    def __init__(self, said: Sequence[int], before: int = 0, wrong: int = 10**9) -> None:
        self._said, self._before, self._wrong, self.asked, self._at = list(said), before, wrong, 0, 0

    def bind(self, target: object) -> Knows:
        return self

    def set_shared_kv(
        self, shared: dict[str, tuple[mx.array, mx.array]], offset: int, position: int, kv_valid_len: int
    ) -> None:
        assert set(shared) == {"sliding_attention", "full_attention"} and position == offset - 1 == kv_valid_len - 1
        self._at = offset - self._before

    def draft_block(self, token: int, hidden: mx.array, cache: object, size: int, *_: object, **__: object) -> mx.array:
        assert hidden.shape[:2] == (1, 1)
        assert not self._said or token == self._said[self._at], "the last token is the one that is not read yet"
        self.asked += 1
        guess = (self._said[self._at + 1 : self._at + size] + [3] * size)[: size - 1]
        return mx.array([[3, *guess[1:]] if self.asked % self._wrong == 0 else guess])


def said(checkpoint: Checkpoint, count: int = 150) -> tuple[list[int], Reader]:
    """Plain decoding of a text that goes on and on; greedy, and ended by nothing."""
    reader = Reader(checkpoint)
    reader._ends = frozenset()
    ids = list(
        checkpoint.tokenizer("send the report on monday and call your office", add_special_tokens=False).input_ids
    )
    list(reader.read_words(ids[:-1]))
    return list(reader.answer(reader.words(ids[-1:]), count)), reader


def with_drafter(checkpoint: Checkpoint, guesses: Drafter | None) -> Checkpoint:
    return replace(checkpoint, drafter=guesses)


def always(model: object, checkpoint: Checkpoint) -> Drafter:
    """One that was found to pay."""
    made_ = Drafter(model, checkpoint.model.language_model)
    made_.plain, made_.ahead = Pace(TRIAL_TOKENS, 1e6), Pace(TRIAL_TOKENS, 1.0)
    return made_


@pytest.fixture(scope="module")
def beside_pocket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("drafters") / "pocket-assistant", paths.POCKET)


def test_a_random_drafter_of_the_real_architecture_changes_no_token(
    pocket_checkpoint: Checkpoint, beside_pocket: Path
) -> None:
    plain, _ = said(pocket_checkpoint)
    guesses = drafter.load(beside_pocket, pocket_checkpoint.model.language_model)
    guesses.plain, guesses.ahead = Pace(TRIAL_TOKENS, 1e6), Pace(TRIAL_TOKENS, 1.0)
    drafted, reader = said(with_drafter(pocket_checkpoint, guesses))
    assert drafted == plain
    assert guesses.guessed > 200 and guesses.right < guesses.guessed
    assert reader.position == 150 - 1 + len(reader_prompt(pocket_checkpoint)), "what was guessed wrongly is forgotten"


def reader_prompt(checkpoint: Checkpoint) -> list[int]:
    return list(
        checkpoint.tokenizer("send the report on monday and call your office", add_special_tokens=False).input_ids
    )


@pytest.mark.parametrize(("wrong", "passes"), [(10**9, 50), (3, 80)])
def test_a_drafter_that_is_right_saves_passes_and_one_that_errs_changes_nothing(
    pocket_checkpoint: Checkpoint, wrong: int, passes: int
) -> None:
    plain, _ = said(pocket_checkpoint)
    guesses = always(Knows(plain, len(reader_prompt(pocket_checkpoint)), wrong), pocket_checkpoint)
    drafted, reader = said(with_drafter(pocket_checkpoint, guesses))
    assert drafted == plain
    assert reader.passes < passes and guesses.right > 60


def test_it_is_compared_first_and_left_alone_where_it_does_not_pay() -> None:
    guesses = Drafter(Knows([]), type("Target", (), {"model": type("Inner", (), {"layers": []})}))
    assert not guesses.pays, "first some tokens without it"
    guesses.plain.add(TRIAL_TOKENS, 1.0)
    assert guesses.pays, "now some with it"
    guesses.came(TRIAL_TOKENS - 1, 1.0)
    assert not guesses.pays, "no faster"
    guesses.plain.add(drafter.AGAIN_TOKENS, 10.0)
    assert not guesses.pays and guesses.plain.tokens == 0, "tried again from the beginning"
    guesses.plain.add(TRIAL_TOKENS, 1.0)
    guesses.came(2 * TRIAL_TOKENS, 1.0)
    assert guesses.pays


def test_a_sentence_and_an_edit_are_the_same_with_a_drafter_and_without(pocket: Mind, beside_pocket: Path) -> None:
    with_it = result(Mind.in_steps(paths.POCKET, beside_pocket))
    guesses = with_it.checkpoint.drafter
    assert guesses is not None
    guesses.plain, guesses.ahead = Pace(TRIAL_TOKENS, 1e6), Pace(TRIAL_TOKENS, 1.0)
    for one in spoken()[:3]:
        texts = []
        for mind in (pocket, with_it):
            ears = mind.ears()
            ears.open("English")
            ears.feed(one.sound())
            texts.append(result(ears.close()).text)
        assert texts[0] == texts[1] and texts[0]
    text = "um send the the report on monday"
    assert result(with_it.pen().edit(text, Manner.POLISH)) == result(pocket.pen().edit(text, Manner.POLISH))
    assert guesses.guessed > 0
    with_it.release()


def test_only_a_drafter_for_this_model_is_taken(beside_pocket: Path, tmp_path: Path) -> None:
    assert drafter.fits(beside_pocket, config_of(paths.POCKET))
    other = made(tmp_path / "31B", "31B")
    assert not drafter.fits(beside_pocket, config_of(other))
    assert not drafter.fits(paths.POCKET, config_of(paths.POCKET))
    assert result(load_in_steps(other, beside_pocket)).drafter is None


def test_a_damaged_drafter_is_left_out_and_one_with_a_program_too(beside_pocket: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(beside_pocket, damaged)
    (damaged / "model.safetensors").write_bytes((beside_pocket / "model.safetensors").read_bytes()[:-10])
    checkpoint = result(load_in_steps(paths.POCKET, damaged))
    assert checkpoint.drafter is None and checkpoint.card.hears
    with pytest.raises(ModelError, match="cut short"):
        drafter.load(damaged, checkpoint.model.language_model)
    (damaged / "evil.py").write_text("")
    with pytest.raises(UntrustedModelError):
        drafter.load(damaged, checkpoint.model.language_model)


def test_past_the_sliding_window_only_what_lies_in_it_is_shown(pocket_checkpoint: Checkpoint) -> None:
    seen: list[int] = []

    class Looks(Knows):
        def set_shared_kv(
            self, shared: dict[str, tuple[mx.array, mx.array]], offset: int, position: int, kv_valid_len: int
        ) -> None:
            super().set_shared_kv(shared, offset, position, kv_valid_len)
            seen.extend(shared[kind][0].shape[2] for kind in ("sliding_attention", "full_attention"))

    reader = Reader(pocket_checkpoint)
    list(reader.read_words([7] * 100))
    caches: list[WholeCache] = reader._caches
    guesses = Drafter(Looks([5, 6, 7], before=100), pocket_checkpoint.model.language_model)
    assert guesses.guess(5, mx.zeros((1, 1, 256)), caches, 2, 1266) == [6, 7]
    assert seen == [64, 100]
    assert guesses.guess(5, mx.zeros((1, 1, 256)), caches, 2, 7) == [6], "and no token the model does not have"
