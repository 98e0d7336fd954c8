"""The pocket model's words, its byte-level tokenizer and its chat template.

Every listed word is one token, so that a tiny model learns in words; anything else is spelled in bytes.
Run as `python vocabulary.py` to write the tokenizer files into models/pocket.
"""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

POCKET = Path(__file__).resolve().parents[1] / "pocket"
sys.path.insert(0, str(POCKET.parents[1] / "app"))

from earshot.engine import prompt

WORDS = (POCKET / "words.txt").read_text().split()
FIRST_WORDS = WORDS[:40]
COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "white"]
SHAPES = ["circle", "square", "triangle"]
MOTIONS = {"still": "stays still", "left": "moves left", "right": "moves right", "up": "moves up", "down": "moves down"}
QUESTIONS = {
    "colour": ["What colour is it?", "Which colour does it have?"],
    "shape": ["What shape is it?", "Which shape do you see?"],
    "motion": ["Where does it move?", "Does it move?"],
}

SPECIAL = [
    "<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", "<|channel>", "<channel|>", "<|think|>",
    "<|image>", "<|image|>", "<image|>", "<|audio>", "<|audio|>", "<audio|>", "<|video|>", "<unk>",
]  # fmt: skip
NAMED = {
    "pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>",
    "image_token": "<|image|>", "boi_token": "<|image>", "eoi_token": "<image|>",
    "audio_token": "<|audio|>", "boa_token": "<|audio>", "eoa_token": "<audio|>", "video_token": "<|video|>",
}  # fmt: skip

# In the form of the family's templates: turns, content parts, an empty thought before the answer.
TEMPLATE = """\
{{- bos_token -}}
{%- for message in messages -%}
{{- '<|turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n' -}}
{%- if message['content'] is string -%}
{{- message['content'] | trim -}}
{%- else -%}
{%- for part in message['content'] -%}
{%- if part['type'] == 'text' -%}{{- part['text'] | trim -}}
{%- elif part['type'] == 'image' -%}{{- '\\n\\n<|image|>\\n\\n' -}}
{%- elif part['type'] == 'video' -%}{{- '\\n\\n<|video|>\\n\\n' -}}
{%- elif part['type'] == 'audio' -%}{{- '<|audio|>' -}}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{{- '<turn|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|turn>model\\n' -}}
{%- if not enable_thinking | default(false) -%}{{- '<|channel>thought\\n<channel|>' -}}{%- endif -%}
{%- endif -%}
"""


def _splitter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True)


def _pieces() -> list[str]:
    """What shall be one token, in the tokenizer's own letters."""
    texts = [" ".join(WORDS), " ".join(COLOURS + SHAPES + list(MOTIONS.values()) + ["a"]), "user model thought"]
    texts += ["in English into English text", "in its original language"]
    texts += [*prompt.wording(), *chain.from_iterable(QUESTIONS.values())]
    texts += ["\n" + text for text in texts]  # the first word of a line has no space before it
    found = dict.fromkeys(piece for text in texts for piece, _ in _splitter().pre_tokenize_str(text))
    seconds = [f"{n:02d}" for n in range(60)]
    return [*found, *seconds, "Ġ00"]


def build() -> Tokenizer:
    """A byte-level BPE whose merges spell every piece from the left, so that each becomes one token."""
    vocabulary = {token: number for number, token in enumerate(SPECIAL)}
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary[letter] = len(vocabulary)
    merges: dict[tuple[str, str], None] = {}
    for piece in _pieces():
        for end in range(2, len(piece) + 1):
            vocabulary.setdefault(piece[:end], len(vocabulary))
            merges.setdefault((piece[: end - 1], piece[end - 1]))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=list(merges), ignore_merges=True))
    tokenizer.pre_tokenizer = _splitter()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    return tokenizer


def write() -> None:
    tokenizer = build()
    tokenizer.save(str(POCKET / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 4096,
        "clean_up_tokenization_spaces": False,
        "add_bos_token": False,
        **NAMED,
    }
    (POCKET / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    (POCKET / "chat_template.jinja").write_text(TEMPLATE)
    for word in WORDS:
        assert len(tokenizer.encode(word, add_special_tokens=False).ids) == 1, word
    print(f"{tokenizer.get_vocab_size()} tokens, {len(WORDS)} words")


if __name__ == "__main__":
    write()
