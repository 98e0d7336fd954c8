"""Weights on the disk, a piece at a time: any tensor can be read by rows, and shards are written as they fill.

So a checkpoint that is larger than the memory can be rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import mlx.core as mx
import numpy as np

from earshot.engine.weights import INDEX, head_of

SHARD_BYTES = 1 << 30
"""A shard is closed once it holds so much; a single larger tensor has one of its own."""
BLOCK_BYTES = 128 << 20
_NUMPY = MappingProxyType({
    "F32": np.float32, "F16": np.float16, "BF16": np.uint16, "I64": np.int64, "I32": np.int32, "I16": np.int16,
    "I8": np.int8, "U64": np.uint64, "U32": np.uint32, "U16": np.uint16, "U8": np.uint8, "BOOL": np.bool_,
})  # fmt: skip
"""Every kind of number that weights.py lets pass."""


class Stored:
    """One tensor in a file of weights."""

    def __init__(self, file: Path, name: str, entry: dict[str, Any], start: int) -> None:
        self.name = name
        self.dtype: str = entry["dtype"]
        self.shape: tuple[int, ...] = tuple(entry["shape"])
        begin, end = entry["data_offsets"]
        self.bytes: int = end - begin
        self._file, self._begin = file, start + begin

    def _mapped(self) -> np.ndarray:
        return np.memmap(self._file, _NUMPY[self.dtype], "r", self._begin, self.shape or (1,))

    def whole(self) -> mx.array:
        """All of it."""
        return self._taken(np.array(self._mapped())).reshape(self.shape)

    def blocks(self) -> Iterator[mx.array]:
        """Consecutive rows of it, about `BLOCK_BYTES` at a time."""
        rows = max(1, BLOCK_BYTES * self.shape[0] // max(1, self.bytes))
        mapped = self._mapped()
        for begin in range(0, self.shape[0], rows):
            yield self._taken(np.array(mapped[begin : begin + rows]))

    def _taken(self, values: np.ndarray) -> mx.array:
        array = mx.array(values)
        return array.view(mx.bfloat16) if self.dtype == "BF16" else array


def stored(file: Path) -> Iterator[Stored]:
    """The tensors of a file that was checked before, in the order in which they lie there."""
    head, start = head_of(file)
    for name, entry in sorted(head.items(), key=lambda item: item[1]["data_offsets"][0]):
        yield Stored(file, name, entry, start)


class Writer:
    """Writes tensors into shards of a folder; `close` names them and lists what is where."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, mx.array] = {}
        self._files: list[tuple[Path, list[str]]] = []
        self.bytes = 0

    def put(self, name: str, array: mx.array) -> None:
        mx.eval(array)
        self._open[name] = array
        self.bytes += array.nbytes
        if sum(held.nbytes for held in self._open.values()) >= SHARD_BYTES:
            self._write()

    def close(self) -> None:
        """One file keeps the plain name; several are numbered and listed."""
        self._write()
        count, where = len(self._files), {}
        for number, (file, names) in enumerate(self._files, start=1):
            final = "model.safetensors" if count == 1 else f"model-{number:05}-of-{count:05}.safetensors"
            file.rename(self._folder / final)
            where.update(dict.fromkeys(names, final))
        listed = {"metadata": {"total_size": self.bytes}, "weight_map": dict(sorted(where.items()))}
        (self._folder / INDEX).write_text(json.dumps(listed, indent=1), encoding="utf-8")

    def _write(self) -> None:
        if not self._open:
            return
        file = self._folder / f"shard-{len(self._files)}.safetensors"
        mx.save_safetensors(str(file), self._open, {"format": "mlx"})
        self._files.append((file, list(self._open)))
        self._open = {}
        mx.clear_cache()
