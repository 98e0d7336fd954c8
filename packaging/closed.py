"""The closed list of the bundle's packages: names, versions and hashes, and no addresses.

    python packaging/closed.py            says what has changed since the list was made
    python packaging/closed.py --write    makes the list anew (about 260 MB to download)

uv resolves pyproject.toml with constraints.txt for macOS on Apple silicon, because pip would judge markers for the
machine it runs on; what `left-out` of briefcase.toml names is taken away; pip fetches the one wheel of each other.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import bundle

WHEELS = bundle.ROOT / "build" / "wheels"
HEAD = """\
# The packages of the macOS bundle: CPython {python}, macOS {system} or newer, {architecture}.
# Made by packaging/closed.py from pyproject.toml, constraints.txt and the `left-out` of briefcase.toml; do not edit.
# Install with --no-deps --require-hashes.
"""


def resolved(what: bundle.Bundle) -> dict[str, str]:
    """Package -> version of everything that is asked for, by whomever.  Raises CalledProcessError."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--no-config",
        "--python-version", what.python, "--python-platform", "aarch64-apple-darwin", "--only-binary", ":all:",
        "--constraint", "constraints.txt", "pyproject.toml",
    ]  # fmt: skip
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": what.minimum_system}
    done = subprocess.run(command, cwd=bundle.ROOT, env=environment, check=True, capture_output=True, text=True)
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", done.stdout, re.MULTILINE))


def fetched(what: bundle.Bundle, pins: dict[str, str], into: Path = WHEELS) -> list[bundle.Pinned]:
    """The one wheel of each package, with its hash."""
    into.mkdir(parents=True, exist_ok=True)
    tag = f"macosx_{what.minimum_system.replace('.', '_')}_{what.architecture}"
    abi = f"cp{what.python.replace('.', '')}"
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary", ":all:", "--platform", tag, "--python-version", what.python, "--implementation", "cp",
            "--abi", abi, "--abi", "abi3", "--abi", "none", "--dest", str(into),
            *(f"{name}=={version}" for name, version in pins.items()),
        ],
        check=True,
    )  # fmt: skip
    return [bundle.Pinned(name, version, _hash(into, name, version)) for name, version in sorted(pins.items())]


def _hash(folder: Path, name: str, version: str) -> str:
    (wheel,) = [path for path in folder.glob("*.whl") if _of(path) == (bundle.plain(name), version)]
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _of(wheel: Path) -> tuple[str, str]:
    name, version = wheel.name.split("-")[:2]
    return bundle.plain(name), version


def differences(what: bundle.Bundle, pins: dict[str, str], listed: list[bundle.Pinned]) -> list[str]:
    """What a resolution and the list disagree about, one sentence each."""
    wanted = {bundle.plain(name): version for name, version in pins.items()}
    have = {bundle.plain(package.name): package.version for package in listed}
    left_out = {bundle.plain(name) for name in what.left_out}
    told = [f"{name} is asked for and stands in no list." for name in wanted if name not in have.keys() | left_out]
    told += [f"{name} is listed and nothing asks for it." for name in have if name not in wanted]
    told += [f"{name} is left out and nothing asks for it." for name in left_out if name not in wanted]
    told += [f"{name} stands in both lists." for name in left_out & have.keys()]
    told += [
        f"{name} is {version} in the list and {wanted[name]} in constraints.txt."
        for name, version in have.items()
        if wanted.get(name, version) != version
    ]
    return sorted(told)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--write", action="store_true", help="make the list anew")
    options = asked.parse_args()
    what = bundle.read()
    pins = resolved(what)
    if options.write:
        left_out = {bundle.plain(name) for name in what.left_out}
        carried = {name: version for name, version in pins.items() if bundle.plain(name) not in left_out}
        lines = [f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in fetched(what, carried)]
        head = HEAD.format(python=what.python, system=what.minimum_system, architecture=what.architecture)
        bundle.CLOSED.parent.mkdir(exist_ok=True)
        bundle.CLOSED.write_text(head + "".join(lines), encoding="utf-8")
    told = differences(what, pins, bundle.closed())
    print("\n".join(told) or f"{len(bundle.closed())} packages, as pyproject.toml and constraints.txt ask for them.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
