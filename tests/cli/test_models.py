"""`earshot models …` as a user meets it: a real process, the real client, a hub on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.downloads import NAME
from tests.store.hub.repository import Repository, of_folder
from tests.store.hub.server import Hub as Server

from earshot import paths
from earshot.domain.settings import Settings
from earshot.store import settings


@pytest.fixture(scope="module")
def whole() -> Repository:
    return of_folder(NAME, paths.POCKET)


@pytest.fixture
def server(whole: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server(replace(whole, files=dict(whole.files)))
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    yield server
    server.close()


def models(*words: object, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "earshot", "models", *map(str, words)]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)


def test_a_model_is_got_used_verified_mended_and_removed(server: Server) -> None:
    got = models("get", NAME)
    folder = paths.models_folder() / "model"
    assert got.returncode == 0 and got.stderr == ""
    assert got.stdout.splitlines() == [
        f"{NAME} at 1111111: {sum(map(size, paths.POCKET.iterdir())) / 1e6:.1f} MB; "
        + got.stdout.split("; ")[1].splitlines()[0],
        f"{NAME} is here, whole and verified (not verified against huggingface.co): {folder}",
    ]
    listed = [json.loads(line) for line in models("--json").stdout.splitlines()]
    assert str(folder) in [row["folder"] for row in listed]
    assert models("verify", "model").stdout == "model is whole: every file has its hash.\n"
    (folder / "config.json").write_text("{}")
    damaged = models("verify", NAME)
    assert damaged.returncode == 1 and "config.json" in damaged.stdout and "--repair" in damaged.stderr
    mended = models("verify", "model", "--repair")
    assert mended.returncode == 0 and mended.stdout.endswith("model is whole again: every file has its hash.\n")
    assert models("newer").stdout == "model is the newest.\n"
    assert models("remove", "model").stdout == "model is removed.\n" and not folder.exists()
    gone = models("remove", "model")
    assert gone.returncode == 1 and gone.stderr.count("\n") == 1


def size(path: Path) -> int:
    return path.stat().st_size if path.suffix != ".md" else 0


def test_the_address_of_a_models_page_is_as_good_as_its_name(server: Server) -> None:
    assert models("add", f"https://huggingface.co/{NAME}/tree/main").returncode == 0
    got = models("get", f"https://huggingface.co/{NAME}")
    assert got.returncode == 0 and got.stdout.endswith(f"{paths.models_folder() / 'model'}\n")
    assert models("remove", f"https://huggingface.co/{NAME}").returncode == 0


def test_a_strangers_title_steers_no_terminal(server: Server) -> None:
    folder = paths.models_folder() / "evil"
    shutil.copytree(paths.POCKET, folder)
    title = "\x1b[31mGemma 4 12B\n\u202eofficial" + 300 * "!"
    (folder / "earshot.json").write_text(json.dumps({"title": title}))
    said = models().stdout
    assert "\x1b" not in said and "\u202e" not in said and max(map(len, said.splitlines())) < 200
    assert "[31mGemma 4 12B official!!" in said


def test_ctrl_c_keeps_what_is_here_and_says_how_to_go_on(server: Server) -> None:
    server.faults.bodies = [("stall", 0.5)]
    command = [sys.executable, "-m", "earshot", "models", "get", NAME]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        part = paths.models_folder() / ".fetching" / NAME.replace("/", "--") / "model.safetensors.part"
        end = time.monotonic() + 30
        while not (part.exists() and part.stat().st_size > 1_000_000) and time.monotonic() < end:
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=10)
    assert program.returncode == 1
    assert errors == f"Stopped; what is here is kept. Go on with: earshot models get {NAME}\n"
    here = part.stat().st_size
    server.faults.lift()
    server.sent.clear()
    again = models("get", NAME)
    assert again.returncode == 0 and "still to come" in again.stdout
    assert sum(server.sent.values()) == size(paths.POCKET / "model.safetensors") - here


def test_a_terminal_shows_how_far_it_is(server: Server) -> None:
    server.faults.bodies = [("stall", 0.5)]
    told, ours = os.openpty()
    command = [sys.executable, "-m", "earshot", "models", "get", NAME]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=ours) as program:
        os.close(ours)
        seen = b""
        end = time.monotonic() + 30
        while b"/s" not in seen and time.monotonic() < end:
            seen += os.read(told, 1000)
        program.kill()
    os.close(told)
    assert b" of 14.2 MB, " in seen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("get", "nonsense"), "no model “nonsense” in the catalogue"),
        (("get", "someone/else"), "There is no model someone/else"),
        (("verify", "nonsense"), "No model “nonsense”"),
        (("remove", "../../etc"), "No model"),
        (("remove", str(paths.POCKET)), "No model"),
        (("get", NAME, "--revision", "nothing"), "no revision “nothing”"),
        (("forget", "gemma-4-12b-4bit"), "no entry"),
        (("token", "--host", "x.example"), "no token"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(server: Server, words: tuple[str, ...], said: str) -> None:
    done = models(*words)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1
    assert said in done.stderr


def test_the_list_says_what_is_here_and_what_is_advised(server: Server) -> None:
    added = models("add", NAME, "--name", "mine")
    assert added.returncode == 0
    assert models("get", "mine").returncode == 0
    rows = {row["name"]: row for row in map(json.loads, models("list", "--json").stdout.splitlines())}
    assert len(rows) == 8 and rows["mine"]["state"] == "here" and rows["mine"]["own"]
    assert rows["gemma-4-12b-4bit"]["state"] == "" and rows["gemma-4-12b-4bit"]["hears"] is True
    told = models("list").stdout
    assert "This computer has" in told and "Gemma 4 12B, 4 bit" in told and "None" not in told
    assert models("forget", "mine").returncode == 0
    assert (paths.models_folder() / "model").is_dir()


def test_work_offline_asks_nobody(server: Server) -> None:
    settings.write(paths.settings_file(), Settings(offline=True))
    done = models("get", NAME)
    assert done.returncode == 1 and "work offline" in done.stderr
    assert server.asked == [] and not paths.sent_file().exists()
