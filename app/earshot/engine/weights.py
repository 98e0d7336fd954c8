"""Safetensors files, judged by their heads before anything of them is read into memory.

Format: 8 bytes of length, a JSON object of {name: dtype, shape, data_offsets}, then the numbers.
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

from earshot.domain.errors import ModelError
from earshot.engine.files import read_json

INDEX = "model.safetensors.index.json"
"""The list of files of weights and what each holds, where there are several."""
_LARGEST_HEAD = 32 * 1024 * 1024
_MOST_SHARDS = 1000
NUMBER_BYTES = {
    "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
    "U8": 1, "BOOL": 1,
}  # fmt: skip
"""Kinds of numbers MLX reads as they are.  It reads no F64; for F8_E8M0 mlx-vlm would write into the user's file."""
_LARGEST_SIDE = 1 << 31
_MOST_SIDES = 8


def check_weights(folder: Path) -> int:
    """Bytes of all weights; every shard must be there and be what its own head says.  Raises ModelError."""
    return sum(check_shard(folder, name) for name in names_of(folder))


def weight_files(folder: Path) -> list[Path]:
    """The files of weights of a checkpoint that was checked before."""
    return [folder / name for name in names_of(folder)]


def head_of(file: Path) -> tuple[dict[str, Any], int]:
    """The head of a file that was checked before, by name of tensor, and where its numbers begin."""
    with file.open("rb") as opened:
        length = struct.unpack("<Q", opened.read(8))[0]
        head: dict[str, Any] = json.loads(opened.read(length))
    head.pop("__metadata__", None)
    return head, 8 + length


def names_of(folder: Path) -> list[str]:
    """Names of the files of weights, from the list beside them where there is one.  Raises ModelError."""
    index = folder / INDEX
    if index.is_file():
        shards = read_json(index).get("weight_map")
        if not isinstance(shards, dict) or not shards:
            raise ModelError(f"The list of weights of the model in “{folder.name}” is damaged.")
        names = sorted({str(name) for name in shards.values()})
    else:
        names = sorted(path.name for path in folder.glob("*.safetensors"))
    if not names:
        raise ModelError(f"The folder “{folder.name}” holds no weights in safetensors format.")
    if len(names) > _MOST_SHARDS:
        raise ModelError(f"The list of weights of the model in “{folder.name}” is damaged.")
    return names


def check_shard(folder: Path, name: str) -> int:
    """Bytes of one file of weights, which must be what its own head says.  Raises ModelError."""
    path = folder / name
    if Path(name).name != name or "\0" in name:
        raise ModelError(f"The list of weights of the model in “{folder.name}” names a file outside of it.")
    if len(name) > 255 or not path.is_file():
        raise ModelError(f"The model in “{folder.name}” is incomplete: {name} is missing.")
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            if length > min(_LARGEST_HEAD, size):
                raise ValueError("head longer than the file")
            head = json.loads(file.read(length))
        end = _end(head)
    except (
        OSError, ValueError, struct.error, TypeError, LookupError, AttributeError, RecursionError, MemoryError
    ) as problem:  # fmt: skip
        raise ModelError(f"The weights in {name} of the model in “{folder.name}” are damaged.") from problem
    if 8 + length + end != size:
        raise ModelError(
            f"The weights in {name} of the model in “{folder.name}” are cut short.", "Get the model again."
        )
    return size


def _end(head: dict[str, Any]) -> int:
    """Where the numbers end, in bytes after the head.  Raises ValueError if they do not lie one after another."""
    places = [_place(part) for name, part in head.items() if name != "__metadata__"]
    if not places:
        raise ValueError("no weights")
    at = 0
    for begin, end in sorted(places):
        if begin != at:
            raise ValueError("a hole, or two tensors in one place")
        at = end
    return at


def _place(part: dict[str, Any]) -> tuple[int, int]:
    shape, (begin, end) = part["shape"], part["data_offsets"]
    numbers = [begin, end, *shape]
    if not isinstance(shape, list) or len(shape) > _MOST_SIDES or any(type(number) is not int for number in numbers):
        raise ValueError("no shape")
    if begin < 0 or any(not 0 < side < _LARGEST_SIDE for side in shape):
        raise ValueError("no side")
    if end - begin != math.prod(shape) * NUMBER_BYTES[part["dtype"]]:
        raise ValueError("another size than its shape")
    return begin, end
