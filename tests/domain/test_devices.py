"""Microphones are known by what they are, wherever they stand in today's list."""

from __future__ import annotations

import pytest

from earshot.domain.devices import Device, Identity, default_of, find, listed, named, parse

CORE, ALSA = "Core Audio", "ALSA"
BUILT_IN = Identity(CORE, "MacBook Pro Microphone", 1)
YETI = Identity(CORE, "Yeti Stereo Microphone", 2)


def desk(*names: tuple[str, int], default: int = 0) -> tuple[Device, ...]:
    return listed([(index, CORE, name, inputs, 48_000.0) for index, (name, inputs) in enumerate(names)], default)


def test_loudspeakers_are_no_microphones_and_the_default_is_marked() -> None:
    found = desk(("MacBook Pro Speakers", 0), (BUILT_IN.name, 1), (YETI.name, 2), default=2)
    assert [device.identity for device in found] == [BUILT_IN, YETI]
    assert [device.index for device in found] == [1, 2]
    assert default_of(found) == found[1]


def test_a_device_is_found_again_at_another_place() -> None:
    before = desk((BUILT_IN.name, 1), (YETI.name, 2))
    after = desk((YETI.name, 2), ("Phone", 1), (BUILT_IN.name, 1))
    assert find(before[1].identity, after) == after[0]
    assert find(before[0].identity, after) == after[2]


def test_what_is_not_there_is_not_replaced_by_another() -> None:
    assert find(YETI, desk((BUILT_IN.name, 1))) is None
    assert find(Identity(ALSA, YETI.name, 2), desk((YETI.name, 2))) is None


def test_the_number_of_a_card_is_no_part_of_its_name() -> None:
    before = listed([(3, ALSA, "USB Audio: - (hw:1,0)", 2, 44_100.0)], 3)
    after = listed([(5, ALSA, "USB Audio: - (hw:2,0)", 2, 44_100.0)], -1)
    assert find(before[0].identity, after) == after[0]


def test_twins_are_told_apart_and_one_alone_is_good_enough() -> None:
    twins = desk((YETI.name, 2), (YETI.name, 2))
    assert [device.title for device in twins] == [YETI.name, f"{YETI.name} 2"]
    assert find(twins[1].identity, twins) == twins[1]
    assert find(twins[1].identity, twins[:1]) == twins[0]


def test_a_headset_that_came_back_with_fewer_channels_is_the_same() -> None:
    calls = desk(("Headset", 1))
    assert find(Identity(CORE, "Headset", 2), calls) == calls[0]


def test_the_default_is_whichever_it_is_now() -> None:
    names = ((BUILT_IN.name, 1), (YETI.name, 2))
    assert [find(None, desk(*names, default=index)).index for index in (0, 1)] == [0, 1]  # type: ignore[union-attr]
    assert find(None, ()) is None
    assert find(None, desk(*names, default=-1)) is None
    assert find(None, desk(names[1], default=-1)) is not None, "the only one"


@pytest.mark.parametrize("identity", [YETI, Identity("A", "odd: name (2 in, 1)", 8, 3)])
def test_an_identity_is_written_in_one_line_and_read_again(identity: Identity) -> None:
    assert parse(str(identity)) == identity


def test_a_person_names_a_microphone_by_any_part_that_only_one_has() -> None:
    found = desk((BUILT_IN.name, 1), (YETI.name, 2))
    assert named("yeti", found) == found[1]
    assert named("MACBOOK PRO MICROPHONE", found) == found[0]
    assert named(str(YETI), found) == found[1]
    assert named("microphone", found) is None, "both"
    assert named("", found) is None
    assert named("webcam", found) is None


def test_a_promise_of_a_hundred_channels_is_taken_for_two() -> None:
    (server,) = listed([(0, ALSA, "pulse", 128, 44_100.0)], 0)
    (desk_mixer,) = listed([(0, CORE, "Scarlett 18i20", 18, 48_000.0)], 0)
    assert (server.channels, desk_mixer.channels) == (2, 18)
