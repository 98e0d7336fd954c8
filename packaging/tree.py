"""A tree laid out like the bundle: Earshot.app/Contents/Resources with app and app_packages.

    python packaging/tree.py mac FOLDER       a Mac's packages as they will be shipped: cleaned and slimmed
    python packaging/tree.py linux FOLDER     the same packages for Linux, to be run here

Nothing of it is run on a Mac; `linux` is for the self-test with exactly the closed list's packages.  Python itself is
this machine's in both: a Mac's is not to be had here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import macho

import bundle

CONTENTS = Path("Earshot.app/Contents")
RESOURCES = CONTENTS / "Resources"
TWINS = {"mlx-metal": "mlx-cpu"}
"""What stands on Linux in a package's place; for PyObjC there are python-xlib and six."""
OF_A_MAC, OF_LINUX = "pyobjc", ("python-xlib", "six")


def app(into: Path, root: Path = bundle.ROOT) -> None:
    """Writes the package `earshot` with the model, samples and licences that it carries."""
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(root / "app" / "earshot", into / "earshot", ignore=skip, dirs_exist_ok=True)
    carried = into / "earshot" / "carried"
    for name in ("icons", "samples", "style", "licences", "translations"):
        shutil.copytree(root / "resources" / name, carried / "resources" / name, dirs_exist_ok=True)
    shutil.copytree(
        root / "models" / "pocket", carried / "models" / "pocket", ignore=lambda _, names: _training(names),
        dirs_exist_ok=True,
    )  # fmt: skip
    shutil.copy(root / "models" / "catalogue.toml", carried / "models")
    for name in ("LICENSE", "THIRD_PARTY.md"):
        shutil.copy(root / name, carried / "resources" / "licences")


def _training(names: list[str]) -> set[str]:
    return {name for name in names if name.startswith(("state", "."))}


def described(into: Path, what: bundle.Bundle) -> None:
    """The folder by which the program finds its own version; on a Mac Briefcase writes it."""
    folder = into / f"{bundle.APP}-{what.version}.dist-info"
    folder.mkdir()
    text = f"Metadata-Version: 2.1\nName: {bundle.APP}\nVersion: {what.version}\n"
    (folder / "METADATA").write_text(text, encoding="utf-8")


def mac_packages(into: Path, what: bundle.Bundle, *, cached: Path | None = None) -> None:
    """The closed list, every wheel checked against its hash, for macOS on Apple silicon."""
    tag = f"macosx_{what.minimum_system.replace('.', '_')}_{what.architecture}"
    abi = f"cp{what.python.replace('.', '')}"
    places = ["--no-index", "--find-links", str(cached)] if cached else []
    _pip(
        "--no-deps", "--require-hashes", "--requirement", str(bundle.CLOSED), "--target", str(into), "--platform", tag,
        "--python-version", what.python, "--implementation", "cp", "--abi", abi, "--abi", "abi3", "--abi", "none",
        *places,
    )  # fmt: skip


def linux_packages(into: Path, python: str) -> None:
    """The same packages in the same versions for this machine."""
    names = [TWINS.get(one.name, one.name) for one in bundle.closed() if not one.name.startswith(OF_A_MAC)]
    _pip("--no-deps", "--constraint", "constraints.txt", "--target", str(into), *names, *OF_LINUX, python=python)


def _pip(*words: str, python: str = sys.executable) -> None:
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
    ]
    subprocess.run([*command, *words], cwd=bundle.ROOT, check=True)


def clean(folder: Path, patterns: list[str]) -> None:
    """Takes out what the bundle leaves behind, as Briefcase will; a pattern that meets nothing is allowed here."""
    for pattern in patterns:
        for path in list(folder.glob(pattern)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def strip(folder: Path, tool: str) -> None:
    """Takes local symbols out of a Mac's libraries; what the tool cannot do stays as it is."""
    for path in files(folder):
        if macho.slices(path):
            subprocess.run([tool, "-x", str(path)], check=False, capture_output=True)


def stripping() -> str | None:
    """The program that takes symbols out of a Mac's libraries; None if there is none here."""
    return shutil.which("strip" if sys.platform == "darwin" else "llvm-strip")


def files(folder: Path) -> Iterator[Path]:
    """All files of a folder, links left aside."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def size(folder: Path) -> int:
    """Bytes in all files."""
    return sum(path.stat().st_size for path in files(folder))


def python(contents: Path, what: bundle.Bundle) -> Path:
    """Copies this machine's CPython of the bundle to where a Mac's lies, cleaned; its folder, for PYTHONHOME."""
    ask = (
        "import sysconfig as s; print(s.get_path('stdlib'), s.get_config_var('LIBDIR'), s.get_config_var('LDLIBRARY'))"
    )
    asked = subprocess.run([interpreter(what), "-c", ask], check=True, capture_output=True, text=True)
    library, folder, name = asked.stdout.split()
    home = contents / "Frameworks" / "Python.framework" / "Versions" / what.python
    modules = home / "lib" / f"python{what.python}"
    skip = shutil.ignore_patterns("__pycache__", "site-packages", "config-*", "test")
    shutil.copytree(library, modules, ignore=skip)
    clean(modules, what.clean_up["python"])
    shutil.copy(Path(folder) / name, home / "Python")
    for path in (home / "Python", *(modules / "lib-dynload").iterdir()):
        subprocess.run(["strip", "-x", str(path)], check=True)
    return home


def interpreter(what: bundle.Bundle) -> str:
    """The bundle's CPython on this machine.  Raises FileNotFoundError with a sentence."""
    named = os.environ.get("BUNDLE_PYTHON")
    if named:
        return named
    asked = [sys.executable, "-m", "uv", "python", "find", "--no-project", "--system", what.python]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    if done.returncode:
        raise FileNotFoundError(f"No Python {what.python} is here. Name one like this: BUNDLE_PYTHON=/path/to/python3")
    return done.stdout.strip()


def made(folder: Path, kind: str, what: bundle.Bundle, *, cached: Path | None = None) -> Path:
    """The app of a Mac or of Linux as it will be signed, in `folder`; its Contents.  `cached`: wheels that are here."""
    contents = folder / CONTENTS
    packages, own = contents / "Resources" / "app_packages", contents / "Resources" / "app"
    if kind == "mac":
        mac_packages(packages, what, cached=cached)
    else:
        linux_packages(packages, interpreter(what))
    clean(packages, what.clean_up["packages"])
    app(own)
    described(own, what)
    python(contents, what)
    slim = str(bundle.ROOT / "packaging" / "slim.py")
    subprocess.run([interpreter(what), slim, str(contents.parent)], check=True)
    return contents


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("kind", choices=("mac", "linux"))
    asked.add_argument("folder", type=Path)
    options = asked.parse_args()
    contents = made(options.folder, options.kind, bundle.read())
    for part in ("Resources/app_packages", "Resources/app", "Frameworks"):
        print(f"{size(contents / part) / 1e6:6.1f} MB in {part}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
