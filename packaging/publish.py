"""What is published with a release: a Homebrew cask and the text of a download page.

python packaging/publish.py IMAGE.dmg FOLDER --repository ADDRESS
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import bundle

MACOS = {"14.0": "sonoma", "15.0": "sequoia", "26.0": "tahoe"}
"""Homebrew's names of the systems."""


def address(repository: str, version: str) -> str:
    return f"{repository}/releases/download/v{version}/Earshot-{version}.dmg"


def cask(what: bundle.Bundle, sha256: str, repository: str) -> str:
    """The cask file, with every folder that the app writes to (packaging/README.md, "Taking it off again")."""
    place = address(repository, what.version).replace(what.version, "#{version}")
    identifier = what.identifier
    return f'''\
cask "earshot" do
  version "{what.version}"
  sha256 "{sha256}"

  url "{place}"
  name "Earshot"
  desc "Dictation and video description with one local model"
  homepage "{repository}"

  livecheck do
    url :url
    strategy :github_latest
  end

  depends_on arch: :arm64
  depends_on macos: ">= :{MACOS[what.minimum_system]}"

  app "Earshot.app"
  binary "#{{appdir}}/Earshot.app/Contents/MacOS/Earshot", target: "earshot"

  uninstall quit: "{identifier}"

  zap trash: [
    "~/Library/Application Support/Earshot",
    "~/Library/Preferences/{identifier}.plist",
    "~/Library/Saved Application State/{identifier}.savedState",
  ]
end
'''


def page(what: bundle.Bundle, image: Path, sha256: str, repository: str) -> str:
    """The download page, in plain text."""
    return f"""\
# Earshot {what.version}

Listens, edits and watches with one local model. What you say, show or write stays on your Mac.

**[Earshot-{what.version}.dmg]({address(repository, what.version)})** ({image.stat().st_size / 1e6:.0f} MB)
SHA-256 `{sha256}`

For Macs with Apple silicon and macOS {what.minimum_system.removesuffix(".0")} or newer. A small demo model is inside;
for real work you need a Gemma 4 model, from 3.6 to 12.7 GB.

1. Open the image and drag Earshot onto Applications.
2. Start it, and allow the microphone when it asks.
3. To have text inserted into other programs, allow Accessibility when it asks.

Or with Homebrew: `brew install --cask earshot`

Earshot's own source is Apache-2.0. The app as a whole, with the media libraries inside it, is under GPL-3.0-or-later;
its source is the archive `earshot-{what.version}-source.tar.gz` beside the image, and what THIRD_PARTY.md names. Gemma
is a trademark of Google LLC; Earshot is not affiliated with Google.
Transcripts and descriptions can be wrong: check names, numbers and quotations.
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("image", type=Path)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--repository", required=True, metavar="ADDRESS", help="where its releases lie, with https://")
    options = asked.parse_args()
    what = bundle.read()
    if not options.image.is_file():
        sys.stderr.write(f"There is no {options.image}. Build it with packaging/macos/build.sh.\n")
        return 1
    wanted, repository = f"Earshot-{what.version}.dmg", options.repository.rstrip("/")
    if options.image.name != wanted:
        sys.stderr.write(f"The image of this version is {wanted}, and this is {options.image.name}.\n")
        return 1
    if not repository.startswith("https://"):
        sys.stderr.write(f"{repository} is no address of a repository; it begins with https://.\n")
        return 1
    sha256 = hashlib.sha256(options.image.read_bytes()).hexdigest()
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "earshot.rb").write_text(cask(what, sha256, repository), encoding="utf-8")
    (options.folder / "download.md").write_text(page(what, options.image, sha256, repository), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
