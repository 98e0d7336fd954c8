"""Damage to bytes, as disks, networks and hostile people do it.  Everything follows from the generator's seed."""

from __future__ import annotations

import random
from collections.abc import Callable

Damage = Callable[[bytearray, random.Random], bytearray]
HEAD = 400
"""Bytes at the beginning of a file where most of its numbers stand."""


def flips(content: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice((1, 4, 16, 64, 256))):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return content


def head_flips(content: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice((1, 2, 8))):
        content[rng.randrange(min(HEAD, len(content)))] ^= 1 << rng.randrange(8)
    return content


def cut(content: bytearray, rng: random.Random) -> bytearray:
    return content[: rng.choice((rng.randrange(1, 64), rng.randrange(1, len(content))))]


def beheaded(content: bytearray, rng: random.Random) -> bytearray:
    return content[rng.choice((rng.randrange(1, 64), rng.randrange(1, len(content)))) :]


def zeros(content: bytearray, rng: random.Random) -> bytearray:
    start, count = rng.randrange(len(content)), rng.choice((8, 512, 4096, len(content) // 3))
    content[start : start + count] = bytes(len(content[start : start + count]))
    return content


def noise(content: bytearray, rng: random.Random) -> bytearray:
    start, count = rng.randrange(len(content)), rng.choice((8, 512, 4096, len(content) // 3))
    content[start : start + count] = rng.randbytes(len(content[start : start + count]))
    return content


def swapped(content: bytearray, rng: random.Random) -> bytearray:
    size = max(1, len(content) // rng.choice((8, 64, 512)))
    one, other = sorted(rng.randrange(0, max(1, len(content) - size)) for _ in range(2))
    first, second = content[one : one + size], content[other : other + size]
    content[other : other + size], content[one : one + size] = first, second
    return content


def lengths(content: bytearray, rng: random.Random) -> bytearray:
    """Numbers of four bytes become the largest, the smallest, or nearly so."""
    for _ in range(rng.choice((1, 1, 3))):
        place = rng.randrange(0, max(1, min(HEAD, len(content) - 4)))
        values = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\1", b"\1\0\0\0")
        content[place : place + 4] = rng.choice(values)
    return content


def repeated(content: bytearray, rng: random.Random) -> bytearray:
    start = rng.randrange(len(content))
    piece = content[start : start + rng.choice((16, 1024, 65536))]
    return content[:start] + piece * rng.choice((2, 5, 20)) + content[start:]


def twice(content: bytearray, rng: random.Random) -> bytearray:
    return content + content


def behind_noise(content: bytearray, rng: random.Random) -> bytearray:
    return bytearray(rng.randbytes(rng.choice((1, 100, 5000)))) + content


def empty(content: bytearray, rng: random.Random) -> bytearray:
    return bytearray()


def random_bytes(content: bytearray, rng: random.Random) -> bytearray:
    return bytearray(rng.randbytes(rng.choice((1, 16, 1000, 50_000))))


def head_and_noise(content: bytearray, rng: random.Random) -> bytearray:
    kept = rng.choice((4, 12, 44, 200))
    return content[:kept] + bytearray(rng.randbytes(20_000))


ALL: tuple[Damage, ...] = (
    flips, flips, head_flips, head_flips, head_flips, cut, beheaded, zeros, noise, swapped, lengths, lengths, lengths,
    repeated, twice, behind_noise, empty, random_bytes, head_and_noise,
)  # fmt: skip
