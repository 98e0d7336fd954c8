"""No connection is opened by work on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.store.silence import COMMANDS, cut_off, missing, strangers, traced


@pytest.mark.parametrize(
    "words",
    [pytest.param(COMMANDS[0], marks=pytest.mark.slow), COMMANDS[5], COMMANDS[6]],
    ids=["transcribe", "models", "models list"],
)
def test_nobody_is_spoken_to(words: tuple[str, ...], tmp_path: Path) -> None:
    if why := missing():
        pytest.skip(why)
    code, others, _ = traced(words, tmp_path)
    assert code == 0 and others == []


def test_a_connection_would_be_seen() -> None:
    out = 'connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = 0'
    asked = 'sendto(3, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), inet_pton(AF_INET6, "2001:db8::1")}, 28)'
    inside = 'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0'
    local = 'connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0'
    assert strangers("\n".join([out, asked, inside, local])) == [out, asked]


def test_it_all_works_without_a_network(tmp_path: Path) -> None:
    if missing():
        pytest.skip("no privileges here")
    assert cut_off(COMMANDS[2], tmp_path) == 0
