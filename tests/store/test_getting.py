"""Getting a model from a hub on loopback: what is promised, one promise a test."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.store.downloads import NAME, QUICK, repository, shop_of
from tests.store.hub.repository import Repository, of_folder, stored
from tests.store.hub.server import Hub as Server

from earshot import paths
from earshot.domain.errors import EarshotError, ModelTooLargeError, UntrustedModelError
from earshot.domain.getting import Fetched, Fetching, Getting, Planned, Retrying, Verified, Verifying
from earshot.domain.refusals import (
    BeingFetchedError,
    CertificateError,
    DamagedError,
    DiskFullError,
    LicenceError,
    NoConnectionError,
    NotOursError,
    UnknownFilesError,
    UnknownModelError,
    UnknownRevisionError,
    WorkOfflineError,
)
from earshot.domain.steps import result
from earshot.engine.checkpoint import inspect
from earshot.store import library
from earshot.store.getting import care, mark, places
from earshot.store.getting.hub import Hub
from earshot.store.getting.model import Shop, ask, get
from earshot.store.net import Door, last_sent

SHARD = 2 * 1024 * 1024
FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository(tmp_path_factory.mktemp("origin"), SHARD)


@pytest.fixture
def server(whole: Repository) -> Iterator[Server]:
    server = Server(replace(whole, files=dict(whole.files)))
    yield server
    server.close()


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Shop:
    return shop_of(server, tmp_path / "data" / "models")


def got(shop: Shop, name: str = NAME, revision: str = "") -> tuple[Fetched, list[Getting]]:
    events: list[Getting] = []
    done = result(get(shop, name, revision), events.append)
    return done, events


def stopped(shop: Shop, server: Server, name: str) -> int:
    """Stops when about half of a file is here; returns how much that is."""
    part = places.staging(shop.models, NAME) / f"{name}.part"
    server.faults.bodies = [("stall", 0.5)] + [("none", 0.5)] * (name == SECOND)  # the last is the next
    steps = get(shop, NAME)
    for _ in steps:
        if part.exists() and part.stat().st_size > SHARD // 4:
            break
    steps.close()
    server.faults.lift()
    return part.stat().st_size


def test_the_pocket_model_comes_whole_and_is_a_model_here(tmp_path: Path) -> None:
    server = Server(of_folder("earshot/pocket", paths.POCKET))
    try:
        shop = shop_of(server, tmp_path / "models")
        seen: list[list[Path]] = []
        nowhere = tmp_path / "none"
        steps = get(shop, "earshot/pocket")
        done = result(steps, lambda _: seen.append(list(library.folders(nowhere, shop.models, ""))))
    finally:
        server.close()
    assert seen[:-1] == [[]] * (len(seen) - 1), "it was in the library before it was whole"
    assert seen[-1] == [done.folder] and done.folder == shop.models / "pocket"
    card = inspect(done.folder)
    assert card.hears and card.sees
    for path in paths.POCKET.iterdir():
        if path.suffix != ".md":
            assert (done.folder / path.name).read_bytes() == path.read_bytes()
    assert not (done.folder / "README.md").exists()
    kept = mark.read(done.folder)
    assert kept is not None and kept.plan.revision == "1" * 40 and kept.plan.license == "apache-2.0"


def test_the_bytes_are_told_before_the_first_one_comes(shop: Shop, server: Server, whole: Repository) -> None:
    steps = get(shop, NAME)
    planned = next(event for event in steps if isinstance(event, Planned))
    assert planned.left == planned.plan.size == whole.size
    assert sum(server.sent.values()) == 0
    assert planned.free == pytest.approx(shutil.disk_usage(shop.models).free, rel=0.2)
    steps.close()


def test_a_question_leaves_nothing_behind_and_is_in_nobodys_way(shop: Shop, server: Server, whole: Repository) -> None:
    question = ask(shop, NAME)
    planned = next(event for event in question if isinstance(event, Planned))
    assert planned.left == whole.size and sum(server.sent.values()) == 0
    assert places.under_way(shop.models) == [], "a folder of nothing is here"
    assert got(shop)[0].received == whole.size, "who agrees while the question is still open was refused"
    question.close()
    assert [type(event) for event in ask(shop, NAME)][-1] is Fetched


def test_a_question_about_a_part_keeps_it(shop: Shop, server: Server) -> None:
    half = stopped(shop, server, FIRST)
    (planned,) = [event for event in ask(shop, NAME) if isinstance(event, Planned)]
    assert planned.left < planned.plan.size and places.part_bytes(shop.models, NAME) >= half  # type: ignore[operator]


def test_what_is_here_is_asked_for_once_and_never_again(shop: Shop, server: Server, whole: Repository) -> None:
    got(shop)
    done, _ = got(shop)
    assert done.received == 0
    assert {name: server.sent[name] for name in whole.files} == {name: f.size for name, f in whole.files.items()}
    server.asked.clear()
    assert got(shop, revision="1" * 40)[0].received == 0
    assert server.asked == [], "a revision that is here needs no connection"


def test_a_part_goes_on_where_it_stopped_if_the_file_is_the_same(shop: Shop, server: Server) -> None:
    here = stopped(shop, server, FIRST)
    before = server.sent[FIRST]
    got(shop)
    assert server.sent[FIRST] - before == SHARD - here
    digest = server.repositories[NAME].files[FIRST].sha256
    assert set(server.ranges) == {(f"bytes={here}-", f'"{digest}"')}, "at the hub and where it leads"


def test_a_file_that_changed_behind_its_name_begins_anew(shop: Shop, server: Server) -> None:
    stopped(shop, server, FIRST)
    files = server.repositories[NAME].files
    files[FIRST] = files[SECOND]
    done, _ = got(shop)
    assert (done.folder / FIRST).read_bytes() == files[SECOND].path.read_bytes()


def test_a_part_that_was_spoiled_on_the_disk_is_not_believed(shop: Shop, server: Server) -> None:
    stopped(shop, server, FIRST)
    part = places.staging(shop.models, NAME) / f"{FIRST}.part"
    content = bytearray(part.read_bytes())
    content[100] ^= 1
    part.write_bytes(content)
    done, events = got(shop)
    assert (done.folder / FIRST).read_bytes() == server.repositories[NAME].files[FIRST].path.read_bytes()
    assert [event.name for event in events if isinstance(event, Retrying)] == [FIRST]


def test_who_stops_while_a_whole_file_proves_itself_fetches_nothing_of_it_again(shop: Shop, server: Server) -> None:
    stopped(shop, server, SECOND)
    os.utime(places.staging(shop.models, NAME) / FIRST, ns=(1, 1))  # as a copy of the user's data has it
    server.sent.clear()
    steps = get(shop, NAME)
    for event in steps:
        if isinstance(event, Verifying):
            break
    steps.close()
    done, _ = got(shop)
    assert server.sent[FIRST] == 0 and 0 < server.sent[SECOND] < SHARD
    assert not result(care.verify(done.folder)).bad


def test_progress_comes_calmly_also_while_nothing_comes(shop: Shop, server: Server) -> None:
    server.faults.bodies = [("stall", 0.5)]
    times = []
    for event in get(shop, NAME):
        if isinstance(event, Fetching):
            times.append(time.monotonic())
            assert 0 <= event.done <= event.total and event.speed >= 0
    apart = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) > 10 and sorted(apart)[len(apart) // 2] >= QUICK.tick * 0.9
    assert max(apart) < QUICK.stall


def test_it_can_be_stopped_in_the_midst_of_a_stall(shop: Shop, server: Server) -> None:
    server.faults.bodies = [("stall", 0.5)]
    steps = get(replace(shop, hub=Hub(shop.hub.door, server.endpoint, replace(QUICK, stall=60.0))), NAME)
    for event in steps:
        if isinstance(event, Fetching) and event.done > SHARD // 4:
            break
    began = time.monotonic()
    steps.close()
    assert time.monotonic() - began < 5.0


def test_it_can_begin_again_at_once_after_it_was_stopped_while_the_hub_said_nothing(shop: Shop, server: Server) -> None:
    server.faults.answers = ["stall"]
    steps = get(shop, NAME)
    for _ in range(3):
        next(steps)
    began = time.monotonic()
    steps.close()
    assert time.monotonic() - began < QUICK.stall / 2
    assert got(shop)[0].folder.is_dir()


def test_a_server_with_too_much_to_do_is_asked_again_when_it_says(shop: Shop, server: Server) -> None:
    server.faults.answers = ["429", "500"]
    server.faults.bodies = [("429", 1.0), ("none", 1.0)]
    _, events = got(shop)
    waits = [event for event in events if isinstance(event, Retrying)]
    assert [wait.reason for wait in waits] == ["the server said 500", "too many requests", "too many requests"]
    assert waits[1].seconds == waits[2].seconds == 0.0, "as Retry-After said"


def test_a_hash_that_never_fits_ends_in_a_sentence_and_leaves_nothing_bad(shop: Shop, server: Server) -> None:
    files = server.repositories[NAME].files
    files[SECOND] = replace(files[SECOND], sha256="0" * 64)
    with pytest.raises(DamagedError, match=SECOND):
        got(shop)
    assert not (places.staging(shop.models, NAME) / f"{SECOND}.part").exists()
    assert (places.staging(shop.models, NAME) / FIRST).exists() and places.fetched(shop.models) == []


@pytest.mark.parametrize(
    ("name", "error", "word"),
    [
        ("../escape.json", UntrustedModelError, "lead out"),
        ("/etc/passwd.json", UntrustedModelError, "lead out"),
        ("a\\b.json", UntrustedModelError, "lead out"),
        ("CONFIG.json", UntrustedModelError, "case"),
        ("modeling.py", UntrustedModelError, r"modeling\.py"),
        ("deep/inside/run.PY", UntrustedModelError, "run as a program"),
        ("pytorch_model.bin", UntrustedModelError, "run as a program"),
        ("model.gguf", UnknownFilesError, r"model\.gguf"),
    ],
)
def test_a_repository_with_such_a_file_is_refused_before_a_byte_of_it(
    shop: Shop, server: Server, name: str, error: type[EarshotError], word: str
) -> None:
    files = server.repositories[NAME].files
    files[name] = files["config.json"]
    with pytest.raises(error, match=word):
        got(shop)
    assert sum(server.sent.values()) == 0 and places.under_way(shop.models) == []


def test_a_model_that_was_got_by_earshot_and_given_away_is_got_whole(shop: Shop, server: Server) -> None:
    files = server.repositories[NAME].files
    files[mark.NAME] = files["config.json"]
    done, _ = got(shop)
    assert not result(care.verify(done.folder)).bad and mark.NAME not in [file.name for file in done.plan.files]


def test_a_model_behind_a_licence_leaves_nothing_and_says_whose_token_is_wanted(shop: Shop, server: Server) -> None:
    server.repositories[NAME].gated = "auto"
    with pytest.raises(LicenceError) as refused:
        got(shop)
    assert f"earshot models token --host {shop.hub.host}" in refused.value.advice
    assert places.under_way(shop.models) == []


def test_certificates_that_cannot_be_read_are_told_of_at_once(
    shop: Shop, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/at/all.pem")
    with pytest.raises(CertificateError, match="SSL_CERT_FILE"):
        got(shop)
    assert server.asked == []


@pytest.mark.parametrize("key", ["model_file", "auto_map"])
def test_a_model_that_asks_to_run_a_program_is_refused_before_its_weights(
    shop: Shop, server: Server, tmp_path: Path, key: str
) -> None:
    path = tmp_path / "config.json"
    path.write_text(f'{{"inner": {{"{key}": "run"}}}}')
    server.repositories[NAME].files["config.json"] = stored(path)
    with pytest.raises(UntrustedModelError, match="asks to run a program"):
        got(shop)
    assert server.sent[FIRST] == 0 and places.under_way(shop.models) == []


def test_a_repository_without_weights_is_no_model(shop: Shop, server: Server) -> None:
    for name in (FIRST, SECOND):
        del server.repositories[NAME].files[name]
    with pytest.raises(UnknownFilesError, match="no weights"):
        got(shop)


def test_a_full_disk_is_told_with_numbers_before_the_first_byte(shop: Shop, server: Server) -> None:
    with pytest.raises(DiskFullError, match=r"needs 4\.3 MB more on the disk .* free"):
        got(replace(shop, spare=1 << 60))
    assert sum(server.sent.values()) == 0


def test_a_model_too_large_for_the_memory_is_told_of_with_numbers(shop: Shop, server: Server) -> None:
    small = replace(shop, memory=SHARD)
    with pytest.raises(ModelTooLargeError, match=r"take 4\.2 MB, and this computer has 2\.1 MB"):
        got(small)
    assert sum(server.sent.values()) == 0
    assert result(get(small, NAME, anyway=True)).folder.is_dir()


def test_names_and_revisions_that_are_not_there(shop: Shop, server: Server) -> None:
    with pytest.raises(UnknownModelError, match="someone/else"):
        got(shop, "someone/else")
    for name in ("no-owner", "../../etc", "a/b/c", "a/../b"):
        with pytest.raises(UnknownModelError, match="no name"):
            got(shop, name)
    with pytest.raises(UnknownRevisionError, match="9999999"):
        got(shop, NAME, "9999999")


def test_a_short_revision_is_found_among_the_commits_and_pinned_whole(shop: Shop) -> None:
    done, _ = got(shop, NAME, "1111111")
    assert done.plan.revision == "1" * 40


def test_hashes_from_a_mirror_prove_nothing_unless_the_catalogue_names_them(
    shop: Shop, server: Server, whole: Repository
) -> None:
    done, _ = got(shop)
    assert done.plan.caution == "not verified against huggingface.co"
    care.remove(shop.models, done.folder)
    hashes = {name: file.sha256 for name, file in whole.files.items()}
    pinned = result(get(shop, NAME, hashes=hashes))
    assert pinned.plan.caution == "" and pinned.plan.proof == "the catalogue"
    care.remove(shop.models, pinned.folder)
    with pytest.raises(DamagedError, match="another"):
        result(get(shop, NAME, hashes={**hashes, FIRST: "0" * 64}))
    with pytest.raises(DamagedError, match=r"config\.json"):
        result(get(shop, NAME, hashes={**hashes, "config.json": "0" * 64}))


def test_another_revision_fetches_only_what_it_has_of_its_own(shop: Shop, server: Server, tmp_path: Path) -> None:
    old, _ = got(shop)
    before = dict(server.sent)
    path = tmp_path / "new.safetensors"
    path.write_bytes(os.urandom(SHARD))
    moved = server.repositories[NAME]
    moved.files[SECOND], moved.revision = stored(path), "2" * 40
    assert result(care.newer(shop, old.folder)) == "2" * 40
    done, _ = got(shop)
    assert done.folder == old.folder and (done.folder / SECOND).read_bytes() == path.read_bytes()
    assert {name: count - before[name] for name, count in server.sent.items() if count != before[name]} == {
        SECOND: SHARD
    }
    assert result(care.newer(shop, done.folder)) == "" and result(care.verify(done.folder)).bad == ()


def test_repair_fetches_what_is_bad_and_only_that(shop: Shop, server: Server) -> None:
    done, _ = got(shop)
    with (done.folder / SECOND).open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 4]))
    (done.folder / "config.json").unlink()
    assert result(care.verify(done.folder)).bad == ("config.json", SECOND)
    server.sent.clear()
    mended = result(care.repair(shop, done.folder))
    assert isinstance(mended, Fetched) and set(server.sent) == {"config.json", SECOND}
    assert result(care.verify(done.folder)).bad == ()
    server.asked.clear()
    assert isinstance(result(care.repair(shop, done.folder)), Verified) and server.asked == []


def test_offline_nothing_is_asked_and_nothing_is_sent(server: Server, tmp_path: Path) -> None:
    door = Door(tmp_path / "sent.json", offline=True)
    shop = Shop(Hub(door, server.endpoint, QUICK), tmp_path / "models", lambda _: None)
    with pytest.raises(WorkOfflineError):
        got(shop)
    assert server.asked == [] and last_sent(tmp_path / "sent.json") is None
    with pytest.raises(WorkOfflineError), door.stream(server.endpoint, {}):
        pass
    with pytest.raises(WorkOfflineError), door.hub():
        pass


def test_it_is_written_down_when_something_was_sent_and_to_whom(shop: Shop, tmp_path: Path) -> None:
    ledger = tmp_path / "data" / "sent.json"
    assert last_sent(ledger) is None
    got(shop)
    sent = last_sent(ledger)
    assert sent is not None and sent.host in ("127.0.0.1", "localhost") and abs(sent.at - time.time()) < 60
    assert set(ledger.read_text()) & set("/{}") == {"{", "}"}, "no address, no name"


def test_a_hub_that_is_not_there_is_tried_and_then_told_of(server: Server, tmp_path: Path) -> None:
    shop = shop_of(server, tmp_path / "models")
    server.close()
    events: list[Getting] = []
    with pytest.raises(NoConnectionError, match="no connection to"):
        result(get(shop, NAME), events.append)
    assert len([event for event in events if isinstance(event, Retrying)]) == QUICK.tries - 1
    server.close = lambda: None  # type: ignore[method-assign]


def test_two_at_once_do_not_disturb_each_other(shop: Shop, server: Server) -> None:
    steps = get(shop, NAME)
    next(event for event in steps if isinstance(event, Planned))
    with pytest.raises(BeingFetchedError):
        got(shop)
    assert [type(event) for event in steps][-1] is Fetched


def test_only_what_was_fetched_is_removed(shop: Shop, tmp_path: Path) -> None:
    done, _ = got(shop)
    (done.folder / "notes.txt").write_text("mine")
    assert care.remove(shop.models, done.folder) == ("notes.txt",)
    assert [path.name for path in done.folder.iterdir()] == ["notes.txt"]
    with pytest.raises(NotOursError):
        care.remove(shop.models, done.folder)
    again, _ = got(shop)
    assert again.folder != done.folder, "a folder of somebody else's is not written into"
    link = shop.models / "link"
    link.symlink_to(again.folder)
    with pytest.raises(NotOursError):
        care.remove(shop.models, link)
    assert care.remove(shop.models, again.folder) == () and not again.folder.exists()


def test_a_download_that_was_given_up_leaves_nothing(shop: Shop, server: Server) -> None:
    stopped(shop, server, FIRST)
    assert places.under_way(shop.models) == [NAME]
    assert care.drop(shop.models, NAME) and places.under_way(shop.models) == []
    assert not care.drop(shop.models, NAME)
