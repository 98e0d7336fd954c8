"""`make bundle-check`: what a bundle would hold, put together here from the real packages; needs the network once.

Linux's twins are run by the bundle's own CPython, which must be on this machine (or named: BUNDLE_PYTHON).
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import check
import closed
import macho
import pytest
import third_party
import tree

import bundle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
LIMIT = 450_000_000
"""Bytes of the whole app without models."""
ON_A_MAC = 11_000_000
"""Bytes of what is not to be had here: OpenSSL, SQLite and ncurses in a Mac's Python.framework (8 MB, judged by
OpenCV's copies), Briefcase's own program, the icon, the list that the signature keeps (1 MB)."""
SIGNATURE = 18_000
"""Bytes that `codesign` reserves for a certificate's signature in every library."""


@pytest.fixture(scope="module")
def mac(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of a Mac as they are shipped."""
    cached = closed.WHEELS if closed.WHEELS.is_dir() else None
    contents = tree.made(tmp_path_factory.mktemp("mac"), "mac", bundle.read(), cached=cached)
    return contents / "Resources" / "app_packages"


@pytest.fixture(scope="module")
def linux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Contents of an app that can be run here."""
    return tree.made(tmp_path_factory.mktemp("linux"), "linux", bundle.read())


def run(linux: Path, home: Path, *words: str, more: str = "", cut: bool = True) -> subprocess.CompletedProcess[str]:
    """The app's own Python, with its packages alone (and the folders `more`); `cut` off from any network."""
    what, packages = bundle.read(), f"{linux / 'Resources' / 'app'}:{linux / 'Resources' / 'app_packages'}"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "EARSHOT_DATA": str(home / "data"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONHOME": str(linux / "Frameworks" / "Python.framework" / "Versions" / what.python),
        "PYTHONPATH": packages + more,
    }  # fmt: skip
    without = ["unshare", "--net", *([] if os.getuid() == 0 else ["--map-root-user"])]
    command = [*(without if cut else []), tree.interpreter(what), "-P", "-S", "-s", *words]
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)


def test_the_list_is_what_the_resolver_gives() -> None:
    what = bundle.read()
    assert closed.differences(what, closed.resolved(what), bundle.closed()) == []


def test_every_pattern_of_the_clean_up_meets_something(tmp_path: Path) -> None:
    """One that meets nothing has gone out of date.  Looked up in the wheels, which nothing was taken out of."""
    what = bundle.read()
    whole = tmp_path / "whole"
    tree.mac_packages(whole, what, cached=closed.WHEELS if closed.WHEELS.is_dir() else None)
    assert not [pattern for pattern in what.clean_up["packages"] if not any(whole.glob(pattern))]


def test_every_library_runs_on_every_mac_that_is_promised(mac: Path) -> None:
    assert sum(bool(macho.slices(path)) for path in mac.rglob("*") if path.is_file()) > 200
    assert check.complaints(mac, bundle.read()) == []
    assert all((mac / "PySide6" / "Qt" / "plugins" / "platforms" / name).exists() for name in ("libqcocoa.dylib",))
    assert (mac / "mlx" / "lib" / "mlx.metallib").exists()


def test_libraries_that_call_back_use_the_systems_trampolines(mac: Path) -> None:
    """So that no memory need be both written and run; the entitlements say so."""
    for name in ("_cffi_backend.*.so", "objc/_objc.*.so"):
        (path,) = mac.glob(name)
        assert any("/usr/lib/libffi" in library for one in macho.slices(path) for library in one.libraries)


def test_no_licence_is_unknown_and_the_page_is_up_to_date(mac: Path) -> None:
    known = tomllib.loads((third_party.HERE / "licences.toml").read_text(encoding="utf-8"))
    page = third_party.written(third_party.packages(mac, known), third_party.libraries(mac, known))
    assert page == third_party.TARGET.read_text(encoding="utf-8")


def test_the_app_is_small_enough_without_models(mac: Path) -> None:
    contents = mac.parents[1]
    models = tree.size(contents / "Resources" / "app" / "earshot" / "carried" / "models")
    libraries = sum(bool(macho.slices(path)) for path in tree.files(mac)) + len(list(contents.rglob("lib-dynload/*")))
    whole = tree.size(contents) - models + libraries * SIGNATURE + ON_A_MAC
    print(f"{whole / 1e6:.0f} MB, of it {tree.size(mac) / 1e6:.0f} MB of packages; {libraries} libraries to sign")
    assert whole < LIMIT


def test_sources_are_gone_but_of_what_reads_its_own(mac: Path) -> None:
    keep = tuple(bundle.read().clean_up["keep-source"])
    left = [path.relative_to(mac).as_posix() for path in mac.rglob("*.py")]
    assert left and not [name for name in left if not name.startswith(keep)]
    assert not list((mac.parents[1] / "Frameworks").rglob("*.py"))
    assert len(list(mac.rglob("*.pyc"))) > 1400


def test_it_hears_sees_and_edits_with_these_packages_alone_and_no_network(linux: Path, tmp_path: Path) -> None:
    done = run(linux, tmp_path, "-m", "earshot", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("green") == 6
    window = "from PySide6.QtWidgets import QApplication; from earshot import app; a = QApplication([]); "
    window += "w = app.build(a); w.show(); a.processEvents(); w.close()"
    seen = run(linux, tmp_path, "-c", window)
    assert seen.returncode == 0, seen.stderr


WHOLE = (
    "engine/test_towers.py", "engine/test_drafter.py", "engine/test_loading.py", "engine/test_quantising.py",
    "engine/test_template.py", "engine/test_checkpoint.py", "video", "audio/test_decode.py", "audio/test_detector.py",
    "store/test_neighbours.py", "store/test_offers.py", "store/test_tokens.py", "store/test_history.py",
)  # fmt: skip
"""Every family of checkpoints, drafters, every kind of media, the hub's client, the keychain."""


def test_every_model_and_every_kind_of_media_with_these_packages(linux: Path, tmp_path: Path) -> None:
    """Nothing that they import was taken out."""
    testers, settings = tmp_path / "testers", tmp_path / "pytest.ini"
    wanted = ["--quiet", "--target", str(testers), "--constraint", "constraints.txt", "pytest", "pytest-timeout"]
    install = [tree.interpreter(bundle.read()), "-m", "pip", "install", "--disable-pip-version-check", *wanted]
    subprocess.run(install, cwd=bundle.ROOT, check=True)
    settings.write_text("[pytest]\ntimeout = 600\nmarkers =\n    slow: long ones\n", encoding="utf-8")
    files = [str(bundle.ROOT / "tests" / name) for name in WHOLE]
    how = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore",
        "-m",
        "not slow",
        "-c",
        str(settings),
        "--rootdir",
        str(bundle.ROOT),
    ]
    more = f":{testers}:{bundle.ROOT}"
    done = run(linux, tmp_path, "-m", "pytest", *how, *files, more=more, cut=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
