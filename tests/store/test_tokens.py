"""Tokens: asked for by a server, told to the one host they were saved for, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import PasswordDeleteError
from tests.store.downloads import NAME, QUICK, repository
from tests.store.hub.repository import Repository
from tests.store.hub.server import Hub as Server

from earshot.domain.refusals import LicenceError, OddServerError, TokenError, UnknownModelError
from earshot.domain.steps import result
from earshot.store import tokens
from earshot.store.getting.hub import Hub
from earshot.store.getting.model import Shop, get
from earshot.store.net import Door, host_of


class Keychain(KeyringBackend):
    """A keychain in memory, behind the real library."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def keychain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keychain]:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    before = keyring.get_keyring()
    keychain = Keychain()
    keyring.set_keyring(keychain)
    yield keychain
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository(tmp_path_factory.mktemp("origin"), 200_000)


@pytest.fixture
def server(whole: Repository) -> Iterator[Server]:
    """A hub whose model has a licence."""
    gated = replace(
        whole, files=dict(whole.files), gated="manual", tokens={"hf_right", "hf_early"}, welcome={"hf_right"}
    )
    server = Server(gated)
    yield server
    server.close()


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Shop:
    door = Door(tmp_path / "sent.json", tokens=tokens.token_for, stall=QUICK.stall)
    return Shop(Hub(door, server.endpoint, QUICK), tmp_path / "models", lambda _: None, spare=0)


def test_without_a_token_the_licence_page_is_named(shop: Shop, server: Server) -> None:
    with pytest.raises(LicenceError) as failed:
        result(get(shop, NAME))
    page = f"{server.endpoint}/{NAME}"
    assert failed.value.page == page and page in failed.value.advice and "token" in failed.value.advice


def test_a_token_goes_to_its_host_and_never_across_the_redirect(shop: Shop, server: Server) -> None:
    tokens.save(host_of(server.endpoint), " hf_right\n")
    assert result(get(shop, NAME)).folder.is_dir()
    assert server.heard == {("127.0.0.1", "hf_right")}, "large files lie on localhost, which was told nothing"
    assert any("/large/" in path for _, path in server.asked)


def test_a_token_is_not_shown_where_nobody_asks(shop: Shop, server: Server) -> None:
    server.repositories[NAME].gated = ""
    tokens.save(host_of(server.endpoint), "hf_right")
    result(get(shop, NAME))
    assert server.heard == set()


def test_a_token_of_another_host_stays_here(shop: Shop, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens.save("huggingface.co", "hf_right")
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    with pytest.raises(LicenceError):
        result(get(shop, NAME))
    assert server.heard == set()
    assert tokens.token_for("huggingface.co") == "hf_right" and tokens.token_for("huggingface.co:8080") is None


def test_a_token_whose_owner_has_not_accepted_the_licence(shop: Shop, server: Server) -> None:
    tokens.save(host_of(server.endpoint), "hf_early")
    with pytest.raises(LicenceError, match="not been accepted"):
        result(get(shop, NAME))


def test_a_token_that_is_wrong(shop: Shop, server: Server) -> None:
    tokens.save(host_of(server.endpoint), "hf_wrong")
    with pytest.raises(TokenError, match="not accepted"):
        result(get(shop, NAME))


def test_a_private_model_is_there_for_its_owner_alone(shop: Shop, server: Server) -> None:
    repository = server.repositories[NAME]
    repository.gated, repository.private = "", True
    with pytest.raises(UnknownModelError):
        result(get(shop, NAME))
    tokens.save(host_of(server.endpoint), "hf_right")
    assert result(get(shop, NAME)).folder.is_dir()


def test_no_redirect_leads_from_a_protected_connection_to_an_open_one(tmp_path: Path) -> None:
    door = Door(tmp_path / "sent.json", tokens=lambda _: "hf_x")
    door.unlock("https://hub.example/a")
    told = httpx2.Request("GET", "https://hub.example/a", headers={"authorization": "Bearer hf_x"})
    door._asked(told)
    assert told.headers["authorization"] == "Bearer hf_x"
    elsewhere = httpx2.Request("GET", "https://files.example/a", headers=told.headers, extensions=told.extensions)
    door._asked(elsewhere)
    assert "authorization" not in elsewhere.headers
    with pytest.raises(OddServerError):
        door._asked(httpx2.Request("GET", "http://hub.example/a", extensions=told.extensions))
    assert door.secret("http://hub.example/a") is None and not Door(
        tmp_path / "sent.json", tokens=lambda _: "hf_x"
    ).unlock("http://hub.example/a"), "nobody on the way may read it"


def test_a_computer_without_a_keychain_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(TokenError, match="no keychain") as failed:
        tokens.save("huggingface.co", "hf_right")
    assert "HF_TOKEN" in failed.value.advice
    assert tokens.token_for("huggingface.co") is None
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    assert tokens.token_for("huggingface.co") == "hf_env" and tokens.token_for("mirror.example") is None


@pytest.mark.parametrize("secret", ["", "   ", "two words", "schlüssel"])
def test_what_is_no_token_is_not_kept(secret: str, keychain: Keychain) -> None:
    with pytest.raises(TokenError):
        tokens.save("huggingface.co", secret)
    assert keychain.kept == {}


def test_a_token_is_forgotten() -> None:
    tokens.save("huggingface.co", "hf_right")
    assert tokens.forget("huggingface.co") and not tokens.forget("huggingface.co")
    assert tokens.token_for("huggingface.co") is None


def test_an_environment_that_holds_no_token_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("hf_ä", "two words", "hf_\x07"):
        monkeypatch.setenv("HF_TOKEN", wrong)
        with pytest.raises(TokenError, match="HF_TOKEN"):
            tokens.token_for("huggingface.co")
    assert tokens.token_for("mirror.example") is None


def test_what_was_typed_comes_before_an_environment_that_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_expired")
    tokens.save("huggingface.co", "hf_new")
    assert tokens.token_for("huggingface.co") == "hf_new"
    tokens.forget("huggingface.co")
    assert tokens.token_for("huggingface.co") == "hf_expired"
