"""A checkpoint in 16 bits -> the same one in 4 or 8, tensor by tensor, so that it may be larger than the memory.

Only the matrices of the text model are quantised.  What brings sound and pictures in stays as it is: it is small,
every token goes through it, and the published conversions that quantise it lose words.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from earshot.domain.errors import EarshotError, ModelError
from earshot.engine.checkpoint import anatomy_of, inspect
from earshot.engine.files import read_json
from earshot.engine.weights import weight_files

if TYPE_CHECKING:
    import mlx.core as mx

    from earshot.engine.shards import Stored

BITS, GROUPS = (4, 8), (32, 64)
_KEPT = (".router.", ".per_layer_model_projection.")
"""Parts of the text model that stay: the router decides and must not be rounded, the projection feeds every layer."""
_SPARE_BYTES = 64 << 20


@dataclass(frozen=True)
class Quantised:
    """What was written; bytes of all weights before and after."""

    folder: Path
    before: int
    after: int


def quantise(folder: Path, out: Path, bits: int, group: int) -> Generator[float, None, Quantised]:
    """Writes the checkpoint in `folder` to `out` with `bits` a weight; yields the share that is done.

    `out` appears when all of it is written, or not at all.  Raises EarshotError if it is there already, if the disk
    is too full or if the checkpoint is quantised, ModelError if it is none.
    """
    assert bits in BITS and group in GROUPS
    card = inspect(folder)
    config = read_json(folder / "config.json")
    if "quantization" in config or "quantization_config" in config:
        raise ModelError(f"{card.title} is quantised already ({card.precision}).", "Choose the one with 16 bits.")
    _make_sure_of_room(folder, out, bits, group)
    before = anatomy_of(folder).weight_bytes()
    yield 0.0
    from earshot.engine.shards import Writer, stored

    part = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=".part", dir=out.parent))
    try:
        writer = Writer(part)
        weights = weight_files(folder)
        done = 0
        for file in weights:
            for tensor in stored(file):
                for name, array in _converted(tensor, bits, group):
                    writer.put(name, array)
                done += tensor.bytes
                yield done / before
        writer.close()
        settings = {"group_size": group, "bits": bits, "mode": "affine"}
        config |= {"quantization": settings, "quantization_config": settings}
        (part / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        _copy_the_rest(folder, part)
        inspect(part)
        part.chmod(0o755)
        if out.exists():
            raise _there_already(out)
        part.rename(out)
    except OSError as problem:
        raise EarshotError(
            f"The model cannot be written to “{out.name}”.", "Choose a folder that can be written to."
        ) from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Quantised(out, before, writer.bytes)


def to_quantise(name: str, shape: tuple[int, ...], group: int) -> bool:
    """True for a matrix of the text model whose rows fall into groups."""
    text = ".language_model." in f".{name}" and not any(kept in name for kept in _KEPT)
    experts = len(shape) == 3 and ".experts." in name
    matrix = len(shape) == 2 and name.endswith(".weight")
    return text and (matrix or experts) and shape[-1] % group == 0 and shape[-2] * shape[-1] % 64 == 0


def _converted(tensor: Stored, bits: int, group: int) -> Iterator[tuple[str, mx.array]]:
    """The tensors that take the place of one."""
    import mlx.core as mx

    if tensor.dtype not in ("BF16", "F16", "F32") or not to_quantise(tensor.name, tensor.shape, group):
        yield tensor.name, tensor.whole()
        return
    pieces: list[list[mx.array]] = [[], [], []]
    for block in tensor.blocks():
        made = mx.quantize(block, group_size=group, bits=bits)
        mx.eval(made)
        for held, array in zip(pieces, made, strict=True):
            held.append(array)
    for module, rows in _modules(tensor):
        for kind, held in zip(("weight", "scales", "biases"), pieces, strict=True):
            yield f"{module}.{kind}", mx.contiguous(mx.concatenate(held)[rows])


def _modules(tensor: Stored) -> Iterator[tuple[str, slice | tuple[slice, slice]]]:
    """The modules that a tensor belongs to, and which part of it is theirs: experts store gate and up in one."""
    every = slice(None)
    match tensor.name.rpartition(".experts."):
        case (before, _, "gate_up_proj") if before:
            half = tensor.shape[1] // 2
            yield f"{before}.experts.switch_glu.gate_proj", (every, slice(half))
            yield f"{before}.experts.switch_glu.up_proj", (every, slice(half, None))
        case (before, _, "down_proj") if before:
            yield f"{before}.experts.switch_glu.down_proj", every
        case _:
            yield tensor.name.removesuffix(".weight"), every


def _copy_the_rest(folder: Path, part: Path) -> None:
    """Tokenizer, template, processor and whatever else lies beside the weights."""
    for file in folder.iterdir():
        own = file.name == "config.json" or file.name.endswith((".safetensors", ".safetensors.index.json"))
        if file.is_file() and not own and not file.name.startswith("."):
            shutil.copyfile(file, part / file.name)


def _make_sure_of_room(folder: Path, out: Path, bits: int, group: int) -> None:
    if out.exists():
        raise _there_already(out)
    if not out.parent.is_dir():
        raise EarshotError(f"There is no folder “{out.parent.name}”.", "Make it first, or choose another one.")
    width = bits + 32 / group
    tensors = anatomy_of(folder).tensors.items()
    need = sum(part.size * width / 8 if to_quantise(name, part.shape, group) else part.bytes for name, part in tensors)
    free = shutil.disk_usage(out.parent).free
    if need + _SPARE_BYTES > free:
        raise EarshotError(
            f"The model would take {need / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free on this disk.",
            "Make room, or choose a folder on another disk.",
        )


def _there_already(out: Path) -> EarshotError:
    return EarshotError(f"The folder “{out.name}” is there already.", "Choose a name that is not taken yet.")
