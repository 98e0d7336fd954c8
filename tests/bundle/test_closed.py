"""The closed list: whole, pinned, and the only way into the bundle."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

import closed
import pytest
from packaging.requirements import Requirement

import bundle

ON_A_MAC = {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64",
            "python_version": "3.13", "python_full_version": "3.13.0", "os_name": "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython"}  # fmt: skip


def constrained() -> dict[str, str]:
    lines = (bundle.ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {bundle.plain(name): version for name, _, version in (line.partition("==") for line in lines)}


def asked_for() -> dict[str, set[str]]:
    """Package -> who asks for it on a Mac, from pyproject.toml through everything that is installed here."""
    found: dict[str, set[str]] = {}
    waiting = [("Earshot", Requirement(line)) for line in bundle.read().project["dependencies"]]
    while waiting:
        who, wish = waiting.pop()
        extras = [{"extra": extra} for extra in wish.extras] or [{"extra": ""}]
        if wish.marker and not any(wish.marker.evaluate(ON_A_MAC | extra) for extra in extras):
            continue
        name = bundle.plain(wish.name)
        if who in found.setdefault(name, set()):
            continue
        found[name].add(who)
        try:
            inner = requires(wish.name) or []
        except PackageNotFoundError:  # PyObjC and mlx-metal are a Mac's; the closed list says what they ask for
            continue
        for line in inner:
            one = Requirement(line)
            if one.marker is None or any(one.marker.evaluate(ON_A_MAC | extra) for extra in extras):
                waiting.append((name, Requirement(line.partition(";")[0])))
    return found


def test_every_dependency_stands_in_a_list() -> None:
    what = bundle.read()
    lists = {bundle.plain(one.name) for one in bundle.closed()} | {bundle.plain(name) for name in what.left_out}
    strangers = {name: sorted(who) for name, who in asked_for().items() if name not in lists}
    assert not strangers, "run packaging/closed.py --write, or leave them out with a reason"


def test_the_walk_sees_what_only_a_mac_asks_for() -> None:
    found = asked_for()
    assert {"mlx-metal", "pyobjc-framework-quartz", "cffi", "h11", "scipy", "pyarrow"} <= found.keys()
    assert "mlx-cpu" not in found and "python-xlib" not in found


def test_the_list_has_the_versions_that_are_tested() -> None:
    pins = constrained()
    assert {one.name: one.version for one in bundle.closed()} == {
        one.name: pins[bundle.plain(one.name)] for one in bundle.closed()
    }


def test_the_list_has_names_versions_hashes_and_no_addresses() -> None:
    assert len(bundle.closed()) > 40
    assert "/" not in bundle.CLOSED.read_text(encoding="utf-8").replace("packaging/closed.py", "")


def test_a_line_without_a_hash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("numpy==2.4.6\n", encoding="utf-8")
    with pytest.raises(ValueError, match="hash"):
        bundle.closed(tmp_path / "list")


def test_what_differs_is_told_in_sentences() -> None:
    what = bundle.read()
    listed = [bundle.Pinned("a", "1", ""), bundle.Pinned("b", "1", ""), bundle.Pinned("scipy", "1", "")]
    told = closed.differences(what, {"a": "2", "new": "1", **dict.fromkeys(what.left_out, "1")}, listed)
    assert told == [
        "a is 1 in the list and 2 in constraints.txt.",
        "b is listed and nothing asks for it.",
        "new is asked for and stands in no list.",
        "scipy stands in both lists.",
    ]


def test_what_is_left_out_is_never_imported() -> None:
    names = "|".join(name.replace("-", "_") for name in bundle.read().left_out if name != "six")
    wanted = re.compile(rf"^\s*(?:import|from) ({names})\b", re.MULTILINE)
    code = (bundle.ROOT / "app" / "earshot").rglob("*.py")
    assert not [path.name for path in code if wanted.search(path.read_text(encoding="utf-8"))]


def test_the_page_of_licences_names_every_package_with_its_version() -> None:
    page = (bundle.ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    rows = {
        bundle.plain(name): version for name, version in re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \|", page, re.MULTILINE)
    }
    assert rows == {bundle.plain(one.name): one.version for one in bundle.closed()}


def test_packages_of_this_machine_are_those_of_the_list() -> None:
    """Where this test looks at metadata, it looks at the versions that are shipped."""
    other = {}
    for one in bundle.closed():
        try:
            here = metadata(one.name)["Version"]
        except PackageNotFoundError:
            continue
        if here != one.version:
            other[one.name] = here
    assert not other
