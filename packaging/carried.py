"""Build hook: a wheel carries models/ and resources/ inside the package; a checkout is used where it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Carried(BuildHookInterface):
    """Adds what paths.py looks for in `earshot/carried`; the training recipe stays out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        carried = build_data["force_include"]
        carried[str(root / "resources")] = "earshot/carried/resources"
        carried[str(root / "models" / "catalogue.toml")] = "earshot/carried/models/catalogue.toml"
        for path in sorted((root / "models" / "pocket").iterdir()):
            if path.is_file() and not path.name.startswith("state"):
                carried[str(path)] = f"earshot/carried/models/pocket/{path.name}"
