"""What a Mac's library or program says of itself: architectures, the oldest system, and the libraries it needs.

Read from the file's own headers (Apple's <mach-o/loader.h> and <mach-o/fat.h>), so that Linux can check a Mac's files.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

ARM64 = 0x0100000C
_THIN, _FAT, _FAT_64 = b"\xcf\xfa\xed\xfe", 0xCAFEBABE, 0xCAFEBABF
_MOST_SLICES = 16
"""A Java class begins as a file with many slices does, with a version above this in the number's place."""
_LOADED = {0xC, 0x80000018, 0x8000001F, 0x20, 0x80000023}
"""LC_LOAD_DYLIB, _WEAK, _REEXPORT, _LAZY, _UPWARD."""
_RPATH, _BUILD, _OLD_BUILD = 0x8000001C, 0x32, 0x24
_WEAK = 0x80000018


@dataclass(frozen=True)
class Slice:
    """One architecture of a file."""

    cpu: int
    start: int
    length: int
    system: tuple[int, int]
    """The oldest macOS it runs on; (0, 0) if it does not say."""
    libraries: tuple[str, ...]
    """As the linker looks for them; weak ones may be missing and are not among them."""
    places: tuple[str, ...]
    """Where @rpath leads."""


def slices(path: Path) -> list[Slice]:
    """Every architecture in a file; none for what is no library or program of a Mac."""
    with path.open("rb") as file:
        if len(start := file.read(8)) < 8:
            return []
        magic, count = struct.unpack(">II", start)
        if magic not in (_FAT, _FAT_64):
            return [_slice(path.read_bytes(), 0, path.stat().st_size)] if start[:4] == _THIN else []
        if count > _MOST_SLICES:
            return []
    whole, found = path.read_bytes(), []
    for number in range(count):
        if magic == _FAT:
            start_at, length = struct.unpack_from(">II", whole, 8 + 20 * number + 8)
        else:
            start_at, length = struct.unpack_from(">QQ", whole, 8 + 32 * number + 8)
        if whole[start_at : start_at + 4] == _THIN:
            found.append(_slice(whole, start_at, length))
    return found


def _slice(whole: bytes, start: int, length: int) -> Slice:
    _, cpu, _, _, count, _, _, _ = struct.unpack_from("<8I", whole, start)
    system, libraries, places = (0, 0), [], []
    at = start + 32
    for _ in range(count):
        command, size = struct.unpack_from("<II", whole, at)
        if command in _LOADED and command != _WEAK:
            libraries.append(_text(whole, at, size))
        elif command == _RPATH:
            places.append(_text(whole, at, size))
        elif command in (_BUILD, _OLD_BUILD):
            (number,) = struct.unpack_from("<I", whole, at + (12 if command == _BUILD else 8))
            system = (number >> 16, number >> 8 & 0xFF)
        at += size
    return Slice(cpu, start, length, system, tuple(libraries), tuple(places))


def _text(whole: bytes, at: int, size: int) -> str:
    (offset,) = struct.unpack_from("<I", whole, at + 8)
    return whole[at + offset : at + size].rstrip(b"\0").decode()


def thin(path: Path) -> None:
    """Leaves the arm64 slice of a file with several, as `lipo -thin` would."""
    found = slices(path)
    mine = [one for one in found if one.cpu == ARM64]
    if len(mine) == 1 and (len(found) > 1 or mine[0].start):
        whole = path.read_bytes()
        path.write_bytes(whole[mine[0].start : mine[0].start + mine[0].length])


def complaints(folder: Path, newest: tuple[int, int]) -> list[str]:
    """What would keep a file of `folder` from running on macOS `newest` on Apple silicon, one sentence each."""
    told = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        found = slices(path)
        if not found:
            continue
        name = path.relative_to(folder)
        mine = [one for one in found if one.cpu == ARM64]
        if not mine:
            told.append(f"{name} has nothing for arm64.")
        for one in mine:
            if one.system > newest:
                told.append(f"{name} needs macOS {one.system[0]}.{one.system[1]}.")
            told += [f"{name} misses {library}." for library in one.libraries if not _there(library, path, one.places)]
    return told


def _there(library: str, loader: Path, places: tuple[str, ...]) -> bool:
    """True for a library of the system, and for one that lies where the loader will look."""
    if library.startswith(("/usr/lib/", "/System/Library/")):
        return True
    if library.startswith("@loader_path/"):
        return _led(library, loader).exists()
    if library.startswith("@rpath/"):
        return any(_led(f"{place}/{library[7:]}", loader).exists() for place in places if place.startswith("@loader"))
    return False


def _led(name: str, loader: Path) -> Path:
    return Path(name.replace("@loader_path", str(loader.parent), 1))
