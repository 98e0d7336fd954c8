"""Still pictures of every kind become the same 8-bit RGB; what is none is one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from earshot.domain.errors import LockedFileError, MediaError
from earshot.video.pictures import LARGE, is_picture, picture, present


@pytest.mark.parametrize("ending", [".gif", ".ppm", ".jp2", ".avif", ".jpg", ".tif", ".bmp", ".webp", ".png"])
def test_every_common_kind_is_known_and_seen(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture{ending}"
    Image.new("RGB", (60, 40), (200, 100, 50)).save(path)
    assert is_picture(path)
    assert picture(path).pixels.reshape(-1, 3).mean(axis=0) == pytest.approx([200, 100, 50], abs=4)


def test_a_gif_that_moves_is_a_clip_and_one_that_stands_is_a_picture(tmp_path: Path) -> None:
    first, *others = [Image.new("RGB", (60, 40), (60 * step, 0, 0)) for step in range(4)]
    first.save(tmp_path / "moves.gif", save_all=True, append_images=others, duration=200)
    first.save(tmp_path / "stands.gif")
    assert not is_picture(tmp_path / "moves.gif")
    assert is_picture(tmp_path / "stands.gif")


@pytest.mark.parametrize("ending", [".png", ".tif", ".pgm"])
def test_sixteen_bit_grey_keeps_its_shades(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"deep{ending}"
    Image.fromarray(np.full((40, 60), 128 * 257, np.uint16)).save(path)
    np.testing.assert_array_equal(picture(path).pixels, 128)


def test_numbers_of_any_size_are_spread_and_what_is_no_number_is_black(tmp_path: Path) -> None:
    shades = np.linspace(-3, 7, 60 * 40, dtype=np.float32).reshape(40, 60)
    shades[0, 0] = np.nan
    Image.fromarray(shades).save(tmp_path / "measured.tif")
    seen = picture(tmp_path / "measured.tif").pixels
    assert seen[0, 1, 0] < 3 and seen[-1, -1, 0] == 255


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_shows_its_own_colours(mode: str, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (60, 40), (200, 200, 200, 0)).convert(mode)
    clear.save(tmp_path / "clear.png")
    pixels = picture(tmp_path / "clear.png").pixels
    assert (np.abs(pixels.astype(int) - 200) <= 3).all()


def test_colours_for_print_are_seen(tmp_path: Path) -> None:
    Image.new("CMYK", (60, 40), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    assert picture(tmp_path / "print.jpg").pixels.reshape(-1, 3).mean(axis=0) == pytest.approx([254, 0, 0], abs=6)


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_very_large_picture_is_made_smaller_as_it_is_unpacked(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"wide{ending}"
    Image.new("L", (8000, 4000), 77).save(path)
    seen = picture(path).pixels
    assert seen.shape[0] * seen.shape[1] <= LARGE
    assert seen.shape[1] / seen.shape[0] == pytest.approx(2.0, abs=0.01)
    assert np.abs(seen.astype(int) - 77).max() <= 1


@pytest.mark.parametrize("ending", [".png", ".jpg", ".gif", ".tif", ".webp", ".avif", ".jp2"])
def test_half_a_picture_is_one_sentence(ending: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    whole = tmp_path / f"whole{ending}"
    Image.fromarray(rng.integers(0, 255, (200, 200, 3), np.uint8)).save(whole)
    (tmp_path / f"half{ending}").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(MediaError, match="cannot be read as a picture"):
        picture(tmp_path / f"half{ending}")


@pytest.mark.parametrize("brands", [(b"heic", b"mif1"), (b"mif1", b"heic"), (b"heix", b"mif1"), (b"hevc", b"msf1")])
def test_a_picture_of_a_telephone_says_what_to_convert_it_to(brands: tuple[bytes, bytes], tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"  # whatever it is called
    path.write_bytes(_box(*brands))
    assert is_picture(path)
    with pytest.raises(MediaError, match="HEIC format of telephones, which Earshot cannot read") as caught:
        picture(path)
    assert caught.value.advice == "Convert it to JPEG or PNG and try again."


def test_a_damaged_picture_of_another_kind_is_not_taken_for_one_of_a_telephone(tmp_path: Path) -> None:
    path = tmp_path / "damaged.avif"
    path.write_bytes(_box(b"mif1", b"avif"))
    assert is_picture(path)
    with pytest.raises(MediaError, match="cannot be read as a picture"):
        picture(path)


def _box(first: bytes, second: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + first + bytes(4) + second + first + bytes(500)


def test_nothing_that_runs_a_program_is_opened(tmp_path: Path) -> None:
    Image.new("RGB", (6, 4)).save(tmp_path / "page.eps")
    assert not is_picture(tmp_path / "page.eps")
    with pytest.raises(MediaError):
        picture(tmp_path / "page.eps")


def test_a_picture_that_may_not_be_read_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "locked.png").write_bytes(b"PNG")
    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(LockedFileError, match="may not be read"):
        present(tmp_path / "locked.png")
