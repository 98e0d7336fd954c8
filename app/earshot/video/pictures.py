"""Still pictures, by Pillow: any size, depth and palette become 8-bit RGB, turned as the camera noted."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from earshot.domain.clip import Frame
from earshot.domain.errors import LockedFileError, MediaError, MissingFileError

LARGEST = 200_000_000
"""Pixels; a picture of more is refused by its head instead of filling the memory."""
LARGEST_OF = {"PNG": 120_000_000, "GIF": 120_000_000, "BMP": 120_000_000, "TIFF": 120_000_000, "PPM": 120_000_000,
              "WEBP": 64_000_000, "AVIF": 64_000_000, "JPEG2000": 64_000_000}  # fmt: skip
"""Pixels, for kinds that cannot be made smaller while they are unpacked, or only in several copies: under 2 GB."""
LARGE = 24_000_000
"""Pixels from which on a picture is made smaller while it is unpacked: a model looks at 3 million at most."""

# Others are opened by running a program (EPS), or are no pictures of anything.
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "JPEG2000", "AVIF")
_STARTS = (
    b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51",
    b"P1", b"P2", b"P3", b"P4", b"P5", b"P6",
)  # fmt: skip
Image.MAX_IMAGE_PIXELS = LARGEST
_APPLE = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}


def is_picture(path: Path) -> bool:
    """True for a still picture, judged by its first bytes; OpenCV would take one for a clip of one frame.

    A GIF that moves is a clip.  What is no file, as a pipe, is no picture, and is not waited for.
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(16)
            if head.startswith(b"GIF8"):
                return _frames_of_gif(path) == 1
    except OSError:
        return False
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    return head.startswith(_STARTS) or brand in _APPLE | _AVIF or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _frames_of_gif(path: Path) -> int:
    """1, or 2 for more; a damaged one counts as still, so that it is told as a picture."""
    try:
        with Image.open(path, formats=["GIF"]) as image:
            image.seek(1)
            return 2
    except Exception:  # whatever Pillow makes of a stranger's file
        return 1


def picture(path: Path) -> Frame:
    """A still picture as a frame at 0 seconds; what is clear shows white.  Raises MediaError."""
    present(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                if image.width * image.height > LARGEST_OF.get(image.format or "", LARGEST):
                    raise Image.DecompressionBombError
                pixels = np.ascontiguousarray(_upright(_smaller(image)))
    except (Image.DecompressionBombError, MemoryError) as problem:
        raise MediaError(f"The picture “{path.name}” is too large.", "Make it smaller and try again.") from problem
    except Exception as problem:  # whatever Pillow makes of a stranger's file
        brands = _brands(path)
        if brands & _APPLE and not brands & _AVIF:
            raise MediaError(
                f"The picture “{path.name}” is in the HEIC format of telephones, which Earshot cannot read.",
                "Convert it to JPEG or PNG and try again.",
            ) from problem
        raise MediaError(f"The file “{path.name}” cannot be read as a picture.") from problem
    return Frame(0.0, pixels)


def present(path: Path) -> None:
    """Raises MediaError for what is no file with something in it, and for names that OpenCV would die of."""
    try:
        str(path).encode()
    except UnicodeEncodeError as problem:
        raise MediaError("The name of a file is not valid text.", "Rename the file and try again.") from problem
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:  # a name longer than any file's
        size = None
    if size is None:
        raise MissingFileError(f"There is no file “{path.name[:100]}”.")
    if size == 0:
        raise MediaError(f"The file “{path.name}” is empty.")
    try:
        path.open("rb").close()
    except PermissionError as problem:
        raise LockedFileError(f"The file “{path.name}” may not be read.") from problem


def _brands(path: Path) -> set[bytes]:
    """What a file says it is and goes with, in its first box: 4 bytes of length, “ftyp”, then names of 4 bytes."""
    with path.open("rb") as file:
        head = file.read(64)
    box = head[: int.from_bytes(head[:4], "big")] if head[4:8] == b"ftyp" else b""
    return {box[at : at + 4] for at in range(8, len(box), 4)}


def _smaller(image: Image.Image) -> Image.Image:
    """A very large picture at a whole fraction of its size, others as they are."""
    pixels = image.width * image.height
    if pixels <= LARGE:
        return image
    part = math.ceil(math.sqrt(pixels / LARGE))
    image.draft("RGB", (max(1, image.width // part), max(1, image.height // part)))  # JPEG: while it is unpacked
    if image.width * image.height <= LARGE:
        return image
    size = (max(1, image.width // part), max(1, image.height // part))
    return image.resize(size, Image.Resampling.NEAREST if image.mode in ("1", "P") else Image.Resampling.BOX)


def _upright(image: Image.Image) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8; what is see-through shows its own colours, as the family's own processor has it."""
    turned = _turned(image)
    if turned.mode.startswith("I") or turned.mode == "F":
        turned = Image.fromarray(_eight_bit(np.asarray(turned), turned.mode))
    return np.asarray(turned.convert("RGB"))


def _turned(image: Image.Image) -> Image.Image:
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a damaged note of the camera: the picture itself is there
        return image


def _eight_bit(deep: npt.NDArray[np.generic], mode: str) -> npt.NDArray[np.uint8]:
    """Grey of 16 bit, or in numbers of any size: these are spread over what there is."""
    grey = np.nan_to_num(deep.astype(np.float32), posinf=0.0, neginf=0.0)
    if mode == "F" or grey.max(initial=0.0) > 65535 or grey.min(initial=0.0) < 0:
        low, high = float(grey.min(initial=0.0)), float(grey.max(initial=0.0))
        grey = (grey - low) / max(high - low, 1e-9) * 65535
    return np.clip(np.round(grey / 257), 0, 255).astype(np.uint8)
