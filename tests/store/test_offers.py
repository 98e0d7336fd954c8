"""The catalogue's file, and the user's own beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot import paths
from earshot.domain.catalogue import GIB, advise, find
from earshot.domain.errors import EarshotError
from earshot.store import catalogue


def test_the_one_that_comes_along_names_every_model_and_advises_12b_for_16_gigabytes(tmp_path: Path) -> None:
    offers = catalogue.read(paths.CATALOGUE, tmp_path / "none.toml")
    assert len(offers) == 7 and len({offer.name for offer in offers}) == 7
    for offer in offers:
        assert offer.title and offer.sentence.endswith(".") and offer.repository.startswith("mlx-community/")
    found = find(offers, "gemma-4-12b-4bit")
    assert found is not None and found.hears and found.sees and found.revision == "73bcf09"
    assert advise(offers, 16 * GIB).offer is found
    small = advise(offers, 8 * GIB).offer
    assert small is not None and small.name == "gemma-4-e2b-4bit"
    deaf = [offer.name for offer in offers if offer.hears is False]
    assert deaf == ["gemma-4-26b-a4b-4bit", "gemma-4-31b-4bit", "gemma-4-12b-drafter"]
    drafter = find(offers, "gemma-4-12b-drafter")
    assert drafter is not None and find(offers, drafter.helps) is found


def test_entries_of_ones_own_are_kept_and_forgotten(tmp_path: Path) -> None:
    own = tmp_path / "data" / "models.toml"
    catalogue.add(own, catalogue.read(paths.CATALOGUE, own), "mine", "someone/model", "main")
    with own.open("a", encoding="utf-8") as file:  # by hand
        file.write('[[model]]\nname = "here"\ntitle = "Here"\nfolder = \'/a "quoted" folder ä\'\n')
    catalogue.add(own, catalogue.read(paths.CATALOGUE, own), "last", "someone/other")
    offers = catalogue.read(paths.CATALOGUE, own)
    mine, here = find(offers, "mine"), find(offers, "here")
    assert mine is not None and mine.own and (mine.repository, mine.revision) == ("someone/model", "main")
    assert here is not None and here.own and here.folder == '/a "quoted" folder ä'
    with pytest.raises(EarshotError, match="already"):
        catalogue.add(own, offers, "Mine", "someone/other")
    with pytest.raises(EarshotError, match="has SOMEONE/other already"):
        catalogue.add(own, offers, "another name", "SOMEONE/other")
    with pytest.raises(EarshotError, match="neither"):
        catalogue.add(own, offers, "new", "no such thing")
    assert catalogue.forget(own, offers, "mine") and not catalogue.forget(own, offers, "gemma-4-12b-4bit")
    assert find(catalogue.read(paths.CATALOGUE, own), "mine") is None


def test_what_is_written_can_be_read_again_whatever_was_typed(tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    hand = (
        "[[model]]\nname = 'hand'\ntitle = \"by \\u007fhand 🙂\"\nrepository = 'me/hand'\nsentence = 'Mine.'\n"
        f"hears = true\nwindow_seconds = 12.5\nabout_bytes = 77\nhashes = {{ 'config.json' = '{64 * '1'}' }}\n"
    )
    own.write_text(hand, encoding="utf-8")
    before = find(catalogue.read(paths.CATALOGUE, own), "hand")
    catalogue.add(own, catalogue.read(paths.CATALOGUE, own), "🙂 mine", "someone/model")
    offers = catalogue.read(paths.CATALOGUE, own)
    assert find(offers, "🙂 mine") is not None and find(offers, "hand") == before
    for name, revision in ((" ", ""), ("", ""), ("a\nb", ""), ("x" * 81, ""), ("\udcff", ""), ("x", "r" * 256)):
        with pytest.raises(EarshotError, match=r"no (name for a model|revision)"):
            catalogue.add(own, offers, name, "someone/other", revision)
    assert catalogue.read(paths.CATALOGUE, own) == offers


@pytest.mark.parametrize(
    "content",
    ["[[model]]\nname='x'\ntitle='x'\nrepository='a/b'\nwindow_seconds=inf",
     "[[model]", "model = 3", "[[model]]\nname = 'x'", "[[model]]\nname='x'\ntitle='x'\nrepository='../up'",
     "[[model]]\nname='x'\ntitle='x'\nrepository='a/b'\nhears='yes'",
     "[[model]]\nname='x'\ntitle='x'\nrepository='a/b'\nfolder='/c'",
     "[[model]]\nname='x'\ntitle='x'\nrepository='a/b'\nhashes={a='12'}"],
)  # fmt: skip
def test_a_damaged_file_is_one_sentence(content: str, tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    own.write_text(content)
    with pytest.raises(EarshotError, match="cannot be read"):
        catalogue.read(paths.CATALOGUE, own)
