"""The staged project: what Briefcase reads, joined from briefcase.toml, pyproject.toml and the sources.

python packaging/stage.py build/staged                  for a release
python packaging/stage.py build/staged --development    with another bundle id, so that it shares no permissions
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

import icon
import tomli_w
import tree

import bundle

PACKAGES = "{app.formal_name}.app/Contents/Resources/app_packages/"
PYTHON = "{app.formal_name}.app/Contents/Frameworks/Python.framework/Versions/*/lib/python*/"
LICENCES = ["licences/GPL-3.0.txt", "licences/LICENSE"]


def described(what: bundle.Bundle, packages: Path, *, development: bool = False) -> dict[str, Any]:
    """The staged pyproject.toml.  Dependencies stand in no place but the closed list."""
    settings = dict(what.settings)
    own = {key: settings.pop(key) for key in ("project_name", "bundle", "license")}
    if development:
        own["bundle"] += ".development"
        settings["formal_name"] += " Development"
    project = what.project
    return {
        "project": {
            "name": bundle.APP,
            "version": what.version,
            "description": project["description"],
            "authors": project["authors"],
            "requires-python": f"=={what.python}.*",
            "license": own.pop("license"),
            "license-files": LICENCES,
        },
        "tool": {
            "briefcase": {
                **own,
                "version": what.version,
                "app": {
                    bundle.APP: {
                        **({"url": releases} if (releases := project.get("urls", {}).get("Releases")) else {}),
                        "description": "Dictation and video description with one local model",
                        "sources": [f"src/{bundle.APP}"],
                        "formal_name": settings.pop("formal_name"),
                        "icon": settings.pop("icon"),
                        "macOS": {
                            **settings,
                            "requires": [f"--requirement={packages}"],
                            "requirement_installer_args": ["--no-deps", "--require-hashes", "--no-compile"],
                            "cleanup_paths": [PACKAGES + pattern for pattern in what.clean_up["packages"]]
                            + [PYTHON + pattern for pattern in what.clean_up["python"]],
                        },
                    }
                },
            }
        },
    }


def stage(into: Path, what: bundle.Bundle, *, development: bool = False) -> None:
    """Writes the project anew; what Briefcase has built there before stays."""
    into.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(into / "src", ignore_errors=True)
    tree.app(into / "src")
    licences = into / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    shutil.copytree(into / "src" / bundle.APP / "carried" / "resources" / "licences", licences)
    packages = into.resolve() / "packages.txt"
    shutil.copy(bundle.CLOSED, packages)
    icon.write(into / "earshot.icns")
    icon.background(into / "background.png", scale=1)
    icon.background(into / "background@2x.png", scale=2)
    text = tomli_w.dumps(described(what, packages, development=development))
    (into / "pyproject.toml").write_text(text, encoding="utf-8")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--development", action="store_true", help="a bundle id of its own, for builds that are tried")
    options = asked.parse_args()
    stage(options.folder, bundle.read(), development=options.development)
    return 0


if __name__ == "__main__":
    sys.exit(main())
