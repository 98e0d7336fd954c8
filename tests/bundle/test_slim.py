"""What slimming leaves of an app: bytecode that runs without its source."""

from __future__ import annotations

import marshal
import subprocess
import sys
from pathlib import Path

import pytest
import slim

TEXT = "import sys\n\ndef where():\n    return sys._getframe().f_code.co_filename\n"


@pytest.fixture
def contents(tmp_path: Path) -> Path:
    contents = tmp_path / "Some.app" / "Contents"
    for name in (
        f"{slim.PACKAGES}/small/__init__.py",
        f"{slim.PACKAGES}/readers/__init__.py",
        f"{slim.PACKAGES}/readers/models/one.py",
        f"{slim.PACKAGES}/readers/modelsmith.py",
        f"{slim.PYTHON}/Versions/3/lib/python3/os.py",
        f"{slim.OURS}/earshot/__main__.py",
    ):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).write_text(TEXT, encoding="utf-8")
    return contents


def sources(contents: Path) -> set[str]:
    return {path.name for path in contents.rglob("*.py")}


def test_bytecode_stands_where_the_sources_stood(contents: Path) -> None:
    assert slim.slimmed(contents, "true", ["readers/__init__.py", "readers/models"])
    assert sources(contents) == {"__init__.py", "one.py"}
    packages = contents / slim.PACKAGES
    assert (packages / "small" / "__init__.pyc").is_file() and (packages / "readers" / "modelsmith.pyc").is_file()
    assert (
        list(packages.glob("readers/models/__pycache__/one.*.pyc"))
        and not (packages / "readers/models/one.pyc").exists()
    )
    ask = (
        "import small, readers.models.one as one, readers.modelsmith as m; print(small.where(), one.where(), m.where())"
    )
    said = subprocess.run(
        [sys.executable, "-S", "-c", ask], env={"PYTHONPATH": str(packages)}, capture_output=True, text=True
    )
    inside = f"Some.app/Contents/{slim.PACKAGES}"
    small, one, smith = said.stdout.split()
    assert (small, smith) == (f"{inside}/small/__init__.py", f"{inside}/readers/modelsmith.py"), (
        "no folder of the builder's"
    )
    assert one == str(packages / "readers" / "models" / "one.py")


def test_a_second_time_changes_nothing(contents: Path) -> None:
    assert slim.slimmed(contents, "true", ["readers/models"])
    before = {path: path.read_bytes() for path in contents.rglob("*") if path.is_file()}
    assert slim.slimmed(contents, "true", ["readers/models"])
    assert {path: path.read_bytes() for path in contents.rglob("*") if path.is_file()} == before


def test_bytecode_is_never_compared_with_a_source(contents: Path) -> None:
    slim.slimmed(contents, "true", ["readers"])
    for path in contents.rglob("*.pyc"):
        head = path.read_bytes()
        assert int.from_bytes(head[4:8], "little") == 1, "a hash that is not checked"
        assert marshal.loads(head[16:]).co_filename.startswith("Some.app/Contents/")


def test_a_file_of_earshot_that_does_not_compile_is_told(contents: Path) -> None:
    (contents / slim.OURS / "earshot" / "broken.py").write_text("def\n", encoding="utf-8")
    (contents / slim.PACKAGES / "small" / "for_another_python.py").write_text("print 1\n", encoding="utf-8")
    assert not slim.slimmed(contents, "true", [])
    assert sources(contents) == {"broken.py", "for_another_python.py"}
