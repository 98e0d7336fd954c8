"""`make bundle-check`: what a bundle would hold, put together here from the real packages; needs the network once.

Linux's twins are run by the bundle's own CPython, which must be on this machine (or named: BUNDLE_PYTHON).
"""

from __future__ import annotations

import os
import shutil
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
"""Bytes of packages and Earshot, without models, bytecode and Python itself."""


@pytest.fixture(scope="module")
def mac(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of a Mac as they are shipped."""
    what, packages = bundle.read(), tmp_path_factory.mktemp("mac") / "app_packages"
    tree.mac_packages(packages, what, cached=closed.WHEELS if closed.WHEELS.is_dir() else None)
    tree.clean(packages, what.clean_up["packages"])
    for path in packages.rglob("*"):
        if path.is_file():
            macho.thin(path)
    return packages


@pytest.fixture(scope="module")
def linux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle's tree that can be run here."""
    what, resources = bundle.read(), tmp_path_factory.mktemp("linux") / tree.RESOURCES
    tree.linux_packages(resources / "app_packages", tree.interpreter(what))
    tree.clean(resources / "app_packages", what.clean_up["packages"])
    tree.app(resources / "app")
    tree.described(resources / "app", what)
    return resources


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


def test_the_app_is_small_enough_without_models(mac: Path, linux: Path) -> None:
    if tool := shutil.which("llvm-strip") or shutil.which("strip"):
        tree.strip(mac, tool)
    own = tree.size(linux / "app") - tree.size(linux / "app" / "earshot" / "carried" / "models")
    print(f"{tree.size(mac) / 1e6:.0f} MB of packages, {own / 1e6:.1f} MB of Earshot without its model")
    assert tree.size(mac) + own < LIMIT


def test_it_hears_sees_and_edits_with_these_packages_alone_and_no_network(linux: Path, tmp_path: Path) -> None:
    python = tree.interpreter(bundle.read())
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "EARSHOT_DATA": str(tmp_path / "data"),
        "PYTHONPATH": f"{linux / 'app'}:{linux / 'app_packages'}", "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    without = ["unshare", "--net", *([] if os.getuid() == 0 else ["--map-root-user"])]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*without, python, "-P", "-S", "-s", *words]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = run("-m", "earshot", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("green") == 4
    window = "from PySide6.QtWidgets import QApplication; from earshot import app; a = QApplication([]); "
    window += "w = app.build(a); w.show(); a.processEvents(); w.close()"
    seen = run("-c", window)
    assert seen.returncode == 0, seen.stderr
