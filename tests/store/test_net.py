"""The one door: mirrors, proxies, certificates; and no other door is left open."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.downloads import NAME, QUICK, repository
from tests.store.hub.server import Hub as Server

from earshot.domain.refusals import CertificateError, OddServerError, ProxyError
from earshot.domain.steps import result
from earshot.store.getting.hub import Hub
from earshot.store.getting.model import Shop, get
from earshot.store.net import Door, endpoint, last_sent


def test_the_settings_come_before_the_variable_and_that_before_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    assert endpoint("") == "https://huggingface.co"
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert endpoint("") == "https://mirror.example" and endpoint("http://own.example") == "http://own.example"
    for odd in ("ftp://a", "nonsense", "https://", "https://me:secret@host", "file:///etc"):
        with pytest.raises(OddServerError):
            endpoint(odd)


@pytest.mark.parametrize("by", ["settings", "variable"])
def test_a_proxy_gets_every_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    server = Server(repository(tmp_path / "origin", 100_000))
    if by == "variable":
        monkeypatch.setenv("HTTP_PROXY", server.endpoint)
        monkeypatch.setenv("NO_PROXY", "")
    try:
        door = Door(tmp_path / "sent.json", proxy=server.endpoint if by == "settings" else "", stall=QUICK.stall)
        shop = Shop(Hub(door, "http://hub.invalid", QUICK), tmp_path / "models", lambda _: None, spare=0)
        assert result(get(shop, NAME)).folder.is_dir()
        assert all(path.startswith("http://") for _, path in server.asked), "asked as one asks a proxy"
        assert any(path.startswith("http://hub.invalid/api/") for _, path in server.asked)
    finally:
        server.close()


def test_a_proxy_that_makes_no_sense_is_told_of(tmp_path: Path) -> None:
    shop = Shop(Hub(Door(tmp_path / "sent.json", proxy="nonsense://x"), "http://hub.invalid", QUICK), tmp_path, print)
    with pytest.raises(ProxyError):
        result(get(shop, NAME))


def test_a_host_that_cannot_prove_itself_is_told_nothing(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    server = Server(repository(tmp_path / "origin", 1000))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    try:
        address = f"https://localhost:{server.server_address[1]}"
        shop = Shop(Hub(Door(tmp_path / "sent.json"), address, QUICK), tmp_path / "models", lambda _: None)
        with pytest.raises(CertificateError, match="localhost"):
            result(get(shop, NAME))
        assert server.asked == []
    finally:
        server.close()


def test_the_ledger_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "sent.json").mkdir()
    door = Door(tmp_path / "sent.json")
    door.note("host.example")
    assert last_sent(tmp_path / "sent.json") is None


def test_the_libraries_own_doors_are_shut() -> None:
    code = (
        "import earshot, huggingface_hub.constants as c, os;"
        "print(c.HF_HUB_OFFLINE, c.HF_HUB_DISABLE_TELEMETRY, c.HF_HUB_DISABLE_UPDATE_CHECK);"
        "from huggingface_hub import HfApi\n"
        "try: HfApi().model_info('a/b')\n"
        "except Exception as e: print(type(e).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_bare())
    assert done.stdout.split() == ["True", "True", "True", "OfflineModeIsEnabled"]


def _bare() -> dict[str, str]:
    import os

    return {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS"))}
