"""Names from elsewhere: what may become a file here."""

from __future__ import annotations

import pytest

from earshot.domain.names import Kind, is_commit, is_repository, is_short_commit, kind, repository_of


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("config.json", Kind.WANTED), ("model-00001-of-00002.safetensors", Kind.WANTED), ("chat.JINJA", Kind.WANTED),
        ("tokenizer.model", Kind.WANTED), ("words.txt", Kind.WANTED), ("README.md", Kind.LEFT), ("LICENSE", Kind.LEFT),
        (".gitattributes", Kind.LEFT), ("assets/a.png", Kind.LEFT), ("original/params.json", Kind.LEFT),
        (".hidden.json", Kind.LEFT), ("run.py", Kind.RUNS), ("a/b/run.Py", Kind.RUNS), ("weights.bin", Kind.RUNS),
        ("x.pkl", Kind.RUNS), ("a.gguf", Kind.UNKNOWN), ("a/b.onnx", Kind.UNKNOWN), ("../a.json", Kind.ESCAPES),
        ("a/../../b.json", Kind.ESCAPES), ("/a.json", Kind.ESCAPES), ("a//b.json", Kind.ESCAPES),
        ("a\\..\\b.json", Kind.ESCAPES), ("C:a.json", Kind.ESCAPES), ("a\0.json", Kind.ESCAPES),
        ("a\n.json", Kind.ESCAPES), ("a\u202ejson.txt", Kind.ESCAPES), ("", Kind.ESCAPES), (".", Kind.ESCAPES),
        ("a. ", Kind.ESCAPES), ("x" * 300 + ".json", Kind.ESCAPES),
    ],
)  # fmt: skip
def test_what_becomes_of_a_name(name: str, what: Kind) -> None:
    assert kind(name) is what


@pytest.mark.parametrize("name", ["a/b", "mlx-community/gemma-4-12B-it-4bit", "a.b/c_d"])
def test_a_repository(name: str) -> None:
    assert is_repository(name)


@pytest.mark.parametrize("name", ["", "a", "a/b/c", "../a", "a/..", "-a/b", "a/b\n", "a--b/c", "ä/b", "a/" + "b" * 97])
def test_no_repository(name: str) -> None:
    assert not is_repository(name)


def test_commits() -> None:
    assert is_commit("0" * 40) and not is_commit("0" * 39) and not is_commit("G" * 40)
    assert is_short_commit("73bcf09") and not is_short_commit("main") and not is_short_commit("0" * 40)


@pytest.mark.parametrize(
    "typed",
    ["a/b", " a/b ", "https://huggingface.co/a/b", "huggingface.co/a/b/tree/main?x", "http://127.0.0.1:8080/a/b#files"],
)
def test_a_repository_by_its_page(typed: str) -> None:
    assert repository_of(typed) == "a/b"


@pytest.mark.parametrize("typed", ["", "a", "a.b/c", "../../etc/passwd", "https://huggingface.co/a"])
def test_what_is_no_page_stays(typed: str) -> None:
    assert repository_of(typed) == typed
