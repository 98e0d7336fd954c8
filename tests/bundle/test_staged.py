"""What Briefcase will read, and what macOS will read of it."""

from __future__ import annotations

import plistlib
import re
import struct
from pathlib import Path
from typing import Any

import icon
import jinja2
import pytest
import stage
from briefcase.config import parse_config
from briefcase.console import Console
from briefcase.integrations.cookiecutter import PListExtension

import bundle
from earshot import paths

LOOSE = ("com.apple.security.cs.allow-unsigned-executable-memory", "com.apple.security.cs.disable-library-validation")
TOP = "<?xml version='1.0' encoding='UTF-8'?><plist version='1.0'><dict>{%s}</dict></plist>"


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staged")
    stage.stage(folder, bundle.read())
    return folder


def read_by_briefcase(staged: Path) -> dict[str, Any]:
    _, apps = parse_config(staged / "pyproject.toml", "macOS", "app", Console())
    assert list(apps) == ["earshot"]
    return apps["earshot"]


def rendered(values: dict[str, Any]) -> dict[str, Any]:
    """As Briefcase writes values into a property list: by its own filter, without escaping."""
    template = "{% for key, value in values.items() %}<key>{{ key }}</key>{{ value|plist_value }}{% endfor %}"
    page = jinja2.Environment(extensions=[PListExtension]).from_string(template).render(values=values)
    return plistlib.loads(TOP.replace("{%s}", page).encode())


def test_briefcase_reads_the_app_that_is_meant(staged: Path) -> None:
    app = read_by_briefcase(staged)
    assert (app["formal_name"], app["bundle"], app["version"]) == (
        "Earshot",
        "io.github.earshot",
        bundle.read().version,
    )
    assert (app["min_os_version"], app["universal_build"]) == ("14.0", False)
    assert app["license"] == "GPL-3.0-or-later"
    assert app["requires"] == [f"--requirement={staged / 'packages.txt'}"], "the closed list and nothing besides"
    assert {"--no-deps", "--require-hashes"} <= set(app["requirement_installer_args"])
    assert all((staged / source / "__main__.py").is_file() for source in app["sources"])
    assert (staged / f"{app['icon']}.icns").is_file() and (staged / f"{app['installer_background']}.png").is_file()
    assert all((staged / file).is_file() for file in app["license_files"])
    assert not any(table in app for table in bundle.OURS)


def test_every_clean_up_path_is_one_that_briefcase_can_expand(staged: Path) -> None:
    class App:
        formal_name = "Earshot"

    paths = [path.format(app=App) for path in read_by_briefcase(staged)["cleanup_paths"]]
    assert len(paths) > 40
    assert all(path.startswith("Earshot.app/Contents/") and ".." not in path for path in paths)


def test_the_property_list_has_every_key() -> None:
    info = rendered(bundle.read().settings["info"])
    assert info["NSMicrophoneUsageDescription"]
    assert info["LSMinimumSystemVersion"] == "14.0"
    assert info["NSHighResolutionCapable"] is True
    assert "Apache-2.0" in info["NSHumanReadableCopyright"] and "GPL-3.0-or-later" in info["NSHumanReadableCopyright"]
    types = {kind["CFBundleTypeName"]: kind for kind in info["CFBundleDocumentTypes"]}
    assert list(types) == ["Video", "Sound", "Folder of a Gemma 4 model"]
    assert "public.movie" in types["Video"]["LSItemContentTypes"]
    assert "public.audio" in types["Sound"]["LSItemContentTypes"]
    assert all(kind["LSHandlerRank"] == "Alternate" and kind["CFBundleTypeRole"] == "Viewer" for kind in types.values())


def test_the_entitlements_are_the_microphone_alone() -> None:
    entitlements = rendered(bundle.read().settings["entitlement"])
    assert {key for key, value in entitlements.items() if value} == {"com.apple.security.device.audio-input"}
    assert all(entitlements[key] is False for key in LOOSE), "else Briefcase's own defaults count"


def test_nothing_in_the_bundle_needs_escaping() -> None:
    texts = list(_texts(bundle.read().settings))
    assert len(texts) > 20
    assert not [text for text in texts if re.search("[&<>]", text)]


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    else:
        assert isinstance(value, str | bool), f"{value!r} becomes a string in a property list"
        if isinstance(value, str):
            yield value


def test_a_development_build_shares_no_permission_with_the_real_app(tmp_path: Path) -> None:
    stage.stage(tmp_path, bundle.read(), development=True)
    app = read_by_briefcase(tmp_path)
    assert app["bundle"] == "io.github.earshot.development"
    assert app["formal_name"] == "Earshot Development"


def test_the_staged_app_carries_model_samples_and_licences_and_no_training(staged: Path) -> None:
    carried = staged / "src" / "earshot" / "carried"
    assert (carried / "models" / "pocket" / "model.safetensors").stat().st_size > 1_000_000
    assert (carried / "resources" / "samples" / "dictation.wav").is_file()
    names = {path.name for path in (carried / "resources" / "licences").iterdir()}
    assert {"GPL-3.0.txt", "LGPL-3.0.txt", "LICENSE", "THIRD_PARTY.md"} <= names
    assert not list(carried.rglob("*.py")) and not (carried / "resources" / "screenshots").exists()


def test_whatever_the_program_looks_for_is_staged(staged: Path) -> None:
    carried = staged / "src" / "earshot" / "carried"
    looked_for = (paths.POCKET, paths.CATALOGUE, paths.RESOURCES, paths.SAMPLES, paths.LICENCES)
    assert all((carried / place.relative_to(bundle.ROOT)).exists() for place in looked_for)
    resources = bundle.ROOT / "resources"
    here = {path.relative_to(resources) for path in resources.rglob("*") if path.is_file()}
    there = {path.relative_to(carried / "resources") for path in (carried / "resources").rglob("*")}
    assert {path.parts[0] for path in here - there} == {"screenshots"}, "only the README's pictures stay behind"
    pocket = {path.name for path in paths.POCKET.iterdir() if path.is_file() and not path.name.startswith("state")}
    assert pocket == {path.name for path in (carried / "models" / "pocket").iterdir()}


def test_staging_again_leaves_what_was_built(staged: Path) -> None:
    built = staged / "build" / "made"
    built.parent.mkdir()
    built.touch()
    (staged / "src" / "old.py").touch()
    stage.stage(staged, bundle.read())
    assert built.exists() and not (staged / "src" / "old.py").exists()


def test_the_icon_has_every_size_drawn_for_itself(staged: Path) -> None:
    data = (staged / "earshot.icns").read_bytes()
    assert data[:4] == b"icns" and struct.unpack(">I", data[4:8]) == (len(data),)
    found, at = {}, 8
    while at < len(data):
        name, (length,) = data[at : at + 4], struct.unpack(">I", data[at + 4 : at + 8])
        png = data[at + 8 : at + length]
        assert png.startswith(b"\x89PNG")
        found[name] = struct.unpack(">II", png[16:24])
        at += length
    assert found == {name: (size, size) for name, size in icon.SIZES.items()}
