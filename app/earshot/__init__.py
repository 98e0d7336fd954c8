"""Earshot listens, edits and watches with one local model; nothing leaves the machine."""

import os

# The libraries' own doors are shut before any is imported: no look-ups at load, telemetry or checks for updates.
# What is fetched because somebody asked for it goes through store/net.py, which is not bound by this.
for _name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_UPDATE_CHECK", "DO_NOT_TRACK"):
    os.environ[_name] = "1"
