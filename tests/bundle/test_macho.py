"""What a Mac's files say of themselves, read here."""

from __future__ import annotations

import struct
from pathlib import Path

import check
import macho

INTEL = 0x01000007


def library(
    cpu: int = macho.ARM64, system: tuple[int, int] = (14, 0), needs: tuple[str, ...] = (), more: bytes = b""
) -> bytes:
    """The headers of a library, as its linker would write them."""
    commands = [struct.pack("<6I", 0x32, 24, 1, system[0] << 16 | system[1] << 8, 0, 0)]
    for name in needs:
        text = name.encode() + b"\0" * (8 - len(name) % 8)
        commands.append(struct.pack("<6I", 0xC, 24 + len(text), 24, 0, 0, 0) + text)
    whole = b"".join(commands) + more
    return struct.pack("<8I", 0xFEEDFACF, cpu, 0, 6, len(commands) + bool(more), len(whole), 0, 0) + whole


def fat(*inner: tuple[int, bytes]) -> bytes:
    start, heads, bodies = 8 + 20 * len(inner), b"", b""
    for cpu, body in inner:
        heads += struct.pack(">5I", cpu, 0, start + len(bodies), len(body), 0)
        bodies += body
    return struct.pack(">II", 0xCAFEBABE, len(inner)) + heads + bodies


def test_what_is_fine_is_not_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.dylib").write_bytes(library(needs=("/usr/lib/libSystem.B.dylib", "@loader_path/b.dylib")))
    (tmp_path / "b.dylib").write_bytes(fat((INTEL, library(INTEL)), (macho.ARM64, library(system=(11, 0)))))
    (tmp_path / "text.py").write_text("print()\n")
    (tmp_path / "Some.class").write_bytes(struct.pack(">II", 0xCAFEBABE, 61) + b"\0" * 40)
    assert macho.complaints(tmp_path, (14, 0)) == []


def test_each_fault_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "intel.so").write_bytes(library(INTEL))
    (tmp_path / "new.so").write_bytes(library(system=(15, 4)))
    (tmp_path / "poor.so").write_bytes(library(needs=("@loader_path/.dylibs/gone.dylib", "/opt/homebrew/lib/x.dylib")))
    assert macho.complaints(tmp_path, (14, 0)) == [
        "intel.so has nothing for arm64.",
        "new.so needs macOS 15.4.",
        "poor.so misses @loader_path/.dylibs/gone.dylib.",
        "poor.so misses /opt/homebrew/lib/x.dylib.",
    ]


def test_a_place_that_the_file_names_is_looked_into(tmp_path: Path) -> None:
    text = b"@loader_path/lib\0"
    text += b"\0" * (8 - len(text) % 8)
    place = struct.pack("<3I", 0x8000001C, 12 + len(text), 12) + text
    (tmp_path / "a.so").write_bytes(library(needs=("@rpath/b.dylib",), more=place))
    assert macho.complaints(tmp_path, (14, 0)) == ["a.so misses @rpath/b.dylib."]
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "b.dylib").write_bytes(library())
    assert macho.complaints(tmp_path, (14, 0)) == []


def test_the_slice_for_apple_silicon_is_what_stays(tmp_path: Path) -> None:
    file = tmp_path / "both.so"
    file.write_bytes(fat((INTEL, library(INTEL)), (macho.ARM64, library())))
    macho.thin(file)
    assert file.read_bytes() == library()
    macho.thin(file)
    assert file.read_bytes() == library()


def test_only_the_named_exceptions_may_be_newer(tmp_path: Path) -> None:
    import bundle

    for name in ("PySide6/QtCore.abi3.so", "PySide6/Qt/plugins/libnew.dylib"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(library(system=(15, 0)))
    assert check.complaints(tmp_path, bundle.read()) == ["PySide6/Qt/plugins/libnew.dylib needs macOS 15.0."]
    (tmp_path / "PySide6/QtCore.abi3.so").write_bytes(library(system=(15, 4)))
    assert "PySide6/QtCore.abi3.so needs macOS 15.4." in check.complaints(tmp_path, bundle.read())
